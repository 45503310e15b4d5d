/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * readkeys: the keys to read many directions at once.  For each, it keeps what the key schedule
 * derived, about 150 bytes, because an expanded cipher context takes 6 KB.  A cache holds the
 * contexts that were used last, so that the keys of a busy direction are not expanded again for
 * each record.
 */
#ifndef TB_LIB_TLS_KEYS_READKEYS_H
#define TB_LIB_TLS_KEYS_READKEYS_H

#include "lib/tls/keys/protect.h"

enum { READKEYS_SLOTS = 64 };

/* The cache of contexts.  It contains secrets; readkeys_cache_free wipes it.  A zero struct is
 * empty.  It allocates memory on first use; without memory, the keys are expanded for each
 * record. */
struct readkeys_cache {
    struct buf slots;
    uint64_t made, used;
};

/* The keys of one direction, and how many records they have opened.  All zero means none.  Contains
 * secrets; readkeys_drop wipes them. */
struct readkeys {
    const struct suite *suite; /* NULL: none */
    uint16_t version;          /* TLS_1_2 or TLS_1_3 */
    bool etm;                  /* encrypt_then_mac (RFC 7366) */
    uint32_t slot;             /* the place in the cache, … */
    uint64_t id;               /* … valid if the slot still has this id; from 1 */
    uint64_t seq;
    struct traffic_keys traffic;
};

void readkeys_cache_free(struct readkeys_cache *cache);

void readkeys_init(struct readkeys *read, const struct suite *suite, uint16_t version, bool etm,
                   const struct traffic_keys *keys);

/* readkeys_drop wipes the keys and their context.  cache may be NULL, here and below. */
void readkeys_drop(struct readkeys_cache *cache, struct readkeys *keys);

/* readkeys_open is protect_open for these keys.  readkeys_try only tries a record: it leaves the
 * sequence number as it is. */
enum err readkeys_open(struct readkeys_cache *cache, struct readkeys *keys, struct buf *out,
                       uint8_t *type, size_t *padding, const struct record *record) MUST_CHECK;
enum err readkeys_try(struct readkeys_cache *cache, struct readkeys *keys, struct buf *out,
                      uint8_t *type, size_t *padding, const struct record *record) MUST_CHECK;

#endif
