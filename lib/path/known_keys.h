/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * known_keys: public keys that verified signatures for several chains, prepared once for all
 * threads.
 *
 * Each key has an id, which no other one gets after it.  A key that has verified several
 * signatures is prepared for many: one thread does that, and the others use the key as it is
 * meanwhile.
 */
#ifndef TB_LIB_PATH_KNOWN_KEYS_H
#define TB_LIB_PATH_KNOWN_KEYS_H

#include "lib/crypto/pubkey.h"
#include "lib/path/known_table.h"

/* A key of the table, beside the entry with its bytes. */
struct known_key {
    _Atomic int64_t held;          /* by how many threads; negative: it is being replaced */
    struct pubkey *plain;          /* owned; changed only while it is being replaced */
    _Atomic(struct pubkey *) many; /* owned; NULL: not prepared for many signatures */
    _Atomic uint32_t verified;     /* signatures */
    atomic_bool is_asked;          /* `many` was made, or is being made */
};

struct known_keys {
    struct known_table table;
    struct known_key *keys;    /* one for each way */
    struct sig_tables *tables; /* NULL: no memory for them */
    _Atomic size_t bytes;      /* of all prepared keys */
    size_t max_bytes;
    _Atomic uint64_t last_id;
    _Atomic size_t hand;       /* where make_room continues */
    _Atomic uint64_t prepared; /* keys that were prepared for many signatures */
};

enum err known_keys_init(struct known_keys *keys, size_t max_bytes) MUST_CHECK;
void known_keys_free(struct known_keys *keys); /* accepts a zero struct */

/* known_keys_find is the id of the key with this SubjectPublicKeyInfo; 0 if it is not there. */
uint64_t known_keys_find(const struct known_keys *keys, uint64_t hash, struct span spki);

/* known_keys_give offers a key that has verified a signature, and returns its id; or 0, and the
 * caller still owns the key.  It is taken when it is offered for the second time. */
uint64_t known_keys_give(struct known_keys *keys, uint64_t hash, struct span spki,
                         struct pubkey *key);

/*
 * known_keys_hold is the key with this id, which stays until known_keys_release; NULL if it is gone
 * from the table.  info, if not NULL, says that the key has verified a signature, and describes the
 * key.
 */
const struct pubkey *known_keys_hold(struct known_keys *keys, uint64_t id);
void known_keys_release(struct known_keys *keys, uint64_t id, const struct keyinfo *info);

#endif
