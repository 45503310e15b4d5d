/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nistp_p384: what nistp_fe.h and the files after it need to know of P-384, whose prime is
 * p = 2^384 - 2^128 - 2^96 + 2^32 - 1 (SP 800-186 3.2.1.4).
 *
 * Elements are plain numbers: R of nistp_fe.h is 1.  A product is reduced from above, since
 * 2^384 is 2^128 + 2^96 - 2^32 + 1 modulo p: shifts and sums are enough.  With ADX this takes as
 * long as a Montgomery reduction, and without it half as long (doc/decisions.md).
 */
#ifndef TB_LIB_CRYPTO_NISTP_P384_H
#define TB_LIB_CRYPTO_NISTP_P384_H

#include "lib/crypto/nistp.h"
#include "lib/crypto/nistp_limb.h"

#define FE_LIMBS 6

/* Limbs, the lowest first: p; R and R^2, which are 1; the constant b of the curve. */
#define FE_PRIME                                                                    \
    0x00000000ffffffff, 0xffffffff00000000, 0xfffffffffffffffe, 0xffffffffffffffff, \
        0xffffffffffffffff, 0xffffffffffffffff
#define FE_ONE    1
#define FE_SQUARE 1
#define FE_B                                                                        \
    0x2a85c8edd3ec2aef, 0xc656398d8a2ed19d, 0x0314088f5013875a, 0x181d9c6efe814112, \
        0x988e056be3f82d19, 0xb3312fa7e23ee7e4

extern const struct nistp_params nistp_p384_params;

#ifdef NISTP_ADX
/* In assembler, with the instructions of BMI2 and ADX: r = a b and a^2. */
#define FE_MUL nistp_p384_mul_adx
#define FE_SQR nistp_p384_sqr_adx
void FE_MUL(uint64_t r[FE_LIMBS], const uint64_t a[FE_LIMBS], const uint64_t b[FE_LIMBS]);
void FE_SQR(uint64_t r[FE_LIMBS], const uint64_t a[FE_LIMBS]);
#else
#define FE_MUL p384_mul
#define FE_SQR p384_sqr

__extension__ typedef __int128 limb_sum;

static inline uint64_t next_limb(limb_sum *sum)
{
    uint64_t limb = (uint64_t)*sum;

    *sum >>= 64;
    return limb;
}

/* low += h (2^128 + 2^96 - 2^32 + 1) for a number h of three limbs, and k = 2^32 h; the result is
 * the carry, 0 or 1. */
static inline uint64_t p384_add_fold(uint64_t low[FE_LIMBS], uint64_t h0, uint64_t h1, uint64_t h2)
{
    uint64_t k0 = h0 << 32, k1 = h1 << 32 | h0 >> 32, k2 = h2 << 32 | h1 >> 32, k3 = h2 >> 32;
    limb_sum sum = (limb_sum)low[0] + h0 - k0;

    low[0] = next_limb(&sum);
    sum += (limb_sum)low[1] + h1 - k1 + k0;
    low[1] = next_limb(&sum);
    sum += (limb_sum)low[2] + h2 - k2 + k1 + h0;
    low[2] = next_limb(&sum);
    sum += (limb_sum)low[3] - k3 + k2 + h1;
    low[3] = next_limb(&sum);
    sum += (limb_sum)low[4] + k3 + h2;
    low[4] = next_limb(&sum);
    sum += (limb_sum)low[5];
    low[5] = next_limb(&sum);
    return (uint64_t)sum;
}

/* The same for the three limbs above the six of t.  What is added is below 2^323: a carry is rare,
 * and leaves a number so small that no second one follows. */
static inline void p384_fold(uint64_t t[FE_LIMBS + 3])
{
    if (p384_add_fold(t, t[6], t[7], t[8]) != 0)
        (void)p384_add_fold(t, 1, 0, 0);
}

/* r = t modulo p, but below R only. */
static inline void p384_reduce(uint64_t r[FE_LIMBS], uint64_t t[2 * FE_LIMBS])
{
    p384_fold(t + 3);
    p384_fold(t);
    for (int i = 0; i < FE_LIMBS; i++)
        r[i] = t[i];
}

/* t += b a[from to 5], where limb 0 of t is that of b a[0]; its top limb was not set before. */
static inline void p384_row(uint64_t *t, const uint64_t a[FE_LIMBS], int from, uint64_t b)
{
    uint64_t high = 0;

#pragma GCC unroll 6
    for (int i = from; i < FE_LIMBS; i++)
        high = limb_mul_add(&t[i], a[i], b, t[i], high);
    t[FE_LIMBS] = high;
}

static inline void p384_mul(uint64_t r[FE_LIMBS], const uint64_t a[FE_LIMBS],
                            const uint64_t b[FE_LIMBS])
{
    uint64_t t[2 * FE_LIMBS] = {0};

#pragma GCC unroll 6
    for (int i = 0; i < FE_LIMBS; i++)
        p384_row(t + i, a, 0, b[i]);
    p384_reduce(r, t);
}

/* The products of different limbs, doubled, and the squares of the limbs. */
static inline void p384_sqr(uint64_t r[FE_LIMBS], const uint64_t a[FE_LIMBS])
{
    uint64_t t[2 * FE_LIMBS] = {0}, out = 0;
    uint8_t carry = 0;

#pragma GCC unroll 5
    for (int i = 0; i < FE_LIMBS - 1; i++)
        p384_row(t + i, a, i + 1, a[i]);
#pragma GCC unroll 6
    for (int i = 0; i < FE_LIMBS; i++) {
        uint64_t even = t[2 * i] << 1 | out, odd = t[2 * i + 1] << 1 | t[2 * i] >> 63, low;
        uint64_t high = limb_mul_add(&low, a[i], a[i], 0, 0);
        out = t[2 * i + 1] >> 63;
        carry = limb_add(&t[2 * i], even, low, carry);
        carry = limb_add(&t[2 * i + 1], odd, high, carry);
    }
    p384_reduce(r, t);
}
#endif

#endif
