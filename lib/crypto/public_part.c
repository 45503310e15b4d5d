/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/public_part.h"

#include "lib/asn1/der.h"
#include "lib/crypto/privkey.h"

/* The longest modulus that is accepted has 16384 bits; this has room for twice that. */
enum { KEY_BYTES_MAX = 1 << 13 };

/* algorithm rsaEncryption, parameters NULL (RFC 3279 2.3.1) */
static const struct span rsa_algorithm =
    SPAN_INIT("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00");
static const struct span ec_oid = SPAN_INIT("\x06\x07\x2a\x86\x48\xce\x3d\x02\x01");

/* Appends an element; the content is shorter than 64 KiB. */
static void put_tlv(struct buf *out, uint8_t tag, struct span content)
{
    buf_u8(out, tag);
    if (content.n >= 0x100) {
        buf_u8(out, 0x82);
        buf_u16(out, (uint16_t)content.n);
    } else {
        if (content.n >= 0x80)
            buf_u8(out, 0x81);
        buf_u8(out, (uint8_t)content.n);
    }
    buf_put(out, content);
}

/* Writes SEQUENCE { algorithm, BIT STRING key } into the arena. */
static enum err wrap(struct public_part *out, struct span algorithm, struct span key,
                     struct arena *arena)
{
    struct buf bits, seq, all;

    buf_init(&bits, KEY_BYTES_MAX);
    buf_init(&seq, KEY_BYTES_MAX);
    buf_init(&all, KEY_BYTES_MAX);
    buf_u8(&bits, 0);
    buf_put(&bits, key);
    buf_put(&seq, algorithm);
    put_tlv(&seq, DER_BIT_STRING, buf_span(&bits));
    put_tlv(&all, DER_SEQUENCE, buf_span(&seq));
    enum err e = bits.err != ERR_OK ? bits.err : seq.err != ERR_OK ? seq.err : all.err;
    if (e == ERR_OK)
        e = arena_copy(arena, &out->spki, buf_span(&all));
    buf_free(&bits);
    buf_free(&seq);
    buf_free(&all);
    return e;
}

/* RSAPublicKey (RFC 8017 A.1.1) from the INTEGERs' contents. */
static enum err wrap_rsa(struct public_part *out, struct span n, struct span e, struct arena *arena)
{
    struct buf numbers, key;

    buf_init(&numbers, KEY_BYTES_MAX);
    buf_init(&key, KEY_BYTES_MAX);
    put_tlv(&numbers, DER_INTEGER, n);
    put_tlv(&numbers, DER_INTEGER, e);
    put_tlv(&key, DER_SEQUENCE, buf_span(&numbers));
    enum err err = numbers.err != ERR_OK ? numbers.err : key.err;
    if (err == ERR_OK)
        err = wrap(out, rsa_algorithm, buf_span(&key), arena);
    buf_free(&numbers);
    buf_free(&key);
    return err;
}

/* An RSAPrivateKey after its version.  The old form of DSA keys begins in the same way, but has six
 * numbers instead of nine. */
static enum err from_rsa(struct public_part *out, struct der d, struct arena *arena)
{
    struct span n = der_integer(&d), e = der_integer(&d);

    for (int i = 0; i < 4 && der_more(&d); i++)
        (void)der_integer(&d);
    TRY(d.fail->err);
    if (!der_more(&d))
        return ERR_KEY_NO_PUBLIC;
    return wrap_rsa(out, n, e, arena);
}

/* An ECPrivateKey after its version.  The curve is inside it or, in PKCS#8, in `algorithm`. */
static enum err from_ec(struct public_part *out, struct der d, struct span algorithm,
                        struct arena *arena)
{
    struct der inner;
    struct span point = {0}, curve = {0};
    struct buf content, made;
    enum err e = ERR_OK;

