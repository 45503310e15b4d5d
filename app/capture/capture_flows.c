/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TCP connections of a capture, made connections of TLS. */
#include "config.h"

#include "app/capture/capture_read.h"

#include <stdio.h>

enum { TEXT_MAX = 256 };

static struct capture_conn *conn_of(struct capture_flow *flow)
{
    return flow->ctx;
}

static void put_end(struct buf *out, const struct pcapng_end *e)
{
    buf_str(out, e->ip_n == 16 ? "[" : "");
    ip_print(out, span_of(e->ip, e->ip_n));
    buf_printf(out, "%s:%u", e->ip_n == 16 ? "]" : "", e->port);
}

/* If the SYN was not captured, the side that sends the ClientHello is the client; else the one with
 * the higher port. */
static bool a_is_client(const struct capture_flow *flow, bool from_a, struct span first)
{
    if (flow->saw_open)
        return true;
    if (first.n > RECORD_HEADER && first.p[0] == CONTENT_HANDSHAKE && first.p[1] == 3) {
        if (first.p[RECORD_HEADER] == HS_CLIENT_HELLO)
            return from_a;
        if (first.p[RECORD_HEADER] == HS_SERVER_HELLO)
            return !from_a;
    }
    return flow->a.port >= flow->b.port;
}

/* Makes the connection of a flow and decides which end is the client. */
static struct capture_conn *begin(struct capture_reader *r, struct capture_flow *flow, bool from_a,
                                  uint64_t us, struct span first)
{
    struct capture_conn *c = capture_conn_new(r, flow->number);
    struct buf text;

    if (c == NULL)
        return NULL;
    struct capture_ends *ends = &c->ends;
    ends->known = true;
    ends->a_is_client = a_is_client(flow, from_a, first);
    ends->client = ends->a_is_client ? flow->a : flow->b;
    ends->server = ends->a_is_client ? flow->b : flow->a;
    c->began_us = c->now_us = us;
    buf_init(&text, TEXT_MAX);
    put_end(&text, &ends->client);
    buf_str(&text, " > ");
    put_end(&text, &ends->server);
    snprintf(ends->text, sizeof ends->text, "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
    return c;
}

static bool is_wanted(const struct capture_reader *r, const struct capture_flow *flow)
{
    return r->flow == 0 || (uint64_t)r->flow == flow->number;
}

static void on_opened(void *ctx, struct capture_flow *flow, uint64_t us)
{
    struct capture_reader *r = ctx;

    (void)us;
    flow->ctx = NULL;
    r->num_seen++;
    r->has_flow = r->has_flow || (r->flow > 0 && is_wanted(r, flow));
}

/* The connection of a flow, made when its first bytes come; NULL if it is not wanted. */
static struct capture_conn *at_work(struct capture_reader *r, struct capture_flow *flow,
                                    bool from_a, uint64_t us, struct span bytes)
{
    if (!is_wanted(r, flow))
        return NULL;
    if (flow->ctx == NULL)
        flow->ctx = begin(r, flow, from_a, us, bytes);
    if (flow->ctx == NULL)
        r->out_of_memory = true;
    else if (us > conn_of(flow)->began_us)
        conn_of(flow)->now_us = us;
    return flow->ctx;
}

static void on_data(void *ctx, struct capture_flow *flow, bool from_a, uint64_t us,
                    struct span bytes)
{
    struct capture_conn *c = at_work(ctx, flow, from_a, us, bytes);

    if (c != NULL)
        capture_conn_feed(c, from_a == c->ends.a_is_client, bytes);
}

static void on_gap(void *ctx, struct capture_flow *flow, bool from_a, uint64_t us, uint64_t missing)
{
    struct capture_conn *c = at_work(ctx, flow, from_a, us, (struct span){0});

    if (c != NULL)
        capture_conn_gap(c, from_a == c->ends.a_is_client, missing);
}

static void on_eof(void *ctx, struct capture_flow *flow, bool from_a, uint64_t us)
{
    struct capture_conn *c = conn_of(flow);

    (void)ctx;
    if (c == NULL)
        return;
    if (us > c->began_us)
        c->now_us = us;
    capture_conn_eof(c, from_a == c->ends.a_is_client);
}

/* A flow that never had bytes counts as one without TLS. */
static void on_closed(void *ctx, struct capture_flow *flow, uint64_t us, enum capture_close how)
{
    struct capture_reader *r = ctx;
    struct capture_conn *c = conn_of(flow);

    (void)us;
    flow->ctx = NULL;
    if (c != NULL) {
        c->reset_by_client = flow->reset_by_a == c->ends.a_is_client;
        c->one_sided = flow->one_sided;
        if (how == CAPTURE_RESET)
            capture_conn_leave(c, c->reset_by_client);
        r->evicted += how == CAPTURE_EVICTED;
        capture_conn_end(c, how);
    } else if (is_wanted(r, flow)) {
        r->num_other++;
    }
}

/* Key logs inside a capture file are used like those of --keylog. */
static void on_secrets(void *ctx, struct span keylog)
{
    struct capture_reader *r = ctx;

    if (secret_index_add(&r->secrets.index, keylog) != ERR_OK)
        r->out_of_memory = true;
}

static void on_skipped(void *ctx, enum err e, uint64_t offset)
{
    const struct capture_listener *l = &((struct capture_reader *)ctx)->listener;

    if (l->skipped != NULL)
        l->skipped(l->ctx, e, offset);
}

struct capture_hooks capture_flows_hooks(struct capture_reader *r)
{
    struct capture_hooks hooks = {
        .ctx = r,
        .opened = on_opened,
        .data = on_data,
        .gap = on_gap,
        .eof = on_eof,
        .closed = on_closed,
        .secrets = on_secrets,
        .skipped = on_skipped,
    };

    memcpy(hooks.hash_key, r->secrets.hash_key, sizeof hooks.hash_key);
    return hooks;
}
