/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kit_nistp: random numbers, many at the ends of limbs, and conversions, for the tests of nistp.
 *
 * NISTP_ROUNDS in the environment is the number of rounds, for a long run.
 */
#ifndef TB_TESTS_UNIT_CRYPTO_KIT_NISTP_H
#define TB_TESTS_UNIT_CRYPTO_KIT_NISTP_H

#include <stdlib.h>

#include <gmp.h>

#include "lib/crypto/nistp.h"
#include "tests/unit/crypto/kit.h"

static inline unsigned long kit_rounds(unsigned long otherwise)
{
    const char *text = getenv("NISTP_ROUNDS");

    return text != NULL ? strtoul(text, NULL, 10) : otherwise;
}

/* Marsaglia, "Xorshift RNGs" (2003): the same numbers in every run. */
static inline uint64_t kit_random(void)
{
    static uint64_t state = 88172645463325252;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/* A limb: each second one lies at an end, of a limb or of a half, or at a limb of the prime. */
static inline uint64_t kit_limb(const struct nistp_params *params)
{
    uint64_t near = kit_random() % 3 - 1, random = kit_random();

    switch (random % 8) {
    case 0: return near;
    case 1: return UINT32_MAX + near;
    case 2: return 0xffffffff00000000 + near;
    case 3: return params->prime[random / 8 % params->limbs] + near;
    default: return kit_random();
    }
}

/* A number below 2^(64 limbs): each fourth one is 0, the prime, the order or the highest, and a
 * little more or less. */
static inline void kit_number(uint64_t *out, const struct nistp_params *params)
{
    static const uint64_t zero[NISTP_LIMBS_MAX], one[NISTP_LIMBS_MAX] = {1};
    uint64_t random = kit_random(), highest[NISTP_LIMBS_MAX];
    const uint64_t *const ends[] = {zero, params->prime, params->order, highest};
    mp_size_t n = (mp_size_t)params->limbs;

    mpn_sub_n(highest, zero, one, n);
    if (random % 4 != 0) {
        for (unsigned i = 0; i < params->limbs; i++)
            out[i] = kit_limb(params);
    } else if (random / 16 % 2 == 0) {
        mpn_add_1(out, ends[random / 4 % COUNT(ends)], n, random / 32 % 4);
    } else {
        mpn_sub_1(out, ends[random / 4 % COUNT(ends)], n, random / 32 % 4);
    }
}

static inline void kit_mpz(mpz_t out, const uint64_t *limbs, unsigned n)
{
    mpz_import(out, n, -1, sizeof *limbs, 0, 0, limbs);
}

/* v is below 2^(64 n). */
static inline void kit_limbs(uint64_t *out, const mpz_t v, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        out[i] = mpz_getlimbn(v, (mp_size_t)i);
}

#endif
