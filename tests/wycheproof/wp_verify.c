/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures, through the functions that judge certificates: the key comes from its
 * SubjectPublicKeyInfo, the algorithm from an AlgorithmIdentifier. */
#include "config.h"

#include "tests/wycheproof/wycheproof.h"

#include "tests/harness/sigways.h"

enum { ALG_CAP = 256 };

enum scheme { SCHEME_PKCS1, SCHEME_PSS, SCHEME_ECDSA, SCHEME_EDDSA, SCHEME_DSA };

static const struct {
    const char *name;
    enum oid hash, pkcs1, ecdsa, dsa; /* OID_UNKNOWN where there is no such algorithm */
} hashes[] = {
    {"SHA-1", OID_SHA1, OID_SIG_RSA_SHA1, OID_SIG_ECDSA_SHA1, OID_SIG_DSA_SHA1},
    {"SHA-224", OID_SHA224, OID_SIG_RSA_SHA224, OID_SIG_ECDSA_SHA224, OID_SIG_DSA_SHA224},
    {"SHA-256", OID_SHA256, OID_SIG_RSA_SHA256, OID_SIG_ECDSA_SHA256, OID_SIG_DSA_SHA256},
    {"SHA-384", OID_SHA384, OID_SIG_RSA_SHA384, OID_SIG_ECDSA_SHA384, OID_UNKNOWN},
    {"SHA-512", OID_SHA512, OID_SIG_RSA_SHA512, OID_SIG_ECDSA_SHA512, OID_UNKNOWN},
};

/* Appends tag, length (below 128) and content. */
static void put_tlv(struct buf *b, uint8_t tag, struct span content)
{
    buf_u8(b, tag);
    buf_u8(b, (uint8_t)content.n);
    buf_put(b, content);
}

static int hash_index(const char *name)
{
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        if (strcmp(hashes[i].name, name) == 0)
            return (int)i;
    }
    return -1;
}

/* Wraps what inner holds into tag and appends it to outer; inner is empty afterwards. */
static void wrap(struct buf *outer, uint8_t tag, struct buf *inner)
{
    put_tlv(outer, tag, buf_span(inner));
    buf_truncate(inner, 0);
}

/* RSASSA-PSS-params (RFC 8017 A.2.3) with the defaults left out, as DER has it. */
static void put_pss_params(struct buf *out, int hash, int mgf_hash, json_int_t salt_n)
{
    struct buf seq = {.cap = ALG_CAP}, a = {.cap = ALG_CAP}, b = {.cap = ALG_CAP};

    if (hash != 0) {
        put_tlv(&a, 0x06, oid_bytes(hashes[hash].hash));
        put_tlv(&a, 0x05, (struct span){0});
        wrap(&b, 0x30, &a);
        wrap(&seq, 0xa0, &b);
    }
    if (mgf_hash != 0) {
        put_tlv(&a, 0x06, oid_bytes(hashes[mgf_hash].hash));
        put_tlv(&a, 0x05, (struct span){0});
        put_tlv(&b, 0x06, oid_bytes(OID_MGF1));
        wrap(&b, 0x30, &a);
        wrap(&a, 0x30, &b);
        wrap(&seq, 0xa1, &a);
    }
    if (salt_n != 20) {
        if (salt_n >= 0x80)
            buf_u8(&a, (uint8_t)(salt_n >> 8));
        buf_u8(&a, (uint8_t)salt_n);
        wrap(&b, 0x02, &a);
        wrap(&seq, 0xa2, &b);
    }
    wrap(out, 0x30, &seq);
    buf_free(&seq);
    buf_free(&a);
    buf_free(&b);
}

/* Writes the content of the group's AlgorithmIdentifier; false where the library has no such
 * algorithm. */
