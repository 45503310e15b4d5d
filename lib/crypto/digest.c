/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/digest.h"

#include <assert.h>

#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include "lib/crypto/hashfn.h"

/* The names for people, and Nettle's functions. */
static const struct {
    const char *name;
    const struct nettle_hash *hash;
} digests[] = {
    [DIGEST_NONE] = {"none", NULL},
    [DIGEST_SHA1] = {"SHA-1", &nettle_sha1},
    [DIGEST_SHA224] = {"SHA-224", &nettle_sha224},
    [DIGEST_SHA256] = {"SHA-256", &nettle_sha256},
    [DIGEST_SHA384] = {"SHA-384", &nettle_sha384},
    [DIGEST_SHA512] = {"SHA-512", &nettle_sha512},
};

/* SHA-224 and SHA-384 share the contexts of their longer siblings. */
union context {
    struct sha1_ctx sha1;
    struct sha256_ctx sha256;
    struct sha512_ctx sha512;
};
static_assert(sizeof(union context) <= HASHFN_CONTEXT_MAX, "a context is larger than is said");

const struct nettle_hash *hashfn_of(enum digest digest)
{
    return digests[digest].hash;
}

size_t digest_size(enum digest digest)
{
    return digest == DIGEST_NONE ? 0 : digests[digest].hash->digest_size;
}

const char *digest_name(enum digest digest)
{
    return digests[digest].name;
}

void digest_of(enum digest digest, uint8_t out[DIGEST_MAX_SIZE], struct span data)
{
    const struct nettle_hash *h = digests[digest].hash;
    union context context;

    if (h == NULL)
        return;
    h->init(&context);
    h->update(&context, data.n, data.p);
    h->digest(&context, h->digest_size, out);
}
