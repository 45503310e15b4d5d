/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/readkeys.h"

#include "lib/base/wipe.h"

struct readkeys_slot {
    uint64_t id;   /* whose keys it holds; 0: free */
    uint64_t used; /* the cache's count at its last use */
    struct protect context;
};

static struct readkeys_slot *slot_at(const struct readkeys_cache *cache, size_t i)
{
    return (struct readkeys_slot *)(void *)cache->slots.p + i;
}

void readkeys_cache_free(struct readkeys_cache *cache)
{
    buf_wipe(&cache->slots);
    *cache = (struct readkeys_cache){0};
}

/* Keeps only the traffic keys: an expanded cipher takes kilobytes, and a capture may have thousands
 * of connections.  The cache expands those that are in use. */
void readkeys_init(struct readkeys *k, const struct suite *s, uint16_t version, bool etm,
                   const struct traffic_keys *keys)
{
    *k = (struct readkeys){.suite = s, .version = version, .etm = etm, .traffic = *keys};
}

/* Is the slot that k had still its own?  A slot that was given to others has another id. */
static bool is_in(const struct readkeys_cache *cache, const struct readkeys *k)
{
    return cache != NULL && k->id != 0 && slot_at(cache, k->slot)->id == k->id;
}

void readkeys_drop(struct readkeys_cache *cache, struct readkeys *k)
{
    if (is_in(cache, k))
        wipe(slot_at(cache, k->slot), sizeof(struct readkeys_slot));
    wipe(k, sizeof *k);
}

/* Prepares the cipher from the traffic keys. */
static void expand(struct protect *p, const struct readkeys *k)
{
    protect_init(p, k->suite, k->version, false, k->etm, &k->traffic);
}

/* Allocates the slots at their first use. */
static bool has_slots(struct readkeys_cache *cache)
{
    const size_t n = READKEYS_SLOTS * sizeof(struct readkeys_slot);

    if (cache == NULL || cache->slots.n > 0)
        return cache != NULL;
    buf_init(&cache->slots, n);
    uint8_t *p = buf_room(&cache->slots, n);
    if (p != NULL)
        memset(p, 0, n);
    return p != NULL;
}

/* Gives k the slot that was used longest ago; free ones were never used. */
static struct readkeys_slot *take_slot(struct readkeys_cache *cache, struct readkeys *k)
{
    k->slot = 0;
    for (uint32_t i = 1; i < READKEYS_SLOTS; i++)
        if (slot_at(cache, i)->used < slot_at(cache, k->slot)->used)
            k->slot = i;
    struct readkeys_slot *s = slot_at(cache, k->slot);
    k->id = s->id = ++cache->made;
    expand(&s->context, k);
    return s;
}

/* Opens a record; the sequence number lives in k, not in the slot. */
static enum err open_with(struct protect *p, struct readkeys *k, struct buf *out, uint8_t *type,
                          size_t *padding, const struct record *r)
{
    p->seq = k->seq;
    enum err e = protect_open(p, out, type, padding, r);
    k->seq = p->seq;
    return e;
}

/* Without memory for a cache, the cipher is expanded for this record only. */
enum err readkeys_open(struct readkeys_cache *cache, struct readkeys *k, struct buf *out,
                       uint8_t *type, size_t *padding, const struct record *r)
{
    if (has_slots(cache)) {
        struct readkeys_slot *s = is_in(cache, k) ? slot_at(cache, k->slot) : take_slot(cache, k);
        s->used = ++cache->used;
        return open_with(&s->context, k, out, type, padding, r);
    }
    struct protect alone;
    expand(&alone, k);
    enum err e = open_with(&alone, k, out, type, padding, r);
    protect_wipe(&alone);
    return e;
}

enum err readkeys_try(struct readkeys_cache *cache, struct readkeys *k, struct buf *out,
                      uint8_t *type, size_t *padding, const struct record *r)
{
    uint64_t seq = k->seq;
    enum err e = readkeys_open(cache, k, out, type, padding, r);
    k->seq = seq;
    return e;
}
