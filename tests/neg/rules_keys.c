/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that cannot be used, of the leaf, which signs nothing, as of its issuers (RFC 5280 4.1.2.7),
 * and algorithms that are known by name alone. */
#include "config.h"

#include "tests/neg/rules.h"

#define OID_EC "1.2.840.10045.2.1"
#define OID_RSA "1.2.840.113549.1.1.1"
#define CURVE_P256 "1.2.840.10045.3.1.7"
#define OID_MLDSA65 "2.16.840.1.101.3.4.3.18"
#define CURVE_P384 "1.3.132.0.34"
#define CURVE_P521 "1.3.132.0.35"
#define ZEROS_32 "0000000000000000000000000000000000000000000000000000000000000000"
#define ONES_32 "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
/* The prime of P-256, and a y that belongs to x = 5 as well as to x = p + 5 would. */
#define P256_PRIME "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
#define P256_5 "0000000000000000000000000000000000000000000000000000000000000005"
#define P256_P_PLUS_5 "ffffffff00000001000000000000000000000001000000000000000000000004"
#define P256_Y_OF_5 "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc"

static struct span ec(struct arena *a, const char *curve, struct span point)
{
    return fkey_spki_with(a, OID_EC, fd_oid(a, curve), point);
}

static struct span bare(struct arena *a, const char *oid, struct span key)
{
    return fkey_spki_with(a, oid, (struct span){0}, key);
}

/* The key of somebody with one octet of its bits changed. */
static struct span bent(struct arena *a, enum fkey key, size_t at, uint8_t by)
{
    struct span bits = fkey_bits(a, key);
    uint8_t *copy = fd_alloc(a, bits.n);

    memcpy(copy, bits.p, bits.n);
    copy[at] ^= by;
    return span_of(copy, bits.n);
}

/* RSAPublicKey with this modulus, or that of a good key, and this exponent. */
static struct span rsa(struct arena *a, struct span modulus, int64_t e)
{
    struct fail f = {0};
    struct der d = der_open(fkey_bits(a, FKEY_RSA2048_A), &f);
    struct der numbers = der_enter(&d, DER_SEQUENCE);
    struct span own = der_raw(&numbers, DER_INTEGER);

    return fkey_spki_with(a, OID_RSA, fd_null(a),
                          FD(a, DER_SEQUENCE, modulus.n > 0 ? modulus : own, fd_int(a, e)));
}

/* A modulus of n octets: the first, zeros, the last. */
static struct span modulus(struct arena *a, size_t n, uint8_t first, uint8_t last)
{
    uint8_t *p = fd_alloc(a, n);

    memset(p, 0x55, n);
    p[0] = first;
    p[n - 1] = last;
    return fd_tlv(a, DER_INTEGER, span_of(p, n));
}

/* The leaf's key. */
#define GOOD_KEY(name, spki_)       \
    static void name(struct set *s) \
    {                               \
        struct arena *a = s->a;     \
        s->leaf.spki = spki_;       \
    }

/* The same where no purpose is asked for. */
#define KEY(name, spki_)                  \
    GOOD_KEY(name, spki_)                 \
    static void name##_any(struct set *s) \
    {                                     \
        name(s);                          \
        s->t->in.purpose = PURPOSE_ANY;   \
    }

