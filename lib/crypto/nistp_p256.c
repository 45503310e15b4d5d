/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/nistp_p256.h"

/* Odd multiples of the base point, affine, in Montgomery form; tests/unit/crypto/test_nistp_base.c
 * computes them again, and prints this table. */
static const uint64_t base[][2 * FE_LIMBS] = {
#define POINT(...) {__VA_ARGS__},
#include "lib/crypto/nistp_p256.def"
#undef POINT
};

/* SP 800-186 3.2.1.3.  The tables for many signatures: 43 rows of 32 points for a key, 88 KB, and
 * 32 rows of 128 points for the base point, 256 KB. */
const struct nistp_params nistp_p256_params = {
    .limbs = FE_LIMBS,
    .prime = {FE_PRIME},
    .order = {0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000},
    .base = base[0],
    .base_width = 8,
    .key_many = {6, 1},
    .base_many = {8, 1},
};
