/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes private keys and writes them as PKCS#8 (RFC 5958). */
#include "config.h"

#include "lib/asn1/der.h"
#include "lib/asn1/derput.h"
#include "lib/base/wipe.h"
#include "lib/crypto/drbg.h"
#include "lib/crypto/emsa.h"
#include "lib/crypto/number.h"
#include "lib/crypto/privkey_inside.h"
#include "lib/crypto/privkey_parts.h"
#include "lib/crypto/sig_ec.h"

/* What is asked of the source of randomness for one key; ALGORITHM_CAP holds any curve's name. */
enum { SEED = 64, PUBLIC_EXPONENT = 65537, ALGORITHM_CAP = 64, SCALAR_MAX = 66 };

/* How a kind of key is named in its AlgorithmIdentifier. */
static const struct {
    enum key_kind kind;
    enum oid algorithm, curve;
} kinds[] = {
    {KEY_RSA, OID_KEY_RSA, OID_UNKNOWN},       {KEY_P224, OID_KEY_EC, OID_CURVE_P224},
    {KEY_P256, OID_KEY_EC, OID_CURVE_P256},    {KEY_P384, OID_KEY_EC, OID_CURVE_P384},
    {KEY_P521, OID_KEY_EC, OID_CURVE_P521},    {KEY_ED25519, OID_ED25519, OID_UNKNOWN},
    {KEY_ED448, OID_ED448, OID_UNKNOWN},       {KEY_MLDSA44, OID_ML_DSA_44, OID_UNKNOWN},
    {KEY_MLDSA65, OID_ML_DSA_65, OID_UNKNOWN}, {KEY_MLDSA87, OID_ML_DSA_87, OID_UNKNOWN},
};

/* The parameters of a public key of this kind: NULL for RSA (RFC 3279 2.3.1), the curve's name (RFC
 * 5480 2.1.1), none (RFC 8410 3, RFC 9881 2). */
static enum err put_algorithm(struct privkey_parts *parts)
{
    struct buf params;

    buf_init(&params, ALGORITHM_CAP);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].kind != parts->kind)
            continue;
        if (kinds[i].curve != OID_UNKNOWN)
            derput_tlv(&params, DER_OID, oid_bytes(kinds[i].curve));
        else if (parts->kind == KEY_RSA)
            derput_tlv(&params, DER_NULL, (struct span){0});
        privkey_parts_algorithm(&parts->algorithm, kinds[i].algorithm, buf_span(&params));
    }
    enum err err = params.err != ERR_OK ? params.err : parts->algorithm.err;
    buf_free(&params);
    if (err == ERR_OK && parts->algorithm.n == 0)
        err = ERR_KEY_UNKNOWN;
    return err;
}

/* The numbers as contents of INTEGERs, positive and in their shortest form. */
struct key_integers {
    uint8_t bytes[PRIVKEY_NUMBERS][EMSA_MAX_BYTES + 1];
};

/* Each has its own copy of the parts, whose algorithm belongs to the caller. */
static enum err generate_rsa(struct privkey **out, struct privkey_parts parts, unsigned bits,
                             struct drbg *random)
{
    struct rsa_public_key pub;
    struct rsa_private_key key;
    struct key_integers numbers;

    if (bits < KEY_RSA_MIN_BITS || bits > KEY_RSA_MAX_BITS)
        return ERR_KEY_RSA_SIZE;
    rsa_public_key_init(&pub);
    rsa_private_key_init(&key);
    mpz_set_ui(pub.e, PUBLIC_EXPONENT);
    enum err err = ERR_KEY_FORM;
    if (rsa_generate_keypair(&pub, &key, random, drbg_fill, NULL, NULL, bits, 0) == 1) {
        mpz_srcptr all[PRIVKEY_NUMBERS] = {
            [PRIVKEY_N] = pub.n, [PRIVKEY_E] = pub.e,  [PRIVKEY_D] = key.d,  [PRIVKEY_P] = key.p,
            [PRIVKEY_Q] = key.q, [PRIVKEY_DP] = key.a, [PRIVKEY_DQ] = key.b, [PRIVKEY_QINV] = key.c,
        };
        for (size_t i = 0; i < PRIVKEY_NUMBERS; i++) {
            size_t n = mpz_sizeinbase(all[i], 2) / 8 + 1;
            number_write(numbers.bytes[i], n, all[i]);
            parts.numbers[i] = span_of(numbers.bytes[i], n);
        }
        err = privkey_from_parts(out, &parts);
    }
    rsa_public_key_clear(&pub);
    rsa_private_key_clear(&key);
    wipe(&numbers, sizeof numbers);
    return err;
}

/* A random scalar in 1..n-1. */
static enum err generate_ec(struct privkey **out, struct privkey_parts parts, struct drbg *random)
{
    const struct ecc_curve *curve = sig_ec_curve(parts.kind)->curve();
    size_t size = (ecc_bit_size(curve) + 7) / 8;
    uint8_t secret[SCALAR_MAX];
    struct ecc_scalar scalar;
    mpz_t x;

    ecc_scalar_init(&scalar, curve);
    mpz_init(x);
    ecc_scalar_random(&scalar, random, drbg_fill);
    ecc_scalar_get(&scalar, x);
    number_write(secret, size, x);
    parts.secret = span_of(secret, size);
    enum err err = privkey_from_parts(out, &parts);
    mpz_clear(x);
    ecc_scalar_clear(&scalar);
    wipe(secret, sizeof secret);
    return err;
}

/* RFC 8032 5.1.5, 5.2.5, FIPS 204 5.1: any octets are a key, or the seed of one. */
static enum err generate_octets(struct privkey **out, struct privkey_parts parts,
                                struct drbg *random)
{
    uint8_t secret[PRIVKEY_ED_MAX];

    drbg_fill(random, sizeof secret, secret);
    parts.secret = span_of(secret, keyinfo_mldsa(parts.kind) != NULL ? (size_t)MLDSA_SEED
                                                                     : privkey_ed_size(parts.kind));
    enum err err = privkey_from_parts(out, &parts);
    wipe(secret, sizeof secret);
    return err;
}

/* Seeds a generator from rng instead of using rng itself: if the source yields only zeros, the
 * search for primes or for a scalar still ends. */
static void start(struct drbg *random, const struct rng *rng)
{
    uint8_t seed[SEED];
    struct span part = {seed, sizeof seed};

    rng_fill(rng, seed, sizeof seed);
    drbg_init(random, DIGEST_SHA512, &part, 1);
    wipe(seed, sizeof seed);
}

enum err privkey_generate(struct privkey **out, enum key_kind kind, unsigned bits,
                          const struct rng *rng)
{
    struct privkey_parts parts = {.kind = kind};
    struct drbg random;

    *out = NULL;
    start(&random, rng);
    buf_init(&parts.algorithm, ALGORITHM_CAP);
    enum err err = put_algorithm(&parts);
    if (err == ERR_OK && kind == KEY_RSA)
        err = generate_rsa(out, parts, bits, &random);
    else if (err == ERR_OK && privkey_is_ec(kind))
        err = generate_ec(out, parts, &random);
    else if (err == ERR_OK)
        err = generate_octets(out, parts, &random);
    buf_free(&parts.algorithm);
    drbg_wipe(&random);
    return err;
}
