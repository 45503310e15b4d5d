/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ECDSA by Nettle, and a second check for the rare valid signatures that Nettle refuses
 * (is_doubling).
 */
#include "config.h"

#include "lib/crypto/sig_ec.h"

#include <stdlib.h>

#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>

#include "lib/crypto/number.h"
#include "lib/crypto/sigval.h"

struct ec_key {
    struct pubkey base;
    size_t bytes; /* of a coordinate, and of the order */
    struct ecc_point point;
};

/* The orders of the base points (FIPS 186-4 D.1.2; SP 800-186 3.2.1). */
static const struct sig_ec_curve curves[] = {
    [KEY_P224] = {nettle_get_secp_224r1,
                  "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d"},
    [KEY_P256] = {nettle_get_secp_256r1,
                  "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"},
    [KEY_P384] = {nettle_get_secp_384r1, "ffffffffffffffffffffffffffffffffffffffffffffffff"
                                         "c7634d81f4372ddf581a0db248b0a77aecec196accc52973"},
    [KEY_P521] = {nettle_get_secp_521r1,
                  "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                  "a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"},
};

const struct sig_ec_curve *sig_ec_curve(enum key_kind kind)
{
    return &curves[kind];
}

/* Converts the point and checks that it is on the curve. */
static enum err sig_ec_prepare(struct pubkey **out, const struct keyinfo *info)
{
    struct ec_key *k = calloc(1, sizeof *k);
    mpz_t x, y;

    if (k == NULL)
        return ERR_MEMORY;
    k->bytes = (info->bits + 7) / 8;
    ecc_point_init(&k->point, curves[info->kind].curve());
    mpz_inits(x, y, NULL);
    /* The key is 04, x, y (RFC 5480 2.2): keyinfo_parse looked at its length. */
    number_read(x, span_of(info->key.p + 1, k->bytes));
    number_read(y, span_of(info->key.p + 1 + k->bytes, k->bytes));
    /* ecc_point_set also checks the coordinates against the field's prime. */
    bool on_curve = ecc_point_set(&k->point, x, y) == 1;
    mpz_clears(x, y, NULL);
    if (!on_curve) {
        ecc_point_clear(&k->point);
        free(k);
        return ERR_KEY_POINT;
    }
    *out = &k->base;
    return ERR_OK;
}

static void sig_ec_release(struct pubkey *key)
{
    struct ec_key *k = (struct ec_key *)key;

    ecc_point_clear(&k->point);
    free(k);
}

static size_t sig_ec_size(const struct pubkey *key)
{
    const struct ec_key *k = (const struct ec_key *)key;

    return sizeof *k + 2 * k->bytes;
}

/* u1 and u2 of FIPS 186-5 6.4.2; false if r or s is out of range, or if u1 is 0. */
static bool scalars(mpz_t u1, mpz_t u2, const mpz_t q, struct span hash,
                    const struct dsa_signature *rs)
{
    size_t hash_bits = hash.n * 8, q_bits = mpz_sizeinbase(q, 2);

    if (mpz_cmp(rs->r, q) >= 0 || mpz_cmp(rs->s, q) >= 0 || mpz_invert(u2, rs->s, q) == 0)
        return false;
    number_read(u1, hash);
    mpz_tdiv_q_2exp(u1, u1, hash_bits > q_bits ? hash_bits - q_bits : 0);
    mpz_mul(u1, u1, u2);
    mpz_mod(u1, u1, q);
    mpz_mul(u2, u2, rs->r);
    mpz_mod(u2, u2, q);
    return mpz_sgn(u1) != 0;
}

/* Sets x and y to the coordinates of u times the point, or times the base point for NULL. */
static void multiply(mpz_t x, mpz_t y, const struct ecc_curve *curve, const mpz_t u,
                     const struct ecc_point *point)
{
    struct ecc_scalar scalar;
    struct ecc_point product;

    ecc_scalar_init(&scalar, curve);
    ecc_point_init(&product, curve);
    if (ecc_scalar_set(&scalar, u) == 1) {
        if (point == NULL)
            ecc_point_mul_g(&product, &scalar);
        else
            ecc_point_mul(&product, &scalar, point);
        ecc_point_get(&product, x, y);
    }
    ecc_point_clear(&product);
    ecc_scalar_clear(&scalar);
}

/* Is this one of the good signatures that ecdsa_verify refuses?  It adds u1 G and u2 Q with a
 * formula that fails for equal points.  Then the sum is (2 u1) G, which is cheap to compute: only
 * if its x is r are the two points compared. */
static bool is_doubling(const struct ec_key *key, struct span hash, const struct dsa_signature *rs)
{
    const struct ecc_curve *curve = curves[key->base.kind].curve();
    mpz_t q, u1, u2, twice, x, y, x2, y2;
    bool good = false;

    mpz_inits(q, u1, u2, twice, x, y, x2, y2, NULL);
    mpz_set_str(q, curves[key->base.kind].order, 16);
    if (scalars(u1, u2, q, hash, rs)) {
        mpz_mul_2exp(twice, u1, 1);
        mpz_mod(twice, twice, q);
        multiply(x, y, curve, twice, NULL);
        mpz_mod(x, x, q);
        if (mpz_cmp(x, rs->r) == 0) {
            multiply(x, y, curve, u1, NULL);
            multiply(x2, y2, curve, u2, &key->point);
            good = mpz_cmp(x, x2) == 0 && mpz_cmp(y, y2) == 0;
        }
    }
    mpz_clears(q, u1, u2, twice, x, y, x2, y2, NULL);
    return good;
}

/* The signature is DER (RFC 5480, RFC 3279 2.2.3): two numbers of at most as many bytes as the
 * order. */
static enum err sig_ec_verify(const struct pubkey *key, const struct sigalg *alg, struct span msg,
                              struct span sig)
{
    const struct ec_key *k = (const struct ec_key *)key;
    uint8_t hash[DIGEST_MAX_SIZE];
    size_t hash_n = digest_size(alg->digest);
    struct dsa_signature rs;

    dsa_signature_init(&rs);
    enum err err = sigval_read(&rs, sig, k->bytes);
    if (err == ERR_OK) {
        digest_of(alg->digest, hash, msg);
        /* ecdsa_verify cuts longer digests to the order's bits and checks that r and s are below
         * it. */
        if (ecdsa_verify(&k->point, hash_n, hash, &rs) != 1 &&
            !is_doubling(k, span_of(hash, hash_n), &rs))
            err = ERR_SIG_MISMATCH;
    }
    dsa_signature_clear(&rs);
    return err;
}

const struct sig_family sig_ec = {
    .prepare = sig_ec_prepare,
    .release = sig_ec_release,
    .size = sig_ec_size,
    .verify = sig_ec_verify,
};
