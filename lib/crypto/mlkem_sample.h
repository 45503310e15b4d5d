/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mlkem_sample: polynomials from seeds (FIPS 203 4.2.2). */
#ifndef TB_LIB_CRYPTO_MLKEM_SAMPLE_H
#define TB_LIB_CRYPTO_MLKEM_SAMPLE_H

#include "lib/crypto/mlkem.h"
#include "lib/crypto/mlkem_poly.h"

/* mlkem_sample_matrix makes the element of the public matrix in a row and a column: coefficients of
 * 0..q-1, in the NTT domain (SampleNTT).  The time depends on the seed, which is public. */
void mlkem_sample_matrix(struct mlkem_poly *poly, const uint8_t rho[MLKEM_SEED], unsigned row,
                         unsigned column);

/* mlkem_sample_noise makes coefficients of -eta..eta from a secret seed and a number
 * (SamplePolyCBD of PRF). */
void mlkem_sample_noise(struct mlkem_poly *poly, const uint8_t seed[MLKEM_SEED], unsigned number,
                        unsigned eta);

#endif
