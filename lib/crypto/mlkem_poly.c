/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loops have fixed lengths and only operations of 16 bits, so that a compiler makes vector
 * instructions of them.
 */
#include "config.h"

#include "lib/crypto/mlkem_poly.h"

#include <stddef.h>

enum {
    HALF = MLKEM_N / 2,
    Q = MLKEM_Q,
    Q_INVERSE = -3327, /* of q modulo 2^16 */
    R_SQUARED = 1353,  /* 2^32 mod q */
    /* 2^32 / 128 mod q: mlkem_poly_inverse has to divide by 128, and by R once for the product
     * before it and once for this one. */
    INVERSE_SCALE = 1441,
};

/* 17^BitRev7(i) * R mod q (FIPS 203, appendix A), nearest to zero. */
static const int16_t zetas[HALF] = {
    -1044, -758,  -359,  -1517, 1493,  1422,  287,   202,   -171,  622,   1577,  182,   962,
    -1202, -1474, 1468,  573,   -1325, 264,   383,   -829,  1458,  -1602, -130,  -681,  1017,
    732,   608,   -1542, 411,   -205,  -1571, 1223,  652,   -552,  1015,  -1293, 1491,  -282,
    -1544, 516,   -8,    -320,  -666,  -1618, -1162, 126,   1469,  -853,  -90,   -271,  830,
    107,   -1421, -247,  -951,  -398,  961,   -1508, -725,  448,   -1065, 677,   -1275, -1103,
    430,   555,   843,   -1251, 871,   1550,  105,   422,   587,   177,   -235,  -291,  -460,
    1574,  1653,  -246,  778,   1159,  -147,  -777,  1483,  -602,  1119,  -1590, 644,   -872,
    349,   418,   329,   -156,  -75,   817,   1097,  603,   610,   1322,  -1285, -1465, 384,
    -1215, -136,  1218,  -1335, -874,  220,   -1187, -1659, -1185, -1530, -1278, 794,   -1510,
    -854,  -870,  478,   -108,  -308,  996,   991,   958,   -1460, 1522,  1628,
};

static inline int16_t low(int32_t value)
{
    return (int16_t)value;
}

static inline int16_t high(int32_t value)
{
    return (int16_t)(value >> 16);
}

/*
 * a * b / R mod q, below q in size if b is at most q/2 in size.  (Montgomery 1985; with signs,
 * Seiler 2018.)  The low halves of a * b and m * q are the same, so that the difference of the
 * high halves is exact.
 */
static inline int16_t multiply(int16_t a, int16_t b)
{
    int16_t m = low((int32_t)a * low((int32_t)b * Q_INVERSE));

    return (int16_t)(high((int32_t)a * b) - high((int32_t)m * Q));
}

/* value / R mod q; the size is at most |value| / R + q/2. */
static inline int16_t reduce_sum(int32_t value)
{
    int16_t m = low(low(value) * Q_INVERSE);

    return (int16_t)((value - (int32_t)m * Q) >> 16);
}

/* Barrett's reduction: value - q * round(value / q), at most q/2 in size; 20159 is 2^26 / q. */
static inline int16_t reduce(int16_t value)
{
    int16_t quotient = (int16_t)((high((int32_t)value * 20159) + (1 << 9)) >> 10);

    return (int16_t)(value - quotient * Q);
}

static void reduce_all(struct mlkem_poly *poly)
{
    for (size_t i = 0; i < MLKEM_N; i++)
        poly->c[i] = reduce(poly->c[i]);
}

/* The butterflies of a block with one zeta: the first and the second half of it. */
static inline void butterflies(int16_t *restrict a, int16_t *restrict b, size_t len, int16_t zeta)
{
    for (size_t i = 0; i < len; i++) {
        int16_t t = multiply(b[i], zeta);
        b[i] = (int16_t)(a[i] - t);
        a[i] = (int16_t)(a[i] + t);
    }
}

/* One layer of the NTT: blocks of 2 * len coefficients. */
static inline void layer(int16_t *c, size_t len)
{
    const int16_t *zeta = zetas + HALF / len;

    for (size_t start = 0; start < MLKEM_N; start += 2 * len)
        butterflies(c + start, c + start + len, len, *zeta++);
}

