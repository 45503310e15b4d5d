/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each address keeps the times of its last per_address connections: the next one may come a second
 * after the oldest of them.  So no second has more, wherever it begins.  An address whose turn can
 * come now stands in a queue; one that has to wait is in a heap, by the time at which it may go on.
 *
 * In all it is the same with the last `rate` connections, and they are spread: each takes 1/rate of
 * a second from a credit that grows to at most BURST_US, because the alarm counts in milliseconds.
 */
#include "config.h"

#include "app/scan/pace.h"

#include "lib/base/mem.h"
#include "lib/base/rng.h"
#include "lib/base/siphash.h"
#include "lib/net/watch.h"

enum { SECOND_US = 1000000, BURST_US = 20000, NAME_MAX_N = 255, TABLE_LEAST = 64 };

enum site_place { PLACE_NONE, PLACE_QUEUE, PLACE_HEAP };

/* The times of the last `max` connections; 0: there is no limit. */
struct pace_times {
    uint64_t *v;
    size_t max, num, oldest;
};

struct pace_site {
    struct pace_site *same;            /* the next with the same hash */
    struct pace_site *next;            /* in the queue */
    struct pace_site *child, *sibling; /* in the heap */
    enum site_place place;
    uint64_t at; /* in the heap: when it may go on */
    struct pace_turn *first, *last;
    struct pace_times times;
    size_t size, name_n;
    uint8_t *name;
};

struct pace {
    struct pace_limits limits;
    struct pace_clock clock;
    struct pace_times times; /* of all */
    struct net_alarm *alarm; /* of pace_new_in */
    struct pace_site **table;
    size_t table_n, sites, sweep_at;
    uint8_t key[SIPHASH_KEY];
    struct pace_site *queue, **queue_end, *heap;
    uint64_t next_us; /* when the credit allows a connection without a burst */
    size_t waiting;   /* turns */
    bool is_running;
};

/* --- the heap: a pairing heap (Fredman and others, 1986) -------------------------------------- */

static struct pace_site *meld(struct pace_site *a, struct pace_site *b)
{
    if (a == NULL || b == NULL)
        return a == NULL ? b : a;
    if (b->at < a->at) {
        struct pace_site *c = a;

        a = b;
        b = c;
    }
    b->sibling = a->child;
    a->child = b;
    return a;
}

/* Removes the root: its children are melded in pairs, and then the pairs. */
static struct pace_site *heap_rest(const struct pace_site *root)
{
    struct pace_site *list = root->child, *pairs = NULL, *heap = NULL;

    while (list != NULL) {
        struct pace_site *a = list, *b = a->sibling;

        list = b == NULL ? NULL : b->sibling;
        a->sibling = NULL;
        if (b != NULL)
            b->sibling = NULL;
        a = meld(a, b);
        a->sibling = pairs;
        pairs = a;
    }
    while (pairs != NULL) {
        struct pace_site *a = pairs;

        pairs = a->sibling;
        a->sibling = NULL;
        heap = meld(heap, a);
    }
    return heap;
}

/* --- addresses ----------------------------------------------------------------------------- */

/* When the next connection may come; 0: at once. */
static uint64_t free_at(const struct pace_times *times)
{
    return times->num < times->max || times->max == 0 ? 0 : times->v[times->oldest] + SECOND_US;
}

static void note_time(struct pace_times *times, uint64_t now)
{
    if (times->max == 0)
        return;
    if (times->num < times->max) {
        times->v[(times->oldest + times->num++) % times->max] = now;
        return;
    }
    times->v[times->oldest] = now;
    times->oldest = (times->oldest + 1) % times->max;
}

/* An idle address can be forgotten: no turn waits, and its last connection is more than a second
 * ago. */
static bool is_idle(const struct pace_site *s, uint64_t now)
{
    const struct pace_times *t = &s->times;

    return s->place == PLACE_NONE && s->first == NULL &&
           (t->num == 0 || t->v[(t->oldest + t->num - 1) % t->max] + SECOND_US <= now);
}

/* Forgets idle addresses, all at a time, when their number has doubled. */
static void sweep(struct pace *p, uint64_t now)
{
    for (size_t i = 0; i < p->table_n; i++) {
        struct pace_site **at = &p->table[i];

        while (*at != NULL) {
            struct pace_site *s = *at;

            if (!is_idle(s, now)) {
                at = &s->same;
                continue;
            }
            *at = s->same;
            p->sites--;
            mem_free(s, s->size);
        }
    }
    p->sweep_at = p->sites < TABLE_LEAST ? 2 * TABLE_LEAST : 2 * p->sites;
}

