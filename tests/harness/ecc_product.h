/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ecc_product: multiples of points by Nettle, with which other code is compared. */
#ifndef TB_TESTS_HARNESS_ECC_PRODUCT_H
#define TB_TESTS_HARNESS_ECC_PRODUCT_H

#include <stdbool.h>

#include <nettle/ecc.h>

/* ecc_product sets x and y to those of k times a point, or times the base point for NULL.  The
 * result is false if k is not from 1 to the order less one. */
static inline bool ecc_product(mpz_t x, mpz_t y, const struct ecc_curve *curve, const mpz_t k,
                               const struct ecc_point *point)
{
    struct ecc_scalar scalar;
    struct ecc_point product;

    ecc_scalar_init(&scalar, curve);
    ecc_point_init(&product, curve);
    bool good = ecc_scalar_set(&scalar, k) == 1;
    if (good && point == NULL)
        ecc_point_mul_g(&product, &scalar);
    else if (good)
        ecc_point_mul(&product, &scalar, point);
    if (good)
        ecc_point_get(&product, x, y);
    ecc_point_clear(&product);
    ecc_scalar_clear(&scalar);
    return good;
}

#endif
