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
static uint32_t hash(uint32_t h, struct span key)
{
    for (size_t i = 0; i < key.n; i++)
        h = (h ^ key.p[i]) * 16777619u;
    return h;
}

/* The bucket of a key.  Many CAs have the same serial numbers: the issuer counts too. */
static struct blocklist_entry **bucket(const struct blocklist *list, enum block_by by,
                                       struct span key, const struct name_id *issuer)
{
    uint32_t h = hash(2166136261u + by, key);

    if (issuer != NULL)
        h = hash(h, span_of(issuer->bytes, sizeof issuer->bytes));
    return &list->buckets[(h ^ h >> 16) & (list->num_buckets - 1)];
}

/* The bytes by which a block is found. */
static struct span key_of(const struct anchor_block *block, enum block_by by)
{
    return by == BY_SERIAL ? block->serial : by == BY_SHA256 ? block->sha256 : block->spki;
}

static const struct name_id *issuer_of(const struct blocklist_entry *entry)
{
    return entry->by == BY_SERIAL ? &entry->issuer : NULL;
}

static void into_bucket(const struct blocklist *list, struct blocklist_entry *entry)
{
    struct blocklist_entry **b =
        bucket(list, entry->by, key_of(&entry->block, entry->by), issuer_of(entry));

    entry->in_bucket = *b;
    *b = entry;
}

/* Makes room for one more entry. */
static enum err widen(struct blocklist *list, struct arena *arena)
{
    size_t num = list->num_buckets == 0 ? 64 : list->num_buckets * 2;

    if (list->num < list->num_buckets)
        return ERR_OK;
    struct blocklist_entry **buckets = arena_alloc(arena, num, sizeof *buckets);
    if (buckets == NULL)
        return arena->err;
    list->buckets = buckets;
    list->num_buckets = num;
    for (struct blocklist_entry *e = list->first; e != NULL; e = e->next)
        into_bucket(list, e);
    return ERR_OK;
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
    TRY(widen(list, arena));
    into_bucket(list, e);
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
    const struct blocklist_entry *e = *bucket(list, by, key, issuer);

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

bool blocklist_is_about(const struct anchor_block *block, const struct cert *cert)
{
    uint8_t print[CERT_FINGERPRINT];

    if (block->issuer.n > 0)
        return span_eq(block->serial, cert->serial) && name_eq(block->issuer, cert->issuer);
    if (block->sha256.n == 0)
        return span_eq(block->spki, cert->spki);
    cert_fingerprint(cert, print);
    return span_eq(block->sha256, span_of(print, sizeof print));
}

const struct anchor_block *blocklist_next(const struct blocklist *list,
                                          const struct blocklist_entry **at)
{
    *at = *at == NULL ? list->first : (*at)->next;
    return *at == NULL ? NULL : &(*at)->block;
}
