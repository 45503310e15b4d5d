/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * readkeys: the keys of many directions that are read.  Each is kept as what the key schedule made
 * of it, some 150 bytes; a cipher's context takes 6 KB.  A cache has the contexts of those that
 * were used last, so that who sends much is not expanded again and again.
 */
#ifndef TB_LIB_TLS_KEYS_READKEYS_H
#define TB_LIB_TLS_KEYS_READKEYS_H

#include "lib/tls/keys/protect.h"

enum { READKEYS_SLOTS = 64 };

/* Contexts: secret, readkeys_cache_free wipes.  The zero struct is empty; it takes memory when it
 * is used, and where there is none, each record expands its keys anew. */
struct readkeys_cache {
    struct buf slots;
    uint64_t made, used;
};

/* The keys of one direction, and how many records they have opened.  All zero: none.  Secret:
 * readkeys_drop. */
struct readkeys {
    const struct suite *suite; /* NULL: none */
    uint16_t version;          /* TLS_1_2 or TLS_1_3 */
    bool etm;                  /* encrypt_then_mac (RFC 7366) */
    uint32_t slot;             /* of the cache, where it was last … */
    uint64_t id;               /* … if that is still its own; from 1 */
    uint64_t seq;
    struct traffic_keys traffic;
};

void readkeys_cache_free(struct readkeys_cache *cache);

void readkeys_init(struct readkeys *k, const struct suite *s, uint16_t version, bool etm,
                   const struct traffic_keys *keys);

/* readkeys_drop wipes the keys, and their context; cache may be NULL, here and below. */
void readkeys_drop(struct readkeys_cache *cache, struct readkeys *k);

/* readkeys_open is protect_open.  readkeys_try only tries a record: the sequence number stays. */
enum err readkeys_open(struct readkeys_cache *cache, struct readkeys *k, struct buf *out,
                       uint8_t *type, size_t *padding, const struct record *r) MUST_CHECK;
enum err readkeys_try(struct readkeys_cache *cache, struct readkeys *k, struct buf *out,
                      uint8_t *type, size_t *padding, const struct record *r) MUST_CHECK;

#endif
