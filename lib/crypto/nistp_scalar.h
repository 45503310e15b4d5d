/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nistp_scalar: what nistp computes with GMP: numbers modulo the order, and inverses. */
#ifndef TB_LIB_CRYPTO_NISTP_SCALAR_H
#define TB_LIB_CRYPTO_NISTP_SCALAR_H

#include "lib/crypto/nistp.h"

/* nistp_read sets n limbs to a number of n * 8 bytes, big-endian. */
void nistp_read(uint64_t *out, const uint8_t *bytes, unsigned n);

/* nistp_compare: is a below (< 0), equal to (0) or above (> 0) b? */
int nistp_compare(const uint64_t *a, const uint64_t *b, unsigned n);

/* nistp_inverse: out = 1 / a modulo an odd prime; a is neither 0 nor above it. */
void nistp_inverse(uint64_t *out, const uint64_t *a, const uint64_t *prime, unsigned n);

/*
 * nistp_sum_of computes u1 and u2 of a signature (FIPS 186-5 6.4.2, steps 1 to 4); false if r or s
 * is not from 1 to the order less one.  They are the contents of INTEGERs, positive and not longer
 * than the order and an octet that keeps them positive.
 */
bool nistp_sum_of(struct nistp_sum *out, const struct nistp_params *params, struct span hash,
                  struct span r, struct span s);

#endif
