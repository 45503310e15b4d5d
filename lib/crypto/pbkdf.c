/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/pbkdf.h"

#include <nettle/md5.h>
#include <nettle/sha1.h>

#include "lib/base/utf8.h"
#include "lib/base/wipe.h"
#include "lib/crypto/hasher.h"
#include "lib/crypto/hashfn.h"

/* T_i = U_1 ^ … ^ U_c, with U_1 = HMAC(P, S | INT(i)) and U_j = HMAC(P, U_(j-1)) (RFC 8018 5.2). */
static void pbkdf2_block(struct mac *mac, uint8_t t[DIGEST_MAX_SIZE], struct span salt, uint32_t i,
                         uint64_t iterations)
{
    const uint8_t number[4] = {(uint8_t)(i >> 24), (uint8_t)(i >> 16), (uint8_t)(i >> 8),
                               (uint8_t)i};
    size_t size = digest_size(mac->digest);
    uint8_t u[DIGEST_MAX_SIZE];

    mac_update(mac, salt);
    mac_update(mac, span_of(number, sizeof number));
    mac_final(mac, u);
    memcpy(t, u, size);
    for (uint64_t j = 1; j < iterations; j++) {
        mac_update(mac, span_of(u, size));
        mac_final(mac, u);
        for (size_t k = 0; k < size; k++)
            t[k] ^= u[k];
    }
    wipe(u, sizeof u);
}

void pbkdf2(enum digest digest, uint8_t *out, size_t n, struct span passphrase, struct span salt,
            uint64_t iterations)
{
    size_t size = digest_size(digest);
    uint8_t t[DIGEST_MAX_SIZE];
    struct mac m;
    uint32_t i = 1;

    mac_init(&m, digest, passphrase);
    for (size_t at = 0; at < n; at += size, i++) {
        pbkdf2_block(&m, t, salt, i, iterations);
        memcpy(out + at, t, n - at < size ? n - at : size);
    }
    mac_wipe(&m);
    wipe(t, sizeof t);
}

void pbkdf_bmp(struct buf *out, struct span passphrase)
{
    struct span rest = passphrase;
    size_t start = out->n;
    uint32_t c;

    while (utf8_next(&c, &rest)) {
        if (c > 0xffff) {
            buf_u16(out, (uint16_t)(0xd800 + ((c - 0x10000) >> 10)));
            buf_u16(out, (uint16_t)(0xdc00 + ((c - 0x10000) & 0x3ff)));
        } else {
            buf_u16(out, (uint16_t)c);
        }
    }
    if (rest.n > 0) {
        out->n = start;
        for (size_t i = 0; i < passphrase.n; i++)
            buf_u16(out, passphrase.p[i]);
    }
    buf_u16(out, 0);
}

/* Appends copies of a string up to a multiple of the block size; nothing for an empty one. */
static void put_repeated(struct buf *out, struct span string, size_t block)
{
    size_t n = (string.n + block - 1) / block * block;

    for (size_t i = 0; i < n; i++)
        buf_u8(out, string.p[i % string.n]);
}

/* Adds B + 1 to each block of I, modulo its size (RFC 7292 B.2, step 6C). */
static void add_to_blocks(struct buf *input, const uint8_t *b, size_t block)
{
    for (size_t at = 0; at < input->n; at += block) {
        unsigned carry = 1;
        for (size_t k = block; k-- > 0;) {
            carry += input->p[at + k] + (unsigned)b[k];
            input->p[at + k] = (uint8_t)carry;
            carry >>= 8;
        }
    }
}

/* A_i = H^r(D | I) (RFC 7292 B.2, step 6A). */
static void pkcs12_block(uint8_t a[DIGEST_MAX_SIZE], const struct pbkdf_pkcs12 *in,
                         struct span diversifier, struct span input)
{
    struct hasher h;
    size_t size = digest_size(in->digest);

    hasher_init(&h, in->digest);
    hasher_update(&h, diversifier);
    hasher_update(&h, input);
    hasher_peek(&h, a);
    for (uint64_t j = 1; j < in->iterations; j++) {
        hasher_init(&h, in->digest);
        hasher_update(&h, span_of(a, size));
        hasher_peek(&h, a);
    }
    wipe(&h, sizeof h);
}

enum err pbkdf_pkcs12(uint8_t *out, size_t n, const struct pbkdf_pkcs12 *in)
{
    enum { BLOCK_MAX = 128 };
    size_t size = digest_size(in->digest), block = hashfn_of(in->digest)->block_size;
    uint8_t d[BLOCK_MAX], a[DIGEST_MAX_SIZE], b[BLOCK_MAX];
    struct buf input;

    if (in->passphrase.n > PBKDF_INPUT_MAX || in->salt.n > PBKDF_INPUT_MAX)
        return ERR_LIMIT;
    buf_init(&input, 2 * (PBKDF_INPUT_MAX + BLOCK_MAX));
    memset(d, (int)in->use, block);
    /* All of the room at once: a buffer that grows leaves a copy of the passphrase behind. */
    (void)buf_room(&input, input.cap);
    buf_truncate(&input, 0);
    put_repeated(&input, in->salt, block);
    put_repeated(&input, in->passphrase, block);
    enum err err = input.err;
    for (size_t at = 0; err == ERR_OK && at < n; at += size) {
        pkcs12_block(a, in, span_of(d, block), buf_span(&input));
        memcpy(out + at, a, n - at < size ? n - at : size);
        for (size_t k = 0; k < block; k++)
            b[k] = a[k % size];
        add_to_blocks(&input, b, block);
    }
    buf_wipe(&input);
    wipe(a, sizeof a);
    wipe(b, sizeof b);
    return err;
}

/* MD5 is no digest of digest.h, because nothing new may use it. */
static void hash_md5(uint8_t *out, const struct span *parts, size_t num)
{
    struct md5_ctx c;

    md5_init(&c);
    for (size_t i = 0; i < num; i++)
        md5_update(&c, parts[i].n, parts[i].p);
    md5_digest(&c, MD5_DIGEST_SIZE, out);
    wipe(&c, sizeof c);
}

static void hash_sha1(uint8_t *out, const struct span *parts, size_t num)
{
    struct sha1_ctx c;

    sha1_init(&c);
    for (size_t i = 0; i < num; i++)
        sha1_update(&c, parts[i].n, parts[i].p);
    sha1_digest(&c, SHA1_DIGEST_SIZE, out);
    wipe(&c, sizeof c);
}

void pbkdf1(bool is_md5, uint8_t *out, size_t n, struct span passphrase, struct span salt,
            uint64_t iterations)
{
    void (*hash)(uint8_t *, const struct span *, size_t) = is_md5 ? hash_md5 : hash_sha1;
    size_t size = is_md5 ? MD5_DIGEST_SIZE : SHA1_DIGEST_SIZE;
    uint8_t t[DIGEST_MAX_SIZE];

    hash(t, (struct span[]){passphrase, salt}, 2);
    for (uint64_t j = 1; j < iterations; j++)
        hash(t, (struct span[]){{t, size}}, 1);
    memcpy(out, t, n < size ? n : size);
    wipe(t, sizeof t);
}

void pbkdf_pem(uint8_t *out, size_t n, struct span passphrase, struct span salt)
{
    uint8_t d[MD5_DIGEST_SIZE];
    size_t before = 0;

    for (size_t at = 0; at < n; at += sizeof d) {
        hash_md5(d, (struct span[]){{d, before}, passphrase, salt}, 3);
        memcpy(out + at, d, n - at < sizeof d ? n - at : sizeof d);
        before = sizeof d;
    }
    wipe(d, sizeof d);
}
