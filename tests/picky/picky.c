/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connections of the server. */
#include "config.h"

#include "tests/picky/picky.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/record.h"
#include "lib/tls/wire/ssl2.h"

enum { LIFETIME_US = 60 * 1000000, HELLO_MAX = 1 << 18, ANSWER_MAX = 1 << 20, HELLOS_MAX = 2 };

struct picky_client {
    struct picky *picky;
    struct picky_client *next, **at; /* in the list of all, and what points here */
    struct buf in, out;
    size_t sent; /* of out, while it drips */
    unsigned num_hellos;
};

static void drip(void *ctx, struct net_conn *conn)
{
    struct picky_client *c = ctx;

    if (c->sent == c->out.n)
        return;
    if (net_send(conn, span_of(c->out.p + c->sent++, 1)) != ERR_OK)
        net_close(conn);
    else
        net_timer(conn, c->picky->drip_ms * UINT64_C(1000), drip);
}

static void say(struct picky_client *c, struct net_conn *conn)
{
    struct span fresh = span_tail(buf_span(&c->out), c->sent);

    c->picky->sent += fresh.n;
    if (c->picky->drip_ms > 0) {
        drip(c, conn);
        return;
    }
    c->sent = c->out.n;
    if (fresh.n > 0 && net_send(conn, fresh) != ERR_OK)
        net_close(conn);
}

static void put_alert(struct picky_client *c)
{
    const struct picky *p = c->picky;
    uint8_t header[RECORD_HEADER];

    if (ssl2_is_record(buf_span(&c->in))) {
        ssl2_error_put(&c->out, p->error2);
        return;
    }
    record_header(header, CONTENT_ALERT, p->versions.num == 0 ? TLS_1_2 : TLS_1_0, 2);
    buf_put(&c->out, span_of(header, sizeof header));
    buf_u8(&c->out, p->refusal == PICKY_WARNING ? ALERT_WARNING : ALERT_FATAL);
    buf_u8(&c->out, p->alert);
}

static void refuse(struct picky_client *c, struct net_conn *conn)
{
    switch (c->picky->refusal) {
    case PICKY_ALERT:
    case PICKY_WARNING:
        put_alert(c);
        say(c, conn);
        if (c->picky->drip_ms == 0)
            net_shut(conn);
        break;
    case PICKY_CLOSE: net_close(conn); break;
    case PICKY_RESET: net_reset(conn); break;
    case PICKY_SILENCE: break;
    }
}

/* Bytes that are neither TLS nor another protocol. */
static void put_garbage(struct buf *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_u8(out, (uint8_t)(0xf7 - 13 * i % 0x60));
}

static void answer(struct picky_client *c, struct net_conn *conn)
{
    struct picky *p = c->picky;

    if (c->num_hellos++ == 0)
        p->hellos++;
    if (c->num_hellos == 1 && p->every != 0 && p->hellos % p->every == 0) {
        net_close(conn);
        return;
    }
    if (p->garbage_n > 0)
        put_garbage(&c->out, p->garbage_n);
    else if (p->answer.bytes.n > 0)
        buf_put(&c->out, p->answer.bytes);
    else if (!picky_answer(&c->out, p, buf_span(&c->in))) {
        refuse(c, conn);
        return;
    }
    say(c, conn);
    if (p->closes_after && p->drip_ms == 0)
        net_shut(conn);
    buf_truncate(&c->in, 0);
}

/* Without keys it cannot go on: what is no hello is answered with an alert. */
static bool is_hello(struct span in)
{
    return ssl2_is_record(in) ||
           (in.p[0] == CONTENT_HANDSHAKE &&
            (in.n <= RECORD_HEADER || in.p[RECORD_HEADER] == HS_CLIENT_HELLO));
}

static void give_up(struct picky_client *c, struct net_conn *conn)
{
    static const uint8_t alert[] = {CONTENT_ALERT, 3, 3, 0, 2, ALERT_FATAL, ALERT_DECRYPT_ERROR};

    if (c->in.p[0] == CONTENT_ALERT || net_send(conn, span_of(alert, sizeof alert)) != ERR_OK)
        net_close(conn);
    else
        net_shut(conn);
}

