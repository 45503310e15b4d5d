/* SPDX-License-Identifier: GPL-3.0-or-later */
/* modexp_blocks: Montgomery's reduction by eight limbs at a time, for x86-64 with BMI2 and ADX. */
#ifndef TB_LIB_CRYPTO_MODEXP_BLOCKS_H
#define TB_LIB_CRYPTO_MODEXP_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

enum { MODEXP_BLOCK = 8 }; /* limbs */

/* modexp_blocks_row adds to t a multiple of a, of `blocks` times eight limbs, that would make the
 * lowest eight limbs of t zero: its factor takes their place.  inverse is -1/a modulo 2^64.  t has
 * eight limbs more than a; the carry out of them is returned. */
uint64_t modexp_blocks_row(uint64_t *t, const uint64_t *a, uint64_t inverse, size_t blocks);

#endif
