/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kdf: HKDF (RFC 5869) and the PRF of TLS 1.2 (RFC 5246 5), over HMAC. */
#ifndef TB_LIB_CRYPTO_KDF_H
#define TB_LIB_CRYPTO_KDF_H

#include "lib/crypto/mac.h"

/* kdf_extract writes digest_size(digest) bytes (RFC 5869 2.2). */
void kdf_extract(enum digest digest, uint8_t out[DIGEST_MAX_SIZE], struct span salt,
                 struct span ikm);

/* kdf_expand writes n bytes, at most 255 * digest_size(digest) (RFC 5869 2.3).  Fails with LIMIT
 * beyond that. */
enum err kdf_expand(enum digest digest, uint8_t *out, size_t n, struct span prk,
                    struct span info) MUST_CHECK;

/* kdf_prf12 is PRF(secret, label, seed) = P_hash(secret, label + seed) of TLS 1.2, n bytes of it;
 * the seed comes as two parts that are joined, such as client_random and server_random. */
void kdf_prf12(enum digest digest, uint8_t *out, size_t n, struct span secret, struct span label,
               const struct span seed[2]);

#endif
