/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nistp_limb: sums and differences of limbs with a carry, for the fields of nistp_fe.h.
 *
 * A file that defines NISTP_ADX is for processors of x86-64 and uses what compilers have for them.
 */
#ifndef TB_LIB_CRYPTO_NISTP_LIMB_H
#define TB_LIB_CRYPTO_NISTP_LIMB_H

#include <stdint.h>

__extension__ typedef unsigned __int128 limb_pair;

#ifdef NISTP_ADX
#include <immintrin.h>

/* *r = a + b + carry; the result is the new carry. */
static inline uint8_t limb_add(uint64_t *r, uint64_t a, uint64_t b, uint8_t carry)
{
    unsigned long long sum;

    carry = _addcarry_u64(carry, a, b, &sum);
    *r = sum;
    return carry;
}

/* *r = a - b - borrow; the result is the new borrow. */
static inline uint8_t limb_sub(uint64_t *r, uint64_t a, uint64_t b, uint8_t borrow)
{
    unsigned long long difference;

    borrow = _subborrow_u64(borrow, a, b, &difference);
    *r = difference;
    return borrow;
}
#else
static inline uint8_t limb_add(uint64_t *r, uint64_t a, uint64_t b, uint8_t carry)
{
    limb_pair sum = (limb_pair)a + b + carry;

    *r = (uint64_t)sum;
    return (uint8_t)(sum >> 64);
}

static inline uint8_t limb_sub(uint64_t *r, uint64_t a, uint64_t b, uint8_t borrow)
{
    limb_pair difference = (limb_pair)a - b - borrow;

    *r = (uint64_t)difference;
    return (uint8_t)(difference >> 64 & 1);
}
#endif

/* *r = low limb of a b + c + d, which fits into two limbs; the result is the high one. */
static inline uint64_t limb_mul_add(uint64_t *r, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    limb_pair product = (limb_pair)a * b + c + d;

    *r = (uint64_t)product;
    return (uint64_t)(product >> 64);
}

#endif
