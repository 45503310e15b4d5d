/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/gone.h"

enum { END_SIZE = 16 + 1 + 2 };

/* The key is random for each run: nobody can choose addresses that collide. */
void gone_init(struct gone *gone, struct arena *arena, const uint8_t key[SIPHASH_KEY])
{
    *gone = (struct gone){.arena = arena};
    memcpy(gone->key, key, sizeof gone->key);
}

/* An end in a fixed number of bytes, for hashing. */
static void put_end(uint8_t out[END_SIZE], const struct pcapng_end *end)
{
    memcpy(out, end->ip, sizeof end->ip);
    out[16] = (uint8_t)end->ip_n;
    out[17] = (uint8_t)(end->port >> 8);
    out[18] = (uint8_t)(end->port & 0xff);
}

/* Both directions have the same hash, because the smaller end is put first. 0 marks an empty slot,
 * so no hash is 0. */
static uint64_t hash_of(const struct gone *gone, const struct pcapng_end *a,
                        const struct pcapng_end *b)
{
    uint8_t ends[2][END_SIZE];
    uint8_t x[END_SIZE], y[END_SIZE];

    put_end(x, a);
    put_end(y, b);
    bool swap = memcmp(x, y, END_SIZE) > 0;
    memcpy(ends[swap], x, END_SIZE);
    memcpy(ends[!swap], y, END_SIZE);
    uint64_t hash = siphash(gone->key, span_of(ends, sizeof ends));
    return hash != 0 ? hash : 1;
}

/* Open addressing with linear probing: the slot that has this hash, or the empty one where it would
 * go.  At least half of the slots are empty, so the search is short and ends. */
static uint64_t *slot_of(const struct gone *gone, uint64_t hash)
{
    size_t i = (size_t)(hash % GONE_SLOTS);

    while (gone->slots[i] != 0 && gone->slots[i] != hash)
        i = (i + 1) % GONE_SLOTS;
    return &gone->slots[i];
}

/* When the set is full, it is given up: gone_has then says yes to everything. */
void gone_add(struct gone *gone, const struct pcapng_end *a, const struct pcapng_end *b)
{
    if (gone->slots == NULL && !gone->full)
        gone->slots = arena_alloc(gone->arena, GONE_SLOTS, sizeof *gone->slots);
    if (gone->slots == NULL || gone->full) {
        gone->full = true;
        return;
    }
    uint64_t hash = hash_of(gone, a, b), *slot = slot_of(gone, hash);
    if (*slot == hash)
        return;
    gone->full = gone->num == GONE_MAX;
    if (gone->full)
        return;
    *slot = hash;
    gone->num++;
}

/* May say yes by mistake (a full set, equal hashes), never no. */
bool gone_has(const struct gone *gone, const struct pcapng_end *a, const struct pcapng_end *b)
{
    if (gone->full || gone->slots == NULL)
        return gone->full;
    return *slot_of(gone, hash_of(gone, a, b)) != 0;
}
