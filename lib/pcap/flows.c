/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/flows.h"

enum err flows_init(struct flows *t, struct arena *arena)
{
    *t = (struct flows){.arena = arena};
    t->table = arena_alloc(arena, FLOWS_BUCKETS, sizeof(struct flow *));
    return t->table == NULL ? ERR_MEMORY : ERR_OK;
}

/* A multiplicative hash (Knuth): ports and addresses that differ little land in different
 * buckets. */
static uint64_t mixed(uint64_t v)
{
    v *= 0x9e3779b97f4a7c15; /* 2^64 divided by the golden ratio: spreads neighbours */
    return v ^ v >> 32;
}

static uint64_t end_hash(const struct pcapng_end *e)
{
    uint64_t words[2];

    memcpy(words, e->ip, sizeof words);
    return mixed(mixed(words[0]) + words[1] + e->port);
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

static struct flow **bucket(const struct flows *t, uint32_t hash)
{
    return &t->table[hash % FLOWS_BUCKETS];
}

/* Looks for the ends in either order; *from_a says which of them is the flow's first end. */
struct flow *flows_find(const struct flows *t, const struct pcapng_end *from,
                        const struct pcapng_end *to, bool *from_a)
{
    uint32_t hash = flows_hash(from, to);

    for (struct flow *f = *bucket(t, hash); f != NULL; f = f->next) {
        if (f->hash != hash)
            continue;
        *from_a = end_eq(&f->shown.a, from) && end_eq(&f->shown.b, to);
        if (*from_a || (end_eq(&f->shown.a, to) && end_eq(&f->shown.b, from)))
            return f;
    }
    return NULL;
}

/* Puts a flow at the end of a row: the newest. */
static void row_add(struct flow_row *row, struct flow *f)
{
    f->used = (struct flow_links){.older = row->newest};
    if (row->newest != NULL)
        row->newest->used.newer = f;
    else
        row->oldest = f;
    row->newest = f;
    row->num++;
}

static void row_remove(struct flow_row *row, struct flow *f)
{
    if (f->used.older != NULL)
        f->used.older->used.newer = f->used.newer;
    else
        row->oldest = f->used.newer;
    if (f->used.newer != NULL)
        f->used.newer->used.older = f->used.older;
    else
        row->newest = f->used.older;
    row->num--;
}

/* New flows are added at the front of a bucket's chain, so the last one of a full chain is its
 * oldest.  If the whole table is full, a closed flow goes before an open one. */
struct flow *flows_victim(const struct flows *t, uint32_t hash)
{
    struct flow *last = NULL;
    size_t num = 0;

    for (struct flow *f = *bucket(t, hash); f != NULL; f = f->next, num++)
        last = f;
    if (num >= FLOWS_CHAIN_MAX)
        return last;
    return t->closed.num + t->open.num < FLOWS_MAX ? NULL
           : t->closed.oldest != NULL              ? t->closed.oldest
                                                   : t->open.oldest;
}

/* Reuses the memory of a flow that was removed, or takes new memory from the arena. */
struct flow *flows_add(struct flows *t, const struct pcapng_end *a, const struct pcapng_end *b)
{
    struct flow *f = t->unused;

    if (f != NULL)
        t->unused = f->next;
    else
        f = ARENA_NEW(t->arena, struct flow);
    if (f == NULL)
        return NULL;
    *f = (struct flow){.shown = {.number = ++t->numbered, .a = *a, .b = *b}};
    f->hash = flows_hash(a, b);
    f->next = *bucket(t, f->hash);
    *bucket(t, f->hash) = f;
    row_add(&t->open, f);
    return f;
}

/* The flow had a packet: it moves to the newest end of the open row, and is evicted last. */
void flows_touch(struct flows *t, struct flow *f)
{
    if (t->open.newest == f || f->closed)
        return;
    row_remove(&t->open, f);
    row_add(&t->open, f);
}

/* Closed flows are kept for late packets, in a row of their own of limited length. */
void flows_close(struct flows *t, struct flow *f)
{
    row_remove(&t->open, f);
    f->closed = true;
    row_add(&t->closed, f);
    if (t->closed.num > FLOWS_CLOSED_MAX)
        flows_remove(t, t->closed.oldest);
}

void flows_remove(struct flows *t, struct flow *f)
{
    struct flow **at = bucket(t, f->hash);

    while (*at != f)
        at = &(*at)->next;
    *at = f->next;
    row_remove(f->closed ? &t->closed : &t->open, f);
    f->next = t->unused;
    t->unused = f;
}