/* How many bytes the hello has at least, with the headers of its records. */
static bool is_complete(struct span in)
{
    struct fail fail = {0};
    struct record r;
    struct buf message;
    struct msg m;
    bool complete = true, whole = false;

    if (ssl2_is_record(in))
        return in.n >= ssl2_record_need(in);
    buf_init(&message, HELLO_MAX);
    while (in.n > 0 && complete && !whole) {
        if (record_split(&r, &complete, in, RECORD_PLAIN_MAX, &fail) != ERR_OK)
            whole = true; /* nothing better will come */
        else if (complete) {
            buf_put(&message, r.fragment);
            in = span_tail(in, r.bytes.n);
        }
        whole = whole || msg_split(&m, buf_span(&message));
    }
    buf_free(&message);
    return whole;
}

static void on_ready(void *ctx, struct net_conn *conn)
{
    struct picky_client *c = ctx;

    if (c->picky->until != 0 && c->picky->connections > c->picky->until)
        net_close(conn);
}

static void on_data(void *ctx, struct net_conn *conn, struct span bytes)
{
    struct picky_client *c = ctx;

    c->picky->received += bytes.n;
    buf_put(&c->in, bytes);
    if (c->in.err != ERR_OK || c->num_hellos > HELLOS_MAX)
        net_close(conn);
    else if (c->num_hellos > 0 && !is_hello(buf_span(&c->in)))
        give_up(c, conn);
    else if (is_complete(buf_span(&c->in)))
        answer(c, conn);
}

static void on_eof(void *ctx, struct net_conn *conn)
{
    (void)ctx;
    net_close(conn);
}

static void client_free(struct picky_client *c)
{
    buf_free(&c->in);
    buf_free(&c->out);
    free(c);
}

static void on_closed(void *ctx)
{
    struct picky_client *c = ctx;

    *c->at = c->next;
    if (c->next != NULL)
        c->next->at = c->at;
    client_free(c);
}

static void on_failed(void *ctx, struct net_conn *conn, enum err err, struct span text)
{
    (void)conn;
    (void)err;
    (void)text;
    on_closed(ctx);
}

static void on_accepted(void *ctx, struct net_conn *conn, struct net_hooks *hooks)
{
    struct picky_client *c = calloc(1, sizeof *c);

    (void)conn;
    if (c == NULL)
        abort();
    c->picky = ctx;
    c->picky->connections++;
    c->next = c->picky->clients;
    c->at = &c->picky->clients;
    if (c->next != NULL)
        c->next->at = &c->next;
    c->picky->clients = c;
    buf_init(&c->in, HELLO_MAX);
    buf_init(&c->out, ANSWER_MAX);
    *hooks = (struct net_hooks){.ctx = c,
                                .ready = on_ready,
                                .data = on_data,
                                .eof = on_eof,
                                .failed = on_failed,
                                .closed = on_closed};
}

void picky_free(struct picky *picky)
{
    struct picky_client *next;

    for (struct picky_client *c = picky->clients; c != NULL; c = next) {
        next = c->next;
        client_free(c);
    }
    buf_free(&picky->kinds);
    buf_free(&picky->alpn);
    file_close(&picky->chain);
    file_close(&picky->answer);
}

enum err picky_serve(struct picky *picky, struct net_loop *loop, uint16_t *port)
{
    const struct net_serve_hooks hooks = {.ctx = picky, .accepted = on_accepted};
    const struct net_listen at = {"127.0.0.1", *port, LIFETIME_US};
    struct buf wrong;

    buf_init(&wrong, BUFSIZ);
    enum err e = net_serve(&picky->server, loop, &at, &hooks, &wrong);

    buf_free(&wrong);
    if (e == ERR_OK)
        *port = net_serve_port(picky->server);
    return e;
}
