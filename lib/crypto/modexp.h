/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * modexp: powers modulo an odd number that stays, for public numbers only: the time depends on all
 * of them.
 *
 * What Montgomery's multiplication needs of the modulus is computed once ("Modular Multiplication
 * Without Trial Division", 1985): R is the base of the limbs to the power of their number, and
 * reducing a product divides it by R.
 */
#ifndef TB_LIB_CRYPTO_MODEXP_H
#define TB_LIB_CRYPTO_MODEXP_H

#include <gmp.h>

#include "lib/base/err.h"
#include "lib/base/span.h"

enum { MODEXP_MAX_BITS = 16384 };

/* The ways to the same result, each faster than the one before. */
enum modexp_way {
    MODEXP_GMP,    /* mpz_powm, for which nothing is kept: the reference */
    MODEXP_ROWS,   /* reduces by one limb at a time */
    MODEXP_BLOCKS, /* by eight limbs at a time, with the instructions MULX, ADCX and ADOX */
    MODEXP_NUM_WAYS,
};

/* Adds a multiple of the modulus, of n limbs, to the 2 n limbs of t, such that the lower half would
 * be zero; it holds anything instead.  Returns the carry.  inverse: -1/modulus modulo the base of
 * the limbs. */
typedef mp_limb_t modexp_reduce(mp_limb_t *t, const mp_limb_t *modulus, mp_size_t n,
                                mp_limb_t inverse);

struct modexp {
    mpz_srcptr modulus, exponent; /* borrowed */
    modexp_reduce *reduce;        /* NULL: MODEXP_GMP */
    mp_limb_t inverse;
    mp_limb_t *square; /* R^2 modulo the modulus, in as many limbs */
};

/* modexp_prepare borrows the modulus, which is odd and has 2 to MODEXP_MAX_BITS bits, and the
 * exponent, which is odd and at least 3.  It chooses the fastest way, or with REFERENCE_CRYPTO the
 * reference.  Errors: MEMORY. */
enum err modexp_prepare(struct modexp *out, const mpz_t modulus, const mpz_t exponent) MUST_CHECK;
void modexp_release(struct modexp *m);
size_t modexp_size(const struct modexp *m); /* what it owns, in bytes */

/* modexp_choose makes it go this way; false if this machine cannot for this modulus. */
bool modexp_choose(struct modexp *m, enum modexp_way way) MUST_CHECK;

/* modexp_power writes base^exponent modulo the modulus.  base has as many bytes as the modulus, and
 * so has out.  It is false, and nothing is written, if base is not below the modulus. */
bool modexp_power(const struct modexp *m, uint8_t *out, struct span base) MUST_CHECK;

#endif
