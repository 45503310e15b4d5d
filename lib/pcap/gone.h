/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gone: the ends of connections that were evicted, so that later packets between them are not
 * mistaken for a connection whose beginning was not captured.
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
    uint64_t *slots; /* hashes; 0: empty.  NULL: nothing was evicted yet */
    size_t num;
    bool full; /* more were evicted than it can hold */
};

/* key is random, so that nobody can choose ends that collide. */
void gone_init(struct gone *gone, struct arena *arena, const uint8_t key[SIPHASH_KEY]);
void gone_add(struct gone *gone, const struct pcapng_end *a, const struct pcapng_end *b);

/* gone_has is true if this connection may have been evicted.  The ends are in any order.  Once the
 * set is full, it is true for every connection. */
bool gone_has(const struct gone *gone, const struct pcapng_end *a, const struct pcapng_end *b);

#endif