KEY(p256_off, ec(a, CURVE_P256, bent(a, FKEY_P256_C, 64, 1)))
KEY(p256_x_off, ec(a, CURVE_P256, bent(a, FKEY_P256_C, 1, 0x80)))
KEY(p256_zeros, ec(a, CURVE_P256, fd_hex(a, "04" ZEROS_32 ZEROS_32)))
KEY(p256_ones, ec(a, CURVE_P256, fd_hex(a, "04" ONES_32 ONES_32)))
KEY(p256_x_is_p, ec(a, CURVE_P256, fd_hex(a, "04" P256_PRIME ZEROS_32)))
GOOD_KEY(p256_x_5, ec(a, CURVE_P256, fd_hex(a, "04" P256_5 P256_Y_OF_5)))
KEY(p256_x_too_large, ec(a, CURVE_P256, fd_hex(a, "04" P256_P_PLUS_5 P256_Y_OF_5)))
KEY(p256_infinity, ec(a, CURVE_P256, SPAN_LIT("\0")))
KEY(p256_empty, ec(a, CURVE_P256, (struct span){0}))
KEY(p256_short, ec(a, CURVE_P256, span_head(fkey_bits(a, FKEY_P256_C), 64)))
KEY(p256_long, ec(a, CURVE_P256, FD_CAT(a, fkey_bits(a, FKEY_P256_C), SPAN_LIT("\0"))))
KEY(p256_hybrid, ec(a, CURVE_P256, bent(a, FKEY_P256_C, 0, 0x04 ^ 0x06)))
KEY(p256_on_p384, ec(a, CURVE_P384, fkey_bits(a, FKEY_P256_C)))
KEY(p384_off, ec(a, CURVE_P384, bent(a, FKEY_P384_A, 96, 1)))
KEY(p521_off, ec(a, CURVE_P521, bent(a, FKEY_P521_A, 132, 1)))
/* x gains the bit 2^527: beyond the field, and beyond the 521 bits that are counted. */
KEY(p521_x_too_large, ec(a, CURVE_P521, bent(a, FKEY_P521_A, 1, 0x80)))
KEY(p224_off, ec(a, "1.3.132.0.33", bent(a, FKEY_P224_A, 56, 1)))
/* CVE-2022-0778: a point given by one coordinate, which a square root would have to complete. */
KEY(p256_compressed,
    ec(a, CURVE_P256, FD_CAT(a, SPAN_LIT("\x02"), span_of(fkey_bits(a, FKEY_P256_C).p + 1, 32))))
KEY(p521_compressed,
    ec(a, CURVE_P521, FD_CAT(a, SPAN_LIT("\x03"), span_of(fkey_bits(a, FKEY_P521_A).p + 1, 66))))

/* RFC 8032 5.1.3: y = 2 belongs to no point; y = p, which is 0, is not below p. */
KEY(ed25519_no_point, bare(a, "1.3.101.112",
    fd_hex(a, "0200000000000000000000000000000000000000000000000000000000000000")))
KEY(ed25519_y_too_large, bare(a, "1.3.101.112",
    fd_hex(a, "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")))
/* The neutral point: [S]B = R + [k]A for R = [S]B, whatever k, so whatever was signed. */
KEY(ed25519_neutral, bare(a, "1.3.101.112",
    fd_hex(a, "0100000000000000000000000000000000000000000000000000000000000000")))
KEY(ed25519_short, bare(a, "1.3.101.112", span_head(fkey_bits(a, FKEY_ED25519_A), 31)))
KEY(ed25519_null, fkey_spki_with(a, "1.3.101.112", fd_null(a), fkey_bits(a, FKEY_ED25519_A)))
KEY(ed448_long, bare(a, "1.3.101.113", FD_CAT(a, fkey_bits(a, FKEY_ED448_A), SPAN_LIT("\0"))))
KEY(ed448_y_too_large, bare(a, "1.3.101.113", FD_CAT(a, fd_hex(a, ONES_32),
    fd_hex(a, "ffffffffffffffffffffffffffffffffffffffffffffffff"), SPAN_LIT("\0"))))

/* RFC 9881 2, 4. */
KEY(mldsa_short, bare(a, OID_MLDSA65, span_head(fkey_bits(a, FKEY_MLDSA65_A), 1951)))
KEY(mldsa_long, bare(a, OID_MLDSA65, FD_CAT(a, fkey_bits(a, FKEY_MLDSA65_A), SPAN_LIT("\0"))))
KEY(mldsa_other_set, bare(a, OID_MLDSA65, fkey_bits(a, FKEY_MLDSA44_A)))
KEY(mldsa_null, fkey_spki_with(a, OID_MLDSA65, fd_null(a), fkey_bits(a, FKEY_MLDSA65_A)))

