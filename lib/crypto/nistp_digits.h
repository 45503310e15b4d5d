/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nistp_digits: scalars in signed digits, which halve the multiples that a table must have. */
#ifndef TB_LIB_CRYPTO_NISTP_DIGITS_H
#define TB_LIB_CRYPTO_NISTP_DIGITS_H

#include "lib/crypto/nistp.h"

/* of any of the forms */
enum { NISTP_DIGITS_MAX = 64 * NISTP_LIMBS_MAX + 1 };

/* nistp_windows is how many digits of that width a scalar has. */
unsigned nistp_windows(const struct nistp_params *params, unsigned width);

/* nistp_fixed writes k, which is below the order, as nistp_windows digits, the lowest first:
 * k = sum of digits[i] 2^(i width) modulo the order, each from -2^(width-1) to 2^(width-1). */
void nistp_fixed(int16_t *digits, const uint64_t *k, const struct nistp_params *params,
                 unsigned width);

/* nistp_wnaf writes k as sum of digits[i] 2^i and returns their number.  Digits that are not 0 are
 * odd, below 2^(width-1), and at least width apart ("Guide", algorithm 3.35). */
unsigned nistp_wnaf(int16_t *digits, const uint64_t *k, unsigned limbs, unsigned width);

#endif