static bool put_algorithm(struct buf *out, enum scheme scheme, const json_t *group,
                          const struct keyinfo *key)
{
    int hash = hash_index(wp_text(group, "sha")), mgf_hash = hash_index(wp_text(group, "mgfSha"));
    json_int_t salt_n = json_integer_value(json_object_get(group, "sLen"));
    enum oid oid = OID_UNKNOWN;

    if (scheme == SCHEME_EDDSA)
        oid = key->algorithm;
    else if (hash < 0)
        return false;
    else if (scheme == SCHEME_PKCS1)
        oid = hashes[hash].pkcs1;
    else if (scheme == SCHEME_ECDSA)
        oid = hashes[hash].ecdsa;
    else if (scheme == SCHEME_DSA)
        oid = hashes[hash].dsa;
    else if (mgf_hash >= 0 && strcmp(wp_text(group, "mgf"), "MGF1") == 0)
        oid = OID_SIG_RSA_PSS;
    if (oid == OID_UNKNOWN)
        return false;
    put_tlv(out, 0x06, oid_bytes(oid));
    if (scheme == SCHEME_PKCS1)
        put_tlv(out, 0x05, (struct span){0});
    else if (scheme == SCHEME_PSS)
        put_pss_params(out, hash, mgf_hash, salt_n);
    return out->err == ERR_OK;
}

/* What the library says of one signature, in every way. */
static enum err verify(struct sigways *ways, struct span algorithm, const json_t *test)
{
    struct buf msg, sig;
    struct fail fail = {0};
    struct sigalg alg;
    enum err err = sigalg_parse(&alg, algorithm, &fail);

    wp_hex(&msg, test, "msg");
    wp_hex(&sig, test, "sig");
    if (err == ERR_OK)
        err = sigways_verify(ways, &alg, buf_span(&msg), buf_span(&sig));
    buf_free(&msg);
    buf_free(&sig);
    return err;
}

/* All groups share them, to the end. */
static struct sig_tables *shared_tables(void)
{
    static struct sig_tables *tables;

    if (tables == NULL && sig_tables_new(&tables) != ERR_OK)
        exit(99);
    return tables;
}

static void run_group(struct wp_tally *tally, enum scheme scheme, const json_t *group)
{
    const json_t *tests = json_object_get(group, "tests");
    struct buf spki, algorithm = {.cap = ALG_CAP};
    struct fail fail = {0};
    struct keyinfo info = {0};
    struct sigways ways = {0};

    wp_hex(&spki, group, "publicKeyDer");
    enum err key_err = keyinfo_parse(&info, buf_span(&spki), &fail);
    if (key_err == ERR_OK)
        key_err = sigways_open(&ways, &info, shared_tables());
    /* A key that breaks a rule has its signatures refused; a curve that is not there is a gap. */
    bool gap = info.err == ERR_KEY_CURVE || !put_algorithm(&algorithm, scheme, group, &info);
    for (size_t i = 0; i < json_array_size(tests); i++) {
        const json_t *test = json_array_get(tests, i);
        if (gap)
            tally->skipped++;
        else
            wp_judge(tally, test,
                     key_err != ERR_OK ? key_err : verify(&ways, buf_span(&algorithm), test));
    }
    /* That they differ is a false reject, whichever of them is right. */
    if (ways.num > 0 && !ways.agree) {
        printf("%s: ways to verify differ\n", tally->path);
        tally->false_reject++;
    }
    sigways_close(&ways);
    buf_free(&spki);
    buf_free(&algorithm);
}

void wp_rsa_pkcs1(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    (void)root;
    run_group(tally, SCHEME_PKCS1, group);
}

void wp_rsa_pss(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    (void)root;
    run_group(tally, SCHEME_PSS, group);
}

void wp_ecdsa(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    (void)root;
    run_group(tally, SCHEME_ECDSA, group);
}

void wp_eddsa(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    (void)root;
    run_group(tally, SCHEME_EDDSA, group);
}

void wp_dsa(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    (void)root;
    run_group(tally, SCHEME_DSA, group);
}
