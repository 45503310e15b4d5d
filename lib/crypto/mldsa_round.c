/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/mldsa_round.h"

#include "lib/base/ct.h"

void mldsa_power2round(struct mldsa_poly *poly, struct mldsa_poly *low)
{
    for (unsigned j = 0; j < MLDSA_N; j++) {
        int32_t high = (poly->c[j] + (1 << (MLDSA_D - 1)) - 1) >> MLDSA_D;

        low->c[j] = poly->c[j] - high * (1 << MLDSA_D);
        poly->c[j] = high;
    }
}

/* Divides by 2 gamma2 without a division: `inverse` is 2^48 / (2 gamma2), rounded up, which is
 * exact for numbers below 2^24.  If nothing but the last part remains, the high part is 0 and the
 * rest is counted from q. */
static inline int32_t split(int32_t c, int32_t *low, int32_t gamma2, uint64_t inverse,
                            uint32_t parts)
{
    uint32_t high = (uint32_t)((uint64_t)(c + gamma2 - 1) * inverse >> 48);
    uint32_t last = ct_eq(high, parts / 2);

    *low = c - (int32_t)high * 2 * gamma2 - (int32_t)(last & 1);
    return (int32_t)(high & ~last);
}

static uint64_t inverse_of(int32_t gamma2)
{
    uint64_t d = 2 * (uint64_t)gamma2;

    return ((UINT64_C(1) << 48) + d - 1) / d;
}

void mldsa_decompose(struct mldsa_poly *poly, struct mldsa_poly *low, unsigned parts)
{
    int32_t gamma2 = (MLDSA_Q - 1) / (int32_t)parts;
    uint64_t inverse = inverse_of(gamma2);

    for (unsigned j = 0; j < MLDSA_N; j++)
        poly->c[j] = split(poly->c[j], &low->c[j], gamma2, inverse, parts);
}

void mldsa_use_hint(struct mldsa_poly *poly, const struct mldsa_hint *hint, unsigned parts)
{
    int32_t gamma2 = (MLDSA_Q - 1) / (int32_t)parts, high_parts = (int32_t)parts / 2;
    uint64_t inverse = inverse_of(gamma2);

    for (unsigned j = 0; j < MLDSA_N; j++) {
        int32_t low, high = split(poly->c[j], &low, gamma2, inverse, parts);

        if (hint->set[j] != 0)
            high = low > 0 ? high + 1 : high - 1;
        poly->c[j] = high < 0 ? high_parts - 1 : high == high_parts ? 0 : high;
    }
}

unsigned mldsa_make_hint(struct mldsa_hint *out, const struct mldsa_poly *high,
                         const struct mldsa_poly *other)
{
    unsigned num = 0;

    for (unsigned j = 0; j < MLDSA_N; j++) {
        out->set[j] = ~ct_eq((uint32_t)high->c[j], (uint32_t)other->c[j]) & 1;
        num += out->set[j];
    }
    return num;
}
