/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All addresses of a name.  Both families are looked up at once (resolve.h); c-ares sorts each of
 * them as RFC 6724 does, and they alternate as attempts to connect do (RFC 8305 4).
 */
#include "config.h"

#include "lib/net/net_lookup.h"

#include <stdio.h>

#include "lib/base/mem.h"
#include "lib/net/net_conn.h"
#include "lib/net/resolve.h"
#include "lib/net/target.h"

enum { TEXT_MAX = 1024 };

/* The answer for one family. */
struct family_answer {
    bool asked; /* and not answered yet */
    struct addr list[LOOKUP_MAX];
    size_t n;
    enum err err;  /* why there are none … */
    char why[160]; /* … in words */
};

struct net_lookup {
    struct net_loop *loop;
    struct net_lookup *prev, *next;
    struct timer timer; /* the start, then the deadline or the delay; its end frees the lookup */
    struct lookup *lookup;
    struct family_answer of[2]; /* IPv6, IPv4 */
    char host[TARGET_HOST];
    enum net_family family;
    uint64_t timeout_us;
    void (*done)(void *ctx, const struct net_addresses *found);
    void *ctx;
    bool is_hasty, ended;
};

enum { V6, V4 };

static void freed(uv_handle_t *handle)
{
    struct net_lookup *k = handle->data;

    if (k->prev != NULL)
        k->prev->next = k->next;
    else
        k->loop->lookups = k->next;
    if (k->next != NULL)
        k->next->prev = k->prev;
    k->loop->waiting--;
    mem_free(k, sizeof *k);
}

void net_lookup_drop(struct net_lookup *lookup)
{
    if (lookup->ended)
        return;
    lookup->ended = true;
    lookup_drop(lookup->lookup);
    timer_close(&lookup->timer, freed);
}

void net_lookup_hasten(struct net_lookup *lookup)
{
    lookup->is_hasty = true;
}

void net_lookup_drop_all(struct net_loop *loop)
{
    for (struct net_lookup *k = loop->lookups; k != NULL; k = k->next)
        net_lookup_drop(k);
}

static void add(struct net_addresses *found, const struct addr *addr)
{
    char text[NET_ADDRESS_TEXT];

    addr_ip_text(addr, text);
    for (size_t i = 0; i < found->n; i++) {
        if (strcmp(found->at[i], text) == 0)
            return;
    }
    found->cut |= found->n == NET_ADDRESSES_MAX;
    if (!found->cut)
        memcpy(found->at[found->n++], text, sizeof text);
}

/* The family that explains why there are no addresses: a failed lookup counts more than a name
 * without any. */
static const struct family_answer *explaining(const struct net_lookup *lookup)
{
    const struct family_answer *v6 = &lookup->of[V6], *v4 = &lookup->of[V4];
    bool v4_says_less = v4->err == ERR_OK || (v4->err == ERR_NET_NAME && v6->err != ERR_OK);

    return v4_says_less ? v6 : v4;
}

/* The sentence about what was not found: the whole name, or one family of it. */
static void explain(struct buf *out, const struct net_lookup *lookup, bool has_any)
{
    static const char *const names[] = {"IPv6", "IPv4"};

    if (!has_any) {
        buf_printf(out, "%s: %s%s", lookup->host, explaining(lookup)->why,
                   lookup->family == NET_IPV4   ? " (IPv4 only, as requested)"
                   : lookup->family == NET_IPV6 ? " (IPv6 only, as requested)"
                                                : "");
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        const struct family_answer *f = &lookup->of[i];

        if (f->err != ERR_OK && f->err != ERR_NET_NAME)
            buf_printf(out, "%s: its %s addresses are not known: %s", lookup->host, names[i],
                       f->why);
    }
}

/* Reports what was found and ends. */
static void tell(struct net_lookup *lookup)
{
    struct net_addresses found = {0};
    struct buf text;

    buf_init(&text, TEXT_MAX);
    for (size_t i = 0; i < LOOKUP_MAX; i++) {
        for (size_t which = 0; which < 2; which++) {
            if (i < lookup->of[which].n)
                add(&found, &lookup->of[which].list[i]);
        }
    }
    found.cut |= lookup->of[V6].n == LOOKUP_MAX || lookup->of[V4].n == LOOKUP_MAX;
    found.is_partial = lookup->of[V6].asked || lookup->of[V4].asked;
    found.err = found.n > 0 ? ERR_OK : explaining(lookup)->err;
    explain(&text, lookup, found.n > 0);
    found.text = buf_span(&text);
    net_lookup_drop(lookup);
    lookup->done(lookup->ctx, &found);
    buf_free(&text);
}

