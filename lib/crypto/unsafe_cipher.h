/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unsafe_cipher: ciphers and modes that protect nothing by themselves.  They exist to be measured
 * and taught: TLS never uses them (tests/lint/layers.txt lists who may call them).
 *
 * ECB, CFB and OFB are modes without authentication (SP 800-38A); RC4 is biased (RFC 7465); DES has
 * a key of 56 bits, and DES and 3DES have blocks of 64 bits, which are too short (RFC 8429).
 */
#ifndef TB_LIB_CRYPTO_UNSAFE_CIPHER_H
#define TB_LIB_CRYPTO_UNSAFE_CIPHER_H

#include "lib/base/span.h"

enum unsafe_kind {
    UNSAFE_AES_128_ECB,
    UNSAFE_AES_128_CFB, /* segments of a whole block */
    UNSAFE_AES_128_OFB,
    UNSAFE_RC4,
    UNSAFE_DES_CBC,
    UNSAFE_3DES_CBC, /* EDE with three keys */
};

enum { UNSAFE_KEY_MAX = 24, UNSAFE_IV_MAX = 16 };

/* A key that encrypts, prepared once.  Contains secrets; unsafe_cipher_wipe clears them. */
struct unsafe_cipher {
    enum unsafe_kind kind;
    _Alignas(16) uint8_t state[512];
};

/* unsafe_cipher_init prepares a key of unsafe_key_size bytes. */
size_t unsafe_key_size(enum unsafe_kind kind);
void unsafe_cipher_init(struct unsafe_cipher *cipher, enum unsafe_kind kind, struct span key);
void unsafe_cipher_wipe(struct unsafe_cipher *cipher);

/* unsafe_cipher_run encrypts in.n bytes, a multiple of 16; in place is allowed.  iv: as long as a
 * block of the cipher; ECB and RC4 have none. */
void unsafe_cipher_run(struct unsafe_cipher *cipher, uint8_t *out, const uint8_t iv[UNSAFE_IV_MAX],
                       struct span in);

#endif
