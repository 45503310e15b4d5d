/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/privkey_parts.h"

#include "lib/asn1/der.h"
#include "lib/asn1/derput.h"

enum { ALGORITHM_CAP = 256 };

size_t privkey_ed_size(enum key_kind kind)
{
    return kind == KEY_ED25519 ? 32 : 57;
}

/* The end of a SEQUENCE, and the first error in it. */
static enum err finish(struct der *seq)
{
    der_end(seq);
    return seq->fail->err;
}

/* RSAPrivateKey (RFC 8017 A.1.2); more than two primes (version 1) are not used. */
static enum err read_rsa(struct privkey_parts *out, struct der *seq)
{
    uint32_t version = der_small(der_integer(seq), 1, seq->fail);

    for (size_t i = 0; i < PRIVKEY_NUMBERS; i++)
        out->numbers[i] = der_integer(seq);
    if (seq->fail->err == ERR_OK && version != 0)
        return ERR_KEY_FORM;
    return finish(seq);
}

/* The named curve of ECParameters, a whole TLV (RFC 5480 2.1.1). */
static enum err read_curve(struct privkey_parts *out, struct span params)
{
    struct fail fail = {0};
    struct der d = der_open(params, &fail);

    if (der_peek(&d, DER_SEQUENCE))
        return ERR_KEY_EXPLICIT_CURVE;
    struct span curve = der_oid(&d);
    der_end(&d);
    if (fail.err != ERR_OK)
        return ERR_KEY_PARAMETERS;
    out->kind = keyinfo_curve_kind(oid_find(curve));
    return out->kind == KEY_NONE ? ERR_KEY_CURVE : ERR_OK;
}

/* ECPrivateKey (RFC 5915 3) after its version; *params stays empty if it names no curve. */
static enum err read_ec(struct privkey_parts *out, struct der *seq, struct span *params)
{
    struct der field;

    out->secret = der_octets(seq);
    if (der_enter_opt(seq, DER_CTXC(0), &field))
        *params = field.rest;
    if (der_enter_opt(seq, DER_CTXC(1), &field)) {
        out->public = der_bytes(&field);
        der_end(&field);
    }
    return finish(seq);
}

void privkey_parts_algorithm(struct buf *out, enum oid oid, struct span params)
{
    struct buf inner;

    buf_init(&inner, ALGORITHM_CAP);
    derput_tlv(&inner, DER_OID, oid_bytes(oid));
    buf_put(&inner, params);
    derput_tlv(out, DER_SEQUENCE, buf_span(&inner));
    if (inner.err != ERR_OK)
        out->err = inner.err;
    buf_free(&inner);
}

/* An RSAPrivateKey without PKCS#8 around it: the algorithm is filled in. */
static enum err read_pkcs1(struct privkey_parts *out, struct der *seq)
{
    out->kind = KEY_RSA;
    privkey_parts_algorithm(&out->algorithm, OID_KEY_RSA, SPAN_LIT("\x05\x00"));
    return read_rsa(out, seq);
}

/* ECPrivateKey by itself: nothing around it names the curve, so it must do so itself. */
static enum err read_sec1(struct privkey_parts *out, struct der *seq)
{
    struct span params = {0};

    if (der_small(der_integer(seq), 1, seq->fail) != 1 && seq->fail->err == ERR_OK)
        return ERR_KEY_FORM;
    TRY(read_ec(out, seq, &params));
    /* RFC 5915 3: the parameters are required if nothing else names the curve. */
    TRY(read_curve(out, params));
    privkey_parts_algorithm(&out->algorithm, OID_KEY_EC, params);
    return ERR_OK;
}

/* RSAPrivateKey inside PKCS#8. */
static enum err read_inner_rsa(struct privkey_parts *out, struct span key, struct span params)
{
    struct fail fail = {0};
    struct der all = der_open(key, &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);

    (void)params; /* keyinfo_parse judges them */
    TRY(read_rsa(out, &seq));
    return finish(&all);
}

/* ECPrivateKey inside PKCS#8: PKCS#8 names the curve, and a second name must be the same. */
static enum err read_inner_ec(struct privkey_parts *out, struct span key, struct span params)
{
    struct fail fail = {0};
    struct der all = der_open(key, &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    struct span inner = {0};

    TRY(read_curve(out, params));
    if (der_small(der_integer(&seq), 1, &fail) != 1 && fail.err == ERR_OK)
        return ERR_KEY_FORM;
    TRY(read_ec(out, &seq, &inner));
    TRY(finish(&all));
    return inner.n > 0 && !span_eq(inner, params) ? ERR_KEY_FORM : ERR_OK;
}

/* CurvePrivateKey (RFC 8410 7) */
static enum err read_inner_ed(struct privkey_parts *out, struct span key, struct span params)
{
    struct fail fail = {0};
    struct der all = der_open(key, &fail);

