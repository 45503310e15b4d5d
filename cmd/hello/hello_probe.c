/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection of `hello`, and the hellos of servers. */
#include "config.h"

#include "cmd/hello/hello.h"

#include "lib/tls/tls.h"

static struct hello_view_style style_of(const struct hello *hello)
{
    return (struct hello_view_style){.json = hello->json,
                                     .style = output_style((enum color)hello->color)};
}

void hello_probe_init(struct probe *probe, struct run *run)
{
    *probe = (struct probe){
        .run = run, .how = probe->how, .server = probe->server, .listening = probe->listening};
    hello_view_init(&probe->text);
    buf_init(&probe->bytes, HELLO_BYTES_MAX);
}

void hello_probe_free(struct probe *probe)
{
    hello_view_free(&probe->text);
    buf_free(&probe->bytes);
}

int hello_show(struct run *run, struct hello_view *view)
{
    struct hello_view_style style = style_of(run->opts);

    return hello_view_put(view, &run->out, &style);
}

void hello_probe_fail(struct probe *probe, enum err err, struct span words)
{
    hello_view_fail(&probe->text, err_reason(err), "%.*s", (int)words.n, (const char *)words.p);
}

/* The server ended the connection before its answer was complete. */
static void closed(struct probe *probe, const char *how)
{
    bool silent = probe->bytes.n == 0;

    hello_view_fail(&probe->text, err_reason(silent ? ERR_NET_CLOSED : ERR_TLS_CLOSED_IN_HANDSHAKE),
                    "the server %s the connection %s", how,
                    silent ? "before it sent anything" : "in the middle of its answer");
}

/* A reset and a timeout after our hello was sent say something about the server. */
static void on_failed(void *ctx, struct net_conn *conn, enum err err, struct span text)
{
    struct probe *p = ctx;

    (void)conn;
    if (err == ERR_NET_RESET && p->text.sent.kind == FIRST_FLIGHT_CLIENT)
        closed(p, "reset");
    else if (err == ERR_NET_TIMEOUT && p->text.sent.kind == FIRST_FLIGHT_CLIENT)
        hello_view_fail(&p->text, REASON_TIMEOUT, "%.*s: connected, but the server %s", (int)text.n,
                        (const char *)text.p,
                        p->bytes.n == 0 ? "sent nothing" : "stopped in the middle of its answer");
    else
        hello_probe_fail(p, err, text);
}

static int64_t on_now(void *ctx)
{
    (void)ctx;
    return net_wall_ms();
}

/* The connection ends before a chain can come. */
static void on_judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    (void)ctx;
    (void)chain;
    *out = (struct tls_verdict){.err = ERR_TLS_NOT_DONE, .alert = ALERT_NONE};
}

/* Makes a ClientHello with our own client, which is not used further: the answer is only
 * decoded. */
static enum err make_hello(struct probe *probe, struct buf *out)
{
    struct rng_system random = {0};
    struct tls_config config = connect_setup_config(probe->how, probe->server);
    struct tls *t = NULL;

    config.rng = rng_system(&random);
    config.now_ms = on_now;
    config.judge = on_judge;
    enum err e = tls_new(&t, &config);

    if (e == ERR_OK)
        e = tls_start(t);
    if (e == ERR_OK && random.failed)
        e = ERR_TLS_RANDOM;
    if (e == ERR_OK)
        buf_put(out, tls_pending(t));
    tls_free(t);
    return e != ERR_OK ? e : out->err;
}

/* The connection is ready: sends the ClientHello. */
static void on_ready(void *ctx, struct net_conn *conn)
{
    struct probe *p = ctx;
    struct buf hello;

    hello_view_address(&p->text, net_address(conn));
    buf_init(&hello, HELLO_BYTES_MAX);
    enum err e = make_hello(p, &hello);

    first_flight_take(&p->text.sent, buf_span(&hello));
    if (e == ERR_OK)
        e = net_send(conn, buf_span(&hello));
    buf_free(&hello);
    if (e == ERR_OK)
        return;
    hello_probe_fail(p, e, span_str(err_text(e)));
    net_close(conn);
}

/* Collects bytes until they make a hello, an alert, or neither. */
static void on_data(void *ctx, struct net_conn *conn, struct span bytes)
{
    struct probe *p = ctx;

    buf_put(&p->bytes, bytes);
    first_flight_take(&p->text.flight, buf_span(&p->bytes));
    if (p->bytes.err != ERR_OK)
        hello_probe_fail(p, p->bytes.err, span_str(err_text(p->bytes.err)));
    if (p->bytes.err != ERR_OK || p->text.flight.kind != FIRST_FLIGHT_MORE)
        net_close(conn);
}

/* The server has closed before its answer was complete. */
static void on_eof(void *ctx, struct net_conn *conn)
{
    struct probe *p = ctx;

    if (p->text.flight.kind == FIRST_FLIGHT_MORE)
        closed(p, "closed");
    net_close(conn);
}

static void on_closed(void *ctx)
{
    (void)ctx;
}

/* Connects, sends the hello, and waits for the answer or a failure. */
static enum err probe_run(struct probe *probe)
{
    const struct net_hooks hooks = {.ctx = probe,
                                    .ready = on_ready,
                                    .data = on_data,
                                    .eof = on_eof,
                                    .failed = on_failed,
                                    .closed = on_closed};
    struct net_request request = connect_setup_request(probe->how, probe->server);
    struct net_loop *loop = NULL;
    struct net_conn *conn = NULL;
    enum err e = net_loop_new(&loop);

    if (e == ERR_OK)
        e = net_open(&conn, loop, &request, &hooks);
    if (e == ERR_OK)
        e = net_run(loop);
    net_loop_free(loop);
    return e;
}

/* One operand HOST: probes it and prints the result. */
int hello_server(struct run *run, const struct connect_setup *how, const char *operand,
                 const struct server *server)
{
    struct probe p = {.how = how, .server = server};

    hello_probe_init(&p, run);
    p.text.input = operand;
    p.text.label = server->label;
    p.text.port = server->port;
    p.text.sni = connect_setup_config(how, server).server_name;
    p.text.min_version = how->min_version;
    p.text.max_version = how->max_version;
    enum err e = probe_run(&p);

    if (e != ERR_OK)
        hello_probe_fail(&p, e, span_str(err_text(e)));
    int code = hello_show(run, &p.text);

    hello_probe_free(&p);
    return code;
}
