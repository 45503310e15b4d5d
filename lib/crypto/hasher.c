/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/hasher.h"

#include <assert.h>

#include "lib/crypto/hashfn.h"

static_assert(sizeof((struct hasher){0}.state) >= HASHFN_CONTEXT_MAX, "no room for a context");

void hasher_init(struct hasher *hasher, enum digest digest)
{
    hasher->digest = digest;
    hashfn_of(digest)->init(hasher->state);
}

void hasher_update(struct hasher *hasher, struct span part)
{
    if (part.n > 0)
        hashfn_of(hasher->digest)->update(hasher->state, part.n, part.p);
}

/* Nettle resets a context when its digest is read, so a copy is read and hasher can continue. */
void hasher_peek(const struct hasher *hasher, uint8_t out[DIGEST_MAX_SIZE])
{
    const struct nettle_hash *hash = hashfn_of(hasher->digest);
    struct hasher copy;

    memcpy(copy.state, hasher->state, hash->context_size);
    hash->digest(copy.state, hash->digest_size, out);
}
