/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AlgorithmIdentifiers of password-based schemes, read and written (RFC 8018 A, RFC 7292 C). */
#include "config.h"

#include <assert.h>

#include "lib/asn1/ber.h"
#include "lib/asn1/derput.h"
#include "lib/asn1/oid.h"
#include "lib/base/lookup.h"
#include "lib/crypto/pbe.h"

/* RFC 9579 5: a MAC key of PBMAC1 has at least 20 octets; more than a block of the hash function
 * would be hashed first. */
enum { MAC_KEY_MIN = 20, MAC_KEY_MAX = 128, PARAMS_MAX = 1024 };

static const struct {
    uint16_t oid;
    uint8_t digest;
} hmacs[] = {
    {OID_HMAC_SHA1, DIGEST_SHA1},     {OID_HMAC_SHA224, DIGEST_SHA224},
    {OID_HMAC_SHA256, DIGEST_SHA256}, {OID_HMAC_SHA384, DIGEST_SHA384},
    {OID_HMAC_SHA512, DIGEST_SHA512},
};

static const struct {
    uint16_t oid;
    uint8_t cipher;
} ciphers[] = {
    {OID_AES128_CBC, PBE_AES128},
    {OID_AES192_CBC, PBE_AES192},
    {OID_AES256_CBC, PBE_AES256},
    {OID_DES_EDE3_CBC, PBE_3DES},
};

/* The schemes of PBES1 (RFC 8018 A.3) and PKCS#12 (RFC 7292 C), with salt and iterations alone. */
static const struct {
    uint16_t oid;
    uint8_t kdf, cipher;
} schemes[] = {
    {OID_PBE_MD5_DES, PBE_PBKDF1_MD5, PBE_DES},    {OID_PBE_SHA1_DES, PBE_PBKDF1_SHA1, PBE_DES},
    {OID_PKCS12_3DES, PBE_PKCS12, PBE_3DES},       {OID_PKCS12_2DES, PBE_PKCS12, PBE_2DES},
    {OID_PKCS12_RC2_128, PBE_PKCS12, PBE_RC2_128}, {OID_PKCS12_RC2_40, PBE_PKCS12, PBE_RC2_40},
    {OID_PKCS12_RC4_128, PBE_PKCS12, PBE_RC4_128}, {OID_PKCS12_RC4_40, PBE_PKCS12, PBE_RC4_40},
};

static void unknown(struct ber_reader *b, struct span at)
{
    fail_set(b->fail, ERR_PBE_UNKNOWN, at);
}

static enum digest read_hmac(struct ber_reader *algorithm)
{
    struct span oid = ber_get(algorithm, DER_OID);
    size_t i = LOOKUP(hmacs, oid, oid_find(oid));

    if (i == LOOKUP_COUNT(hmacs)) {
        unknown(algorithm, oid);
        return DIGEST_NONE;
    }
    return (enum digest)hmacs[i].digest;
}

/* PBKDF2-params (RFC 8018 A.2); returns keyLength, 0 without one. */
static uint64_t read_pbkdf2(struct pbe *out, struct ber_reader *params)
{
    uint64_t key_n = 0;

    out->kdf = PBE_PBKDF2;
    out->digest = DIGEST_SHA1; /* the DEFAULT */
    out->salt = ber_get(params, DER_OCTET_STRING);
    out->iterations = ber_number(params);
    if (ber_peek(params, DER_INTEGER)) {
        key_n = ber_number(params);
        if (key_n == 0)
            fail_set(params->fail, ERR_PBE_FORM, params->rest);
    }
    if (ber_more(params)) {
        struct ber_reader prf = ber_enter(params, DER_SEQUENCE);
        out->digest = read_hmac(&prf);
    }
    return key_n;
}

/* scrypt-params (RFC 7914 7). */
static uint64_t read_scrypt(struct pbe *out, struct ber_reader *params)
{
    uint64_t key_n = 0, r, p;

    out->kdf = PBE_SCRYPT;
    out->salt = ber_get(params, DER_OCTET_STRING);
    out->iterations = ber_number(params);
    r = ber_number(params);
    p = ber_number(params);
    if (r > UINT32_MAX || p > UINT32_MAX)
        fail_set(params->fail, ERR_PASSPHRASE_LIMIT, params->rest);
    out->block_size = (uint32_t)r;
    out->parallel = (uint32_t)p;
    if (ber_more(params))
        key_n = ber_number(params);
    return key_n;
}

static uint64_t read_kdf(struct pbe *out, struct ber_reader *from)
{
    struct ber_reader kdf = ber_enter(from, DER_SEQUENCE);
    struct span oid = ber_get(&kdf, DER_OID);
    struct ber_reader params = ber_enter(&kdf, DER_SEQUENCE);
    enum oid id = oid_find(oid);

    if (from->fail->err != ERR_OK)
        return 0;
    if (id == OID_PBKDF2)
        return read_pbkdf2(out, &params);
    if (id == OID_SCRYPT)
        return read_scrypt(out, &params);
    unknown(from, oid);
    return 0;
}

