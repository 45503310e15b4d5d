/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/secret_index.h"

#include "lib/base/wipe.h"

/* An open-addressed hash table of entry numbers, never more than half full; it grows as long as
 * there is memory. */
enum { SLOTS_LEAST = 1 << 6, SESSION = STEP_COUNT };
/* 2^34 and 2^32 bytes, or what the address space allows. */
#define ADDRESSED(bytes) ((bytes) < SIZE_MAX / 2 ? (size_t)(bytes) : SIZE_MAX / 2)
static const size_t entries_max = ADDRESSED(UINT64_C(1) << 34);
static const size_t table_max = ADDRESSED(UINT64_C(1) << 32);

struct secret_entry {
    uint8_t key[KEYLOG_RANDOM]; /* the client's random, or the digest of a session's id */
    uint8_t label;              /* a step's id, or SESSION */
    uint8_t n;
    uint8_t v[SECRET_MAX];
};

void secret_index_init(struct secret_index *index, const uint8_t key[SIPHASH_KEY])
{
    *index = (struct secret_index){0};
    memcpy(index->key, key, SIPHASH_KEY);
    buf_init(&index->entries, entries_max);
    buf_init(&index->table, table_max);
}

void secret_index_free(struct secret_index *index)
{
    buf_wipe(&index->entries);
    buf_wipe(&index->table);
    *index = (struct secret_index){0};
}

static struct secret_entry *entry_at(const struct secret_index *index, size_t i)
{
    return (struct secret_entry *)(void *)index->entries.p + i;
}

static size_t num_slots(const struct secret_index *index)
{
    return index->table.n / sizeof(uint32_t);
}

/* Slots hold the number of an entry, from 1; 0: empty. */
static uint32_t *slots(const struct secret_index *index)
{
    return (uint32_t *)(void *)index->table.p;
}

/* A keyed hash: clients choose their randoms, and could choose colliding ones. */
static size_t hash_of(const struct secret_index *index, const uint8_t key[KEYLOG_RANDOM],
                      uint8_t label)
{
    uint8_t all[KEYLOG_RANDOM + 1];

    memcpy(all, key, KEYLOG_RANDOM);
    all[KEYLOG_RANDOM] = label;
    return (size_t)siphash(index->key, span_of(all, sizeof all));
}

/* The slot of an entry, or the empty one where it would go. */
static uint32_t *slot_of(const struct secret_index *index, const uint8_t key[KEYLOG_RANDOM],
                         uint8_t label)
{
    size_t mask = num_slots(index) - 1;

    for (size_t i = hash_of(index, key, label) & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &slots(index)[i];
        if (*slot == 0)
            return slot;
        const struct secret_entry *e = entry_at(index, *slot - 1);
        if (e->label == label && memcmp(e->key, key, KEYLOG_RANDOM) == 0)
            return slot;
    }
}

/* Doubles the slots and puts all entries in again. */
static enum err grow(struct secret_index *index)
{
    size_t num = num_slots(index) == 0 ? SLOTS_LEAST : 2 * num_slots(index);

    buf_truncate(&index->table, 0);
    uint8_t *room = buf_room(&index->table, num * sizeof(uint32_t));
    if (room == NULL)
        return index->table.err;
    memset(room, 0, num * sizeof(uint32_t));
    for (size_t i = 0; i < index->num; i++) {
        const struct secret_entry *e = entry_at(index, i);
        *slot_of(index, e->key, e->label) = (uint32_t)(i + 1);
    }
    return ERR_OK;
}

/* Adds an entry; a later one with the same key replaces it. */
static enum err put(struct secret_index *index, const struct secret_entry *entry)
{
    if (2 * (index->num + 1) > num_slots(index))
        TRY(grow(index));
    uint32_t *slot = slot_of(index, entry->key, entry->label);
    if (*slot != 0) {
        *entry_at(index, *slot - 1) = *entry;
        return ERR_OK;
    }
    buf_put(&index->entries, span_of(entry, sizeof *entry));
    TRY(index->entries.err);
    *slot = (uint32_t)++index->num;
    return ERR_OK;
}

