/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/net_conn.h"

#include <stdio.h>

#include "lib/base/mem.h"
#include "lib/net/addr_public.h"
#include "lib/net/resolve.h"

/*
 * Happy eyeballs (RFC 8305).  The name is looked up in both families at once.  Attempts start one
 * after the other and run in parallel; the first socket that connects wins, and the others are
 * closed.
 *
 * RFC 8305 8: how long an attempt runs before the next one starts beside it.
 */
enum { ATTEMPT_DELAY_US = 250000 };

enum { V6, V4 };

static void go_on(struct net_conn *conn);

/* How much an error explains why there is no connection: an answer explains more than silence, and
 * silence more than a missing route (for example no IPv6 at all). */
static int telling(enum err err)
{
    static const enum err order[] = {ERR_OK,          ERR_NET_SYSTEM, ERR_NET_UNREACHABLE,
                                     ERR_NET_TIMEOUT, ERR_NET_RESET,  ERR_NET_REFUSED};

    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (order[i] == err)
            return (int)i;
    }
    return 1;
}

/* Records the failure of an attempt if it explains more than those before. */
static void note(struct net_conn *conn, const struct addr *addr, int status)
{
    char text[ADDR_TEXT_SIZE], why[CONN_WHY_SIZE];
    enum err e = net_conn_err(status);

    if (telling(e) <= telling(conn->race->err))
        return;
    addr_text(addr, text);
    conn->race->err = e;
    snprintf(conn->race->why, sizeof conn->race->why, "%s: %s", text, net_conn_why(why, status));
}

/* " (3 addresses tried)", or "" for one. */
static const char *tally(const struct net_conn *conn, char out[40])
{
    out[0] = '\0';
    if (conn->race->tried > 1)
        snprintf(out, 40, " (%zu addresses tried)", conn->race->tried);
    return out;
}

/* The current attempt has had its time, or the AAAA answer did not come in time. */
static void on_pace(void *owner)
{
    go_on(owner);
}

/* Removes a socket from the list of those that are connecting. */
static void unlink_sock(struct race *race, const struct sock *sock)
{
    struct sock **at = &race->racing;

    while (*at != sock)
        at = &(*at)->next;
    *at = sock->next;
}

/* The result of one attempt.  The winner goes to net_conn_take. */
static void on_connect(uv_connect_t *request, int status)
{
    struct sock *s = request->data;
    struct net_conn *c = s->owner;

    if (s->given_up)
        return;
    unlink_sock(c->race, s);
    if (status == 0) {
        connect_stop(c); /* RFC 8305 5: the other attempts end */
        net_conn_take(c, s);
        return;
    }
    note(c, &s->addr, status);
    sock_close(s);
    go_on(c); /* RFC 8305 5: a failure starts the next attempt at once */
}

/* Starts an attempt; false if it failed at once. */
static bool attempt(struct net_conn *conn, const struct addr *addr)
{
    struct sock *s = sock_new(conn);

    conn->race->tried++;
    if (s == NULL) {
        note(conn, addr, UV_ENOMEM);
        return false;
    }
    s->addr = *addr;
    s->request.data = s;
    int status = uv_tcp_connect(&s->request, &s->tcp, &s->addr.u.any, on_connect);
    if (status != 0) {
        note(conn, addr, status);
        sock_close(s);
        return false;
    }
    s->next = conn->race->racing;
    conn->race->racing = s;
    return true;
}

/* The next address: the families alternate (RFC 8305 4) while both have addresses left. */
static const struct addr *next_addr(struct race *race)
{
    for (int i = 0; i < 2; i++) {
        int family = race->turn;
        race->turn = !race->turn;
        if (race->next[family] < race->n[family])
            return &race->list[family][race->next[family]++];
    }
    return NULL;
}

/* Every attempt has failed: reports the failure that explains most. */
static void lost(struct net_conn *conn)
{
    char text[40];

    net_conn_lose(conn, conn->race->err, "%s%s", conn->race->why, tally(conn, text));
}

