/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connect/conn_capture.h"

#include "app/connect/conn_keylog.h"

enum {
    PIECE = 1 << 16,       /* bytes of data at a time … */
    PACKETS_MAX = 1 << 20, /* … and of the packets for them */
    SECRETS_MAX = 1 << 20,
};

/* Moves the packets to the spool. */
static void spool(struct conn_capture *c)
{
    spool_put(c->spool, buf_span(&c->packets));
    buf_truncate(&c->packets, 0);
}

static struct pcapng_end end_of(const struct net_end *end)
{
    struct pcapng_end out = {.ip_n = end->ip_n, .port = end->port};

    memcpy(out.ip, end->ip, sizeof out.ip);
    return out;
}

static void on_opened(void *ctx, const struct endpoint *v)
{
    struct conn_capture *c = ctx;
    struct net_end local, other;

    net_ends(v->conn, &local, &other);
    c->flow = (struct pcapng_flow){.client = end_of(v->is_server ? &other : &local),
                                   .server = end_of(v->is_server ? &local : &other)};
    pcapng_open(&c->packets, &c->flow, endpoint_wall_us(v));
    spool(c);
}

/* Bytes come from the client if we are the client and send, or are the server and receive. */
static void on_bytes(void *ctx, const struct endpoint *v, bool sent, struct span bytes)
{
    struct conn_capture *c = ctx;

    for (; bytes.n > 0; bytes = span_tail(bytes, PIECE)) {
        pcapng_data(&c->packets, &c->flow, sent != v->is_server, endpoint_wall_us(v),
                    span_head(bytes, PIECE));
        spool(c);
    }
}

static void on_event(void *ctx, const struct endpoint *v, const struct event *ev)
{
    struct conn_capture *c = ctx;

    conn_keylog_line(&c->secrets, v, ev);
}

static void on_closed(void *ctx, const struct endpoint *v, bool is_reset)
{
    struct conn_capture *c = ctx;
    uint64_t now_us = endpoint_wall_us(v);

    /* A reset comes from the other end.  Else heard_all says that the other end was the first. */
    if (is_reset)
        pcapng_reset(&c->packets, &c->flow, v->is_server, now_us);
    else
        pcapng_close(&c->packets, &c->flow, v->heard_all == v->is_server, now_us);
    spool(c);
}

void conn_capture_listen(struct conn_capture *c, struct spool *spool, struct endpoint *v)
{
    *c = (struct conn_capture){.listener = {.ctx = c,
                                            .opened = on_opened,
                                            .bytes = on_bytes,
                                            .event = on_event,
                                            .closed = on_closed},
                               .spool = spool};
    buf_init(&c->packets, PACKETS_MAX);
    buf_init(&c->secrets, SECRETS_MAX);
    endpoint_listen(v, &c->listener);
}

void conn_capture_free(struct conn_capture *c)
{
    buf_free(&c->packets);
    buf_wipe(&c->secrets);
}