/* Copies the secret of an entry to *out. */
static bool find(const struct secret_index *index, const uint8_t key[KEYLOG_RANDOM], uint8_t label,
                 struct secret *out)
{
    if (index->num == 0)
        return false;
    const uint32_t *slot = slot_of(index, key, label);
    if (*slot == 0)
        return false;
    const struct secret_entry *e = entry_at(index, *slot - 1);
    out->n = e->n;
    memcpy(out->v, e->v, e->n);
    return true;
}

/* The step with this key-log label, or STEP_COUNT. */
static uint8_t label_of(struct span label)
{
    for (int i = 0; i < STEP_COUNT; i++) {
        const char *known = step_row((enum step_id)i)->keylog;
        if (known[0] != 0 && span_eq(label, span_str(known)))
            return (uint8_t)i;
    }
    return STEP_COUNT;
}

/* Lines with labels or lengths that are not used here are ignored. */
static enum err put_line(struct secret_index *index, const struct keylog_line *line)
{
    struct secret_entry e = {.label = label_of(line->label), .n = (uint8_t)line->secret_n};

    if (e.label == STEP_COUNT || line->secret_n > SECRET_MAX)
        return ERR_OK;
    memcpy(e.key, line->client_random, KEYLOG_RANDOM);
    memcpy(e.v, line->secret, line->secret_n);
    enum err err = put(index, &e);
    wipe(&e, sizeof e);
    return err;
}

/* Reads a key log; malformed lines are counted and skipped. */
enum err secret_index_add(struct secret_index *index, struct span text)
{
    struct keylog_line line = {0};
    enum err e = keylog_check(text);

    while (e == ERR_OK && text.n > 0) {
        struct fail fail = {0};
        if (keylog_next(&text, &line, &fail)) {
            index->lines++;
            e = put_line(index, &line);
        } else if (fail.err != ERR_OK) {
            index->bad++;
        }
    }
    wipe(&line, sizeof line);
    return e;
}

bool secret_index_find(const struct secret_index *index, struct span label,
                       const uint8_t random[KEYLOG_RANDOM], struct secret *out)
{
    uint8_t id = label_of(label);

    return id != STEP_COUNT && find(index, random, id, out);
}

/* Sessions are kept under the hash of their id or ticket, so that both fit into the same key. */
enum err secret_index_remember(struct secret_index *index, struct span id,
                               const struct secret *master)
{
    struct secret_entry e = {.label = SESSION, .n = (uint8_t)master->n};
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, id);
    memcpy(e.key, digest, KEYLOG_RANDOM);
    memcpy(e.v, master->v, master->n);
    enum err err = put(index, &e);
    wipe(&e, sizeof e);
    return err;
}

bool secret_index_recall(const struct secret_index *index, struct span id, struct secret *out)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, id);
    return find(index, digest, SESSION, out);
}

void sessions_init(struct sessions *sessions, const uint8_t key[SIPHASH_KEY])
{
    secret_index_init(&sessions->newer, key);
    secret_index_init(&sessions->older, key);
}

void sessions_free(struct sessions *sessions)
{
    secret_index_free(&sessions->newer);
    secret_index_free(&sessions->older);
}

/* Two generations bound the memory: when the newer one is full, the older one is dropped. */
enum err sessions_remember(struct sessions *sessions, struct span id, const struct secret *master)
{
    if (sessions->newer.num >= SESSIONS_MAX) {
        secret_index_free(&sessions->older);
        sessions->older = sessions->newer;
        secret_index_init(&sessions->newer, sessions->older.key);
    }
    return secret_index_remember(&sessions->newer, id, master);
}

bool sessions_recall(const struct sessions *sessions, struct span id, struct secret *out)
{
    return secret_index_recall(&sessions->newer, id, out) ||
           secret_index_recall(&sessions->older, id, out);
}

size_t sessions_size(const struct sessions *sessions)
{
    return sessions->newer.entries.room + sessions->newer.table.room +
           sessions->older.entries.room + sessions->older.table.room;
}
