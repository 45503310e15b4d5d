/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nistp_p256: what nistp_fe.h and the files after it need to know of P-256, whose prime is
 * p = 2^256 - 2^224 + 2^192 + 2^96 - 1 (SP 800-186 3.2.1.3).
 */
#ifndef TB_LIB_CRYPTO_NISTP_P256_H
#define TB_LIB_CRYPTO_NISTP_P256_H

#include "lib/crypto/nistp.h"
#include "lib/crypto/nistp_limb.h"

#define FE_LIMBS 4

/* Limbs, the lowest first: p; R = 2^256 modulo p; R^2 modulo p; b R modulo p, where b is the
 * constant of the curve. */
#define FE_PRIME  0xffffffffffffffff, 0x00000000ffffffff, 0x0000000000000000, 0xffffffff00000001
#define FE_ONE    0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff, 0x00000000fffffffe
#define FE_SQUARE 0x0000000000000003, 0xfffffffbffffffff, 0xfffffffffffffffe, 0x00000004fffffffd
#define FE_B      0xd89cdf6229c4bddf, 0xacf005cd78843090, 0xe5a220abf7212ed6, 0xdc30061d04874834

/*
 * One step of a Montgomery reduction: adds t[0] p to t, which makes t[0] 0, since -1/p is 1 modulo
 * 2^64.  t has FE_LIMBS + 2 limbs.  The lower limbs of t[0] p + t[0] are t[0] 2^96.
 */
static inline void fe_fold(uint64_t *t)
{
    uint64_t m = t[0];
    uint8_t carry = limb_add(&t[1], t[1], m << 32, 0);
    uint64_t low, high;

    high = limb_mul_add(&low, m, 0xffffffff00000001, 0, 0);
    carry = limb_add(&t[2], t[2], m >> 32, carry);
    carry = limb_add(&t[3], t[3], low, carry);
    carry = limb_add(&t[4], t[4], high, carry);
    t[5] += carry;
    t[0] = 0;
}

extern const struct nistp_params nistp_p256_params;

#ifdef NISTP_ADX
/* In assembler, with the instructions of BMI2 and ADX: r = a b / R and a^2 / R. */
#define FE_MUL nistp_p256_mul_adx
#define FE_SQR nistp_p256_sqr_adx
void FE_MUL(uint64_t r[FE_LIMBS], const uint64_t a[FE_LIMBS], const uint64_t b[FE_LIMBS]);
void FE_SQR(uint64_t r[FE_LIMBS], const uint64_t a[FE_LIMBS]);
#endif

#endif
