/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/flows.h"

#include <assert.h>

enum err flows_init(struct flows *flows, struct arena *arena)
{
    *flows = (struct flows){.arena = arena};
    flows->table = arena_alloc(arena, FLOWS_BUCKETS, sizeof(struct flow *));
    return flows->table == NULL ? ERR_MEMORY : ERR_OK;
}

/* A multiplicative hash (Knuth): ports and addresses that differ little land in different
 * buckets. */
static uint64_t mixed(uint64_t v)
{
    v *= 0x9e3779b97f4a7c15; /* 2^64 divided by the golden ratio: spreads neighbours */
    return v ^ v >> 32;
}

static uint64_t end_hash(const struct pcapng_end *end)
{
    uint64_t words[2];

    memcpy(words, end->ip, sizeof words);
    return mixed(mixed(words[0]) + words[1] + end->port);
}

/* Both directions have the same hash: the sum of the ends' hashes does not depend on their
 * order. */
uint32_t flows_hash(const struct pcapng_end *a, const struct pcapng_end *b)
{
    return (uint32_t)mixed(end_hash(a) + end_hash(b));
}

static bool end_eq(const struct pcapng_end *x, const struct pcapng_end *y)
{
    return x->port == y->port && x->ip_n == y->ip_n && memcmp(x->ip, y->ip, sizeof x->ip) == 0;
}

static struct flow **bucket(const struct flows *flows, uint32_t hash)
{
    return &flows->table[hash % FLOWS_BUCKETS];
}

/* Looks for the ends in either order; *from_a says which of them is the flow's first end. */
struct flow *flows_find(const struct flows *flows, const struct pcapng_end *from,
                        const struct pcapng_end *to, bool *from_a)
{
    uint32_t hash = flows_hash(from, to);

    for (struct flow *f = *bucket(flows, hash); f != NULL; f = f->next) {
        if (f->hash != hash)
            continue;
        *from_a = end_eq(&f->shown.a, from) && end_eq(&f->shown.b, to);
        if (*from_a || (end_eq(&f->shown.a, to) && end_eq(&f->shown.b, from)))
            return f;
    }
    return NULL;
}

/* Puts a flow at the end of a row: the newest. */
static void row_add(struct flow_row *row, struct flow *flow)
{
    flow->used = (struct flow_links){.older = row->newest};
    if (row->newest != NULL)
        row->newest->used.newer = flow;
    else
        row->oldest = flow;
    row->newest = flow;
    row->num++;
}

static void row_remove(struct flow_row *row, struct flow *flow)
{
    assert(row->num > 0);
    if (flow->used.older != NULL)
        flow->used.older->used.newer = flow->used.newer;
    else
        row->oldest = flow->used.newer;
    if (flow->used.newer != NULL)
        flow->used.newer->used.older = flow->used.older;
    else
        row->newest = flow->used.older;
    row->num--;
}

/* New flows are added at the front of a bucket's chain, so the last one of a full chain is its
 * oldest.  If the whole table is full, a closed flow goes before an open one. */
struct flow *flows_victim(const struct flows *flows, uint32_t hash)
{
    struct flow *last = NULL;
    size_t num = 0;

    for (struct flow *f = *bucket(flows, hash); f != NULL; f = f->next, num++)
        last = f;
    if (num >= FLOWS_CHAIN_MAX)
        return last;
    return flows->closed.num + flows->open.num < FLOWS_MAX ? NULL
           : flows->closed.oldest != NULL                  ? flows->closed.oldest
                                                           : flows->open.oldest;
}

/* Reuses the memory of a flow that was removed, or takes new memory from the arena. */
struct flow *flows_add(struct flows *flows, const struct pcapng_end *a, const struct pcapng_end *b)
{
    struct flow *f = flows->unused;

    if (f != NULL)
        flows->unused = f->next;
    else
        f = ARENA_NEW(flows->arena, struct flow);
    if (f == NULL)
        return NULL;
    *f = (struct flow){.shown = {.number = ++flows->numbered, .a = *a, .b = *b}};
    f->hash = flows_hash(a, b);
    f->next = *bucket(flows, f->hash);
    *bucket(flows, f->hash) = f;
    row_add(&flows->open, f);
    return f;
}

/* The flow had a packet: it moves to the newest end of the open row, and is evicted last. */
void flows_touch(struct flows *flows, struct flow *flow)
{
    if (flows->open.newest == flow || flow->closed)
        return;
    row_remove(&flows->open, flow);
    row_add(&flows->open, flow);
}

/* Closed flows are kept for late packets, in a row of their own of limited length. */
void flows_close(struct flows *flows, struct flow *flow)
{
    assert(!flow->closed);
    row_remove(&flows->open, flow);
    flow->closed = true;
    row_add(&flows->closed, flow);
    if (flows->closed.num > FLOWS_CLOSED_MAX)
        flows_remove(flows, flows->closed.oldest);
}

void flows_remove(struct flows *flows, struct flow *flow)
{
    struct flow **at = bucket(flows, flow->hash);

    assert(flow->held == 0); /* or its pieces would be lost */
    while (*at != flow)
        at = &(*at)->next;
    *at = flow->next;
    row_remove(flow->closed ? &flows->closed : &flows->open, flow);
    flow->next = flows->unused;
    flows->unused = flow;
}
