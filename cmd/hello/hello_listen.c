/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --listen: the hellos of clients that connect, each answered with an alert. */
#include "config.h"

#include "cmd/hello/hello.h"

#include "cmd/options/listen_option.h"
#include "lib/tls/wire/ssl2.h"

enum { LINGER_US = 1000000, FATAL = 2 };

/* The state of --listen. */
struct listening {
    struct run *run;
    struct net_loop *loop;
    struct probe *idle;
    int code;
};

/* An alert; to a client of SSL 2.0 alone ERROR, since it knows no alerts. */
static struct span refusal(const struct first_flight *flight)
{
    static const uint8_t alert[] = {CONTENT_ALERT, 3, 3, 0, 2, FATAL, ALERT_HANDSHAKE_FAILURE};
    static const uint8_t error[] = {0x80, 3, SSL2_ERROR, 0, SSL2_NO_CIPHER};

    return hello_best(flight) == TLS_SSL_2 ? span_of(error, sizeof error)
                                           : span_of(alert, sizeof alert);
}

/* Prints what came and answers with an alert, once for each client. */
static void answer(struct probe *probe, struct net_conn *conn)
{
    if (probe->shown)
        return;
    probe->shown = true;
    probe->listening->code =
        exit_worse(probe->listening->code, hello_show(probe->run, &probe->text));
    if (!output_flush(&probe->run->out)) {
        net_stop(probe->listening->loop);
        return;
    }
    if (conn == NULL || net_send(conn, refusal(&probe->text.flight)) != ERR_OK)
        return;
    net_shut(conn);
}

static void on_lingered(void *ctx, struct net_conn *conn)
{
    (void)ctx;
    net_close(conn);
}

/* Collects the client's hello and answers it. */
static void on_client_data(void *ctx, struct net_conn *conn, struct span bytes)
{
    struct probe *p = ctx;

    if (p->shown)
        return;
    buf_put(&p->bytes, bytes);
    first_flight_take(&p->text.flight, buf_span(&p->bytes));
    if (p->bytes.err != ERR_OK)
        hello_probe_fail(p, p->bytes.err, span_str(err_text(p->bytes.err)));
    if (p->bytes.err == ERR_OK && p->text.flight.kind == FIRST_FLIGHT_MORE)
        return;
    answer(p, conn);
    /* The client has time to read the alert before the connection is closed. */
    net_timer(conn, LINGER_US, on_lingered);
}

/* A client that has closed its side gets no alert. */
static void on_client_eof(void *ctx, struct net_conn *conn)
{
    struct probe *p = ctx;

    if (!p->shown)
        hello_probe_fail(p, ERR_TLS_CLOSED_IN_HANDSHAKE,
                         SPAN_LIT("the client closed the connection before its ClientHello was "
                                  "complete"));
    answer(p, NULL);
    net_close(conn);
}

static void on_client_ready(void *ctx, struct net_conn *conn)
{
    struct probe *p = ctx;

    hello_view_address(&p->text, net_address(conn));
}

/* Keeps a finished probe for the next client. */
static void put_back(struct probe *probe)
{
    struct listening *l = probe->listening;

    hello_probe_free(probe);
    probe->next = l->idle;
    l->idle = probe;
}

static void on_client_closed(void *ctx)
{
    put_back(ctx);
}

/* The connection is gone, so the result is only printed. */
static void on_client_failed(void *ctx, struct net_conn *conn, enum err err, struct span text)
{
    struct probe *p = ctx;

    (void)conn;
    if (!p->shown)
        hello_probe_fail(p, err, text);
    answer(p, NULL);
    put_back(p);
}

/* A probe for a new client, from the idle ones or new. */
static void on_accepted(void *ctx, struct net_conn *conn, struct net_hooks *hooks)
{
    struct listening *l = ctx;
    struct probe *p = l->idle != NULL ? l->idle : ARENA_NEW(l->run->arena, struct probe);

    if (p == NULL) {
        net_close(conn);
        return;
    }
    if (p == l->idle)
        l->idle = p->next;
    p->listening = l;
    p->server = NULL;
    hello_probe_init(p, l->run);
    p->text.input = p->text.label = "client";
    p->text.is_client = true;
    *hooks = (struct net_hooks){.ctx = p,
                                .ready = on_client_ready,
                                .data = on_client_data,
                                .eof = on_client_eof,
                                .failed = on_client_failed,
                                .closed = on_client_closed};
}

/* Serves clients until it is interrupted. */
int hello_listen(struct run *run, const struct connect_setup *how, const char *where)
{
    struct listening l = {.run = run};
    const struct net_serve_hooks hooks = {.ctx = &l, .accepted = on_accepted};
    struct net_server *server = NULL;
    struct target at;
    struct buf wrong;

    if (!listen_parse(&at, where))
        return cmd_wrong(run, "--listen: '%s' is not [ADDR:]PORT, where ADDR is an IP address",
                         where);
    buf_init(&wrong, HELLO_BYTES_MAX);
    enum err e = net_loop_new(&l.loop);

    if (e == ERR_OK)
        e = net_serve(
            &server, l.loop,
            &(struct net_listen){at.host[0] != '\0' ? at.host : NULL, at.port, how->timeout_us},
            &hooks, &wrong);
    if (e == ERR_OK) {
        output_say(&run->out, "listening on port %u", net_serve_port(server));
        e = net_run(l.loop);
    }
    if (e != ERR_OK) {
        l.code = reason_exit(err_reason(e));
        output_say(&run->out, "%s: %.*s [%s]", where, (int)wrong.n, (const char *)wrong.p,
                   reason_code(err_reason(e)));
    }
    net_loop_free(l.loop);
    buf_free(&wrong);
    return l.code;
}
