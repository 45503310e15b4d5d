/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network calls on_step, on_ready, on_data, and on_eof or on_failed.  Every way to the end goes
 * through attempt_end, which frees the attempt. */
#include "config.h"

#include "app/scan/attempt.h"

#include <stdio.h>

#include "app/scan/attempt_inside.h"
#include "lib/base/mem.h"

/* The most bytes of a hello, and the most that are read in all. */
enum { HELLO_MAX = 64 * 1024, READ_MAX = 1 << 20 };

/* The answer is whole, or more has come after it: `after` says whether the attempt continues. */
static void follow(struct attempt *a, struct span bytes)
{
    if (a->ask.after != NULL && a->ask.after(a->ask.ctx, a, bytes))
        attempt_wait(a);
    else
        attempt_end(a, ATTEMPT_ANSWERED, ERR_OK, (struct span){0});
}

/* In TLS 1.3 nothing that follows the hello can be read. */
static bool is_whole(const struct attempt *a)
{
    const struct server_flight *f = a->flight;

    return f->state == FLIGHT_DONE ||
           (f->state == FLIGHT_HELLO && (a->ask.depth == ATTEMPT_HELLO || f->version >= TLS_1_3));
}

/* Reads the hello or flight. */
static void read_flight(struct attempt *a, struct span bytes)
{
    struct server_flight *f = a->flight;

    server_flight_feed(f, bytes);
    if (f->state == FLIGHT_BROKEN && f->err == ERR_TLS_NOT_TLS) {
        attempt_end(a, ATTEMPT_FOREIGN, f->err, (struct span){0});
        return;
    }
    a->outcome.heard = true;
    if (f->state == FLIGHT_BROKEN) {
        attempt_end(a, ATTEMPT_BROKEN, f->err, (struct span){0});
    } else if (f->state == FLIGHT_ALERT) {
        a->outcome.alert = f->alert;
        attempt_end(a, ATTEMPT_ALERTED, ERR_TLS_ALERT_RECEIVED, (struct span){0});
    } else if (is_whole(a)) {
        attempt_complete(a);
        follow(a, (struct span){0});
    }
}

/* --- hooks of the network ------------------------------------------------------------------ */

static void on_step(void *ctx, enum net_step step)
{
    struct attempt *a = ctx;

    if (step != NET_STEP_CONNECTED)
        return;
    a->outcome.connected = true;
    a->outcome.connect_us = net_now_us() - a->began_us;
    snprintf(a->outcome.address, sizeof a->outcome.address, "%s", net_address(a->conn));
}

static void on_ready(void *ctx, struct net_conn *c)
{
    struct attempt *a = ctx;

    (void)c;
    a->is_ready = true;
    a->ready_us = net_now_us();
    if (a->ask.depth == ATTEMPT_HANDSHAKE) {
        attempt_tls_begin(a);
        return;
    }
    a->flight = MEM_NEW(struct server_flight);
    if (a->flight == NULL) {
        attempt_end(a, ATTEMPT_FAULT, ERR_MEMORY, (struct span){0});
        return;
    }
    server_flight_init(a->flight);
    if (!attempt_send(a, buf_span(&a->hello)))
        attempt_end(a, ATTEMPT_FAULT, ERR_MEMORY, (struct span){0});
    else
        buf_free(&a->hello);
}

static void on_data(void *ctx, struct net_conn *c, struct span bytes)
{
    struct attempt *a = ctx;

    (void)c;
    a->outcome.received += bytes.n;
    if (a->outcome.received > READ_MAX)
        attempt_end(a, ATTEMPT_BROKEN, ERR_LIMIT, (struct span){0});
    else if (a->ask.depth == ATTEMPT_HANDSHAKE)
        attempt_tls_feed(a, bytes);
    else if (a->outcome.is_complete)
        follow(a, bytes);
    else
        read_flight(a, bytes);
}

static void on_eof(void *ctx, struct net_conn *c)
{
    struct attempt *a = ctx;

    (void)c;
    if (a->ask.depth == ATTEMPT_HANDSHAKE)
        attempt_tls_eof(a);
    else
        attempt_end(a, ATTEMPT_CLOSED, ERR_NET_CLOSED, (struct span){0});
}

/* What a failure of the network is, after TLS could begin and before. */
static enum attempt_kind kind_of(const struct attempt *a, enum err err)
{
    if (err == ERR_MEMORY || err == ERR_NET_SYSTEM)
        return ATTEMPT_FAULT;
    if (!a->is_ready)
        return ATTEMPT_REFUSED;
    return err == ERR_NET_TIMEOUT  ? ATTEMPT_SILENT
           : err == ERR_NET_CLOSED ? ATTEMPT_CLOSED
                                   : ATTEMPT_RESET;
}

static void on_failed(void *ctx, struct net_conn *c, enum err err, struct span text)
{
    struct attempt *a = ctx;
    enum attempt_kind kind = kind_of(a, err);

    (void)c;
    a->conn = NULL;
    attempt_end(a, kind, err,
                kind == ATTEMPT_REFUSED || kind == ATTEMPT_FAULT ? text : (struct span){0});
}

/* --- the beginning ------------------------------------------------------------------------- */

/* Copies what will be sent. */
static enum err keep_hello(struct attempt *a, const struct attempt_ask *ask)
{
    if (ask->depth != ATTEMPT_HANDSHAKE) {
        if (ask->hello.n > HELLO_MAX)
            return ERR_LIMIT;
        buf_init(&a->hello, ask->hello.n);
        buf_put(&a->hello, ask->hello);
        return a->hello.err;
    }
    a->config = MEM_NEW(struct tls_config);
    if (a->config == NULL)
        return ERR_MEMORY;
    *a->config = *ask->config;
    return ERR_OK;
}

enum err attempt_start(struct attempt **out, const struct attempt_site *site,
                       const struct attempt_ask *ask,
                       void (*done)(void *ctx, const struct attempt_outcome *outcome), void *ctx)
{
    struct attempt *a = MEM_NEW(struct attempt);
    enum err e = ERR_MEMORY;

    *out = NULL;
    if (a == NULL)
        return e;
    a->ask = *ask;
    a->done = done;
    a->ctx = ctx;
    a->began_us = net_now_us();
    const struct net_hooks hooks = {.ctx = a,
                                    .step = on_step,
                                    .ready = on_ready,
                                    .data = on_data,
                                    .eof = on_eof,
                                    .failed = on_failed};
    e = keep_hello(a, ask);
    if (e == ERR_OK)
        e = net_open(&a->conn, site->loop, &site->request, &hooks);
    if (e != ERR_OK) {
        attempt_free(a);
        return e;
    }
    *out = a;
    return ERR_OK;
}
