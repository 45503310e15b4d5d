/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/hasher.h"

#include <assert.h>

#include "lib/crypto/hashfn.h"

static_assert(sizeof((struct hasher){0}.state) >= HASHFN_CONTEXT_MAX, "no room for a context");

void hasher_init(struct hasher *h, enum digest d)
{
    h->digest = d;
    hashfn_of(d)->init(h->state);
}

void hasher_update(struct hasher *h, struct span part)
{
    if (part.n > 0)
        hashfn_of(h->digest)->update(h->state, part.n, part.p);
}

/* Nettle resets a context when its digest is read, so a copy is read and h can go on. */
void hasher_peek(const struct hasher *h, uint8_t out[DIGEST_MAX_SIZE])
{
    const struct nettle_hash *hash = hashfn_of(h->digest);
    struct hasher copy;

    memcpy(copy.state, h->state, hash->context_size);
    hash->digest(copy.state, hash->digest_size, out);
}