GOOD_KEY(rsa_good, rsa(a, (struct span){0}, 65537))
GOOD_KEY(rsa_e_3, rsa(a, (struct span){0}, 3))
KEY(rsa_e_1, rsa(a, (struct span){0}, 1))
KEY(rsa_e_0, rsa(a, (struct span){0}, 0))
KEY(rsa_e_negative, rsa(a, (struct span){0}, -3))
KEY(rsa_even, rsa(a, modulus(a, 256, 0x7f, 0x54), 65537))
KEY(rsa_negative, rsa(a, modulus(a, 256, 0x80, 0x55), 65537))
KEY(rsa_zero, rsa(a, fd_int(a, 0), 65537))
KEY(rsa_small, rsa(a, modulus(a, 127, 0x7f, 0x55), 65537))
KEY(rsa_huge, rsa(a, modulus(a, 2049, 0x01, 0x55), 65537))
KEY(rsa_absent_null, bare(a, OID_RSA, fkey_bits(a, FKEY_RSA2048_A)))

/* Known by name. */
KEY(x25519, bare(a, "1.3.101.110", fkey_bits(a, FKEY_ED25519_A)))
KEY(secp256k1, ec(a, "1.3.132.0.10", fkey_bits(a, FKEY_P256_C)))
KEY(brainpool, ec(a, "1.3.36.3.3.2.8.1.1.7", fkey_bits(a, FKEY_P256_C)))
KEY(sm2, ec(a, "1.2.156.10197.1.301", fkey_bits(a, FKEY_P256_C)))
KEY(hash_ml_dsa_44, bare(a, "2.16.840.1.101.3.4.3.32", SPAN_LIT("key")))
KEY(slh_dsa, bare(a, "2.16.840.1.101.3.4.3.20", SPAN_LIT("key")))
KEY(composite, bare(a, "1.3.6.1.5.5.7.6.45", SPAN_LIT("key")))
/* Weak, and unknown. */
KEY(secp192r1, ec(a, "1.2.840.10045.3.1.1", fkey_bits(a, FKEY_P256_C)))
KEY(curve_unknown, ec(a, FC_UNKNOWN_OID, fkey_bits(a, FKEY_P256_C)))
KEY(sigalg_as_key, bare(a, "1.2.840.10045.4.3.2", fkey_bits(a, FKEY_P256_C)))

static void ca_off(struct set *s)
{
    s->ca.spki = ec(s->a, CURVE_P256, bent(s->a, s->ca.key, 64, 1));
}

static void ca_compressed(struct set *s)
{
    struct span bits = fkey_bits(s->a, s->ca.key);

    s->ca.spki = ec(s->a, CURVE_P256, FD_CAT(s->a, SPAN_LIT("\x02"), span_of(bits.p + 1, 32)));
}

static void ca_slh_dsa(struct set *s)
{
    s->ca.spki = bare(s->a, "2.16.840.1.101.3.4.3.21", SPAN_LIT("key"));
}

static void root_off(struct set *s)
{
    s->root.spki = ec(s->a, CURVE_P256, bent(s->a, s->root.key, 64, 1));
}

/* Trusted itself, byte for byte. */
static void leaf_off_trusted(struct set *s)
{
    p256_off(s);
    s->roots[s->num_roots++] = s->leaf;
    s->no_root = s->no_ca = true;
}

#define SIGNED(name, oid)                                                \
    static void name(struct set *s)                                      \
    {                                                                    \
        s->leaf.inner_alg = FD(s->a, DER_SEQUENCE, fd_oid(s->a, oid));   \
        s->leaf.outer_alg = s->leaf.inner_alg;                           \
    }                                                                    \
    static void name##_alone(struct set *s)                              \
    {                                                                    \
        name(s);                                                         \
        s->no_ca = true;                                                 \
    }

SIGNED(signed_slh_dsa, "2.16.840.1.101.3.4.3.31")
SIGNED(signed_sm2, "1.2.156.10197.1.501")
SIGNED(signed_sha3, "2.16.840.1.101.3.4.3.10")

