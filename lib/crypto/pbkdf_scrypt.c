/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scrypt (RFC 7914): PBKDF2, then for each of p blocks a walk through N stored copies of it. */
#include "config.h"

#include <stdlib.h>

#include "lib/base/wipe.h"
#include "lib/crypto/pbkdf.h"

/* Words of a Salsa20 block, and the words of the block that is mixed: 2 r of them. */
enum { SALSA_WORDS = 16, SALSA_BYTES = 64, SALSA_ROUNDS = 8 };

static uint32_t rotate(uint32_t v, unsigned n)
{
    return v << n | v >> (32 - n);
}

/* One quarter of a round: the words a to d of the matrix. */
static void quarter(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
    *b ^= rotate(*a + *d, 7);
    *c ^= rotate(*b + *a, 9);
    *d ^= rotate(*c + *b, 13);
    *a ^= rotate(*d + *c, 18);
}

/* Salsa20/8 Core (RFC 7914 3), in place. */
static void salsa(uint32_t block[SALSA_WORDS])
{
    uint32_t x[SALSA_WORDS];

    memcpy(x, block, sizeof x);
    for (unsigned i = 0; i < SALSA_ROUNDS; i += 2) {
        quarter(&x[0], &x[4], &x[8], &x[12]);
        quarter(&x[5], &x[9], &x[13], &x[1]);
        quarter(&x[10], &x[14], &x[2], &x[6]);
        quarter(&x[15], &x[3], &x[7], &x[11]);
        quarter(&x[0], &x[1], &x[2], &x[3]);
        quarter(&x[5], &x[6], &x[7], &x[4]);
        quarter(&x[10], &x[11], &x[8], &x[9]);
        quarter(&x[15], &x[12], &x[13], &x[14]);
    }
    for (unsigned i = 0; i < SALSA_WORDS; i++)
        block[i] += x[i];
    wipe(x, sizeof x);
}

/* scryptBlockMix (RFC 7914 4) of n blocks of Salsa20: the even ones of the result come first. */
static void mix_block(uint32_t *out, const uint32_t *in, size_t n)
{
    uint32_t x[SALSA_WORDS];

    memcpy(x, in + (n - 1) * SALSA_WORDS, sizeof x);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < SALSA_WORDS; k++)
            x[k] ^= in[i * SALSA_WORDS + k];
        salsa(x);
        memcpy(out + (i / 2 + i % 2 * (n / 2)) * SALSA_WORDS, x, sizeof x);
    }
    wipe(x, sizeof x);
}

/* scryptROMix (RFC 7914 5): x has `words` words and room for as many behind them; v has cost times
 * as many. */
static void mix_rom(uint32_t *x, uint32_t *v, size_t words, uint64_t cost)
{
    size_t n = words / SALSA_WORDS;
    uint32_t *y = x + words;

    for (uint64_t i = 0; i < cost; i++) {
        memcpy(v + i * words, x, words * sizeof *x);
        mix_block(y, x, n);
        memcpy(x, y, words * sizeof *x);
    }
    for (uint64_t i = 0; i < cost; i++) {
        /* Integerify: the last block as a number in little-endian order; the cost is a power of
         * two. */
        const uint32_t *last = x + words - SALSA_WORDS;
        uint64_t j = ((uint64_t)last[1] << 32 | last[0]) & (cost - 1);
        for (size_t k = 0; k < words; k++)
            x[k] ^= v[j * words + k];
        mix_block(y, x, n);
        memcpy(x, y, words * sizeof *x);
    }
}

uint64_t pbkdf_scrypt_memory(const struct pbkdf_scrypt *in)
{
    uint64_t n = in->cost, r = in->block_size, p = in->parallel, blocks;

    /* RFC 7914 2: N is a power of two above 1, and p r is at most 2^30 - 1. */
    if (n < 2 || (n & (n - 1)) != 0 || r == 0 || p == 0 || r * p >= (uint64_t)1 << 30)
        return 0;
    /* N blocks, two to mix them, and p of the passphrase. */
    if (__builtin_add_overflow(n, p + 2, &blocks) ||
        __builtin_mul_overflow(blocks, 2 * SALSA_BYTES * r, &blocks))
        return UINT64_MAX;
    return blocks;
}

/* Blocks are numbers in little-endian order (RFC 7914 4). */
static void load_words(uint32_t *words, const uint8_t *b, size_t num)
{
    for (size_t i = 0; i < num; i++, b += 4)
        words[i] = (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

static void store_words(uint8_t *b, const uint32_t *words, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        for (unsigned k = 0; k < 32; k += 8)
            *b++ = (uint8_t)(words[i] >> k);
    }
}

enum err pbkdf_scrypt(uint8_t *out, size_t n, struct span passphrase, struct span salt,
                      const struct pbkdf_scrypt *in)
{
    size_t words = (size_t)2 * SALSA_WORDS * in->block_size, size = words * sizeof(uint32_t);
    uint64_t total = pbkdf_scrypt_memory(in);

    if (total == 0 || total > SIZE_MAX)
        return ERR_LIMIT;
    uint8_t *all = malloc((size_t)total);
    if (all == NULL)
        return ERR_MEMORY;
    uint8_t *b = all;
    uint32_t *x = (uint32_t *)(void *)(all + size * in->parallel), *v = x + 2 * words;
    pbkdf2(DIGEST_SHA256, b, size * in->parallel, passphrase, salt, 1);
    for (uint32_t i = 0; i < in->parallel; i++) {
        load_words(x, b + i * size, words);
        mix_rom(x, v, words, in->cost);
        store_words(b + i * size, x, words);
    }
    pbkdf2(DIGEST_SHA256, out, n, passphrase, span_of(b, size * in->parallel), 1);
    wipe(all, (size_t)total);
    free(all);
    return ERR_OK;
}