/* Each layer adds less than q, so that 8 q, less than 2^15, is not reached. */
void mlkem_poly_ntt(struct mlkem_poly *poly)
{
    layer(poly->c, 128);
    layer(poly->c, 64);
    layer(poly->c, 32);
    layer(poly->c, 16);
    layer(poly->c, 8);
    layer(poly->c, 4);
    layer(poly->c, 2);
    reduce_all(poly);
}

static inline void inverse_butterflies(int16_t *restrict a, int16_t *restrict b, size_t len,
                                       int16_t zeta)
{
    for (size_t i = 0; i < len; i++) {
        int16_t t = (int16_t)(b[i] - a[i]);
        a[i] = (int16_t)(a[i] + b[i]);
        b[i] = multiply(t, zeta);
    }
}

static inline void inverse_layer(int16_t *c, size_t len)
{
    const int16_t *zeta = zetas + MLKEM_N / len - 1;

    for (size_t start = 0; start < MLKEM_N; start += 2 * len)
        inverse_butterflies(c + start, c + start + len, len, *zeta--);
}

/* Each layer doubles the size of sums: below q they stay in 16 bits for three layers, and then,
 * from q/2 (products: below q), for four. */
void mlkem_poly_inverse(struct mlkem_poly *poly, const struct mlkem_sum *sum)
{
    for (size_t i = 0; i < HALF; i++) {
        poly->c[2 * i] = reduce_sum(sum->even[i]);
        poly->c[2 * i + 1] = reduce_sum(sum->odd[i]);
    }
    inverse_layer(poly->c, 2);
    inverse_layer(poly->c, 4);
    inverse_layer(poly->c, 8);
    reduce_all(poly);
    inverse_layer(poly->c, 16);
    inverse_layer(poly->c, 32);
    inverse_layer(poly->c, 64);
    inverse_layer(poly->c, 128);
    for (size_t i = 0; i < MLKEM_N; i++)
        poly->c[i] = multiply(poly->c[i], INVERSE_SCALE);
}

void mlkem_poly_sum(struct mlkem_poly *poly, const struct mlkem_sum *sum)
{
    for (size_t i = 0; i < HALF; i++) {
        poly->c[2 * i] = multiply(reduce_sum(sum->even[i]), R_SQUARED);
        poly->c[2 * i + 1] = multiply(reduce_sum(sum->odd[i]), R_SQUARED);
    }
}

/* Pairs of coefficients are polynomials modulo X^2 - zeta and X^2 + zeta in turns. */
void mlkem_poly_factor(struct mlkem_factor *factor, const struct mlkem_poly *poly)
{
    for (size_t i = 0; i < HALF; i++) {
        int16_t zeta = zetas[(HALF + i) / 2];
        factor->even[i] = poly->c[2 * i];
        factor->odd[i] = poly->c[2 * i + 1];
        factor->odd_zeta[i] = multiply(factor->odd[i], (int16_t)(i % 2 == 0 ? zeta : -zeta));
    }
}

/* Each addition is below 2^24, so that four stay below q * R / 2: reduce_sum then gives less than
 * q. */
void mlkem_poly_multiply(struct mlkem_sum *sum, const struct mlkem_poly *poly,
                         const struct mlkem_factor *factor)
{
    for (size_t i = 0; i < HALF; i++) {
        int32_t even = poly->c[2 * i], odd = poly->c[2 * i + 1];
        sum->even[i] += even * factor->even[i] + odd * factor->odd_zeta[i];
        sum->odd[i] += even * factor->odd[i] + odd * factor->even[i];
    }
}

void mlkem_poly_add(struct mlkem_poly *poly, const struct mlkem_poly *other)
{
    for (size_t i = 0; i < MLKEM_N; i++)
        poly->c[i] = (int16_t)(poly->c[i] + other->c[i]);
}

void mlkem_poly_subtract(struct mlkem_poly *poly, const struct mlkem_poly *other)
{
    for (size_t i = 0; i < MLKEM_N; i++)
        poly->c[i] = (int16_t)(poly->c[i] - other->c[i]);
}

void mlkem_poly_normalize(struct mlkem_poly *poly)
{
    for (size_t i = 0; i < MLKEM_N; i++) {
        int16_t value = reduce(poly->c[i]);
        poly->c[i] = (int16_t)(value + (Q & (value >> 15)));
    }
}