static size_t place_of(const struct pace *p, struct span name)
{
    return (size_t)siphash(p->key, name) & (p->table_n - 1);
}

/* Doubles the table when it is full; without memory it stays as it is. */
static void widen(struct pace *p)
{
    size_t n = p->table_n;
    struct pace_site **old = p->table, **table = mem_new(2 * n * sizeof(struct pace_site *));

    if (table == NULL)
        return;
    p->table = table;
    p->table_n = 2 * n;
    for (size_t i = 0; i < n; i++) {
        while (old[i] != NULL) {
            struct pace_site *s = old[i], **at;

            old[i] = s->same;
            at = &table[place_of(p, span_of(s->name, s->name_n))];
            s->same = *at;
            *at = s;
        }
    }
    mem_free(old, n * sizeof(struct pace_site *));
}

static struct pace_site *make_site(struct pace *p, struct span name)
{
    size_t times = p->limits.per_address * sizeof(uint64_t);
    size_t size = sizeof(struct pace_site) + times + name.n;
    struct pace_site *s = mem_new(size), **at = &p->table[place_of(p, name)];

    if (s == NULL)
        return NULL;
    s->size = size;
    s->times = (struct pace_times){.v = (uint64_t *)(void *)(s + 1), .max = p->limits.per_address};
    s->name = (uint8_t *)(s + 1) + times;
    s->name_n = name.n;
    memcpy(s->name, name.p, name.n);
    s->same = *at;
    *at = s;
    p->sites++;
    return s;
}

/* The address, a new one if it is not known; NULL: no memory. */
static struct pace_site *site_of(struct pace *p, struct span address)
{
    struct span name = span_head(address, NAME_MAX_N);

    for (struct pace_site *s = p->table[place_of(p, name)]; s != NULL; s = s->same) {
        if (span_eq(span_of(s->name, s->name_n), name))
            return s;
    }
    if (p->sites >= p->sweep_at)
        sweep(p, p->clock.now_us(p->clock.ctx));
    if (p->sites >= p->table_n)
        widen(p);
    return make_site(p, name);
}

/* --- turns --------------------------------------------------------------------------------- */

/* Puts an address where it belongs: it has turns that wait. */
static void put_site(struct pace *p, struct pace_site *s, uint64_t now)
{
    s->at = free_at(&s->times);
    s->next = s->child = s->sibling = NULL;
    if (s->at > now) {
        s->place = PLACE_HEAP;
        p->heap = meld(p->heap, s);
        return;
    }
    s->place = PLACE_QUEUE;
    *p->queue_end = s;
    p->queue_end = &s->next;
}

/* The addresses that may go on by now come to the end of the queue. */
static void ripen(struct pace *p, uint64_t now)
{
    while (p->heap != NULL && p->heap->at <= now) {
        struct pace_site *s = p->heap;

        p->heap = heap_rest(s);
        put_site(p, s, now);
    }
}

static struct pace_site *take_site(struct pace *p)
{
    struct pace_site *s = p->queue;

    p->queue = s->next;
    if (p->queue == NULL)
        p->queue_end = &p->queue;
    s->place = PLACE_NONE;
    return s;
}

void pace_forget(struct pace *pace, struct pace_turn *turn)
{
    struct pace_site *s = turn->site;

    if (s == NULL)
        return;
    if (--pace->waiting == 0 && !pace->is_running)
        pace->clock.wake(pace->clock.ctx, PACE_NEVER);
    if (turn->prev != NULL)
        turn->prev->next = turn->next;
    else
        s->first = turn->next;
    if (turn->next != NULL)
        turn->next->prev = turn->prev;
    else
        s->last = turn->prev;
    turn->site = NULL;
    turn->prev = turn->next = NULL;
}

/* How long until a connection may come at all; 0: now. */
static uint64_t credit_wait(const struct pace *p, uint64_t now)
{
    uint64_t credit = p->next_us > BURST_US ? p->next_us - BURST_US : 0, all = free_at(&p->times);
    uint64_t at = credit > all ? credit : all;

    return p->limits.rate == 0 || at <= now ? 0 : at - now;
}

static void take_credit(struct pace *p, uint64_t now)
{
    if (p->limits.rate == 0)
        return;
    note_time(&p->times, now);
    p->next_us =
        (p->next_us > now ? p->next_us : now) + (SECOND_US + p->limits.rate - 1) / p->limits.rate;
}

