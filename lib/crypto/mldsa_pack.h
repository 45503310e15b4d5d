/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mldsa_pack: polynomials and hints as bytes (FIPS 204 7.1). */
#ifndef TB_LIB_CRYPTO_MLDSA_PACK_H
#define TB_LIB_CRYPTO_MLDSA_PACK_H

#include "lib/crypto/mldsa_ring.h"

/* The bytes of a polynomial whose coefficients have `bits` bits, which are at most 20. */
#define MLDSA_PACKED(bits) ((size_t)(bits) * (MLDSA_N / 8))
enum { MLDSA_PACKED_MAX = 20 * (MLDSA_N / 8) };

/* mldsa_pack writes coefficients from 0 to 2^bits - 1 (Algorithm 16), mldsa_unpack reads them (18).
 * For Algorithms 17 and 19 mldsa_mirror makes top - c of each coefficient, before or after. */
void mldsa_pack(uint8_t *out, const struct mldsa_poly *poly, unsigned bits);
void mldsa_unpack(struct mldsa_poly *out, const uint8_t *in, unsigned bits);
void mldsa_mirror(struct mldsa_poly *poly, int32_t top);

/* The hints of one row: 1 where the high bits change. */
struct mldsa_hint {
    uint8_t set[MLDSA_N];
};

/*
 * mldsa_hint_is_sound makes the checks of Algorithm 21 over the omega + k bytes of hints: the ends
 * of the rows never decrease and are at most omega, the places in a row increase, and unused places
 * are 0.
 * Without any of them there would be a second signature of the same message.
 */
bool mldsa_hint_is_sound(struct span hints, unsigned omega);

/* mldsa_hint_row reads the hints of one row; they are sound. */
void mldsa_hint_row(struct mldsa_hint *out, struct span hints, unsigned omega, unsigned row);

/* mldsa_hint_pack is Algorithm 20 for k rows, which have at most omega hints together. */
void mldsa_hint_pack(uint8_t *out, const struct mldsa_hint *rows, unsigned omega, unsigned k);

#endif
