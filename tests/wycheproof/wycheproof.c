/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wycheproof FILE|DIR...: runs vectors of signature verification in the JSON of Project
 * Wycheproof against the library, through the functions that judge certificates: the key comes
 * from its SubjectPublicKeyInfo, the algorithm from an AlgorithmIdentifier.
 *
 * What a file holds is told by its `schema`.  Of a DIR the files that are not about verifying
 * signatures are passed over; a FILE of that kind counts as one skipped, and so does every test
 * whose curve or hash the library does not have.
 *
 * One line per disagreement, then `N agree, N false-accept, N false-reject, N skipped`.  Exit 0
 * where all agree and none was skipped, 1 otherwise, 2 for usage, 3 where a file can't be read.
 */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "lib/base/buf.h"
#include "lib/base/file.h"
#include "lib/base/hex.h"
#include "lib/crypto/pubkey.h"

enum { HEX_CAP = 1 << 20, ALG_CAP = 256 };

struct tally {
    unsigned agree, false_accept, false_reject, skipped, unreadable;
};

/*
 * What Wycheproof leaves to the implementation ("acceptable"), by flag.  A test that has none of
 * these flags is undecided and counts as skipped.
 */
static const struct {
    const char *flag;
    bool accept;
} decisions[] = {
    /* DigestInfo without the NULL parameters: RFC 8017 8.2.2 compares with the encoding of 9.2,
     * which has them; a verifier that takes both is halfway to parsing the padding. */
    {"MissingNull", false},
    /* An r or s without the octet that keeps it positive is a negative INTEGER (X.690 8.3.3), and
     * FIPS 186-5 6.4.2 refuses what is not in 1..n-1. */
    {"MissingZero", false},
};

/* The signature algorithms as schemas name them. */
enum scheme { SCHEME_NONE, SCHEME_PKCS1, SCHEME_PSS, SCHEME_ECDSA, SCHEME_EDDSA, SCHEME_DSA };

static const struct {
    const char *schema; /* up to "_schema" */
    enum scheme scheme;
} schemas[] = {
    {"rsassa_pkcs1_verify", SCHEME_PKCS1},
    {"rsassa_pss_verify", SCHEME_PSS},
    {"rsassa_pss_with_parameters_verify", SCHEME_PSS},
    {"ecdsa_verify", SCHEME_ECDSA},
    {"eddsa_verify", SCHEME_EDDSA},
    {"dsa_verify", SCHEME_DSA},
};

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

static const char *text_of(const json_t *object, const char *name)
{
    const char *s = json_string_value(json_object_get(object, name));

    return s == NULL ? "" : s;
}

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
    int hash = hash_index(text_of(group, "sha")), mgf_hash = hash_index(text_of(group, "mgfSha"));
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
    else if (mgf_hash >= 0 && strcmp(text_of(group, "mgf"), "MGF1") == 0)
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

/* What the library says of one signature. */
static enum err verify(const struct pubkey *key, struct span algorithm, const json_t *test)
{
    struct buf msg = {.cap = HEX_CAP}, sig = {.cap = HEX_CAP};
    struct fail fail = {0};
    struct sigalg alg;
    enum err err = sigalg_parse(&alg, algorithm, &fail);

    if (err == ERR_OK)
        err = hex_decode(&msg, span_str(text_of(test, "msg")), &fail);
    if (err == ERR_OK)
        err = hex_decode(&sig, span_str(text_of(test, "sig")), &fail);
    if (err == ERR_OK)
        err = pubkey_verify(key, &alg, buf_span(&msg), buf_span(&sig));
    buf_free(&msg);
    buf_free(&sig);
    return err;
}

static bool has_flag(const json_t *test, const char *flag)
{
    const json_t *flags = json_object_get(test, "flags");

    for (size_t i = 0; i < json_array_size(flags); i++) {
        if (strcmp(json_string_value(json_array_get(flags, i)), flag) == 0)
            return true;
    }
    return false;
}

/* Whether the test's signature is to be accepted; false where that is undecided. */
static bool expectation(bool *accept, const json_t *test)
{
    const char *result = text_of(test, "result");

    *accept = strcmp(result, "valid") == 0;
    if (strcmp(result, "acceptable") != 0)
        return true;
    for (size_t i = 0; i < sizeof decisions / sizeof decisions[0]; i++) {
        if (has_flag(test, decisions[i].flag)) {
            *accept = decisions[i].accept;
            return true;
        }
    }
    return false;
}

