/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nistp: the verification of ECDSA (FIPS 186-5 6.4.2) over P-256 and P-384 with code of our own.
 *
 * It is several times faster than a library that hides the numbers it computes with: in a
 * verification nothing is secret, and all of this takes variable time.  Never use it to sign.
 *
 * Each curve has two instances of one template (nistp_code.h), for all processors of x86-64 and for
 * those with BMI2 and ADX.  Numbers are limbs of 64 bits, the lowest first, as GMP has them.
 */
#ifndef TB_LIB_CRYPTO_NISTP_H
#define TB_LIB_CRYPTO_NISTP_H

#include "lib/base/span.h"
#include "lib/crypto/pubkey.h"

enum {
    NISTP_LIMBS_MAX = 6,
    NISTP_POINT_MAX = 2 * NISTP_LIMBS_MAX, /* limbs of an affine point */
    NISTP_SPACING_MAX = 4,
};

/*
 * The shape of a table of the multiples of a point, which make its products a sum with few
 * doublings.  Scalars are written in digits of `width` bits from -2^(width-1) to 2^(width-1).
 * Row i has d 2^(i width spacing) Q for d from 1 up: digits number i spacing + j, for each j, share
 * it and the doublings by 2^(j width).
 */
struct nistp_shape {
    unsigned width, spacing;
};

/* What the arithmetic of scalars has to know of a curve. */
struct nistp_params {
    unsigned limbs; /* of coordinates and of scalars */
    uint64_t prime[NISTP_LIMBS_MAX], order[NISTP_LIMBS_MAX];
    const uint64_t *base; /* odd multiples of the base point, affine, of elements */
    unsigned base_width;  /* there are 2^(base_width - 2) of them: for a wNAF of this width */
    /* The tables for keys with many signatures, and the one of the base point with them. */
    struct nistp_shape key_many, base_many;
};

/* A signature as the sum that decides it: u1 G + u2 Q has an x that is r modulo the order. */
struct nistp_sum {
    uint64_t u1[NISTP_LIMBS_MAX], u2[NISTP_LIMBS_MAX], r[NISTP_LIMBS_MAX];
};

struct nistp_table {
    size_t size; /* of all of it, in bytes */
    struct nistp_shape shape;
    unsigned rows;
    _Alignas(64) uint64_t points[]; /* rows of 2^(width - 1) affine points */
};

/* One instance of the template. */
struct nistp_curve {
    const struct nistp_params *params;
    /* Reads x and y, big-endian; false if they are not below p, or not on the curve. */
    bool (*load)(uint64_t *point, const uint8_t *xy);
    /* Makes a table of a point's multiples; NULL without memory.  free() releases it. */
    struct nistp_table *(*table)(const uint64_t *point, struct nistp_shape shape);
    /* Is the sum's x the r of the signature?  For a key that is used once, */
    bool (*verify)(const uint64_t *key, const struct nistp_sum *sum);
    /* and for one with tables of the base point, whose spacing is 1, and of its own. */
    bool (*verify_many)(const struct nistp_table *base, const struct nistp_table *key,
                        const struct nistp_sum *sum);
};

/* Those with adx in their names need BMI2 and ADX. */
extern const struct nistp_curve nistp_p256_portable, nistp_p256_adx, nistp_p384_portable,
    nistp_p384_adx;

/* nistp_has_adx: does this processor have the instructions of BMI2 and ADX? */
bool nistp_has_adx(void);

/* nistp_curve is the fastest instance that this processor runs, for KEY_P256 or KEY_P384. */
const struct nistp_curve *nistp_curve(enum key_kind kind);

#endif