/* PBES2-params (RFC 8018 A.4): the key is as long as that of the cipher. */
static void read_pbes2(struct pbe *out, struct ber_reader *params)
{
    uint64_t key_n = read_kdf(out, params);
    struct ber_reader scheme = ber_enter(params, DER_SEQUENCE);
    struct span oid = ber_get(&scheme, DER_OID);
    size_t i = LOOKUP(ciphers, oid, oid_find(oid));

    if (params->fail->err != ERR_OK)
        return;
    if (i == LOOKUP_COUNT(ciphers)) {
        unknown(params, oid);
        return;
    }
    out->cipher = (enum pbe_cipher)ciphers[i].cipher;
    struct span iv = ber_get(&scheme, DER_OCTET_STRING);
    if ((key_n != 0 && key_n != pbe_cipher_key_size(out->cipher)) ||
        iv.n != pbe_cipher_block_size(out->cipher))
        fail_set(params->fail, ERR_PBE_FORM, iv);
    else
        memcpy(out->iv, iv.p, iv.n);
}

/* PBMAC1-params (RFC 8018 A.5), which must state the length of the key (RFC 9579 5). */
static void read_pbmac1(struct pbe *out, struct ber_reader *params)
{
    uint64_t key_n = read_kdf(out, params);
    struct ber_reader scheme = ber_enter(params, DER_SEQUENCE);

    out->mac = read_hmac(&scheme);
    if (params->fail->err == ERR_OK && (key_n < MAC_KEY_MIN || key_n > MAC_KEY_MAX))
        fail_set(params->fail, ERR_PBE_FORM, out->salt);
    out->mac_key_n = (size_t)key_n;
}

enum err pbe_read(struct pbe *out, struct span algorithm, struct fail *fail)
{
    struct ber_reader all = ber_open(algorithm, fail, ERR_PBE_FORM);
    struct ber_reader seq = ber_enter(&all, DER_SEQUENCE);
    struct span oid = ber_get(&seq, DER_OID);
    struct ber_reader params = ber_enter(&seq, DER_SEQUENCE);
    enum oid id = oid_find(oid);
    size_t i = LOOKUP(schemes, oid, id);

    *out = (struct pbe){0};
    /* What an unknown algorithm has as parameters is not our matter. */
    if (oid.n > 0 && id != OID_PBES2 && id != OID_PBMAC1 && i == LOOKUP_COUNT(schemes)) {
        *fail = (struct fail){ERR_PBE_UNKNOWN, oid};
        return fail->err;
    }
    if (oid.n == 0) /* without a failure too: X.690 8.19.2 has at least one octet */
        fail_set(fail, ERR_PBE_FORM, algorithm);
    if (id == OID_PBES2) {
        read_pbes2(out, &params);
    } else if (id == OID_PBMAC1) {
        read_pbmac1(out, &params);
    } else if (fail->err == ERR_OK) {
        out->kdf = (enum pbe_kdf)schemes[i].kdf;
        out->cipher = (enum pbe_cipher)schemes[i].cipher;
        out->digest = DIGEST_SHA1;
        out->salt = ber_get(&params, DER_OCTET_STRING);
        out->iterations = ber_number(&params);
    }
    if (fail->err == ERR_OK && out->iterations == 0)
        fail_set(fail, ERR_PBE_FORM, algorithm);
    if (fail->err == ERR_OK && out->salt.n > PBE_SALT_MAX)
        fail_set(fail, ERR_PASSPHRASE_LIMIT, out->salt);
    return fail->err;
}

/* Appends an AlgorithmIdentifier with these parameters, a whole TLV. */
static void put_algorithm(struct buf *out, enum oid oid, struct span params)
{
    struct buf seq;

    buf_init(&seq, PARAMS_MAX);
    derput_tlv(&seq, DER_OID, oid_bytes(oid));
    buf_put(&seq, params);
    derput_tlv(out, DER_SEQUENCE, buf_span(&seq));
    if (seq.err != ERR_OK)
        out->err = seq.err;
    buf_free(&seq);
}

static void put_pbkdf2(struct buf *out, const struct pbe *pbe)
{
    static const uint8_t null[] = {DER_NULL, 0};
    struct buf content, params;

    buf_init(&content, PARAMS_MAX);
    buf_init(&params, PARAMS_MAX);
    derput_tlv(&content, DER_OCTET_STRING, pbe->salt);
    derput_number(&content, pbe->iterations);
    if (pbe->mac != DIGEST_NONE)
        derput_number(&content, pbe->mac_key_n);
    put_algorithm(&content, OID_HMAC_SHA256, span_of(null, sizeof null));
    derput_tlv(&params, DER_SEQUENCE, buf_span(&content));
    put_algorithm(out, OID_PBKDF2, buf_span(&params));
    buf_free(&content);
    buf_free(&params);
}

void pbe_put(struct buf *out, const struct pbe *pbe)
{
    static const uint8_t null[] = {DER_NULL, 0};
    struct buf content, params, iv;
    bool is_mac = pbe->mac != DIGEST_NONE;

    assert(pbe->kdf == PBE_PBKDF2 && pbe->digest == DIGEST_SHA256);
    buf_init(&content, PARAMS_MAX);
    buf_init(&params, PARAMS_MAX);
    buf_init(&iv, PARAMS_MAX);
    put_pbkdf2(&content, pbe);
    if (is_mac) {
        put_algorithm(&content, OID_HMAC_SHA256, span_of(null, sizeof null));
    } else {
        derput_tlv(&iv, DER_OCTET_STRING, span_of(pbe->iv, sizeof pbe->iv));
        put_algorithm(&content, OID_AES256_CBC, buf_span(&iv));
    }
    derput_tlv(&params, DER_SEQUENCE, buf_span(&content));
    put_algorithm(out, is_mac ? OID_PBMAC1 : OID_PBES2, buf_span(&params));
    buf_free(&content);
    buf_free(&params);
    buf_free(&iv);
}
