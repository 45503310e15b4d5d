/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nistp_fe: elements of the field of a curve.  The first part of the template of nistp_code.h.
 *
 * An element a is stored as a R modulo p, in any of the forms that FE_LIMBS limbs hold: p has as
 * many bits, so that a number has at most two of them, and only what leaves the field is
 * reduced below p (fe_reduce).  R is a power of two that suits the products of the curve.  All of
 * it takes variable time: it is for verification, where nothing is secret.
 *
 * The header of the curve (nistp_p256.h) comes first.  It defines
 *   FE_LIMBS                    how many limbs an element has,
 *   FE_PRIME, FE_ONE, FE_SQUARE, FE_B    lists of limbs: p, R, R^2 and b R modulo p,
 *   FE_MUL, FE_SQR              functions for the product and the square; or instead
 *   fe_fold(t)                  a step of the Montgomery reduction with R = 2^(64 FE_LIMBS).
 */
#ifndef TB_LIB_CRYPTO_NISTP_FE_H
#define TB_LIB_CRYPTO_NISTP_FE_H

#include <stdbool.h>

#include "lib/crypto/nistp_limb.h"
#include "lib/crypto/nistp_scalar.h"

struct fe {
    uint64_t v[FE_LIMBS];
};

static const uint64_t fe_prime[FE_LIMBS] = {FE_PRIME};
static const struct fe fe_one = {{FE_ONE}}, fe_square = {{FE_SQUARE}}, fe_b = {{FE_B}};

/* Adds p to r if add is 1; the result is the carry. */
static inline uint8_t fe_add_prime(struct fe *r, uint8_t add)
{
    uint64_t mask = 0 - (uint64_t)add;
    uint8_t carry = 0;

#pragma GCC unroll 6
    for (int i = 0; i < FE_LIMBS; i++)
        carry = limb_add(&r->v[i], r->v[i], fe_prime[i] & mask, carry);
    return carry;
}

/* Subtracts p from r if subtract is 1; the result is the borrow. */
static inline uint8_t fe_sub_prime(struct fe *r, uint8_t subtract)
{
    uint64_t mask = 0 - (uint64_t)subtract;
    uint8_t borrow = 0;

#pragma GCC unroll 6
    for (int i = 0; i < FE_LIMBS; i++)
        borrow = limb_sub(&r->v[i], r->v[i], fe_prime[i] & mask, borrow);
    return borrow;
}

static inline void fe_add(struct fe *r, const struct fe *a, const struct fe *b)
{
    uint8_t carry = 0;

#pragma GCC unroll 6
    for (int i = 0; i < FE_LIMBS; i++)
        carry = limb_add(&r->v[i], a->v[i], b->v[i], carry);
    /* A sum of two numbers above p can still be too long: 1 time in 2^32 at the most. */
    if (carry > fe_sub_prime(r, carry))
        (void)fe_sub_prime(r, 1);
}

static inline void fe_sub(struct fe *r, const struct fe *a, const struct fe *b)
{
    uint8_t borrow = 0;

#pragma GCC unroll 6
    for (int i = 0; i < FE_LIMBS; i++)
        borrow = limb_sub(&r->v[i], a->v[i], b->v[i], borrow);
    if (borrow > fe_add_prime(r, borrow))
        (void)fe_add_prime(r, 1);
}

/* r = a / 2: of a and a + p, one is even. */
static inline void fe_half(struct fe *r, const struct fe *a)
{
    struct fe t = *a;
    uint64_t carry = fe_add_prime(&t, (uint8_t)(a->v[0] & 1));

#pragma GCC unroll 6
    for (int i = 0; i < FE_LIMBS - 1; i++)
        r->v[i] = t.v[i] >> 1 | t.v[i + 1] << 63;
    r->v[FE_LIMBS - 1] = t.v[FE_LIMBS - 1] >> 1 | carry << 63;
}

#ifdef FE_MUL
static inline void fe_mul(struct fe *r, const struct fe *a, const struct fe *b)
{
    FE_MUL(r->v, a->v, b->v);
}

static inline void fe_sqr(struct fe *r, const struct fe *a)
{
    FE_SQR(r->v, a->v);
}
#else
/* r = a b / R (Montgomery, "Modular multiplication without trial division", Mathematics of
 * Computation 44, 1985).  What is added up stays below R + p. */
static inline void fe_mul(struct fe *r, const struct fe *a, const struct fe *b)
{
    uint64_t t[FE_LIMBS + 2] = {0};

#pragma GCC unroll 6
    for (int i = 0; i < FE_LIMBS; i++) {
        uint64_t high = 0;
#pragma GCC unroll 6
        for (int j = 0; j < FE_LIMBS; j++)
            high = limb_mul_add(&t[j], a->v[j], b->v[i], t[j], high);
        t[FE_LIMBS + 1] = limb_add(&t[FE_LIMBS], t[FE_LIMBS], high, 0);
        fe_fold(t);
#pragma GCC unroll 7
        for (int j = 0; j <= FE_LIMBS; j++)
            t[j] = t[j + 1];
    }
    for (int i = 0; i < FE_LIMBS; i++)
        r->v[i] = t[i];
    (void)fe_sub_prime(r, (uint8_t)t[FE_LIMBS]);
}

static inline void fe_sqr(struct fe *r, const struct fe *a)
{
    fe_mul(r, a, a);
}
#endif

/* r = -a */
static inline void fe_neg(struct fe *r, const struct fe *a)
{
    static const struct fe zero;

    fe_sub(r, &zero, a);
}

/* Both forms of 0 are looked for. */
static inline bool fe_is_zero(const struct fe *a)
{
    uint64_t zero = 0, prime = 0;

#pragma GCC unroll 6
    for (int i = 0; i < FE_LIMBS; i++) {
        zero |= a->v[i];
        prime |= a->v[i] ^ fe_prime[i];
    }
    return zero == 0 || prime == 0;
}

static inline bool fe_equal(const struct fe *a, const struct fe *b)
{
    struct fe difference;

    fe_sub(&difference, a, b);
    return fe_is_zero(&difference);
}

/* fe_of is the element of a number of FE_LIMBS limbs. */
static inline void fe_of(struct fe *r, const uint64_t *limbs)
{
    struct fe t;

    for (int i = 0; i < FE_LIMBS; i++)
        t.v[i] = limbs[i];
    fe_mul(r, &t, &fe_square);
}

/* fe_reduce gives an element its form below p. */
static inline void fe_reduce(struct fe *a)
{
    if (nistp_compare(a->v, fe_prime, FE_LIMBS) >= 0)
        (void)fe_sub_prime(a, 1);
}

/* r = 1 / a, for a that is not 0. */
static inline void fe_inverse(struct fe *r, const struct fe *a)
{
    struct fe t = *a;

    fe_reduce(&t);
    /* The inverse of a R is a^-1 R^-1: two products by R^2 / R make it a^-1 R. */
    nistp_inverse(t.v, t.v, fe_prime, FE_LIMBS);
    fe_mul(&t, &t, &fe_square);
    fe_mul(r, &t, &fe_square);
}

#endif
