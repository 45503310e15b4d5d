/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "trust/blocklist.h"

/* What blocks are compared by. */
enum block_by { BY_SERIAL, BY_SHA256, BY_SPKI, BY_COUNT };

struct blocklist_entry {
    struct anchor_block block;
    enum block_by by;
    struct name_id issuer; /* BY_SERIAL */
    struct blocklist_entry *next, *in_bucket;
};

/* FNV-1a: the store's owner chooses what is blocked, so nobody floods a bucket. */
static struct blocklist_entry **bucket(struct blocklist_entry *const buckets[BLOCKLIST_BUCKETS],
                                       enum block_by by, struct span key)
{
    uint32_t h = 2166136261u + by;

    for (size_t i = 0; i < key.n; i++)
        h = (h ^ key.p[i]) * 16777619u;
    return (struct blocklist_entry **)&buckets[(h ^ h >> 16) % BLOCKLIST_BUCKETS];
}

/* The bytes by which a block is found. */
static struct span key_of(const struct anchor_block *block, enum block_by by)
{
    return by == BY_SERIAL ? block->serial : by == BY_SHA256 ? block->sha256 : block->spki;
}

enum err blocklist_add(struct blocklist *list, const struct anchor_block *block,
                       struct arena *arena)
{
    struct blocklist_entry *e = ARENA_NEW(arena, struct blocklist_entry);

    if (e == NULL)
        return ERR_LIMIT;
    e->block = *block;
    e->by = block->issuer.n > 0 ? BY_SERIAL : block->sha256.n > 0 ? BY_SHA256 : BY_SPKI;
    if (e->by == BY_SERIAL)
        TRY(name_id_of(&e->issuer, block->issuer));
    struct blocklist_entry **b = bucket(list->buckets, e->by, key_of(block, e->by));
    e->in_bucket = *b;
    *b = e;
    *(list->last == NULL ? &list->first : &list->last->next) = e;
    list->last = e;
    list->num++;
    return ERR_OK;
}

/* The block whose key is this; for BY_SERIAL the issuer must be the same too. */
static const struct anchor_block *find(const struct blocklist *list, enum block_by by,
                                       struct span key, const struct name_id *issuer,
                                       uint32_t purposes)
{
    const struct blocklist_entry *e = *bucket(list->buckets, by, key);

    for (; e != NULL; e = e->in_bucket) {
        if (e->by == by && (e->block.purposes & purposes) != 0 &&
            span_eq(key_of(&e->block, by), key) &&
            (issuer == NULL || name_id_eq(&e->issuer, issuer)))
            return &e->block;
    }
    return NULL;
}

const struct anchor_block *blocklist_find(const struct blocklist *list, const struct cert *cert,
                                          uint32_t purposes)
{
    uint8_t print[CERT_FINGERPRINT];
    const struct anchor_block *block;

    if (list->num == 0)
        return NULL;
    block = find(list, BY_SERIAL, cert->serial, &cert->issuer_id, purposes);
    if (block == NULL)
        block = find(list, BY_SPKI, cert->spki, NULL, purposes);
    if (block != NULL)
        return block;
    if (cert->has_fingerprint)
        return find(list, BY_SHA256, span_of(cert->fingerprint, sizeof print), NULL, purposes);
    cert_fingerprint(cert, print);
    return find(list, BY_SHA256, span_of(print, sizeof print), NULL, purposes);
}

const struct anchor_block *blocklist_next(const struct blocklist *list,
                                          const struct blocklist_entry **at)
{
    *at = *at == NULL ? list->first : (*at)->next;
    return *at == NULL ? NULL : &(*at)->block;
}
