/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drbg: HMAC_DRBG (SP 800-90A 10.1.2) without reseeding: random bytes for one private operation,
 * made from the private key, the message, and a source of randomness.  RFC 6979 makes its nonces in
 * this way.  Even if the source fails, nonces and blinding stay secret and are never used for two
 * messages.
 */
#ifndef TB_LIB_CRYPTO_DRBG_H
#define TB_LIB_CRYPTO_DRBG_H

#include "lib/crypto/digest.h"

struct drbg {
    enum digest digest;
    bool used;
    uint8_t key[DIGEST_MAX_SIZE], v[DIGEST_MAX_SIZE];
};

/* drbg_init takes a seed in parts.  The state is secret; drbg_wipe clears it. */
void drbg_init(struct drbg *drbg, enum digest digest, const struct span *parts, size_t num);
void drbg_wipe(struct drbg *drbg);

/* drbg_fill is a nettle_random_func; context is a struct drbg. */
void drbg_fill(void *context, size_t n, uint8_t *out);

#endif
