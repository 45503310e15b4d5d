/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * toy_kem: a key encapsulation mechanism that hides nothing, with shares as long as those of
 * ML-KEM-768: the two differ in length, are longer than any of Diffie-Hellman, and the second
 * depends on the first.
 *
 *     public key   SHA-256 of the private key, drawn out
 *     ciphertext   a random number, masked with the public key's digest; then the digest of both,
 *                  drawn out
 *     secret       the digest of the number and the public key
 */
#ifndef TB_TESTS_PEER_TOY_KEM_H
#define TB_TESTS_PEER_TOY_KEM_H

#include "lib/crypto/digest.h"
#include "lib/crypto/kx_family.h"
#include "lib/tls/wire/tables.h"

enum {
    TOY_KEM = 0xfe00, /* for private use (RFC 9846 4.3.7) */
    TOY_KEM_KEY = 1184,
    TOY_KEM_CIPHERTEXT = 1088,
    TOY_KEM_SECRET = 32,
};

/* The digest of two things, in n bytes. */
static inline void toy_kem_draw(uint8_t *out, size_t n, struct span a, struct span b)
{
    uint8_t seed[1 + TOY_KEM_SECRET + TOY_KEM_KEY], digest[DIGEST_MAX_SIZE];

    memcpy(seed + 1, a.p, a.n);
    if (b.n > 0)
        memcpy(seed + 1 + a.n, b.p, b.n);
    for (size_t at = 0; at < n; at += TOY_KEM_SECRET) {
        seed[0] = (uint8_t)(at / TOY_KEM_SECRET);
        digest_of(DIGEST_SHA256, digest, span_of(seed, 1 + a.n + b.n));
        memcpy(out + at, digest, n - at < TOY_KEM_SECRET ? n - at : TOY_KEM_SECRET);
    }
}

/* What hides the number: the digest of the public key. */
static inline void toy_kem_mask(uint8_t number[TOY_KEM_SECRET], struct span key)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, key);
    for (size_t i = 0; i < TOY_KEM_SECRET; i++)
        number[i] ^= digest[i];
}

static inline void toy_kem_secret(uint8_t *out, size_t *out_n, const uint8_t *number,
                                  struct span key)
{
    toy_kem_draw(out, TOY_KEM_SECRET, span_of(number, TOY_KEM_SECRET), key);
    *out_n = TOY_KEM_SECRET;
}

static inline enum err toy_kem_start(struct kx *k, const struct rng *rng)
{
    rng_fill(rng, k->private, k->private_n);
    toy_kem_draw(k->public, k->public_n, span_of(k->private, k->private_n), (struct span){0});
    return ERR_OK;
}

static inline enum err toy_kem_respond(struct kx *k, uint8_t *out, size_t *out_n, struct span share,
                                       const struct rng *rng)
{
    uint8_t number[TOY_KEM_SECRET];

    rng_fill(rng, number, sizeof number);
    toy_kem_secret(out, out_n, number, share);
    memcpy(k->public, number, sizeof number);
    toy_kem_mask(k->public, share);
    toy_kem_draw(k->public + sizeof number, k->public_n - sizeof number,
                 span_of(number, sizeof number), share);
    return ERR_OK;
}

static inline enum err toy_kem_finish(const struct kx *k, uint8_t *out, size_t *out_n,
                                      struct span share)
{
    uint8_t number[TOY_KEM_SECRET], rest[TOY_KEM_CIPHERTEXT - TOY_KEM_SECRET];
    struct span key = span_of(k->public, k->public_n);

    memcpy(number, share.p, sizeof number);
    toy_kem_mask(number, key);
    toy_kem_draw(rest, sizeof rest, span_of(number, sizeof number), key);
    if (memcmp(rest, share.p + sizeof number, sizeof rest) != 0)
        return ERR_TLS_POINT;
    toy_kem_secret(out, out_n, number, key);
    return ERR_OK;
}

static const struct kx_family toy_kem_family = {
    .type = KX_TYPE_KEM,
    .start = toy_kem_start,
    .respond = toy_kem_respond,
    .finish = toy_kem_finish,
};

static const struct kx_kind toy_kem = {
    .group = KX_OUTSIDE,
    .family = &toy_kem_family,
    .private_n = 32,
    .start_n = TOY_KEM_KEY,
    .respond_n = TOY_KEM_CIPHERTEXT,
    .shared_n = TOY_KEM_SECRET,
};

static const struct group toy_kem_group = {
    .id = TOY_KEM, .name = "toy KEM", .kx = KX_OUTSIDE, .outside = &toy_kem};

#endif
