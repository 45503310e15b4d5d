/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/known_table.h"

#include "lib/base/mem.h"

/* Sightings that known_table_again remembers, for each entry of the table. */
enum { SIGHTINGS = 4 };

enum err known_table_init(struct known_table *table, size_t max_bytes, size_t num_words)
{
    size_t entry = sizeof(struct known_way) + num_words * sizeof(uint64_t) +
                   SIGHTINGS * sizeof table->sighted[0];

    *table =
        (struct known_table){.num_words = num_words, .num_sets = max_bytes / (entry * KNOWN_WAYS)};
    size_t num = table->num_sets * KNOWN_WAYS;
    if (num == 0)
        return ERR_OK;
    table->ways = mem_new(num * sizeof *table->ways);
    table->words = mem_new(num * num_words * sizeof *table->words);
    table->sighted = mem_new(num * SIGHTINGS * sizeof *table->sighted);
    if (table->ways != NULL && table->words != NULL && table->sighted != NULL)
        return ERR_OK;
    known_table_free(table);
    return ERR_MEMORY;
}

/* Nothing is wiped: certificates and public keys are no secrets, and most pages were never used. */
void known_table_free(struct known_table *table)
{
    mem_free(table->ways, 0);
    mem_free((void *)table->words, 0);
    mem_free((void *)table->sighted, 0);
    *table = (struct known_table){0};
}

/* The first way of a hash's set.  The upper half of the product of hash and number of sets spreads
 * them without a division. */
static size_t set_of(const struct known_table *table, uint64_t hash)
{
    return (size_t)((hash >> 32) * table->num_sets >> 32) * KNOWN_WAYS;
}

/* Points to the words of a way. */
static void look_at(const struct known_table *table, struct known_look *look, size_t way)
{
    look->way = way;
    look->words = &table->words[way * table->num_words];
}

bool known_table_next(const struct known_table *table, uint64_t hash, struct known_look *look)
{
    if (table->num_sets == 0)
        return false;
    size_t set = set_of(table, hash);
    while (look->turn < KNOWN_WAYS) {
        const struct known_way *way = &table->ways[set + look->turn];
        look_at(table, look, set + look->turn++);
        if (atomic_load_explicit(&way->hash, memory_order_relaxed) != hash)
            continue;
        look->sequence = atomic_load_explicit(&way->sequence, memory_order_acquire);
        if ((look->sequence & 1) == 0)
            return true;
    }
    return false;
}

bool known_table_whole(const struct known_table *table, const struct known_look *look)
{
    struct known_way *way = &table->ways[look->way];

    if (atomic_load_explicit(&way->sequence, memory_order_relaxed) != look->sequence)
        return false;
    /* Written only if it changes: threads that find the same entry share its cache line. */
    uint32_t now = atomic_load_explicit(&table->clock, memory_order_relaxed);
    if (atomic_load_explicit(&way->used, memory_order_relaxed) != now)
        atomic_store_explicit(&way->used, now, memory_order_relaxed);
    return true;
}

bool known_table_again(struct known_table *table, uint64_t hash)
{
    size_t num = table->num_sets * KNOWN_WAYS * SIGHTINGS;

    if (num == 0)
        return false;
    _Atomic uint32_t *at = &table->sighted[(hash >> 32) * num >> 32];
    uint32_t print = (uint32_t)hash | 1;
    bool is_known = atomic_load_explicit(at, memory_order_relaxed) == print;
    if (!is_known)
        atomic_store_explicit(at, print, memory_order_relaxed);
    return is_known;
}

/* How many entries were added since the way was last found. */
static uint32_t age_of(const struct known_table *table, size_t way)
{
    return atomic_load_explicit(&table->clock, memory_order_relaxed) -
           atomic_load_explicit(&table->ways[way].used, memory_order_relaxed);
}

bool known_table_stale(const struct known_table *table, size_t way)
{
    return atomic_load_explicit(&table->ways[way].hash, memory_order_relaxed) != 0 &&
           age_of(table, way) > table->num_sets * KNOWN_WAYS / 2;
}

bool known_table_claim(struct known_table *table, size_t way, struct known_look *look)
{
    _Atomic uint64_t *sequence = &table->ways[way].sequence;

    look_at(table, look, way);
    look->sequence = atomic_load_explicit(sequence, memory_order_relaxed);
    return (look->sequence & 1) == 0 &&
           atomic_compare_exchange_strong_explicit(sequence, &look->sequence, look->sequence + 1,
                                                   memory_order_acquire, memory_order_relaxed);
}

void known_table_drop(struct known_table *table, const struct known_look *look)
{
    atomic_store_explicit(&table->ways[look->way].sequence, look->sequence + 2,
                          memory_order_release);
}

bool known_table_begin(struct known_table *table, uint64_t hash, struct known_look *look)
{
    if (table->num_sets == 0)
        return false;
    size_t set = set_of(table, hash), oldest = set;
    for (size_t way = set; way < set + KNOWN_WAYS; way++) {
        if (atomic_load_explicit(&table->ways[way].hash, memory_order_relaxed) == 0) {
            oldest = way;
            break;
        }
        if (age_of(table, way) > age_of(table, oldest))
            oldest = way;
    }
    return known_table_claim(table, oldest, look);
}

void known_table_end(struct known_table *table, uint64_t hash, const struct known_look *look)
{
    struct known_way *way = &table->ways[look->way];
    uint32_t now = atomic_fetch_add_explicit(&table->clock, hash != 0, memory_order_relaxed) + 1;

    atomic_store_explicit(&way->used, now, memory_order_relaxed);
    atomic_store_explicit(&way->hash, hash, memory_order_release);
    known_table_drop(table, look);
}

/* The word at offset i of n bytes; the last one is filled up with zeros. */
static uint64_t word_at(const uint8_t *bytes, size_t n, size_t i)
{
    uint64_t word = 0;
    size_t left = n - i;

    memcpy(&word, bytes + i, left < sizeof word ? left : sizeof word);
    return word;
}

void known_write(_Atomic uint64_t *words, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i += sizeof(uint64_t))
        atomic_store_explicit(words++, word_at(bytes, n, i), memory_order_release);
}

void known_read(void *out, const _Atomic uint64_t *words, size_t n)
{
    for (size_t i = 0; i < n; i += sizeof(uint64_t)) {
        uint64_t word = atomic_load_explicit(words++, memory_order_acquire);
        memcpy((uint8_t *)out + i, &word, n - i < sizeof word ? n - i : sizeof word);
    }
}

bool known_same(const _Atomic uint64_t *words, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i += sizeof(uint64_t)) {
        if (atomic_load_explicit(words++, memory_order_acquire) != word_at(bytes, n, i))
            return false;
    }
    return true;
}
