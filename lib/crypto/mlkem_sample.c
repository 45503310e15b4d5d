/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/mlkem_sample.h"

#include "lib/base/wipe.h"
#include "lib/crypto/keccak.h"

enum {
    PER_BLOCK = KECCAK_SHAKE128_RATE / 3 * 2, /* candidates of 12 bits in a block */
    ETA_MAX = 3,
    PRF_MAX = 64 * ETA_MAX,
};

/* Each candidate is stored, and the next one replaces it unless it is below q: a branch would be
 * guessed wrong once in five. */
static size_t take(int16_t *out, size_t num, const uint8_t block[KECCAK_SHAKE128_RATE])
{
    for (const uint8_t *p = block; p < block + KECCAK_SHAKE128_RATE; p += 3) {
        uint32_t bits = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
        uint32_t first = bits & 0xfff, second = bits >> 12;
        out[num] = (int16_t)first;
        num += first < MLKEM_Q;
        out[num] = (int16_t)second;
        num += second < MLKEM_Q;
    }
    return num;
}

/* Algorithm 7. */
void mlkem_sample_matrix(struct mlkem_poly *poly, const uint8_t rho[MLKEM_SEED], unsigned row,
                         unsigned column)
{
    const uint8_t place[2] = {(uint8_t)column, (uint8_t)row};
    uint8_t block[KECCAK_SHAKE128_RATE];
    int16_t found[MLKEM_N + PER_BLOCK];
    struct keccak keccak;
    size_t num = 0;

    keccak_init(&keccak, KECCAK_SHAKE128);
    keccak_absorb(&keccak, span_of(rho, MLKEM_SEED));
    keccak_absorb(&keccak, span_of(place, sizeof place));
    while (num < MLKEM_N) {
        keccak_squeeze(&keccak, block, sizeof block);
        num = take(found, num, block);
    }
    memcpy(poly->c, found, sizeof poly->c);
}

/*
 * Algorithm 8: a coefficient is the sum of eta bits less the sum of the next eta bits.  Groups of
 * 4 bytes (eta = 2) or 3 bytes (eta = 3) have whole coefficients; all sums of a group are made at
 * once, in fields of eta bits.
 */
static void noise(struct mlkem_poly *poly, const uint8_t *in, unsigned eta)
{
    const unsigned bytes = eta == 2 ? 4 : 3, num = 4 * bytes / eta, field = (1u << eta) - 1;
    const uint32_t lowest = eta == 2 ? 0x55555555 : 0x249249;

    for (unsigned i = 0; i < MLKEM_N; i += num, in += bytes) {
        uint32_t bits = 0, sums = 0;
        for (unsigned j = 0; j < bytes; j++)
            bits |= (uint32_t)in[j] << 8 * j;
        for (unsigned j = 0; j < eta; j++)
            sums += bits >> j & lowest;
        for (unsigned j = 0; j < num; j++, sums >>= eta) {
            uint32_t plus = sums & field;
            sums >>= eta;
            poly->c[i + j] = (int16_t)(plus - (sums & field));
        }
    }
}

void mlkem_sample_noise(struct mlkem_poly *poly, const uint8_t seed[MLKEM_SEED], unsigned number,
                        unsigned eta)
{
    const uint8_t byte = (uint8_t)number;
    uint8_t out[PRF_MAX];

    keccak_hash(KECCAK_SHAKE256, out, (size_t)64 * eta, span_of(seed, MLKEM_SEED),
                span_of(&byte, 1));
    noise(poly, out, eta);
    wipe(out, sizeof out);
}