/* Starts the next attempt if an address is left.  Ends the race if nothing is pending any more. */
static void go_on(struct net_conn *conn)
{
    struct race *r = conn->race;
    const struct addr *a;

    while ((a = next_addr(r)) != NULL) {
        if (attempt(conn, a)) {
            timer_start(&conn->race->pace, on_pace, ATTEMPT_DELAY_US);
            return;
        }
    }
    if (r->racing == NULL && !r->asked[V6] && !r->asked[V4])
        lost(conn);
}

/* Records why a family has no addresses.  A failed lookup counts more than a name without
 * addresses. */
static void nameless(struct net_conn *conn, enum err err, const char *why)
{
    struct race *r = conn->race;

    if (r->err != ERR_OK && err == ERR_NET_NAME)
        return;
    r->err = err;
    /* What comes after it is shorter than 32 characters. */
    snprintf(r->why, sizeof r->why, "%.*s%s", (int)sizeof r->why - 32, why,
             conn->family == NET_IPV4   ? " (IPv4 only, as requested)"
             : conn->family == NET_IPV6 ? " (IPv6 only, as requested)"
                                        : "");
}

/* Copies the addresses of one family; false: there is no memory. */
static bool take_list(struct race *race, int which, const struct addr *list, size_t n)
{
    n = n < RACE_MAX ? n : RACE_MAX;
    if (n == 0)
        return true;
    race->list[which] = mem_new(n * sizeof *list);
    if (race->list[which] == NULL)
        return false;
    race->n[which] = n;
    for (size_t i = 0; i < n; i++) {
        race->list[which][i] = list[i];
        addr_set_port(&race->list[which][i], race->via_port);
    }
    return true;
}

/* Keeps the addresses that may be connected to.  The race gets these very addresses, so a later
 * answer to the same question changes nothing. */
static size_t keep_allowed(const struct net_conn *conn, struct addr out[LOOKUP_MAX],
                           const struct addr *list, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n && kept < LOOKUP_MAX; i++) {
        if (!conn->public_only || addr_is_public(&list[i]))
            out[kept++] = list[i];
    }
    return kept;
}

/* The addresses that a name has are all refused: the text names one of them. */
static void refuse_private(struct net_conn *conn, const struct addr *addr)
{
    char ip[NET_ADDRESS_TEXT], why[sizeof conn->race->why - 32];

    addr_ip_text(addr, ip);
    snprintf(why, sizeof why, "%s is %s", ip, err_text(ERR_NET_PRIVATE));
    nameless(conn, ERR_NET_PRIVATE, why);
}

/* The answer for one family.  The first answer may start the race, or wait for the other family. */
static void on_found(void *ctx, enum net_family family, const struct addr *list, size_t n,
                     enum err err, const char *why)
{
    struct net_conn *c = ctx;
    struct race *r = c->race;
    struct addr allowed[LOOKUP_MAX];
    int which = family == NET_IPV6 ? V6 : V4;
    size_t kept = keep_allowed(c, allowed, list, n);
    bool first = r->n[V6] + r->n[V4] == 0 && kept > 0;

    r->asked[which] = false;
    if (!take_list(r, which, allowed, kept)) {
        net_conn_lose(c, ERR_MEMORY, "%s: %s", r->via, err_text(ERR_MEMORY));
        return;
    }
    if (r->n[V6] + r->n[V4] == 0) {
        if (n > 0)
            refuse_private(c, &list[0]);
        else
            nameless(c, err, why);
        if (!r->asked[!which])
            net_conn_lose(c, r->err, "%s: %s", c->race->via, r->why);
        return;
    }
    if (first) {
        r->err = ERR_OK;
        if (c->hooks.step != NULL)
            c->hooks.step(c->hooks.ctx, NET_STEP_RESOLVED);
        if (c->stage != STAGE_CONNECT) /* the hook closed the connection */
            return;
    }
    /* RFC 8305 3: if the A answer comes first it waits a little for AAAA, whose addresses then go
     * first. */
    if (first && which == V4 && r->asked[V6])
        timer_start(&c->race->pace, on_pace, RESOLUTION_DELAY_US);
    else if (r->racing == NULL || !timer_runs(&c->race->pace))
        go_on(c);
}