/* The first turn of the first address in the queue.  Its `go` may ask for another. */
static void grant(struct pace *p, uint64_t now)
{
    struct pace_site *s = take_site(p);
    struct pace_turn *t = s->first;

    if (t == NULL) /* all have been forgotten */
        return;
    pace_forget(p, t);
    note_time(&s->times, now);
    take_credit(p, now);
    if (s->first != NULL)
        put_site(p, s, now);
    t->go(t->ctx);
}

/* Asks to be woken when the next turn is due. */
static void set_alarm(struct pace *p, uint64_t now)
{
    uint64_t credit = credit_wait(p, now), wait = 0;

    if (p->waiting == 0)
        wait = PACE_NEVER;
    else if (p->queue == NULL)
        wait = p->heap->at > now ? p->heap->at - now : 0;
    p->clock.wake(p->clock.ctx, wait > credit ? wait : credit);
}

void pace_wake(struct pace *pace)
{
    uint64_t now = pace->clock.now_us(pace->clock.ctx);

    if (pace->is_running)
        return;
    pace->is_running = true;
    ripen(pace, now);
    while (pace->queue != NULL && credit_wait(pace, now) == 0) {
        grant(pace, now);
        now = pace->clock.now_us(pace->clock.ctx);
    }
    pace->is_running = false;
    set_alarm(pace, now);
}

enum err pace_ask(struct pace *pace, struct pace_turn *turn, struct span address)
{
    struct pace_site *s = site_of(pace, address);

    if (s == NULL)
        return ERR_MEMORY;
    turn->site = s;
    turn->next = NULL;
    turn->prev = s->last;
    if (s->last != NULL)
        s->last->next = turn;
    else
        s->first = turn;
    s->last = turn;
    pace->waiting++;
    if (s->place == PLACE_NONE)
        put_site(pace, s, pace->clock.now_us(pace->clock.ctx));
    pace_wake(pace);
    return ERR_OK;
}

/* --- the beginning and the end --------------------------------------------------------------- */

enum err pace_new(struct pace **out, const struct pace_limits *limits,
                  const struct pace_clock *clock)
{
    struct rng_system state = {0};
    struct rng rng = rng_system(&state);
    struct pace *p = MEM_NEW(struct pace);

    *out = NULL;
    if (p == NULL)
        return ERR_MEMORY;
    p->limits = *limits;
    p->clock = *clock;
    p->queue_end = &p->queue;
    p->table_n = TABLE_LEAST;
    p->sweep_at = (size_t)2 * TABLE_LEAST;
    p->table = mem_new(p->table_n * sizeof(struct pace_site *));
    p->times.max = limits->rate;
    p->times.v = limits->rate == 0 ? NULL : mem_new(limits->rate * sizeof *p->times.v);
    rng_fill(&rng, p->key, sizeof p->key);
    if (p->table == NULL || (limits->rate != 0 && p->times.v == NULL)) {
        pace_free(p);
        return ERR_MEMORY;
    }
    *out = p;
    return ERR_OK;
}

static uint64_t loop_now(void *ctx)
{
    (void)ctx;
    return net_now_us();
}

static void loop_wake(void *ctx, uint64_t us)
{
    struct pace *p = ctx;

    if (us == PACE_NEVER)
        net_alarm_stop(p->alarm);
    else
        net_alarm_set(p->alarm, us);
}

static void rung(void *ctx)
{
    pace_wake(ctx);
}

enum err pace_new_in(struct pace **out, const struct pace_limits *limits, struct net_loop *loop)
{
    TRY(pace_new(out, limits, &(struct pace_clock){NULL, loop_now, loop_wake}));
    (*out)->clock.ctx = *out;
    enum err e = net_alarm_new(&(*out)->alarm, loop, rung, *out);

    if (e != ERR_OK) {
        pace_free(*out);
        *out = NULL;
    }
    return e;
}

void pace_free(struct pace *pace)
{
    if (pace == NULL)
        return;
    net_alarm_end(pace->alarm);
    for (size_t i = 0; pace->table != NULL && i < pace->table_n; i++) {
        while (pace->table[i] != NULL) {
            struct pace_site *s = pace->table[i];

            pace->table[i] = s->same;
            mem_free(s, s->size);
        }
    }
    mem_free(pace->times.v, pace->times.max * sizeof *pace->times.v);
    mem_free(pace->table, pace->table_n * sizeof(struct pace_site *));
    mem_free(pace, sizeof *pace);
}
