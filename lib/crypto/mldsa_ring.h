/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mldsa_ring: the ring R_q of FIPS 204 2.3: polynomials of degree below 256 with coefficients
 * modulo q, and their number theoretic transform (7.5).
 *
 * Coefficients are signed and may be negative.  No function branches on them or indexes with them.
 * The transform keeps the order of Algorithm 41.  Products are those of Montgomery: reduction
 * divides by 2^32, and mldsa_inverse_ntt multiplies by it again, so one product may stand between.
 */
#ifndef TB_LIB_CRYPTO_MLDSA_RING_H
#define TB_LIB_CRYPTO_MLDSA_RING_H

#include "lib/base/span.h"

enum { MLDSA_N = 256, MLDSA_Q = 8380417, MLDSA_D = 13 };

struct mldsa_poly {
    int32_t c[MLDSA_N];
};

/* mldsa_ntt (Algorithm 41): for |c| <= q; then |c| < 9 q. */
void mldsa_ntt(struct mldsa_poly *poly);

/* mldsa_inverse_ntt (Algorithm 42) of a sum of products: for |c| < q; then 0 <= c < q. */
void mldsa_inverse_ntt(struct mldsa_poly *poly);

/* A sum of at most MLDSA_PRODUCTS products of polynomials, each factor below 9 q and at least
 * one of them below q.  mldsa_sum_end reduces it: |c| < q. */
enum { MLDSA_PRODUCTS = 8 };
struct mldsa_sum {
    int64_t c[MLDSA_N];
};
void mldsa_sum_add(struct mldsa_sum *sum, const struct mldsa_poly *a, const struct mldsa_poly *b);
void mldsa_sum_subtract(struct mldsa_sum *sum, const struct mldsa_poly *a,
                        const struct mldsa_poly *b);
void mldsa_sum_end(struct mldsa_poly *out, const struct mldsa_sum *sum);

/* Coefficient by coefficient; nothing is reduced. */
void mldsa_add(struct mldsa_poly *to, const struct mldsa_poly *from);
void mldsa_subtract(struct mldsa_poly *to, const struct mldsa_poly *from);

/* mldsa_reduce brings coefficients of at most 2^30 into 0..q-1; mldsa_center then into
 * -(q-1)/2..(q-1)/2. */
void mldsa_reduce(struct mldsa_poly *poly);
void mldsa_center(struct mldsa_poly *poly);

/* mldsa_is_below: is the norm of a centered polynomial below the bound?  Every coefficient is
 * compared, in constant time; the answer is public. */
bool mldsa_is_below(const struct mldsa_poly *poly, int32_t bound);

#endif
