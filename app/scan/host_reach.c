/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/host_reach.h"

/* The time at an address, as long as there is another one. */
enum { ELSEWHERE_US = 2000000, WHY_MAX = 2048 };

bool host_reach_is_open(const struct host_scan *host)
{
    return host->request.proxy == NULL && host->request.connect_host == NULL;
}

static void go_to(struct host_scan *host, size_t address)
{
    struct host_work *w = host->work;
    uint64_t most = host->plan->timeout_us;
    bool is_last = address + 1 == w->num_addresses;

    w->address = address;
    host->request.connect_host = w->addresses[address];
    host->request.timeout_us = is_last || (most != 0 && most < ELSEWHERE_US) ? most : ELSEWHERE_US;
}

enum err host_reach_take(struct host_scan *host, const struct net_addresses *found)
{
    struct host_work *w = host->work;

    if (!host_reach_is_open(host)) /* another slot was faster */
        return ERR_OK;
    w->addresses = arena_alloc(&host->arena, found->n, sizeof *w->addresses);
    if (w->addresses == NULL)
        return ERR_MEMORY;
    memcpy(w->addresses, found->at, found->n * sizeof *w->addresses);
    w->num_addresses = found->n;
    w->is_partial = found->is_partial;
    go_to(host, 0);
    return ERR_OK;
}

/* How much an error explains: an answer more than silence, and silence more than a missing route
 * (for example no IPv6 at all). */
static unsigned telling(enum err err)
{
    static const enum err order[] = {ERR_OK, ERR_NET_UNREACHABLE, ERR_NET_TIMEOUT, ERR_NET_RESET,
                                     ERR_NET_REFUSED};
    unsigned i = sizeof order / sizeof order[0] - 1;

    while (i > 0 && order[i] != err)
        i--;
    return i;
}

static void note(struct host_scan *host, const struct attempt_outcome *o)
{
    struct host_work *w = host->work;
    struct buf why;

    if (w->unreached_reason != REASON_OK && telling(o->err) <= telling(w->unreached_err))
        return;
    w->unreached_err = o->err;
    w->unreached_reason = o->reason;
    buf_init(&why, WHY_MAX);
    buf_put(&why, o->text);
    buf_printf(&why, " (%zu addresses tried)", w->num_addresses);
    if (arena_copy(&host->arena, &w->unreached_text, buf_span(&why)) != ERR_OK)
        w->unreached_text = (struct span){0};
    buf_free(&why);
}

/* None of the addresses that came in time was reached: looks up again, and waits for all. */
static bool look_again(struct host_scan *host)
{
    struct host_work *w = host->work;

    if (!w->is_partial)
        return false;
    w->is_patient = true;
    w->num_addresses = 0;
    host->request.connect_host = NULL;
    host->request.timeout_us = host->plan->timeout_us;
    return true;
}

bool host_reach_next(struct host_scan *host, struct attempt_outcome *o)
{
    struct host_work *w = host->work;

    if ((w->num_addresses < 2 && !w->is_partial) || w->is_pinned || o->kind != ATTEMPT_REFUSED)
        return false;
    note(host, o);
    if (w->address + 1 < w->num_addresses) {
        go_to(host, w->address + 1);
        return true;
    }
    if (look_again(host))
        return true;
    o->err = w->unreached_err;
    o->reason = w->unreached_reason;
    o->text = w->unreached_text;
    w->unreached_reason = REASON_OK;
    go_to(host, 0);
    return false;
}
