/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/nistp_p384.h"

/* Odd multiples of the base point, affine; tests/unit/crypto/test_nistp_base.c computes them again,
 * and prints this table. */
static const uint64_t base[][2 * FE_LIMBS] = {
#define POINT(...) {__VA_ARGS__},
#include "lib/crypto/nistp_p384.def"
#undef POINT
};

/* SP 800-186 3.2.1.4.  The tables for many signatures: 32 rows of 32 points for a key, 96 KB, and
 * 48 rows of 128 points for the base point, 576 KB. */
const struct nistp_params nistp_p384_params = {
    .limbs = FE_LIMBS,
    .prime = {FE_PRIME},
    .order = {0xecec196accc52973, 0x581a0db248b0a77a, 0xc7634d81f4372ddf, 0xffffffffffffffff,
              0xffffffffffffffff, 0xffffffffffffffff},
    .base = base[0],
    .base_width = 8,
    .key_many = {6, 2},
    .base_many = {8, 1},
};
