/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signing with aborts (FIPS 204 6.2).  What an attempt that is thrown away shows in its time does
 * not depend on the key: which polynomial missed its bound, since values within the bounds are as
 * likely for every key, and the challenge, a hash of w1, which nobody learns.  All of it is wiped.
 */
#include "config.h"

#include <stdlib.h>

#include "lib/base/ct.h"
#include "lib/base/wipe.h"
#include "lib/crypto/keccak.h"
#include "lib/crypto/mldsa_inside.h"
#include "lib/crypto/mldsa_round.h"

enum { ATTEMPTS = 814 };

/* One attempt; everything but the finished signature is secret. */
struct sign_attempt {
    uint8_t seed[MLDSA_SECRET_SEED]; /* rho'' of all attempts */
    uint8_t commitment[MLDSA_COMMITMENT_MAX];
    struct mldsa_poly y[MLDSA_L_MAX]; /* then z */
    struct mldsa_poly w0[MLDSA_K_MAX], w1[MLDSA_K_MAX];
    struct mldsa_poly challenge, product, ahead[MLDSA_L_MAX];
    struct mldsa_hint hints[MLDSA_K_MAX];
    struct mldsa_sum sum;
};

/* Step 7: the seed of the masks. */
static void start(struct sign_attempt *try, const struct mldsa_private *key, const uint8_t *mu,
                  const uint8_t *random)
{
    struct keccak keccak;

    keccak_init(&keccak, KECCAK_SHAKE256);
    keccak_absorb(&keccak, span_of(key->k, sizeof key->k));
    keccak_absorb(&keccak, span_of(random, MLDSA_RANDOM));
    keccak_absorb(&keccak, span_of(mu, MLDSA_MU));
    keccak_squeeze(&keccak, try->seed, sizeof try->seed);
    keccak_wipe(&keccak);
}

/* Steps 11 to 17: the mask, the commitment to it, and the challenge. */
static void commit(struct sign_attempt *try, const struct mldsa_private *key, const uint8_t *mu,
                   unsigned number)
{
    const struct mldsa_set *set = key->set;

    for (unsigned s = 0; s < set->l; s++) {
        mldsa_sample_mask(&try->y[s], try->seed, number * set->l + s, set->gamma1_bits);
        try->ahead[s] = try->y[s];
        mldsa_ntt(&try->ahead[s]);
    }
    for (unsigned r = 0; r < set->k; r++) {
        mldsa_row(&try->sum, key, r, try->ahead);
        mldsa_sum_end(&try->w1[r], &try->sum);
        mldsa_inverse_ntt(&try->w1[r]);
        mldsa_decompose(&try->w1[r], &try->w0[r], set->gamma2_parts);
    }
    mldsa_commit(try->commitment, set, mu, try->w1);
    ct_public(try->commitment, sizeof try->commitment);
    mldsa_sample_ball(&try->challenge, span_of(try->commitment, set->lambda / 4), set->tau);
    mldsa_ntt(&try->challenge);
}

/* The challenge times a transformed polynomial of the key: centered coefficients. */
static void multiply(struct sign_attempt *try, const struct mldsa_poly *secret)
{
    try->sum = (struct mldsa_sum){0};
    mldsa_sum_add(&try->sum, secret, &try->challenge);
    mldsa_sum_end(&try->product, &try->sum);
    mldsa_inverse_ntt(&try->product);
    mldsa_center(&try->product);
}

/* Steps 18 to 23 for z: is its norm small enough to hide s1? */
static bool respond(struct sign_attempt *try, const struct mldsa_private *key)
{
    int32_t bound = mldsa_gamma1(key->set) - mldsa_beta(key->set);
    bool good = true;

    for (unsigned s = 0; s < key->set->l; s++) {
        multiply(try, &key->s1[s]);
        mldsa_add(&try->y[s], &try->product);
        good = mldsa_is_below(&try->y[s], bound) && good;
    }
    return good;
}

/* The same for r0 = LowBits(w - c s2).  It is w0 - c s2 as long as that is within the bound, since
 * then no high part changes. */
static bool hides(struct sign_attempt *try, const struct mldsa_private *key)
{
    int32_t bound = mldsa_gamma2(key->set) - mldsa_beta(key->set);
    bool good = true;

    for (unsigned r = 0; r < key->set->k; r++) {
        multiply(try, &key->s2[r]);
        mldsa_subtract(&try->w0[r], &try->product);
        good = mldsa_is_below(&try->w0[r], bound) && good;
    }
    return good;
}

/* Steps 25 to 28: hints where adding c t0 changes the high part.  The sum of the high part and of
 * w0 - c s2 + c t0 is the number whose high part is compared with w1. */
static bool hint(struct sign_attempt *try, const struct mldsa_private *key)
{
    const struct mldsa_set *set = key->set;
    int32_t step = 2 * mldsa_gamma2(set);
    unsigned num = 0;
    bool good = true;

    for (unsigned r = 0; r < set->k; r++) {
        struct mldsa_poly *high = &try->w0[r];

        multiply(try, &key->t0[r]);
        good = mldsa_is_below(&try->product, mldsa_gamma2(set)) && good;
        mldsa_add(high, &try->product);
        for (unsigned j = 0; j < MLDSA_N; j++)
            high->c[j] += try->w1[r].c[j] * step;
        mldsa_reduce(high);
        mldsa_decompose(high, &try->product, set->gamma2_parts);
        num += mldsa_make_hint(&try->hints[r], high, &try->w1[r]);
    }
    bool few = ct_ge(set->omega, num) != 0;
    ct_public(&few, sizeof few);
    return good && few;
}

/* sigEncode (Algorithm 26).  From here on z and the hints are public. */
static void encode(uint8_t *out, struct sign_attempt *try, const struct mldsa_set *set)
{
    ct_public(try->y, set->l * sizeof try->y[0]);
    ct_public(try->hints, set->k * sizeof try->hints[0]);
    memcpy(out, try->commitment, set->lambda / 4);
    out += set->lambda / 4;
    for (unsigned s = 0; s < set->l; s++, out += MLDSA_PACKED(set->gamma1_bits + 1)) {
        mldsa_mirror(&try->y[s], mldsa_gamma1(set));
        mldsa_pack(out, &try->y[s], set->gamma1_bits + 1);
    }
    mldsa_hint_pack(out, try->hints, set->omega, set->k);
}

enum err mldsa_sign_mu(const struct mldsa_private *key, uint8_t *out, const uint8_t mu[MLDSA_MU],
                       const uint8_t random[MLDSA_RANDOM])
{
    struct sign_attempt *try = malloc(sizeof *try);
    enum err err = ERR_LIMIT;

    if (try == NULL)
        return ERR_MEMORY;
    start(try, key, mu, random);
    for (unsigned number = 0; err != ERR_OK && number < ATTEMPTS; number++) {
        commit(try, key, mu, number);
        if (respond(try, key) && hides(try, key) && hint(try, key))
            err = ERR_OK;
    }
    if (err == ERR_OK)
        encode(out, try, key->set);
    wipe(try, sizeof *try);
    free(try);
    return err;
}

enum err mldsa_sign(const struct mldsa_private *key, uint8_t *out, struct span msg,
                    struct span context, const uint8_t random[MLDSA_RANDOM])
{
    uint8_t mu[MLDSA_MU];

    TRY(mldsa_mu(mu, key->public.tr, msg, context));
    return mldsa_sign_mu(key, out, mu, random);
}
