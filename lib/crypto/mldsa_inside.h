/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mldsa_inside: the inside of keys, for the files that make them and use them. */
#ifndef TB_LIB_CRYPTO_MLDSA_INSIDE_H
#define TB_LIB_CRYPTO_MLDSA_INSIDE_H

#include "lib/crypto/mldsa.h"
#include "lib/crypto/mldsa_sample.h"

enum { MLDSA_TR = 64, MLDSA_K_MAX = 8, MLDSA_L_MAX = 7, MLDSA_COMMITMENT_MAX = 64 };

struct mldsa_public {
    const struct mldsa_set *set;
    uint8_t tr[MLDSA_TR];              /* the hash of the encoded key */
    uint8_t encoded[MLDSA_PUBLIC_MAX]; /* rho and t1 */
};

/* The vectors are transformed once the key is complete. */
struct mldsa_private {
    const struct mldsa_set *set;
    struct mldsa_public public;
    uint8_t k[32];
    struct mldsa_poly s1[MLDSA_L_MAX], s2[MLDSA_K_MAX], t0[MLDSA_K_MAX];
    struct mldsa_poly a[]; /* the matrix, row by row, transformed */
};

static inline int32_t mldsa_gamma1(const struct mldsa_set *set)
{
    return 1 << set->gamma1_bits;
}

static inline int32_t mldsa_gamma2(const struct mldsa_set *set)
{
    return (MLDSA_Q - 1) / (int32_t)set->gamma2_parts;
}

/* The largest coefficient of the challenge times a secret vector. */
static inline int32_t mldsa_beta(const struct mldsa_set *set)
{
    return (int32_t)set->tau * set->eta;
}

/* The bits of a coefficient of w1: it is below gamma2_parts / 2. */
static inline unsigned mldsa_w1_bits(const struct mldsa_set *set)
{
    return set->gamma2_parts == 32 ? 4 : 6;
}

/* mldsa_row is row `row` of the matrix times a transformed vector. */
void mldsa_row(struct mldsa_sum *out, const struct mldsa_private *key, unsigned row,
               const struct mldsa_poly *vector);

/* mldsa_tr hashes the encoded key. */
void mldsa_tr(struct mldsa_public *key);

/* mldsa_mu is the representative of a message with its context (step 6 of Algorithm 7); SIG_FORM if
 * the context is too long. */
enum err mldsa_mu(uint8_t mu[MLDSA_MU], const uint8_t tr[MLDSA_TR], struct span msg,
                  struct span context) MUST_CHECK;

/* mldsa_commit is the hash c of mu and w1, of lambda / 4 bytes.  It leaves no copy of w1, which a
 * signer keeps to itself if the attempt is thrown away. */
void mldsa_commit(uint8_t *out, const struct mldsa_set *set, const uint8_t mu[MLDSA_MU],
                  const struct mldsa_poly *w1);

#endif