    (void)der_octets(&d);
    if (der_enter_opt(&d, DER_CTXC(0), &inner))
        curve = der_any(&inner).raw;
    if (der_enter_opt(&d, DER_CTXC(1), &inner))
        point = der_bytes(&inner);
    TRY(d.fail->err);
    if (point.n == 0)
        return ERR_KEY_NO_PUBLIC;
    if (algorithm.n > 0)
        return wrap(out, algorithm, point, arena);
    buf_init(&content, KEY_BYTES_MAX);
    buf_init(&made, KEY_BYTES_MAX);
    buf_put(&content, ec_oid);
    buf_put(&content, curve);
    put_tlv(&made, DER_SEQUENCE, buf_span(&content));
    e = content.err != ERR_OK ? content.err : made.err;
    if (e == ERR_OK)
        e = wrap(out, buf_span(&made), point, arena);
    buf_free(&content);
    buf_free(&made);
    return e;
}

/* A private key of ML-DSA in any form contains the public one, which is computed (RFC 9881 6). */
static enum err from_mldsa(struct public_part *out, struct span der, struct arena *arena)
{
    struct privkey *key;

    TRY(privkey_new(&key, der));
    enum err e = arena_copy(arena, &out->spki, privkey_spki(key));
    privkey_free(key);
    return e;
}

static bool is_mldsa(struct span algorithm)
{
    struct fail none = {0};
    struct der all = der_open(algorithm, &none);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    enum oid oid = oid_find(der_oid(&seq));

    return oid == OID_ML_DSA_44 || oid == OID_ML_DSA_65 || oid == OID_ML_DSA_87;
}

/* The rest of a PKCS#8 structure after version and algorithm. */
static enum err from_pkcs8(struct public_part *out, struct der d, struct span algorithm,
                           struct arena *arena)
{
    struct span secret = der_octets(&d), attributes, bits;

    (void)der_opt(&d, DER_CTXC(0), &attributes);
    /* publicKey [1] IMPLICIT BIT STRING: its first octet counts unused bits */
    if (der_opt(&d, DER_CTX(1), &bits) && bits.n > 1 && bits.p[0] == 0)
        return wrap(out, algorithm, span_tail(bits, 1), arena);
    TRY(d.fail->err);

    struct fail none = {0}; /* a secret of another form is no error: it has no public part */
    struct der all = der_open(secret, &none);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    (void)der_integer(&seq);
    if (none.err == ERR_OK && der_peek(&seq, DER_INTEGER))
        return from_rsa(out, seq, arena);
    if (none.err == ERR_OK && der_peek(&seq, DER_OCTET_STRING))
        return from_ec(out, seq, algorithm, arena);
    return ERR_KEY_NO_PUBLIC;
}

/* The first element tells the forms apart: a SEQUENCE begins a SubjectPublicKeyInfo; an INTEGER is
 * a version, or the modulus of an RSAPublicKey. */
static enum err find_spki(struct public_part *out, struct span der, struct arena *arena,
                          struct fail *fail)
{
    struct der all = der_open(der, fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);

    if (der_peek(&seq, DER_SEQUENCE)) {
        out->spki = der;
        return ERR_OK;
    }
    struct span first = der_integer(&seq); /* a version, or the modulus of an RSAPublicKey */
    TRY(fail->err);
    if (der_peek(&seq, DER_SEQUENCE)) {
        struct span algorithm = der_raw(&seq, DER_SEQUENCE);

        if (fail->err == ERR_OK && is_mldsa(algorithm))
            return from_mldsa(out, der, arena);
        return from_pkcs8(out, seq, algorithm, arena);
    }
    if (der_peek(&seq, DER_OCTET_STRING))
        return from_ec(out, seq, (struct span){0}, arena);

    struct der after = seq;
    struct span second = der_integer(&after);
    TRY(fail->err);
    return der_more(&after) ? from_rsa(out, seq, arena) : wrap_rsa(out, first, second, arena);
}

enum err public_part_of(struct public_part *out, struct span der, struct arena *arena,
                        struct fail *fail)
{
    *out = (struct public_part){0};
    TRY(find_spki(out, der, arena, fail));
    return keyinfo_parse(&out->info, out->spki, fail);
}