    (void)params; /* keyinfo_parse judges them */
    out->secret = der_octets(&all);
    TRY(finish(&all));
    return out->secret.n == privkey_ed_size(out->kind) ? ERR_OK : ERR_KEY_FORM;
}

/* ML-DSA-44-PrivateKey and its like (RFC 9881 6): [0] is the seed, an OCTET STRING the expanded
 * key, a SEQUENCE both. */
static enum err read_inner_mldsa(struct privkey_parts *out, struct span key, struct span params)
{
    size_t expanded_n = keyinfo_mldsa(out->kind)->secret_n;
    struct fail fail = {0};
    struct der all = der_open(key, &fail);
    bool has_seed = true;
    struct der seq;

    (void)params; /* keyinfo_parse judges them */
    if (der_opt(&all, DER_CTX(0), &out->secret)) {
        expanded_n = 0;
    } else if (der_enter_opt(&all, DER_SEQUENCE, &seq)) {
        out->secret = der_octets(&seq);
        out->expanded = der_octets(&seq);
        TRY(finish(&seq));
    } else {
        has_seed = false;
        out->expanded = der_octets(&all);
    }
    TRY(finish(&all));
    return (!has_seed || out->secret.n == MLDSA_SEED) && out->expanded.n == expanded_n
               ? ERR_OK
               : ERR_KEY_FORM;
}

/* How the key inside PKCS#8 is read, by its algorithm. */
static const struct {
    enum oid oid;
    enum key_kind kind; /* NONE: the parameters tell */
    enum err (*read)(struct privkey_parts *out, struct span key, struct span params);
} algorithms[] = {
    {OID_KEY_RSA, KEY_RSA, read_inner_rsa},         {OID_SIG_RSA_PSS, KEY_RSA_PSS, read_inner_rsa},
    {OID_KEY_EC, KEY_NONE, read_inner_ec},          {OID_ED25519, KEY_ED25519, read_inner_ed},
    {OID_ED448, KEY_ED448, read_inner_ed},          {OID_ML_DSA_44, KEY_MLDSA44, read_inner_mldsa},
    {OID_ML_DSA_65, KEY_MLDSA65, read_inner_mldsa}, {OID_ML_DSA_87, KEY_MLDSA87, read_inner_mldsa},
};

/* OneAsymmetricKey (RFC 5958 2) */
static enum err read_pkcs8(struct privkey_parts *out, struct der *seq)
{
    struct span attributes, bits, params = {0}, public = {0};
    unsigned unused;

    (void)der_small(der_integer(seq), 1, seq->fail);
    struct span whole = der_raw(seq, DER_SEQUENCE);
    struct span key = der_octets(seq);
    (void)der_opt(seq, DER_CTXC(0), &attributes);
    if (der_opt(seq, DER_CTX(1), &bits))
    public = der_bits_content(bits, &unused, seq->fail);
    TRY(finish(seq));
    struct der all = der_open(whole, seq->fail);
    struct der alg = der_enter(&all, DER_SEQUENCE);
    enum oid oid = oid_find(der_oid(&alg));
    if (der_more(&alg))
        params = der_any(&alg).raw;
    TRY(finish(&alg));
    buf_put(&out->algorithm, whole);
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
        if (algorithms[i].oid != oid)
            continue;
        out->kind = algorithms[i].kind;
        TRY(algorithms[i].read(out, key, params));
        if (public.n > 0)
            out->public = public;
        return ERR_OK;
    }
    return ERR_KEY_UNKNOWN;
}

/* The three formats differ in their second element: PKCS#8 has the algorithm there (SEQUENCE), SEC
 * 1 the key (OCTET STRING), PKCS#1 the modulus (INTEGER). */
enum err privkey_parts_read(struct privkey_parts *out, struct span der)
{
    struct fail fail = {0};
    struct der all = der_open(der, &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    struct der second = seq;
    enum err err = ERR_NO_PRIVATE_KEY;

    *out = (struct privkey_parts){0};
    buf_init(&out->algorithm, ALGORITHM_CAP);
    der_end(&all);
    bool numbered = der_peek(&seq, DER_INTEGER);
    bool sealed = der_peek(&seq, DER_SEQUENCE);
    (void)der_any(&second);
    if (fail.err != ERR_OK)
        return fail.err;
    if (numbered && der_peek(&second, DER_SEQUENCE))
        err = read_pkcs8(out, &seq);
    else if (numbered && der_peek(&second, DER_OCTET_STRING))
        err = read_sec1(out, &seq);
    else if (numbered && der_peek(&second, DER_INTEGER))
        err = read_pkcs1(out, &seq);
    else if (sealed && der_peek(&second, DER_OCTET_STRING))
        err = ERR_KEY_ENCRYPTED; /* EncryptedPrivateKeyInfo, RFC 5958 3 */
    return err == ERR_OK ? out->algorithm.err : err;
}