static void print_disagreement(const char *path, const json_t *test, bool accept, enum err got)
{
    const json_t *flags = json_object_get(test, "flags");

    printf("%s %d \"%s\" [", path, (int)json_integer_value(json_object_get(test, "tcId")),
           text_of(test, "comment"));
    for (size_t i = 0; i < json_array_size(flags); i++)
        printf("%s%s", i > 0 ? "," : "", json_string_value(json_array_get(flags, i)));
    printf("] expected %s, got %s\n", accept ? "accept" : "refuse",
           got == ERR_OK ? "accept" : err_id(got));
}

static void judge(struct tally *tally, const char *path, const json_t *test, enum err got)
{
    bool accept;

    if (!expectation(&accept, test)) {
        tally->skipped++;
    } else if (accept == (got == ERR_OK)) {
        tally->agree++;
    } else {
        tally->false_accept += !accept;
        tally->false_reject += accept;
        print_disagreement(path, test, accept, got);
    }
}

static void run_group(struct tally *tally, const char *path, enum scheme scheme,
                      const json_t *group)
{
    const json_t *tests = json_object_get(group, "tests");
    struct buf spki = {.cap = HEX_CAP}, algorithm = {.cap = ALG_CAP};
    struct fail fail = {0};
    struct keyinfo info = {0};
    struct pubkey *key = NULL;
    enum err key_err = hex_decode(&spki, span_str(text_of(group, "publicKeyDer")), &fail);

    if (key_err == ERR_OK)
        key_err = keyinfo_parse(&info, buf_span(&spki), &fail);
    if (key_err == ERR_OK)
        key_err = pubkey_new(&key, &info);
    /* A key that breaks a rule has its signatures refused; a curve that is not there is a gap. */
    bool gap = info.err == ERR_KEY_CURVE || !put_algorithm(&algorithm, scheme, group, &info);
    for (size_t i = 0; i < json_array_size(tests); i++) {
        const json_t *test = json_array_get(tests, i);
        if (gap)
            tally->skipped++;
        else
            judge(tally, path, test,
                  key_err != ERR_OK ? key_err : verify(key, buf_span(&algorithm), test));
    }
    pubkey_free(key);
    buf_free(&spki);
    buf_free(&algorithm);
}

/* The scheme of a schema's name; *is_verify says whether it is about verifying at all. */
static enum scheme scheme_of(const char *schema, bool *is_verify)
{
    const char *end = strstr(schema, "_schema");
    struct span stem = end == NULL ? span_str(schema) : span_of(schema, (size_t)(end - schema));
    struct span verify_word = SPAN_LIT("_verify");

    *is_verify =
        stem.n > verify_word.n && span_eq(span_tail(stem, stem.n - verify_word.n), verify_word);
    for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; i++) {
        if (span_eq(stem, span_str(schemas[i].schema)))
            return schemas[i].scheme;
    }
    return SCHEME_NONE;
}

static void run_file(struct tally *tally, const char *path, bool named)
{
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error);
    bool is_verify;

    if (root == NULL) {
        fprintf(stderr, "wycheproof: %s: %s\n", path, error.text);
        tally->unreadable++;
        return;
    }
    enum scheme scheme = scheme_of(text_of(root, "schema"), &is_verify);
    const json_t *groups = json_object_get(root, "testGroups");
    if (scheme != SCHEME_NONE) {
        for (size_t i = 0; i < json_array_size(groups); i++)
            run_group(tally, path, scheme, json_array_get(groups, i));
    } else if (is_verify || named) {
        fprintf(stderr, "wycheproof: %s: %s: not a kind that is run here\n", path,
                text_of(root, "schema"));
        tally->skipped++;
    }
    json_decref(root);
}

static int is_json(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);

    return n > 5 && strcmp(entry->d_name + n - 5, ".json") == 0;
}

static void run_directory(struct tally *tally, const char *path)
{
    struct dirent **entries;
    int n = scandir(path, &entries, is_json, alphasort);

    if (n < 0) {
        perror(path);
        tally->unreadable++;
        return;
    }
    for (int i = 0; i < n; i++) {
        char file[4096];
        snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
        run_file(tally, file, false);
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    struct tally t = {0};

    if (argc < 2) {
        fprintf(stderr, "usage: wycheproof FILE|DIR...\n");
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        if (file_is_directory(argv[i]))
            run_directory(&t, argv[i]);
        else
            run_file(&t, argv[i], true);
    }
    printf("%u agree, %u false-accept, %u false-reject, %u skipped\n", t.agree, t.false_accept,
           t.false_reject, t.skipped);
    if (t.unreadable > 0)
        return 3;
    return t.agree > 0 && t.false_accept + t.false_reject + t.skipped == 0 ? 0 : 1;
}
