/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mldsa_sample: pseudorandom polynomials from seeds (FIPS 204 7.3). */
#ifndef TB_LIB_CRYPTO_MLDSA_SAMPLE_H
#define TB_LIB_CRYPTO_MLDSA_SAMPLE_H

#include "lib/crypto/mldsa_ring.h"

enum { MLDSA_RHO = 32, MLDSA_SECRET_SEED = 64 };

/* mldsa_sample_uniform is element (row, column) of the matrix, in transformed form (Algorithms 30
 * and 32).  The seed is public. */
void mldsa_sample_uniform(struct mldsa_poly *out, const uint8_t rho[MLDSA_RHO], unsigned row,
                          unsigned column);

/* mldsa_sample_bounded is a secret with coefficients from -eta to eta (Algorithm 31).  Its time
 * shows how many candidates were refused, which says nothing about those that were taken. */
void mldsa_sample_bounded(struct mldsa_poly *out, const uint8_t seed[MLDSA_SECRET_SEED],
                          unsigned nonce, int32_t eta);

/* mldsa_sample_mask has coefficients from -gamma1 + 1 to gamma1 (Algorithm 34). */
void mldsa_sample_mask(struct mldsa_poly *out, const uint8_t seed[MLDSA_SECRET_SEED],
                       unsigned nonce, unsigned gamma1_bits);

/* mldsa_sample_ball has tau coefficients 1 or -1, all others are 0 (Algorithm 29). */
void mldsa_sample_ball(struct mldsa_poly *out, struct span seed, unsigned tau);

#endif
