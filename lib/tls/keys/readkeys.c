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
void readkeys_init(struct readkeys *read, const struct suite *suite, uint16_t version, bool etm,
                   const struct traffic_keys *keys)
{
    *read = (struct readkeys){.suite = suite, .version = version, .etm = etm, .traffic = *keys};
}

/* True if the slot is still that of these keys; one that was given to others has another id. */
static bool is_in(const struct readkeys_cache *cache, const struct readkeys *keys)
{
    return cache != NULL && keys->id != 0 && slot_at(cache, keys->slot)->id == keys->id;
}

void readkeys_drop(struct readkeys_cache *cache, struct readkeys *keys)
{
    if (is_in(cache, keys))
        wipe(slot_at(cache, keys->slot), sizeof(struct readkeys_slot));
    wipe(keys, sizeof *keys);
}

/* Prepares the cipher from the traffic keys. */
static void expand(struct protect *protect, const struct readkeys *keys)
{
    protect_init(protect, keys->suite, keys->version, false, keys->etm, &keys->traffic);
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

/* Gives the keys the slot that was used longest ago; free ones were never used. */
static struct readkeys_slot *take_slot(struct readkeys_cache *cache, struct readkeys *keys)
{
    keys->slot = 0;
    for (uint32_t i = 1; i < READKEYS_SLOTS; i++)
        if (slot_at(cache, i)->used < slot_at(cache, keys->slot)->used)
            keys->slot = i;
    struct readkeys_slot *s = slot_at(cache, keys->slot);
    keys->id = s->id = ++cache->made;
    expand(&s->context, keys);
    return s;
}

/* Opens a record; the sequence number lives in keys, not in the slot. */
static enum err open_with(struct protect *protect, struct readkeys *keys, struct buf *out,
                          uint8_t *type, size_t *padding, const struct record *record)
{
    protect->seq = keys->seq;
    enum err e = protect_open(protect, out, type, padding, record);
    keys->seq = protect->seq;
    return e;
}

/* Without memory for a cache, the cipher is expanded for this record only. */
enum err readkeys_open(struct readkeys_cache *cache, struct readkeys *keys, struct buf *out,
                       uint8_t *type, size_t *padding, const struct record *record)
{
    if (has_slots(cache)) {
        struct readkeys_slot *s =
            is_in(cache, keys) ? slot_at(cache, keys->slot) : take_slot(cache, keys);
        s->used = ++cache->used;
        return open_with(&s->context, keys, out, type, padding, record);
    }
    struct protect alone;
    expand(&alone, keys);
    enum err e = open_with(&alone, keys, out, type, padding, record);
    protect_wipe(&alone);
    return e;
}

enum err readkeys_try(struct readkeys_cache *cache, struct readkeys *keys, struct buf *out,
                      uint8_t *type, size_t *padding, const struct record *record)
{
    uint64_t seq = keys->seq;
    enum err e = readkeys_open(cache, keys, out, type, padding, record);
    keys->seq = seq;
    return e;
}
