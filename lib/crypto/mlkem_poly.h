/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mlkem_poly: arithmetic with polynomials of 256 coefficients modulo q (FIPS 203 4.3).
 *
 * Coefficients are numbers of 16 bits with a sign, congruent to what they mean but not always
 * reduced; each function says which it takes and gives.  Products are Montgomery's, with R = 2^16.
 */
#ifndef TB_LIB_CRYPTO_MLKEM_POLY_H
#define TB_LIB_CRYPTO_MLKEM_POLY_H

#include <stdint.h>

enum { MLKEM_N = 256, MLKEM_Q = 3329 };

struct mlkem_poly {
    int16_t c[MLKEM_N];
};

/* A polynomial in the NTT domain, prepared for many multiplications: its even and odd coefficients,
 * and the odd ones times their power of zeta. */
struct mlkem_factor {
    int16_t even[MLKEM_N / 2], odd[MLKEM_N / 2], odd_zeta[MLKEM_N / 2];
};

/* A sum of products that is not reduced: at most MLKEM_K_MAX of them fit. */
struct mlkem_sum {
    int32_t even[MLKEM_N / 2], odd[MLKEM_N / 2];
};

/* mlkem_poly_ntt (FIPS 203, algorithm 9) takes coefficients below q in size and gives them at most
 * q/2 in size. */
void mlkem_poly_ntt(struct mlkem_poly *poly);

/* mlkem_poly_factor takes what mlkem_poly_ntt gives. */
void mlkem_poly_factor(struct mlkem_factor *factor, const struct mlkem_poly *poly);

/* mlkem_poly_multiply adds a product (FIPS 203, algorithms 11 and 12) to a sum.  Coefficients of
 * poly are below 4096 in size. */
void mlkem_poly_multiply(struct mlkem_sum *sum, const struct mlkem_poly *poly,
                         const struct mlkem_factor *factor);

/* mlkem_poly_sum gives a sum as it is; mlkem_poly_inverse takes it out of the NTT domain (FIPS 203,
 * algorithm 10).  Both give coefficients below q in size. */
void mlkem_poly_sum(struct mlkem_poly *poly, const struct mlkem_sum *sum);
void mlkem_poly_inverse(struct mlkem_poly *poly, const struct mlkem_sum *sum);

/* mlkem_poly_add and mlkem_poly_subtract reduce nothing: results must fit 16 bits. */
void mlkem_poly_add(struct mlkem_poly *poly, const struct mlkem_poly *other);
void mlkem_poly_subtract(struct mlkem_poly *poly, const struct mlkem_poly *other);

/* mlkem_poly_normalize reduces any coefficients to 0..q-1. */
void mlkem_poly_normalize(struct mlkem_poly *poly);

#endif
