/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inner hash is run over every block that the longest message could have, whatever the real
 * length: where the message ends, its 0x80 and its length are put in with masks, and the chaining
 * value after the block that really is the last one is picked out, with masks again.  A block that
 * is given whole to an update is one run of the compression function, and the chaining value is
 * then the state in the context.
 */
#include "config.h"

#include "lib/crypto/macblind.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include "lib/base/ct.h"
#include "lib/base/wipe.h"

enum { BLOCK_MAX = 128, SHORT_BITS = 6, LONG_BITS = 7, KEY_MAX = 64 };

struct chain {
    enum digest digest;
    unsigned block_bits; /* a block has 1 << this many bytes: shifts take one time, divisions not */
    union {
        struct sha1_ctx sha1;
        struct sha256_ctx sha256;
        struct sha512_ctx sha512;
    } u;
};

/* These three call the functions of Nettle for the digest; SHA-384 and SHA-512 share a context. */
static void chain_init(struct chain *chain, enum digest digest)
{
    chain->digest = digest;
    chain->block_bits = digest == DIGEST_SHA384 || digest == DIGEST_SHA512 ? LONG_BITS : SHORT_BITS;
    switch (digest) {
    case DIGEST_SHA1: sha1_init(&chain->u.sha1); break;
    case DIGEST_SHA384: sha384_init(&chain->u.sha512); break;
    case DIGEST_SHA512: sha512_init(&chain->u.sha512); break;
    default: sha256_init(&chain->u.sha256); break;
    }
}

static void chain_update(struct chain *chain, size_t n, const uint8_t *p)
{
    switch (chain->digest) {
    case DIGEST_SHA1: sha1_update(&chain->u.sha1, n, p); break;
    case DIGEST_SHA384:
    case DIGEST_SHA512: sha512_update(&chain->u.sha512, n, p); break;
    default: sha256_update(&chain->u.sha256, n, p); break;
    }
}

static void chain_digest(struct chain *chain, uint8_t *out)
{
    size_t n = digest_size(chain->digest);

    switch (chain->digest) {
    case DIGEST_SHA1: sha1_digest(&chain->u.sha1, n, out); break;
    case DIGEST_SHA384: sha384_digest(&chain->u.sha512, n, out); break;
    case DIGEST_SHA512: sha512_digest(&chain->u.sha512, n, out); break;
    default: sha256_digest(&chain->u.sha256, n, out); break;
    }
}

/* chain_byte is byte i of the chaining value, big-endian as digests are written. */
static uint8_t chain_byte(const struct chain *chain, size_t i)
{
    switch (chain->digest) {
    case DIGEST_SHA1: return (uint8_t)(chain->u.sha1.state[i / 4] >> (24 - 8 * (i % 4)));
    case DIGEST_SHA384:
    case DIGEST_SHA512: return (uint8_t)(chain->u.sha512.state[i / 8] >> (56 - 8 * (i % 8)));
    default: return (uint8_t)(chain->u.sha256.state[i / 4] >> (24 - 8 * (i % 4)));
    }
}

/* chain_key takes in the key as HMAC does: filled up with zeros to a block, each byte changed. */
static void chain_key(struct chain *chain, struct span key, uint8_t change)
{
    uint8_t block[BLOCK_MAX] = {0};
    size_t n = (size_t)1 << chain->block_bits;

    memcpy(block, key.p, key.n < KEY_MAX ? key.n : KEY_MAX);
    for (size_t i = 0; i < n; i++)
        block[i] ^= change;
    chain_update(chain, n, block);
    wipe(block, sizeof block);
}

/* The message: the head and n bytes of data.  Its place in memory is public, `end` is secret. */
struct message {
    struct span head, data;
    uint32_t end;
};

/* Byte `at` of head and data in a row; 0 after their end. */
static uint8_t message_byte(const struct message *message, size_t at)
{
    if (at < message->head.n)
        return message->head.p[at];
    at -= message->head.n;
    return at < message->data.n ? message->data.p[at] : 0;
}

/* fill writes block number i: content, then 0x80, zeros, and in the last block the length in bits
 * (FIPS 180-4 5.1), which counts the block of the key as well. */
static void fill(uint8_t *block, const struct chain *chain, const struct message *message,
                 uint32_t i, uint32_t is_last)
{
    uint32_t n = (uint32_t)1 << chain->block_bits;
    uint64_t bits = ((uint64_t)message->end + n) * 8;

    for (uint32_t j = 0; j < n; j++) {
        uint32_t at = i * n + j, from_end = n - 1 - j;
        uint32_t v = ct_lt(at, message->end) & message_byte(message, at);

        v |= ct_eq(at, message->end) & 0x80;
        if (from_end < 8)
            v |= is_last & (uint32_t)(bits >> (8 * from_end) & 0xff);
        block[j] = (uint8_t)v;
    }
}

/* Hashes the blocks that are certainly content, then every block that may be the last.  The state
 * after the last one is selected by a mask, so the secret end changes neither time nor accesses. */
static void inner_hash(struct chain *chain, uint8_t *out, const struct message *message, size_t min)
{
    uint8_t block[BLOCK_MAX];
    size_t n = (size_t)1 << chain->block_bits, out_n = digest_size(chain->digest);
    uint32_t length_n = chain->block_bits == LONG_BITS ? 16 : 8; /* of the length at the end */
    uint32_t sure =
        (uint32_t)((message->head.n + min) >> chain->block_bits); /* blocks of content alone */
    uint32_t most = (uint32_t)((message->head.n + message->data.n + length_n) >> chain->block_bits);
    uint32_t last = (message->end + length_n) >> chain->block_bits;

    memset(out, 0, out_n);
    for (uint32_t i = 0; i < sure; i++) {
        for (size_t j = 0; j < n; j++)
            block[j] = message_byte(message, i * n + j);
        chain_update(chain, n, block);
    }
    for (uint32_t i = sure; i <= most; i++) {
        uint32_t is_last = ct_eq(i, last);

        fill(block, chain, message, i, is_last);
        chain_update(chain, n, block);
        for (size_t j = 0; j < out_n; j++)
            out[j] |= (uint8_t)(is_last & chain_byte(chain, j));
    }
    wipe(block, sizeof block);
}

void mac_blind(enum digest digest, uint8_t out[DIGEST_MAX_SIZE], struct span key,
               const struct macblind_text *text)
{
    struct message m = {text->head, text->data, (uint32_t)(text->head.n + text->n)};
    uint8_t inner[DIGEST_MAX_SIZE];
    struct chain c;

    chain_init(&c, digest);
    chain_key(&c, key, 0x36);
    inner_hash(&c, inner, &m, text->min);
    chain_init(&c, digest);
    chain_key(&c, key, 0x5c);
    chain_update(&c, digest_size(digest), inner);
    chain_digest(&c, out);
    wipe(&c, sizeof c);
    wipe(inner, sizeof inner);
}
