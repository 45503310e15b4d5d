/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/sig.h"

#include <stdlib.h>

#include <gmp.h>
#include <nettle/eddsa.h>

struct ed_key {
    struct pubkey base;
    uint8_t bytes[ED448_KEY_SIZE];
};

/* The curves a x^2 + y^2 = 1 + d x^2 y^2 of RFC 8032 5.1 and 5.2, d = num / den. */
static const struct {
    const char *prime;
    long a, num, den;
} curves[] = {
    [KEY_ED25519] = {"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed", -1,
                     -121665, 121666},
    [KEY_ED448] = {"fffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
                   "ffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 1, -39081, 1},
};

/*
 * Is there a point with this y and this sign of x, as RFC 8032 5.1.3 and 5.2.3 decode them?
 * x^2 is den (1 - y^2) / (a den - num y^2), and the divisor is never 0, since d/a has no root:
 * there is an x where the product of the two is a square, and for x = 0 the sign is 0.
 */
static bool has_point(enum key_kind kind, mpz_t y, bool sign)
{
    mpz_t p, y2, u, v;

    mpz_inits(p, y2, u, v, NULL);
    mpz_set_str(p, curves[kind].prime, 16);
    bool reduced = mpz_cmp(y, p) < 0;
    mpz_mul(y2, y, y);
    mpz_mod(y2, y2, p);
    mpz_ui_sub(u, 1, y2);
    bool zero = mpz_sgn(u) == 0;
    mpz_mul_si(u, u, curves[kind].den);
    mpz_mul_si(v, y2, -curves[kind].num);
    mpz_set_si(y2, curves[kind].a * curves[kind].den);
    mpz_add(v, v, y2);
    mpz_mul(u, u, v);
    bool square = mpz_jacobi(u, p) == 1;
    mpz_clears(p, y2, u, v, NULL);
    return reduced && (zero ? !sign : square);
}

static enum err sig_eddsa_prepare(struct pubkey **out, const struct keyinfo *info)
{
    uint8_t top = info->key.p[info->key.n - 1];
    struct ed_key *k;
    mpz_t y;

    /* Little-endian, with the sign of x in the last octet's highest bit. */
    mpz_init(y);
    mpz_import(y, info->key.n, -1, 1, 1, 0, info->key.p);
    mpz_clrbit(y, info->key.n * 8 - 1);
    bool valid = has_point(info->kind, y, (top & 0x80) != 0);
    mpz_clear(y);
    if (!valid)
        return ERR_KEY_POINT;
    if ((k = calloc(1, sizeof *k)) == NULL)
        return ERR_MEMORY;
    memcpy(k->bytes, info->key.p, info->key.n);
    *out = &k->base;
    return ERR_OK;
}

static void sig_eddsa_release(struct pubkey *key)
{
    free(key);
}

static enum err sig_eddsa_verify(const struct pubkey *key, const struct sigalg *alg,
                                 struct span msg, struct span sig)
{
    const struct ed_key *k = (const struct ed_key *)key;
    bool is_448 = alg->kind == SIG_ED448;
    int ok;

    if (sig.n != (is_448 ? ED448_SIGNATURE_SIZE : ED25519_SIGNATURE_SIZE))
        return ERR_SIG_FORM;
    /* Both hold S below the group's order (RFC 8032 5.1.7, 5.2.7). */
    if (is_448)
        ok = ed448_shake256_verify(k->bytes, msg.n, msg.p, sig.p);
    else
        ok = ed25519_sha512_verify(k->bytes, msg.n, msg.p, sig.p);
    return ok == 1 ? ERR_OK : ERR_SIG_MISMATCH;
}

const struct sig_family sig_eddsa = {sig_eddsa_prepare, sig_eddsa_release, sig_eddsa_verify};
