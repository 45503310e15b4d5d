/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digest: hash functions by name (FIPS 180-4). */
#ifndef TB_LIB_CRYPTO_DIGEST_H
#define TB_LIB_CRYPTO_DIGEST_H

#include "lib/base/err.h"

enum digest {
    DIGEST_NONE,
    DIGEST_SHA1,
    DIGEST_SHA224,
    DIGEST_SHA256,
    DIGEST_SHA384,
    DIGEST_SHA512
};

enum { DIGEST_MAX_SIZE = 64 };

size_t digest_size(enum digest digest);
const char *digest_name(enum digest digest); /* "SHA-256" */

/* digest_of writes digest_size(digest) bytes. */
void digest_of(enum digest digest, uint8_t out[DIGEST_MAX_SIZE], struct span data);

#endif
