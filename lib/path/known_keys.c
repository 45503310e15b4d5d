/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/known_keys.h"

#include "lib/base/mem.h"

/*
 * SPKI_MAX: the longest SubjectPublicKeyInfo that is kept, in bytes; one of RSA-4096 has 550.
 * MANY_AFTER: the number of signatures after which a key is prepared for many more, beside the two
 * for which it was offered.  Preparing costs what 5 more signatures gain with P-256, 3 with P-384.
 * MANY_BYTES: at least what such a key takes (lib/crypto/pubkey.h).
 * STEPS: how many keys make_room looks at.
 * REPLACING: `held` of a key that is being replaced.
 */
enum { SPKI_MAX = 576, MANY_AFTER = 4, MANY_BYTES = 97 << 10, STEPS = 16 };
#define REPLACING (INT64_MIN / 2)

/* The words of an entry: the id, the length of the SubjectPublicKeyInfo, and its bytes. */
enum { AT_ID, AT_SIZE, AT_SPKI, NUM_WORDS = AT_SPKI + SPKI_MAX / sizeof(uint64_t) };

/* The table has this share of the memory, the prepared keys have the rest.  Of that, keys that are
 * prepared for many signatures leave a share to the others, which need a hundredth each. */
enum { TABLE_SHARE = 16, PLAIN_SHARE = 8 };

static size_t num_ways(const struct known_keys *keys)
{
    return keys->table.num_sets * KNOWN_WAYS;
}

enum err known_keys_init(struct known_keys *keys, size_t max_bytes)
{
    size_t table_bytes = max_bytes / TABLE_SHARE;

    *keys = (struct known_keys){0};
    TRY(known_table_init(&keys->table, table_bytes, NUM_WORDS));
    size_t keys_bytes = num_ways(keys) * sizeof *keys->keys;
    size_t rest = max_bytes - table_bytes > keys_bytes ? max_bytes - table_bytes - keys_bytes : 0;
    /* Without memory for what all such keys share, none is prepared for many signatures. */
    bool has_tables = rest >= SIG_TABLES_MAX + MANY_BYTES;
    keys->max_bytes = has_tables ? rest - SIG_TABLES_MAX : rest;
    if (num_ways(keys) == 0)
        return ERR_OK;
    keys->keys = mem_new(keys_bytes);
    enum err e = keys->keys == NULL ? ERR_MEMORY : ERR_OK;
    if (e == ERR_OK && has_tables)
        e = sig_tables_new(&keys->tables);
    if (e != ERR_OK)
        known_keys_free(keys);
    return e;
}

/* Frees a key that no thread holds, and gives its memory back. */
static void discard(struct known_keys *keys, struct known_key *key)
{
    struct pubkey *many = atomic_load_explicit(&key->many, memory_order_relaxed);
    size_t size =
        (key->plain == NULL ? 0 : pubkey_size(key->plain)) + (many == NULL ? 0 : pubkey_size(many));

    pubkey_free(key->plain);
    pubkey_free(many);
    key->plain = NULL;
    atomic_store_explicit(&key->many, NULL, memory_order_relaxed);
    atomic_store_explicit(&key->verified, 0, memory_order_relaxed);
    atomic_store_explicit(&key->is_asked, false, memory_order_relaxed);
    atomic_fetch_sub_explicit(&keys->bytes, size, memory_order_relaxed);
}

void known_keys_free(struct known_keys *keys)
{
    for (size_t i = 0; keys->keys != NULL && i < num_ways(keys); i++)
        discard(keys, &keys->keys[i]);
    mem_free(keys->keys, 0);
    sig_tables_free(keys->tables);
    known_table_free(&keys->table);
    *keys = (struct known_keys){0};
}

uint64_t known_keys_find(const struct known_keys *keys, uint64_t hash, struct span spki)
{
    struct known_look look = {0};

    while (known_table_next(&keys->table, hash, &look)) {
        uint64_t id = atomic_load_explicit(&look.words[AT_ID], memory_order_acquire);
        uint64_t size = atomic_load_explicit(&look.words[AT_SIZE], memory_order_acquire);
        if (size == spki.n && spki.n <= SPKI_MAX &&
            known_same(&look.words[AT_SPKI], spki.p, spki.n) &&
            known_table_whole(&keys->table, &look))
            return id;
    }
    return 0;
}

/* Begins to replace the key of a way, whose entry is being written; false if a thread holds it. */
static bool replace_begin(struct known_key *key)
{
    int64_t none = 0;

    return atomic_compare_exchange_strong_explicit(&key->held, &none, REPLACING,
                                                   memory_order_acquire, memory_order_relaxed);
}

/* A thread that found the key being replaced has added to `held` and will subtract again. */
static void replace_end(struct known_key *key)
{
    atomic_fetch_sub_explicit(&key->held, REPLACING, memory_order_release);
}

/* Frees some of the keys that were not used for long.  The clock counts this attempt too: keys that
 * fill the memory and are used no more must not stay because no other can be added. */
static void make_room(struct known_keys *keys)
{
    atomic_fetch_add_explicit(&keys->table.clock, 1, memory_order_relaxed);
    for (unsigned i = 0; i < STEPS; i++) {
        size_t way =
            atomic_fetch_add_explicit(&keys->hand, 1, memory_order_relaxed) % num_ways(keys);
        struct known_look look;

        if (!known_table_stale(&keys->table, way) || !known_table_claim(&keys->table, way, &look))
            continue;
        bool is_free = replace_begin(&keys->keys[way]);
        if (!is_free) {
            known_table_drop(&keys->table, &look);
            continue;
        }
        discard(keys, &keys->keys[way]);
        /* A thread with the id from an earlier lookup must not take the empty way for its key. */
        atomic_store_explicit(&look.words[AT_ID], 0, memory_order_release);
        known_table_end(&keys->table, 0, &look);
        replace_end(&keys->keys[way]);
    }
}

