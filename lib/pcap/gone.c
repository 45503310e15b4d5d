/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/gone.h"

enum { END_SIZE = 16 + 1 + 2 };

void gone_init(struct gone *g, struct arena *arena, const uint8_t key[SIPHASH_KEY])
{
    *g = (struct gone){.arena = arena};
    memcpy(g->key, key, sizeof g->key);
}

static void put_end(uint8_t out[END_SIZE], const struct pcapng_end *e)
{
    memcpy(out, e->ip, sizeof e->ip);
    out[16] = (uint8_t)e->ip_n;
    out[17] = (uint8_t)(e->port >> 8);
    out[18] = (uint8_t)(e->port & 0xff);
}

/* Both directions have the same hash, and none has that of an empty slot. */
static uint64_t hash_of(const struct gone *g, const struct pcapng_end *a,
                        const struct pcapng_end *b)
{
    uint8_t ends[2][END_SIZE];
    uint8_t x[END_SIZE], y[END_SIZE];

    put_end(x, a);
    put_end(y, b);
    bool swap = memcmp(x, y, END_SIZE) > 0;
    memcpy(ends[swap], x, END_SIZE);
    memcpy(ends[!swap], y, END_SIZE);
    uint64_t hash = siphash(g->key, span_of(ends, sizeof ends));
    return hash != 0 ? hash : 1;
}

/* Where the hash is, or would go; half of the slots are empty. */
static uint64_t *slot_of(const struct gone *g, uint64_t hash)
{
    size_t i = (size_t)(hash % GONE_SLOTS);

    while (g->slots[i] != 0 && g->slots[i] != hash)
        i = (i + 1) % GONE_SLOTS;
    return &g->slots[i];
}

void gone_add(struct gone *g, const struct pcapng_end *a, const struct pcapng_end *b)
{
    if (g->slots == NULL && !g->full)
        g->slots = arena_alloc(g->arena, GONE_SLOTS, sizeof *g->slots);
    if (g->slots == NULL || g->full) {
        g->full = true;
        return;
    }
    uint64_t hash = hash_of(g, a, b), *slot = slot_of(g, hash);
    if (*slot == hash)
        return;
    g->full = g->num == GONE_MAX;
    if (g->full)
        return;
    *slot = hash;
    g->num++;
}

bool gone_has(const struct gone *g, const struct pcapng_end *a, const struct pcapng_end *b)
{
    if (g->full || g->slots == NULL)
        return g->full;
    return *slot_of(g, hash_of(g, a, b)) != 0;
}
