/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/siphash.h"

enum { WORD = 8, ROUNDS_WORD = 2, ROUNDS_END = 4 };

/* Rotates to the left. */
static uint64_t turn(uint64_t value, unsigned n)
{
    return value << n | value >> (64 - n);
}

/* A little-endian word of up to eight octets. */
static uint64_t word(const uint8_t *data, size_t n)
{
    uint64_t v = 0;

    for (size_t i = n; i-- > 0;)
        v = v << 8 | data[i];
    return v;
}

/* n rounds of SipRound on the four state words. */
static void rounds(uint64_t state[4], int n)
{
    for (; n > 0; n--) {
        state[0] += state[1];
        state[2] += state[3];
        state[1] = turn(state[1], 13) ^ state[0];
        state[3] = turn(state[3], 16) ^ state[2];
        state[0] = turn(state[0], 32);
        state[2] += state[1];
        state[0] += state[3];
        state[1] = turn(state[1], 17) ^ state[2];
        state[3] = turn(state[3], 21) ^ state[0];
        state[2] = turn(state[2], 32);
    }
}

/* Mixes one message word into the state. */
static void absorb(uint64_t state[4], uint64_t word)
{
    state[3] ^= word;
    rounds(state, ROUNDS_WORD);
    state[0] ^= word;
}

uint64_t siphash(const uint8_t key[SIPHASH_KEY], struct span bytes)
{
    uint64_t k0 = word(key, WORD), k1 = word(key + WORD, WORD);
    uint64_t v[4] = {k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261,
                     k1 ^ 0x7465646279746573};
    uint64_t end = (uint64_t)bytes.n << 56;

    for (; bytes.n >= WORD; bytes = span_tail(bytes, WORD))
        absorb(v, word(bytes.p, WORD));
    /* The last word has the rest of the bytes, and the length modulo 256 in its top byte. */
    absorb(v, end | word(bytes.p, bytes.n));
    v[2] ^= 0xff;
    rounds(v, ROUNDS_END);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
