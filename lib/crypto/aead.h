/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aead: authenticated encryption (RFC 5116): AES-GCM, AES-CCM with a tag of 16 or 8 bytes,
 * ChaCha20-Poly1305 (RFC 8439).  Nonces are 12 bytes.
 */
#ifndef TB_LIB_CRYPTO_AEAD_H
#define TB_LIB_CRYPTO_AEAD_H

#include "lib/base/err.h"

enum aead_kind {
    AEAD_NONE,
    AEAD_AES_128_GCM,
    AEAD_AES_256_GCM,
    AEAD_AES_128_CCM,
    AEAD_AES_256_CCM,
    AEAD_AES_128_CCM_8,
    AEAD_AES_256_CCM_8,
    AEAD_CHACHA20_POLY1305,
};

enum { AEAD_KEY_MAX = 32, AEAD_NONCE_SIZE = 12, AEAD_TAG_MAX = 16 };

/* Sizes in bytes; 0 for AEAD_NONE. */
size_t aead_key_size(enum aead_kind kind);
size_t aead_tag_size(enum aead_kind kind);

/* A key, prepared once.  Contains secrets; aead_wipe clears them. */
struct aead {
    enum aead_kind kind;
    _Alignas(16) uint8_t state[5120];
};

/* aead_init prepares a key of aead_key_size bytes. */
void aead_init(struct aead *aead, enum aead_kind kind, struct span key);
void aead_wipe(struct aead *aead); /* also fit for a zero struct */

/* aead_seal writes plain.n + aead_tag_size bytes to out, which may be plain.p (in place). */
void aead_seal(struct aead *aead, uint8_t *out, const uint8_t nonce[AEAD_NONCE_SIZE],
               struct span ad, struct span plain);

/* aead_open writes sealed.n - aead_tag_size bytes to out; in place is allowed.  Fails with
 * TLS_BAD_RECORD_MAC if sealed is shorter than a tag or not authentic, and then out is wiped. */
enum err aead_open(struct aead *aead, uint8_t *out, const uint8_t nonce[AEAD_NONCE_SIZE],
                   struct span ad, struct span sealed) MUST_CHECK;

#endif
