/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/mac.h"

#include <assert.h>

#include <nettle/hmac.h>

#include "lib/base/wipe.h"
#include "lib/crypto/hashfn.h"

/* The state is three contexts: keyed for the outer and the inner hash, and the running one. */
static_assert(sizeof((struct mac){0}.state) >= 3 * HASHFN_CONTEXT_MAX, "no room for the contexts");
enum { INNER = HASHFN_CONTEXT_MAX, RUNNING = 2 * HASHFN_CONTEXT_MAX };

void mac_init(struct mac *mac, enum digest digest, struct span key)
{
    static const uint8_t empty[1];

    mac->digest = digest;
    nettle_hmac_set_key(mac->state, mac->state + INNER, mac->state + RUNNING, hashfn_of(digest),
                        key.n, key.n > 0 ? key.p : empty);
}

void mac_update(struct mac *mac, struct span part)
{
    if (part.n > 0)
        hashfn_of(mac->digest)->update(mac->state + RUNNING, part.n, part.p);
}

void mac_final(struct mac *mac, uint8_t out[DIGEST_MAX_SIZE])
{
    const struct nettle_hash *hash = hashfn_of(mac->digest);

    nettle_hmac_digest(mac->state, mac->state + INNER, mac->state + RUNNING, hash,
                       hash->digest_size, out);
}

void mac_wipe(struct mac *mac)
{
    wipe(mac, sizeof *mac);
}

void mac_of(enum digest digest, uint8_t out[DIGEST_MAX_SIZE], struct span key, struct span data)
{
    struct mac m;

    mac_init(&m, digest, key);
    mac_update(&m, data);
    mac_final(&m, out);
    mac_wipe(&m);
}
