/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/sig.h"

#include <assert.h>
#include <stdlib.h>

#include <gmp.h>

#include "lib/crypto/emsa.h"

/*
 * The public operation s^e mod n, in Montgomery's form on GMP's limbs: a tenth faster than
 * mpz_powm with e = 65537 for the sizes in use, and nothing is allocated.  Nothing here is
 * secret, so that its time may depend on anything.
 */
static_assert(GMP_NAIL_BITS == 0, "limbs are whole");

enum { LIMB_BYTES = sizeof(mp_limb_t), MAX_LIMBS = EMSA_MAX_BYTES / LIMB_BYTES };

struct rsa_key {
    struct pubkey base;
    unsigned bits;             /* of the modulus */
    struct sigalg restriction; /* of a key of id-RSASSA-PSS; kind UNKNOWN where there is none */
    uint64_t e;                /* odd, at least 3 */
    mp_size_t limbs;
    mp_limb_t inverse; /* -1/n modulo a limb */
    mp_limb_t n[];     /* odd */
};

/* Writes a big-endian number into so many limbs, which hold it. */
static void from_bytes(mp_limb_t *out, mp_size_t limbs, struct span number)
{
    memset(out, 0, (size_t)limbs * LIMB_BYTES);
    for (size_t i = 0; i < number.n; i++) {
        mp_limb_t byte = number.p[number.n - 1 - i];
        out[i / LIMB_BYTES] |= byte << (8 * (i % LIMB_BYTES));
    }
}

static void to_bytes(uint8_t *out, size_t n, const mp_limb_t *number)
{
    for (size_t i = 0; i < n; i++)
        out[n - 1 - i] = (uint8_t)(number[i / LIMB_BYTES] >> (8 * (i % LIMB_BYTES)));
}

/* -1/n modulo a limb: each round of Newton's doubles the good bits, of which n itself has three. */
static mp_limb_t negative_inverse(mp_limb_t n)
{
    mp_limb_t x = n;

    for (unsigned good = 3; good < 8 * LIMB_BYTES; good *= 2)
        x *= 2 - n * x;
    return 0 - x;
}

/* out = t / B^limbs mod n, where B is the base of limbs, t < n * B^limbs has 2 * limbs and is
 * used up. */
static void reduce(const struct rsa_key *k, mp_limb_t *out, mp_limb_t *t)
{
    for (mp_size_t i = 0; i < k->limbs; i++)
        t[i] = mpn_addmul_1(t + i, k->n, k->limbs, t[i] * k->inverse);
    /* What each step carried out of its limbs waits in the lower half. */
    mp_limb_t carry = mpn_add_n(out, t + k->limbs, t, k->limbs);
    if (carry != 0 || mpn_cmp(out, k->n, k->limbs) >= 0)
        mpn_sub_n(out, out, k->n, k->limbs);
}

/* x = s^e mod n, for s < n. */
static void power(const struct rsa_key *k, mp_limb_t *x, const mp_limb_t *s)
{
    mp_limb_t t[2 * MAX_LIMBS], form[MAX_LIMBS], quotient[MAX_LIMBS + 1];
    size_t size = (size_t)k->limbs * LIMB_BYTES;
    unsigned top = 63;

    memset(t, 0, size);
    memcpy(t + k->limbs, s, size);
    mpn_tdiv_qr(quotient, form, 0, t, 2 * k->limbs, k->n, k->limbs);
    memcpy(x, form, size);
    while ((k->e >> top) == 0)
        top--;
    for (unsigned bit = top; bit-- > 0;) {
        mpn_sqr(t, x, k->limbs);
        reduce(k, x, t);
        if ((k->e >> bit & 1) != 0) {
            /* e is odd: its last factor, not in Montgomery's form, takes the result out of it. */
            mpn_mul_n(t, x, bit == 0 ? s : form, k->limbs);
            reduce(k, x, t);
        }
    }
}

static enum err sig_rsa_prepare(struct pubkey **out, const struct keyinfo *info)
{
    size_t limbs = (info->bits + 8 * LIMB_BYTES - 1) / (8 * LIMB_BYTES);
    struct span n = info->modulus;
    struct fail fail = {0};
    struct rsa_key *k = calloc(1, sizeof *k + limbs * LIMB_BYTES);

    if (k == NULL)
        return ERR_MEMORY;
    k->bits = info->bits;
    k->limbs = (mp_size_t)limbs;
    from_bytes(k->n, k->limbs, n.p[0] == 0 ? span_tail(n, 1) : n);
    k->inverse = negative_inverse(k->n[0]);
    for (size_t i = 0; i < info->exponent.n; i++)
        k->e = k->e << 8 | info->exponent.p[i];
    if (info->kind == KEY_RSA_PSS && info->params.n > 0 &&
        sigalg_pss_params(&k->restriction, info->params, &fail) != ERR_OK) {
        free(k);
        return ERR_KEY_PARAMETERS;
    }
    *out = &k->base;
    return ERR_OK;
}

static void sig_rsa_release(struct pubkey *key)
{
    free(key);
}

/* RFC 4055 3.3: the same hash and mask generation function, and no less salt. */
static bool is_allowed(const struct sigalg *restriction, const struct sigalg *alg)
{
    return restriction->kind == SIG_UNKNOWN ||
           (alg->digest == restriction->digest && alg->mgf_digest == restriction->mgf_digest &&
            alg->salt_n >= restriction->salt_n);
}

static enum err sig_rsa_verify(const struct pubkey *key, const struct sigalg *alg, struct span msg,
                               struct span sig)
{
    const struct rsa_key *k = (const struct rsa_key *)key;
    mp_limb_t s[MAX_LIMBS], x[MAX_LIMBS];
    uint8_t bytes[EMSA_MAX_BYTES];
    size_t size = (k->bits + 7) / 8;

    if (!is_allowed(&k->restriction, alg))
        return ERR_ALG_KEY_MISMATCH;
    /* RFC 8017 8.1.2, 8.2.2, step 1, and 5.2.2, step 1. */
    if (sig.n != size)
        return ERR_SIG_FORM;
    from_bytes(s, k->limbs, sig);
    if (mpn_cmp(s, k->n, k->limbs) >= 0)
        return ERR_SIG_FORM;
    power(k, x, s);
    to_bytes(bytes, size, x);
    if (alg->kind == SIG_RSA_PSS)
        return emsa_pss(span_of(bytes, size), k->bits, alg, msg);
    return emsa_pkcs1(span_of(bytes, size), alg->digest, msg);
}

const struct sig_family sig_rsa = {sig_rsa_prepare, sig_rsa_release, sig_rsa_verify};