static bool is_full(const struct known_keys *keys, size_t size)
{
    return atomic_load_explicit(&keys->bytes, memory_order_relaxed) + size > keys->max_bytes;
}

/* Is there memory for this many bytes?  If not, old keys make room. */
static bool has_room(struct known_keys *keys, size_t size)
{
    if (is_full(keys, size))
        make_room(keys);
    return !is_full(keys, size);
}

/* Takes the memory of a key from what there is; false if there is not enough. */
static bool take_bytes(struct known_keys *keys, const struct pubkey *key)
{
    size_t size = pubkey_size(key);

    if (!has_room(keys, size))
        return false;
    if (atomic_fetch_add_explicit(&keys->bytes, size, memory_order_relaxed) + size <=
        keys->max_bytes)
        return true;
    atomic_fetch_sub_explicit(&keys->bytes, size, memory_order_relaxed);
    return false;
}

/* Puts a key and its bytes into a way. */
static uint64_t put(struct known_keys *keys, const struct known_look *look, struct span spki,
                    struct pubkey *key)
{
    uint64_t serial = atomic_fetch_add_explicit(&keys->last_id, 1, memory_order_relaxed) + 1;
    uint64_t id[] = {serial * num_ways(keys) + look->way, spki.n};

    keys->keys[look->way].plain = key;
    known_write(&look->words[AT_ID], id, sizeof id);
    known_write(&look->words[AT_SPKI], spki.p, spki.n);
    return id[0];
}

uint64_t known_keys_give(struct known_keys *keys, uint64_t hash, struct span spki,
                         struct pubkey *key)
{
    struct known_look look;
    uint64_t id = 0;

    if (spki.n > SPKI_MAX || !known_table_again(&keys->table, hash) || !take_bytes(keys, key))
        return 0;
    bool is_mine = known_table_begin(&keys->table, hash, &look);
    if (is_mine && replace_begin(&keys->keys[look.way])) {
        discard(keys, &keys->keys[look.way]);
        id = put(keys, &look, spki, key);
        known_table_end(&keys->table, hash, &look);
        replace_end(&keys->keys[look.way]);
        return id;
    }
    if (is_mine)
        known_table_drop(&keys->table, &look);
    atomic_fetch_sub_explicit(&keys->bytes, pubkey_size(key), memory_order_relaxed);
    return 0;
}

/* The order matters: a key that is held is not replaced, so its id, read afterwards, stays. */
const struct pubkey *known_keys_hold(struct known_keys *keys, uint64_t id)
{
    size_t way = (size_t)(id % num_ways(keys));
    struct known_key *key = &keys->keys[way];
    const _Atomic uint64_t *words = &keys->table.words[way * keys->table.num_words];

    if (atomic_fetch_add_explicit(&key->held, 1, memory_order_acquire) >= 0 &&
        atomic_load_explicit(&words[AT_ID], memory_order_acquire) == id) {
        const struct pubkey *many = atomic_load_explicit(&key->many, memory_order_acquire);
        return many != NULL ? many : key->plain;
    }
    atomic_fetch_sub_explicit(&key->held, 1, memory_order_release);
    return NULL;
}

/* Prepares a key for many signatures, unless that would make no difference.  False if there is no
 * memory for it now, which is known before anything is computed. */
static bool prepare_many(struct known_keys *keys, struct known_key *key, const struct keyinfo *info)
{
    struct pubkey *many;

    if (keys->tables == NULL)
        return true;
    if (!has_room(keys, keys->max_bytes / PLAIN_SHARE + MANY_BYTES) ||
        pubkey_new_many(&many, info, keys->tables) != ERR_OK)
        return false;
    bool differs = pubkey_size(many) > pubkey_size(key->plain);
    bool is_taken = differs && take_bytes(keys, many);
    if (is_taken) {
        atomic_store_explicit(&key->many, many, memory_order_release);
        atomic_fetch_add_explicit(&keys->prepared, 1, memory_order_relaxed);
    } else {
        pubkey_free(many);
    }
    return is_taken || !differs;
}

/* A key that could not be prepared asks again after as many signatures: others that filled the
 * memory may have left. */
static void ask_many(struct known_keys *keys, struct known_key *key, const struct keyinfo *info)
{
    if (atomic_load_explicit(&key->is_asked, memory_order_relaxed) ||
        atomic_fetch_add_explicit(&key->verified, 1, memory_order_relaxed) + 1 < MANY_AFTER ||
        atomic_exchange_explicit(&key->is_asked, true, memory_order_relaxed) ||
        prepare_many(keys, key, info))
        return;
    atomic_store_explicit(&key->verified, 0, memory_order_relaxed);
    atomic_store_explicit(&key->is_asked, false, memory_order_relaxed);
}

void known_keys_release(struct known_keys *keys, uint64_t id, const struct keyinfo *info)
{
    struct known_key *key = &keys->keys[id % num_ways(keys)];

    if (info != NULL)
        ask_many(keys, key, info);
    atomic_fetch_sub_explicit(&key->held, 1, memory_order_release);
}
