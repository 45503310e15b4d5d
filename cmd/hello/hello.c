/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hello: sends a ClientHello and shows the answer, or shows any hello that is given. */
#include "config.h"

#include <string.h>

#include "cmd/hello/hello_view.h"
#include "cmd/options/connect_options.h"
#include "cmd/options/listen_option.h"
#include "lib/base/file.h"
#include "lib/crypto/gmpwipe.h"
#include "lib/tls/tls.h"

struct hello {
    struct connect_options connecting;
    struct string_list files, hex;
    const char *listen;
    bool json;
    int color;
};

#define AT(member) .offset = offsetof(struct hello, member)

static const struct opt hello_opts[] = {
    {.kind = OPT_GROUP, .help = "Input"},
    {.kind = OPT_LIST,
     .name = "file",
     .arg = "FILE",
     AT(files),
     .complete = COMPLETE_FILE,
     .help = "Decode the hello in this file ('-' is standard input), of either side: records or "
             "messages, binary or hexadecimal; anything after it is ignored. Can be given several "
             "times."},
    {.kind = OPT_LIST,
     .name = "hex",
     .arg = "HEX",
     AT(hex),
     .help = "Decode these bytes in the same way: digits, also separated by blanks, colons or "
             "commas, a C array, or a dump from xxd, hexdump or Wireshark."},
    {.kind = OPT_STRING,
     .name = "listen",
     .arg = "[ADDR:]PORT",
     AT(listen),
     .help = "Dissect the ClientHello of every client that connects to this port, and answer with "
             "the alert handshake_failure, until interrupted. Without ADDR, listen on all "
             "addresses; port 0 means any free port. --timeout is per client."},
    {.kind = OPT_INCLUDE, .group = connect_group, AT(connecting)},
    {.kind = OPT_GROUP, .help = "Output"},
    {.kind = OPT_FLAG,
     .name = "json",
     AT(json),
     .help = "Print one JSON object per hello and line, as described in tlsbox-json(5)."},
    {.kind = OPT_INCLUDE, .group = cmd_color_opts, AT(color)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example hello_examples[] = {
    {"tlsbox hello example.org", "What a server chooses, and the fingerprint of its answer."},
    {"tlsbox hello --tls 1.2 --suites all example.org", "What it chooses if everything is "
                                                        "offered."},
    {"tlsbox hello --listen 8443", "What a browser offers: open https://localhost:8443/ in it."},
    {"tlsbox hello --hex '16 03 01 00 c2 ...'", "Decode the output of another tool."},
    {NULL, NULL},
};

enum { BYTES_MAX = 1 << 20, LINGER_US = 1000000 };

struct listening;

/* One connection, to a server or of a client. */
struct probe {
    struct run *run;
    const struct connect_setup *how;
    const struct server *server; /* NULL: a client of ours (--listen) */
    struct hello_view text;
    struct buf bytes;
    struct listening *listening;
    struct probe *next; /* among the idle ones */
    bool shown;
};

static struct hello_view_style style_of(const struct hello *hello)
{
    return (struct hello_view_style){.json = hello->json,
                                     .style = output_style((enum color)hello->color)};
}

/* Prepares a probe for one hello; what the caller has set stays. */
static void probe_init(struct probe *probe, struct run *run)
{
    *probe = (struct probe){
        .run = run, .how = probe->how, .server = probe->server, .listening = probe->listening};
    hello_view_init(&probe->text);
    buf_init(&probe->bytes, BYTES_MAX);
}

static void probe_free(struct probe *probe)
{
    hello_view_free(&probe->text);
    buf_free(&probe->bytes);
}

/* Prints what is known about a hello; returns its exit code. */
static int show(struct run *run, struct hello_view *view)
{
    struct hello_view_style style = style_of(run->opts);

    return hello_view_put(view, &run->out, &style);
}

static void probe_fail(struct probe *probe, enum err err, struct span words)
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
        probe_fail(p, err, text);
}

static void note_address(struct probe *probe, const struct net_conn *conn)
{
    hello_view_address(&probe->text, net_address(conn));
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

    note_address(p, conn);
    buf_init(&hello, BYTES_MAX);
    enum err e = make_hello(p, &hello);

    first_flight_take(&p->text.sent, buf_span(&hello));
    if (e == ERR_OK)
        e = net_send(conn, buf_span(&hello));
    buf_free(&hello);
    if (e == ERR_OK)
        return;
    probe_fail(p, e, span_str(err_text(e)));
    net_close(conn);
}

/* Collects bytes until they make a hello, an alert, or neither. */
static void on_data(void *ctx, struct net_conn *conn, struct span bytes)
{
    struct probe *p = ctx;

    buf_put(&p->bytes, bytes);
    first_flight_take(&p->text.flight, buf_span(&p->bytes));
    if (p->bytes.err != ERR_OK)
        probe_fail(p, p->bytes.err, span_str(err_text(p->bytes.err)));
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
static int hello_server(struct run *run, const struct connect_setup *how, const char *operand,
                        const struct server *server)
{
    struct probe p = {.how = how, .server = server};

    probe_init(&p, run);
    p.text.input = operand;
    p.text.label = server->label;
    p.text.port = server->port;
    p.text.sni = connect_setup_config(how, server).server_name;
    p.text.min_version = how->min_version;
    p.text.max_version = how->max_version;
    enum err e = probe_run(&p);

    if (e != ERR_OK)
        probe_fail(&p, e, span_str(err_text(e)));
    int code = show(run, &p.text);

    probe_free(&p);
    return code;
}

/* --file and --hex. */

/* Decodes a hello that is given as text or binary. */
static int hello_bytes(struct run *run, const char *input, struct span text)
{
    struct hello_view t;
    struct buf bytes;

    hello_view_init(&t);
    t.input = t.label = input;
    t.is_file = true;
    buf_init(&bytes, BYTES_MAX);
    enum err e = first_flight_text(&bytes, text);

    if (e == ERR_OK && bytes.n == 0)
        e = ERR_EMPTY_INPUT;
    if (e == ERR_OK)
        first_flight_take(&t.flight, buf_span(&bytes));
    else
        hello_view_fail(&t, err_reason(e), "%s", err_text(e));
    int code = show(run, &t);

    hello_view_free(&t);
    buf_free(&bytes);
    return code;
}

static int hello_file(struct run *run, const char *path)
{
    struct file file = {0};
    struct hello_view t;
    enum err e = file_read(&file, path, BYTES_MAX);
    int code = EXIT_OK;

    if (e == ERR_OK) {
        code = hello_bytes(run, path, file.bytes);
        file_close(&file);
        return code;
    }
    hello_view_init(&t);
    t.input = t.label = path;
    hello_view_fail(&t, err_reason(e), "%s%s%s", err_text(e), file.sys_errno != 0 ? ": " : "",
                    file.sys_errno != 0 ? strerror(file.sys_errno) : "");
    code = show(run, &t);
    hello_view_free(&t);
    return code;
}

/* --listen. */

/* The state of --listen. */
struct listening {
    struct run *run;
    struct net_loop *loop;
    struct probe *idle;
    int code;
};

/* Prints what came and answers with an alert, once for each client. */
static void answer(struct probe *probe, struct net_conn *conn)
{
    static const uint8_t alert[] = {CONTENT_ALERT,          3, 3, 0, 2, ALERT_FATAL,
                                    ALERT_HANDSHAKE_FAILURE};

    if (probe->shown)
        return;
    probe->shown = true;
    probe->listening->code = exit_worse(probe->listening->code, show(probe->run, &probe->text));
    if (!output_flush(&probe->run->out)) {
        net_stop(probe->listening->loop);
        return;
    }
    if (conn == NULL || net_send(conn, span_of(alert, sizeof alert)) != ERR_OK)
        return;
    net_shut(conn);
}

static void on_lingered(void *ctx, struct net_conn *conn)
{
    (void)ctx;
    net_close(conn);
}

/* --listen: collects the client's hello and answers it. */
static void on_client_data(void *ctx, struct net_conn *conn, struct span bytes)
{
    struct probe *p = ctx;

    if (p->shown)
        return;
    buf_put(&p->bytes, bytes);
    first_flight_take(&p->text.flight, buf_span(&p->bytes));
    if (p->bytes.err != ERR_OK)
        probe_fail(p, p->bytes.err, span_str(err_text(p->bytes.err)));
    if (p->bytes.err == ERR_OK && p->text.flight.kind == FIRST_FLIGHT_MORE)
        return;
    answer(p, conn);
    /* The client has time to read the alert before the connection is closed. */
    net_timer(conn, LINGER_US, on_lingered);
}

static void on_client_eof(void *ctx, struct net_conn *conn)
{
    struct probe *p = ctx;

    if (!p->shown)
        probe_fail(p, ERR_TLS_CLOSED_IN_HANDSHAKE,
                   SPAN_LIT("the client closed the connection before its ClientHello was "
                            "complete"));
    answer(p, NULL);
    net_close(conn);
}

static void on_client_ready(void *ctx, struct net_conn *conn)
{
    note_address(ctx, conn);
}

/* Keeps a finished probe for the next client. */
static void put_back(struct probe *probe)
{
    struct listening *l = probe->listening;

    probe_free(probe);
    probe->next = l->idle;
    l->idle = probe;
}

static void on_client_closed(void *ctx)
{
    put_back(ctx);
}

static void on_client_failed(void *ctx, struct net_conn *conn, enum err err, struct span text)
{
    struct probe *p = ctx;

    (void)conn;
    if (!p->shown)
        probe_fail(p, err, text);
    answer(p, NULL);
    put_back(p);
}

/* --listen: a probe for a new client, from the idle ones or new. */
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
    probe_init(p, l->run);
    p->text.input = p->text.label = "client";
    p->text.is_client = true;
    *hooks = (struct net_hooks){.ctx = p,
                                .ready = on_client_ready,
                                .data = on_client_data,
                                .eof = on_client_eof,
                                .failed = on_client_failed,
                                .closed = on_client_closed};
}

/* --listen: serves clients until it is interrupted. */
static int hello_listen(struct run *run, const struct connect_setup *how, const char *where)
{
    struct listening l = {.run = run};
    const struct net_serve_hooks hooks = {.ctx = &l, .accepted = on_accepted};
    struct net_server *server = NULL;
    struct target at;
    struct buf wrong;

    if (!listen_parse(&at, where))
        return cmd_wrong(run, "--listen: '%s' is not [ADDR:]PORT, where ADDR is an IP address",
                         where);
    buf_init(&wrong, BYTES_MAX);
    enum err e = net_loop_new(&l.loop);

    if (e == ERR_OK)
        e = net_serve(&server, l.loop, at.host[0] != '\0' ? at.host : NULL, at.port,
                      how->timeout_us, &hooks, &wrong);
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

static int hello_run(struct run *run)
{
    const struct hello *o = run->opts;
    bool decodes = o->files.num + o->hex.num > 0;
    struct server *servers = arena_alloc(run->arena, run->num_operands + 1, sizeof *servers);
    struct connect_setup how;
    int code = EXIT_OK;

    if (servers == NULL)
        return EXIT_FAULT;
    if ((run->num_operands > 0) + decodes + (o->listen != NULL) != 1)
        return cmd_wrong(run, "give one of HOST, --file or --hex, and --listen%s",
                         run->num_operands == 0 ? connect_options_lone(&o->connecting) : "");
    gmpwipe_install();
    code = connect_options_make(&how, run, &o->connecting, "h2,http/1.1");
    for (size_t i = 0; i < run->num_operands && code == EXIT_OK; i++)
        code = connect_options_server(&how, &servers[i], run, run->operands[i]);
    if (code != EXIT_OK)
        return code;
    if (o->listen != NULL)
        return hello_listen(run, &how, o->listen);
    for (size_t i = 0; i < o->files.num && output_tick(&run->out); i++)
        code = exit_worse(code, hello_file(run, o->files.v[i]));
    for (size_t i = 0; i < o->hex.num && output_tick(&run->out); i++)
        code = exit_worse(code, hello_bytes(run, "--hex", span_str(o->hex.v[i])));
    for (size_t i = 0; i < run->num_operands && output_tick(&run->out); i++)
        code = exit_worse(code, hello_server(run, &how, run->operands[i], &servers[i]));
    return code;
}

const struct cmd cmd_hello = {
    .name = "hello",
    .summary = "dissect the hello messages of servers and clients",
    .usage = "[OPTION]... HOST[:PORT]... | --file FILE | --hex HEX | --listen [ADDR:]PORT",
    .about =
        "Sends one ClientHello to each HOST and shows every field of the ServerHello, "
        "HelloRetryRequest or alert that comes back, and the fingerprints of both sides: JA3 and "
        "JA4 of clients, JA3S of servers.\n"
        "With --file or --hex it decodes a captured hello; with --listen it waits for clients.",
    .opts = hello_opts,
    .opts_size = sizeof(struct hello),
    .examples = hello_examples,
    .operand = OPERAND_NONE,
    .run = hello_run,
};
