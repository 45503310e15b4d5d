/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/mlkem_code.h"

#include "lib/base/ct.h"

/* Eight coefficients fill whole bytes.  The branches depend on positions alone. */
void mlkem_code_encode(uint8_t *out, const struct mlkem_poly *poly, unsigned bits)
{
    uint32_t waiting = 0;
    unsigned num = 0;

    for (unsigned i = 0; i < MLKEM_N; i++) {
        waiting |= (uint32_t)(uint16_t)poly->c[i] << num;
        for (num += bits; num >= 8; num -= 8) {
            *out++ = (uint8_t)waiting;
            waiting >>= 8;
        }
    }
}

void mlkem_code_decode(struct mlkem_poly *poly, const uint8_t *in, unsigned bits)
{
    uint32_t waiting = 0;
    unsigned num = 0;

    for (unsigned i = 0; i < MLKEM_N; i++) {
        for (; num < bits; num += 8)
            waiting |= (uint32_t)*in++ << num;
        poly->c[i] = (int16_t)(waiting & ((1u << bits) - 1));
        waiting >>= bits;
        num -= bits;
    }
}

/*
 * round(2^bits / q * x) mod 2^bits.  A division takes a time that depends on what is divided, so
 * that it is a multiplication by 2^36 / q rounded up, whose error is too small to matter for
 * dividends below 2^23.
 */
void mlkem_code_compress(struct mlkem_poly *poly, unsigned bits)
{
    static const uint64_t reciprocal = ((UINT64_C(1) << 36) + MLKEM_Q - 1) / MLKEM_Q;

    for (unsigned i = 0; i < MLKEM_N; i++) {
        uint32_t dividend = ((uint32_t)poly->c[i] << bits) + MLKEM_Q / 2;
        uint32_t quotient = (uint32_t)(dividend * reciprocal >> 36);
        poly->c[i] = (int16_t)(quotient & ((1u << bits) - 1));
    }
}

/* round(q / 2^bits * x).  A bit of a secret message must not become a branch. */
void mlkem_code_decompress(struct mlkem_poly *poly, unsigned bits)
{
    for (unsigned i = 0; i < MLKEM_N; i++) {
        uint32_t value = ct_hide((uint32_t)poly->c[i]);
        poly->c[i] = (int16_t)((value * MLKEM_Q + (1u << (bits - 1))) >> bits);
    }
}