#define LEAF(rule, reason, text, name)                                                 \
    {text, RULE_##rule, REASON_##reason, EVERY, 0, name, NULL, true},                  \
    {text ", any purpose", RULE_##rule, REASON_##reason, EVERY, 0, name##_any, NULL, true}
#define ROW(rule, reason, cert, text, bad)                                             \
    {text, RULE_##rule, REASON_##reason, EVERY, cert, bad, NULL, true}
#define GOOD(text, good)                                                               \
    {text, RULE_KEY_FORM, REASON_MALFORMED, "NNN", 0, good, NULL, false}

static const struct row rows[] = {
    LEAF(KEY_FORM, MALFORMED, "P-256 point off the curve", p256_off),
    LEAF(KEY_FORM, MALFORMED, "P-256 point with another x", p256_x_off),
    LEAF(KEY_FORM, MALFORMED, "P-256 point of zeros", p256_zeros),
    LEAF(KEY_FORM, MALFORMED, "P-256 point of ones", p256_ones),
    LEAF(KEY_FORM, MALFORMED, "x is the prime", p256_x_is_p),
    GOOD("x is 5", p256_x_5),
    LEAF(KEY_FORM, MALFORMED, "x is 5 and the prime", p256_x_too_large),
    LEAF(KEY_FORM, MALFORMED, "the point at infinity", p256_infinity),
    LEAF(KEY_FORM, MALFORMED, "no point", p256_empty),
    LEAF(KEY_FORM, MALFORMED, "a point too short", p256_short),
    LEAF(KEY_FORM, MALFORMED, "a point too long", p256_long),
    LEAF(KEY_FORM, MALFORMED, "a hybrid point", p256_hybrid),
    LEAF(KEY_FORM, MALFORMED, "a point of another curve", p256_on_p384),
    LEAF(KEY_FORM, MALFORMED, "P-384 point off the curve", p384_off),
    LEAF(KEY_FORM, MALFORMED, "P-521 point off the curve", p521_off),
    LEAF(KEY_FORM, MALFORMED, "P-521 with x too large", p521_x_too_large),
    LEAF(KEY_FORM, MALFORMED, "P-224 point off the curve", p224_off),
    LEAF(KEY_FORM, MALFORMED, "Ed25519, no such point", ed25519_no_point),
    LEAF(UNUSABLE_KEY, WEAK_KEY, "Ed25519, the neutral point", ed25519_neutral),
    LEAF(KEY_FORM, MALFORMED, "Ed25519, y too large", ed25519_y_too_large),
    LEAF(KEY_FORM, MALFORMED, "Ed25519 of 31 octets", ed25519_short),
    LEAF(KEY_FORM, MALFORMED, "Ed25519 with NULL", ed25519_null),
    LEAF(KEY_FORM, MALFORMED, "Ed448 of 58 octets", ed448_long),
    LEAF(KEY_FORM, MALFORMED, "Ed448, y too large", ed448_y_too_large),
    LEAF(KEY_FORM, MALFORMED, "ML-DSA-65, an octet short", mldsa_short),
    LEAF(KEY_FORM, MALFORMED, "ML-DSA-65, an octet long", mldsa_long),
    LEAF(KEY_FORM, MALFORMED, "ML-DSA-65, a key of ML-DSA-44", mldsa_other_set),
    LEAF(KEY_FORM, MALFORMED, "ML-DSA-65 with NULL", mldsa_null),
    GOOD("RSA", rsa_good),
    GOOD("RSA with e = 3", rsa_e_3),
    LEAF(UNUSABLE_KEY, WEAK_KEY, "RSA with e = 1", rsa_e_1),
    LEAF(KEY_FORM, MALFORMED, "RSA with e = 0", rsa_e_0),
    LEAF(KEY_FORM, MALFORMED, "RSA with e = -3", rsa_e_negative),
    LEAF(KEY_FORM, MALFORMED, "RSA with an even modulus", rsa_even),
    LEAF(KEY_FORM, MALFORMED, "RSA with a negative modulus", rsa_negative),
    LEAF(KEY_FORM, MALFORMED, "RSA with a modulus of 0", rsa_zero),
    LEAF(UNUSABLE_KEY, WEAK_KEY, "RSA below 1024 bits", rsa_small),
    LEAF(UNUSABLE_KEY, WEAK_KEY, "RSA above 16384 bits", rsa_huge),
    LEAF(KEY_FORM, MALFORMED, "rsaEncryption without NULL", rsa_absent_null),
    ROW(ISSUER_KEY_FORM, MALFORMED, 0, "the issuer's point off the curve", ca_off),
    ROW(ISSUER_KEY_FORM, MALFORMED, 1, "the root's point off the curve", root_off),
    ROW(KEY_FORM, MALFORMED, 0, "point off the curve in what is trusted itself", leaf_off_trusted),

    LEAF(KEY_UNSUPPORTED, UNSUPPORTED_ALGORITHM, "P-256 point compressed", p256_compressed),
    LEAF(KEY_UNSUPPORTED, UNSUPPORTED_ALGORITHM, "P-521 point compressed", p521_compressed),
    LEAF(KEY_UNSUPPORTED, UNSUPPORTED_ALGORITHM, "X25519", x25519),
    LEAF(KEY_UNSUPPORTED, UNSUPPORTED_ALGORITHM, "secp256k1", secp256k1),
    LEAF(KEY_UNSUPPORTED, UNSUPPORTED_ALGORITHM, "brainpoolP256r1", brainpool),
    LEAF(KEY_UNSUPPORTED, UNSUPPORTED_ALGORITHM, "SM2", sm2),
    LEAF(KEY_UNSUPPORTED, UNSUPPORTED_ALGORITHM, "HashML-DSA-44", hash_ml_dsa_44),
    LEAF(KEY_UNSUPPORTED, UNSUPPORTED_ALGORITHM, "SLH-DSA-SHA2-128s", slh_dsa),
    LEAF(KEY_UNSUPPORTED, UNSUPPORTED_ALGORITHM, "ML-DSA-65 with P-256", composite),
    LEAF(UNUSABLE_KEY, WEAK_KEY, "secp192r1", secp192r1),
    LEAF(UNUSABLE_KEY, WEAK_KEY, "a curve without a name", curve_unknown),
    LEAF(UNUSABLE_KEY, WEAK_KEY, "a signature algorithm as that of a key", sigalg_as_key),
    ROW(ISSUER_KEY_UNSUPPORTED, UNSUPPORTED_ALGORITHM, 0, "an issuer with SLH-DSA", ca_slh_dsa),
    ROW(ISSUER_KEY_UNSUPPORTED, UNSUPPORTED_ALGORITHM, 0, "the issuer's point compressed",
        ca_compressed),
    ROW(SIGNATURE_UNSUPPORTED, UNSUPPORTED_ALGORITHM, 0, "signed with SLH-DSA", signed_slh_dsa),
    ROW(SIGNATURE_UNSUPPORTED, UNSUPPORTED_ALGORITHM, 0, "signed with SM2", signed_sm2),
    ROW(SIGNATURE_UNSUPPORTED, UNSUPPORTED_ALGORITHM, 0, "signed with ECDSA and SHA-3",
        signed_sha3),
    ROW(UNSUPPORTED_SIGNATURE, UNSUPPORTED_ALGORITHM, 0, "SLH-DSA, and no issuer",
        signed_slh_dsa_alone),
    ROW(UNSUPPORTED_SIGNATURE, UNSUPPORTED_ALGORITHM, 0, "SM2, and no issuer", signed_sm2_alone),
    ROW(UNSUPPORTED_SIGNATURE, UNSUPPORTED_ALGORITHM, 0, "SHA-3, and no issuer",
        signed_sha3_alone),
};

const struct theme rules_keys = THEME(rows);
