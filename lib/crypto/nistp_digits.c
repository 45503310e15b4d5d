/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/nistp_digits.h"

#include <string.h>

#include <gmp.h>

/* `width` bits of k from bit `at` on, with zeros above its limbs. */
static unsigned bits_of(const uint64_t *k, unsigned limbs, unsigned at, unsigned width)
{
    unsigned limb = at / 64, shift = at % 64;

    if (limb >= limbs)
        return 0;
    uint64_t bits = k[limb] >> shift;
    if (shift + width > 64 && limb + 1 < limbs)
        bits |= k[limb + 1] << (64 - shift);
    return (unsigned)(bits & ((1u << width) - 1));
}

unsigned nistp_windows(const struct nistp_params *params, unsigned width)
{
    return (params->limbs * 64 + width - 1) / width;
}

void nistp_fixed(int16_t *digits, const uint64_t *k, const struct nistp_params *params,
                 unsigned width)
{
    unsigned limbs = params->limbs, carry = 0;
    uint64_t other[NISTP_LIMBS_MAX];
    int sign = 1;

    /* Of k and k - order, one has a magnitude below half of 2^(64 limbs), since the order lies
     * between them: no carry then leaves the last window. */
    if (k[limbs - 1] >> 63 != 0) {
        mpn_sub_n(other, params->order, k, limbs);
        k = other;
        sign = -1;
    }
    for (unsigned i = 0; i < nistp_windows(params, width); i++) {
        int digit = (int)(bits_of(k, limbs, i * width, width) + carry);
        carry = digit > 1 << (width - 1);
        digit -= (int)(carry << width);
        digits[i] = (int16_t)(sign * digit);
    }
}

unsigned nistp_wnaf(int16_t *digits, const uint64_t *k, unsigned limbs, unsigned width)
{
    unsigned length = 0, carry = 0, i = 0;

    memset(digits, 0, sizeof *digits * (64 * limbs + 1));
    while (i <= 64 * limbs) {
        if (bits_of(k, limbs, i, 1) == carry) {
            i++;
            continue;
        }
        int digit = (int)(bits_of(k, limbs, i, width) + carry);
        carry = (unsigned)digit >> (width - 1);
        digit -= (int)(carry << width);
        digits[i] = (int16_t)digit;
        length = i + 1;
        i += width;
    }
    return length;
}
