/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gone: the ends of connections that were given up, so that what still comes between them is not
 * taken for a connection that the capture does not show the beginning of.
 */
#ifndef TB_LIB_PCAP_GONE_H
#define TB_LIB_PCAP_GONE_H

#include "lib/base/arena.h"
#include "lib/base/siphash.h"
#include "lib/pcap/pcapng.h"

enum { GONE_MAX = 1 << 17, GONE_SLOTS = 2 * GONE_MAX, GONE_MEMORY = 8 * GONE_SLOTS };

struct gone {
    struct arena *arena;
    uint8_t key[SIPHASH_KEY];
    uint64_t *slots; /* hashes; 0: empty.  NULL: nothing was given up yet */
    size_t num;
    bool full; /* others were given up that are not in it */
};

/* key: random, so that nobody can write ends that collide. */
void gone_init(struct gone *g, struct arena *arena, const uint8_t key[SIPHASH_KEY]);
void gone_add(struct gone *g, const struct pcapng_end *a, const struct pcapng_end *b);

/* gone_has: may it have been given up?  The ends stand in any order.  Once it is full, any may. */
bool gone_has(const struct gone *g, const struct pcapng_end *a, const struct pcapng_end *b);

#endif