void connect_start(struct net_conn *conn)
{
    struct addr literal;
    struct lookup_hooks hooks = {conn, on_found};
    struct race *r = conn->race;

    if (addr_parse(&literal, conn->race->via, conn->race->via_port)) {
        /* A literal needs no lookup: it is the only address in the race. */
        int which = addr_is_v6(&literal) ? V6 : V4;
        if (conn->family != NET_ANY && (conn->family == NET_IPV6) != (which == V6)) {
            net_conn_lose(conn, ERR_NET_NAME, "%s: not an IPv%c address", conn->race->via,
                          conn->family == NET_IPV6 ? '6' : '4');
            return;
        }
        if (conn->public_only && !addr_is_public(&literal)) {
            net_conn_lose(conn, ERR_NET_PRIVATE, "%s is %s", r->via, err_text(ERR_NET_PRIVATE));
            return;
        }
        if (!take_list(r, which, &literal, 1)) {
            net_conn_lose(conn, ERR_MEMORY, "%s: %s", r->via, err_text(ERR_MEMORY));
            return;
        }
        if (conn->hooks.step != NULL)
            conn->hooks.step(conn->hooks.ctx, NET_STEP_RESOLVED);
        /* The hook may have closed the connection. */
        if (conn->stage == STAGE_CONNECT)
            go_on(conn);
        return;
    }
    r->asked[V6] = conn->family != NET_IPV4;
    r->asked[V4] = conn->family != NET_IPV6;
    enum err e = lookup_start(&r->lookup, conn->loop, conn->race->via, conn->family, &hooks);
    if (e != ERR_OK)
        net_conn_lose(conn, e, "%s: %s", conn->race->via, err_text(e));
}

/* The timer of a race is its first member: libuv gives it back when it is closed. */
static void race_closed(uv_handle_t *handle)
{
    struct race *r = (struct race *)(void *)handle;
    struct net_conn *conn = handle->data;

    for (int i = 0; i < 2; i++)
        mem_free(r->list[i], r->n[i] * sizeof *r->list[i]);
    mem_free(r, sizeof *r + strlen(r->via) + 1);
    net_conn_handle_closed(conn);
}

void connect_stop(struct net_conn *conn)
{
    struct race *r = conn->race;

    if (r == NULL)
        return;
    conn->race = NULL;
    while (r->racing != NULL) {
        struct sock *s = r->racing;
        r->racing = s->next;
        sock_close(s);
    }
    lookup_drop(r->lookup);
    timer_close(&r->pace, race_closed);
}

/* The deadline is over.  The message names what it waited for: the name servers, an attempt that
 * still runs, or else why the attempts failed. */
void connect_late(struct net_conn *conn)
{
    char time[CONN_SECONDS_SIZE], text[ADDR_TEXT_SIZE], n[40];
    const struct race *r = conn->race;

    net_conn_seconds(time, conn->timeout_us);
    if (r->racing == NULL && r->tried == 0) {
        net_conn_lose(conn, ERR_NET_TIMEOUT, "%s: no answer from the name servers within %s",
                      conn->race->via, time);
        return;
    }
    if (r->racing == NULL) {
        net_conn_lose(conn, r->err, "%s%s", r->why, tally(conn, n));
        return;
    }
    addr_text(&r->racing->addr, text);
    net_conn_lose(conn, ERR_NET_TIMEOUT, "%s: no TCP connection within %s%s", text, time,
                  tally(conn, n));
}