/* The other family is late; what comes of it is not waited for. */
static void on_delay(void *owner)
{
    tell(owner);
}

static void on_found(void *ctx, enum net_family family, const struct addr *list, size_t n,
                     enum err err, const char *why)
{
    struct net_lookup *k = ctx;
    struct family_answer *f = &k->of[family == NET_IPV6 ? V6 : V4];

    f->asked = false;
    f->n = n;
    for (size_t i = 0; i < n; i++)
        f->list[i] = list[i];
    f->err = err;
    snprintf(f->why, sizeof f->why, "%s", why);
    if (!k->of[V6].asked && !k->of[V4].asked)
        tell(k);
    else if (k->is_hasty && n > 0)
        timer_start(&k->timer, on_delay, RESOLUTION_DELAY_US);
}

/* What was answered until now counts. */
static void on_late(void *owner)
{
    struct net_lookup *k = owner;
    char time[CONN_SECONDS_SIZE];

    net_conn_seconds(time, k->timeout_us);
    for (size_t i = 0; i < 2; i++) {
        struct family_answer *f = &k->of[i];

        if (!f->asked)
            continue;
        f->asked = false;
        f->err = ERR_NET_TIMEOUT;
        snprintf(f->why, sizeof f->why, "no answer from the name servers within %s", time);
    }
    tell(k);
}

/* A literal needs no lookup. */
static void found_literal(struct net_lookup *lookup, const struct addr *literal)
{
    int which = addr_is_v6(literal) ? V6 : V4;
    struct family_answer *f = &lookup->of[which];

    if (lookup->family != NET_ANY && (lookup->family == NET_IPV6) != (which == V6)) {
        f = &lookup->of[!which];
        f->err = ERR_NET_NAME;
        snprintf(f->why, sizeof f->why, "not an IPv%c address", which == V6 ? '4' : '6');
    } else {
        f->list[0] = *literal;
        f->n = 1;
    }
    tell(lookup);
}

static void on_start(void *owner)
{
    struct net_lookup *k = owner;
    struct lookup_hooks hooks = {k, on_found};
    struct addr literal;

    if (addr_parse(&literal, k->host, 0)) {
        found_literal(k, &literal);
        return;
    }
    if (k->timeout_us > 0)
        timer_start(&k->timer, on_late, k->timeout_us);
    k->of[V6].asked = k->family != NET_IPV4;
    k->of[V4].asked = k->family != NET_IPV6;
    enum err e = lookup_start(&k->lookup, k->loop, k->host, k->family, &hooks);
    if (e == ERR_OK)
        return;
    k->of[V6].err = e;
    snprintf(k->of[V6].why, sizeof k->of[V6].why, "%s", err_text(e));
    tell(k);
}

enum err net_lookup(struct net_lookup **out, struct net_loop *loop,
                    const struct net_request *request,
                    void (*done)(void *ctx, const struct net_addresses *found), void *ctx)
{
    const char *host = request->connect_host != NULL ? request->connect_host : request->host;

    *out = NULL;
    if (host == NULL || !target_is_host(span_str(host)))
        return ERR_NET_HOST;
    struct net_lookup *k = MEM_NEW(struct net_lookup);
    if (k == NULL)
        return ERR_MEMORY;
    *k = (struct net_lookup){.loop = loop,
                             .next = loop->lookups,
                             .family = request->family,
                             .timeout_us = request->timeout_us,
                             .done = done,
                             .ctx = ctx};
    memcpy(k->host, host, strlen(host) + 1);
    if (k->next != NULL)
        k->next->prev = k;
    loop->lookups = k;
    loop->waiting++;
    timer_init(&k->timer, loop, k);
    timer_start(&k->timer, on_start, 0);
    *out = k;
    return ERR_OK;
}
