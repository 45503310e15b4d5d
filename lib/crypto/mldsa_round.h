/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mldsa_round: high and low bits of coefficients, and hints (FIPS 204 7.4).  All in constant time,
 * over coefficients in 0..q-1. */
#ifndef TB_LIB_CRYPTO_MLDSA_ROUND_H
#define TB_LIB_CRYPTO_MLDSA_ROUND_H

#include "lib/crypto/mldsa_pack.h"

/* mldsa_power2round (Algorithm 35): poly becomes its high part, low the rest, in -2^12 +
 * 1..2^12. */
void mldsa_power2round(struct mldsa_poly *poly, struct mldsa_poly *low);

/* mldsa_decompose (Algorithm 36) for gamma2 = (q - 1) / parts: poly becomes its high part, from
 * 0 to parts / 2 - 1, low the rest, in -gamma2..gamma2. */
void mldsa_decompose(struct mldsa_poly *poly, struct mldsa_poly *low, unsigned parts);

/* mldsa_use_hint (Algorithm 40) makes the high part of poly, corrected by the hints. */
void mldsa_use_hint(struct mldsa_poly *poly, const struct mldsa_hint *hint, unsigned parts);

/* mldsa_make_hint (Algorithm 39) sets a hint where the two high parts differ and returns how
 * many. */
unsigned mldsa_make_hint(struct mldsa_hint *out, const struct mldsa_poly *high,
                         const struct mldsa_poly *other);

#endif
