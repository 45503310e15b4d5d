/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/mldsa_sample.h"

#include "lib/base/ct.h"
#include "lib/base/wipe.h"
#include "lib/crypto/keccak.h"
#include "lib/crypto/mldsa_pack.h"

/* Starts the function with a seed and two octets of a nonce. */
static void start(struct keccak *keccak, enum keccak_function function, struct span seed,
                  unsigned low, unsigned high)
{
    const uint8_t nonce[] = {(uint8_t)low, (uint8_t)high};

    keccak_init(keccak, function);
    keccak_absorb(keccak, seed);
    keccak_absorb(keccak, span_of(nonce, sizeof nonce));
}

/* Algorithm 14 takes 23 bits of three octets and refuses what is not below q. */
void mldsa_sample_uniform(struct mldsa_poly *out, const uint8_t rho[MLDSA_RHO], unsigned row,
                          unsigned column)
{
    uint8_t block[KECCAK_SHAKE128_RATE]; /* a multiple of three */
    struct keccak keccak;
    unsigned n = 0;

    start(&keccak, KECCAK_SHAKE128, span_of(rho, MLDSA_RHO), column, row);
    while (n < MLDSA_N) {
        keccak_squeeze(&keccak, block, sizeof block);
        for (size_t i = 0; i < sizeof block && n < MLDSA_N; i += 3) {
            int32_t c = block[i] | block[i + 1] << 8 | (block[i + 2] & 0x7f) << 16;

            out->c[n] = c;
            n += c < MLDSA_Q;
        }
    }
}

/* The candidates of one block. */
struct mldsa_candidates {
    int32_t value[2 * KECCAK_SHAKE256_RATE];
    uint8_t taken[2 * KECCAK_SHAKE256_RATE]; /* 1 if the value is one */
};

/* Algorithm 15: from one of 16 values, or none if it is not below the limit.  A value modulo 5
 * without a division: 205 / 2^10 is slightly more than 1/5. */
static void read_half(struct mldsa_candidates *out, size_t i, uint32_t half, int32_t eta)
{
    uint32_t limit = eta == 2 ? 15 : 9;
    uint32_t reduced = eta == 2 ? half - (205 * half >> 10) * 5 : half;

    out->value[i] = eta - (int32_t)reduced;
    out->taken[i] = ct_lt(half, limit) & 1;
}

/* Which candidates are taken is no secret: a value is as likely after any pattern of refusals. */
static void read_block(struct mldsa_candidates *out, const uint8_t *block, int32_t eta)
{
    for (size_t i = 0; i < KECCAK_SHAKE256_RATE; i++) {
        read_half(out, 2 * i, block[i] & 0x0f, eta);
        read_half(out, 2 * i + 1, block[i] >> 4, eta);
    }
    ct_public(out->taken, sizeof out->taken);
}

void mldsa_sample_bounded(struct mldsa_poly *out, const uint8_t seed[MLDSA_SECRET_SEED],
                          unsigned nonce, int32_t eta)
{
    uint8_t block[KECCAK_SHAKE256_RATE];
    struct mldsa_candidates candidates;
    struct keccak keccak;
    unsigned n = 0;

    start(&keccak, KECCAK_SHAKE256, span_of(seed, MLDSA_SECRET_SEED), nonce & 0xff, nonce >> 8);
    while (n < MLDSA_N) {
        keccak_squeeze(&keccak, block, sizeof block);
        read_block(&candidates, block, eta);
        for (size_t i = 0; i < sizeof candidates.taken && n < MLDSA_N; i++) {
            out->c[n] = candidates.value[i];
            n += candidates.taken[i];
        }
    }
    keccak_wipe(&keccak);
    wipe(&candidates, sizeof candidates);
    wipe(block, sizeof block);
}

void mldsa_sample_mask(struct mldsa_poly *out, const uint8_t seed[MLDSA_SECRET_SEED],
                       unsigned nonce, unsigned gamma1_bits)
{
    uint8_t packed[MLDSA_PACKED_MAX];
    struct keccak keccak;

    start(&keccak, KECCAK_SHAKE256, span_of(seed, MLDSA_SECRET_SEED), nonce & 0xff, nonce >> 8);
    keccak_squeeze(&keccak, packed, MLDSA_PACKED(gamma1_bits + 1));
    mldsa_unpack(out, packed, gamma1_bits + 1);
    mldsa_mirror(out, 1 << gamma1_bits);
    keccak_wipe(&keccak);
    wipe(packed, sizeof packed);
}

/* The seed is part of the signature, or of an attempt that was thrown away with its commitment. */
void mldsa_sample_ball(struct mldsa_poly *out, struct span seed, unsigned tau)
{
    uint8_t signs[8], at;
    struct keccak keccak;

    *out = (struct mldsa_poly){0};
    keccak_init(&keccak, KECCAK_SHAKE256);
    keccak_absorb(&keccak, seed);
    keccak_squeeze(&keccak, signs, sizeof signs);
    for (unsigned i = 0; i < tau; i++) {
        unsigned last = MLDSA_N - tau + i;

        do
            keccak_squeeze(&keccak, &at, 1);
        while (at > last);
        out->c[last] = out->c[at];
        out->c[at] = 1 - 2 * (signs[i / 8] >> i % 8 & 1);
    }
}
