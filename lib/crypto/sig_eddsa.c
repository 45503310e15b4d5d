/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ed25519 and Ed448 signatures (RFC 8032), with checks that Nettle leaves out. */
#include "config.h"

#include "lib/crypto/sig.h"

#include <stdlib.h>

#include <gmp.h>
#include <nettle/eddsa.h>

struct ed_key {
    struct pubkey base;
    uint8_t bytes[ED448_KEY_SIZE];
};

/* The curves a x^2 + y^2 = 1 + d x^2 y^2 of RFC 8032 5.1 and 5.2, d = num / den; the order L. */
static const struct curve {
    const char *prime, *order;
    long a, num, den;
} curves[] = {
    [KEY_ED25519] = {"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
                     "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", -1,
                     -121665, 121666},
    [KEY_ED448] = {"fffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
                   "ffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                   "3fffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                   "7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3",
                   1, -39081, 1},
};

/* Reads little-endian bytes whose highest bit is the sign of x: y, as RFC 8032 5.1.3 has it. */
static bool read_y(mpz_t y, const uint8_t *bytes, size_t n)
{
    mpz_import(y, n, -1, 1, 1, 0, bytes);
    mpz_clrbit(y, n * 8 - 1);
    return (bytes[n - 1] & 0x80) != 0;
}

/* Is v < limit, a number in hexadecimal? */
static bool is_below(const mpz_t v, const char *limit)
{
    mpz_t max;

    mpz_init_set_str(max, limit, 16);
    bool below = mpz_cmp(v, max) < 0;
    mpz_clear(max);
    return below;
}

/*
 * Is there a point with this y and this sign of x, as RFC 8032 5.1.3 and 5.2.3 decode them?
 * x^2 is den (1 - y^2) / (a den - num y^2), and the divisor is never 0, since d/a has no root:
 * there is an x where the product of the two is a square, and for x = 0 the sign is 0.
 */
static bool has_point(const struct curve *curve, mpz_t y, bool sign)
{
    mpz_t p, y2, u, v;

    mpz_inits(y2, u, v, NULL);
    mpz_init_set_str(p, curve->prime, 16);
    mpz_mul(y2, y, y);
    mpz_mod(y2, y2, p);
    mpz_ui_sub(u, 1, y2);
    bool zero = mpz_sgn(u) == 0;
    mpz_mul_si(u, u, curve->den);
    mpz_set_si(v, curve->a * curve->den);
    mpz_mul_si(y2, y2, curve->num);
    mpz_sub(v, v, y2);
    mpz_mul(u, u, v);
    bool square = mpz_jacobi(u, p) == 1;
    mpz_clears(p, y2, u, v, NULL);
    return zero ? !sign : square;
}

/*
 * Does the cofactor, 8 or 4, take the point of this y to the neutral one?  Then y is 0 or 1 or -1,
 * or twice the point has the y 0, where y^2 = a x^2.  Such a point is no multiple of the base
 * point (RFC 8032 5.1.5), and a signature of R = S B verifies under it for one message in eight,
 * for all of them under the neutral one.
 */
static bool has_small_order(const struct curve *curve, const mpz_t y)
{
    mpz_t p, y2, v, w;

    mpz_inits(y2, v, w, NULL);
    mpz_init_set_str(p, curve->prime, 16);
    mpz_mul(y2, y, y);
    mpz_mod(y2, y2, p);
    mpz_mul(v, y2, y2);
    mpz_mul_si(v, v, curve->a * curve->num);
    mpz_mul_2exp(w, y2, 1);
    mpz_sub_ui(w, w, 1);
    mpz_mul_si(w, w, curve->den);
    bool is_small = mpz_cmp_ui(y2, 1) <= 0 || mpz_congruent_p(v, w, p) != 0;
    mpz_clears(p, y2, v, w, NULL);
    return is_small;
}

/* Why a public key cannot be used, or OK. */
static enum err point_error(const struct curve *curve, mpz_t y, bool sign)
{
    if (!is_below(y, curve->prime) || !has_point(curve, y, sign))
        return ERR_KEY_EDWARDS;
    return has_small_order(curve, y) ? ERR_KEY_SMALL_ORDER : ERR_OK;
}

/* Nettle expects the key as bytes.  The point that they encode is checked once, here. */
static enum err sig_eddsa_prepare(struct pubkey **out, const struct keyinfo *info)
{
    const struct curve *c = &curves[info->kind];
    struct ed_key *k = calloc(1, sizeof *k);
    mpz_t y;

    if (k == NULL)
        return ERR_MEMORY;
    mpz_init(y);
    bool sign = read_y(y, info->key.p, info->key.n);
    enum err e = point_error(c, y, sign);
    mpz_clear(y);
    if (e != ERR_OK) {
        free(k);
        return e;
    }
    memcpy(k->bytes, info->key.p, info->key.n);
    *out = &k->base;
    return ERR_OK;
}

static void sig_eddsa_release(struct pubkey *key)
{
    free(key);
}

static size_t sig_eddsa_size(const struct pubkey *key)
{
    (void)key;
    return sizeof(struct ed_key);
}

/* Are R's y and S in their ranges (RFC 8032 5.1.7, 5.2.7)?  Nettle checks most of this, but not the
 * last octet of an Ed448 S. Without the check a second valid signature can be made from a first. */
static bool is_canonical(const struct curve *curve, struct span sig)
{
    size_t half = sig.n / 2;
    mpz_t v;

    mpz_init(v);
    (void)read_y(v, sig.p, half);
    bool ok = is_below(v, curve->prime);
    mpz_import(v, half, -1, 1, 1, 0, sig.p + half);
    ok = ok && is_below(v, curve->order);
    mpz_clear(v);
    return ok;
}

/* Checks the length and the ranges first, because Nettle does not check all of them. */
static enum err sig_eddsa_verify(const struct pubkey *key, const struct sigalg *alg,
                                 struct span msg, struct span sig)
{
    const struct ed_key *k = (const struct ed_key *)key;
    bool is_448 = alg->kind == SIG_ED448;
    int ok;

    if (sig.n != (is_448 ? ED448_SIGNATURE_SIZE : ED25519_SIGNATURE_SIZE) ||
        !is_canonical(&curves[key->kind], sig))
        return ERR_SIG_FORM;
    if (is_448)
        ok = ed448_shake256_verify(k->bytes, msg.n, msg.p, sig.p);
    else
        ok = ed25519_sha512_verify(k->bytes, msg.n, msg.p, sig.p);
    return ok == 1 ? ERR_OK : ERR_SIG_MISMATCH;
}

const struct sig_family sig_eddsa = {
    .prepare = sig_eddsa_prepare,
    .release = sig_eddsa_release,
    .size = sig_eddsa_size,
    .verify = sig_eddsa_verify,
};
