/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hasher: a digest over data that comes in parts, which can be read in between, as the transcript
 * hash needs it. */
#ifndef TB_LIB_CRYPTO_HASHER_H
#define TB_LIB_CRYPTO_HASHER_H

#include "lib/crypto/digest.h"

struct hasher {
    enum digest digest;
    _Alignas(16) uint8_t state[256];
};

void hasher_init(struct hasher *hasher, enum digest digest);
void hasher_update(struct hasher *hasher, struct span part);
/* hasher_peek writes the digest of the data so far, digest_size(digest) bytes.  More data may
 * follow. */
void hasher_peek(const struct hasher *hasher, uint8_t out[DIGEST_MAX_SIZE]);

#endif
