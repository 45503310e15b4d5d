/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mac: HMAC (RFC 2104) over the hash functions of digest.h. */
#ifndef TB_LIB_CRYPTO_MAC_H
#define TB_LIB_CRYPTO_MAC_H

#include "lib/crypto/digest.h"

/* A message that comes in parts.  The state is Nettle's, whose headers only lib/crypto sees. */
struct mac {
    enum digest digest;
    _Alignas(16) uint8_t state[768];
};

/* digest is SHA-1, SHA-256, SHA-384 or SHA-512 (or SHA-224). */
void mac_init(struct mac *mac, enum digest digest, struct span key);
void mac_update(struct mac *mac, struct span part);
/* mac_final writes digest_size(digest) bytes.  After it, the state is as after mac_init. */
void mac_final(struct mac *mac, uint8_t out[DIGEST_MAX_SIZE]);
void mac_wipe(struct mac *mac);

/* mac_of computes an HMAC in one call. */
void mac_of(enum digest digest, uint8_t out[DIGEST_MAX_SIZE], struct span key, struct span data);

#endif
