/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connect/endpoint.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/connect/ending.h"
#include "app/connect/endpoint_judge.h"
#include "lib/tls/keys/keylog.h"
#include "lib/tls/tls.h"

enum {
    ENDPOINT_MEMORY = 64 << 20,
    MESSAGE_MAX = 1 << 14,
    PIECE = 1 << 16,       /* of a capture, at once … */
    PACKETS_MAX = 1 << 20, /* … and what it takes as packets */
    SECRET_INDEX_MAX = 1 << 20,
    PROGRESS_US = 1000000,
    LINGER_US = 1000000,
    TRICKLE_US = 1000000,
    UNASKED_SHOWN = 64, /* bytes of data that nobody asked for, as an event */
};

static uint64_t elapsed(const struct endpoint *v)
{
    return net_now_us() - v->began_us;
}

/* The clock of captures: when the endpoint began, and what has passed since. */
static uint64_t wall_us(const struct endpoint *v)
{
    return v->began_wall_us + elapsed(v);
}

/* What is in packets now is in the spool from now on. */
static void spool(struct endpoint *v)
{
    spool_put(v->plan->capture, buf_span(&v->packets));
    buf_truncate(&v->packets, 0);
}

static void capture(struct endpoint *v, bool sent, struct span bytes)
{
    while (v->plan->capture != NULL && bytes.n > 0) {
        struct span piece = span_head(bytes, PIECE);

        pcapng_data(&v->packets, &v->flow, sent != v->received, wall_us(v), piece);
        spool(v);
        bytes = span_tail(bytes, piece.n);
    }
}

static void capture_end(struct endpoint *v)
{
    if (v->plan->capture == NULL || v->conn == NULL)
        return;
    /* heard_all: the other end was the first. */
    pcapng_close(&v->packets, &v->flow, v->heard_all == v->received, wall_us(v));
    spool(v);
}

static void capture_reset(struct endpoint *v)
{
    if (v->plan->capture == NULL || v->address[0] == '\0')
        return;
    pcapng_reset(&v->packets, &v->flow, v->received, wall_us(v));
    spool(v);
}

void endpoint_pump(struct endpoint *v)
{
    struct span out = v->tls == NULL ? (struct span){0} : tls_pending(v->tls);
    size_t pending = out.n;

    /* What was made without random bytes is told to nobody. */
    if (v->random.failed && out.n > 0) {
        endpoint_fail(v, err_reason(ERR_TLS_RANDOM), "%s", err_text(ERR_TLS_RANDOM));
        endpoint_drop(v);
        return;
    }
    if (v->trickles)
        out = span_head(out, v->wait_until_us == 0 ? 1 : 0);
    if (v->conn != NULL && out.n > 0) {
        capture(v, true, out);
        enum err e = net_send(v->conn, out);

        tls_sent(v->tls, out.n);
        ending_sent(v);
        if (e != ERR_OK)
            ending_net(v, e, span_str(err_text(e)));
    }
    if (v->trickles && v->conn != NULL && out.n < pending && v->wait_until_us == 0)
        endpoint_wait(v, TRICKLE_US);
    if (v->conn != NULL && v->hooks != NULL && v->hooks->pumped != NULL)
        v->hooks->pumped(v);
}

static void progress_clear(struct endpoint *v)
{
    static const char clear[] = "\r\033[K";

    if (v->told_progress && write(STDERR_FILENO, clear, sizeof clear - 1) < 0)
        return; /* nobody can be told */
    v->told_progress = false;
}

void endpoint_drop(struct endpoint *v)
{
    v->ended = true;
    progress_clear(v);
    if (v->conn != NULL)
        net_close(v->conn);
    v->conn = NULL;
}

void endpoint_reset(struct endpoint *v)
{
    v->ended = true;
    capture_end(v);
    if (v->conn != NULL)
        net_reset(v->conn);
    v->conn = NULL;
}

/* leave ends the connection.  To close a socket while something that the client has sent is unread
 * would reset it, and the client would lose our last words (RFC 9112 9.6): so it is given a moment
 * to go first. */
static void leave(struct endpoint *v)
{
    capture_end(v);
    if (!v->received || v->conn == NULL || (v->heard_all && net_queued(v->conn) == 0)) {
        endpoint_drop(v);
        return;
    }
    v->ended = v->lingers = true;
    net_shut(v->conn);
    net_hold(v->conn, false);
    if (net_queued(v->conn) == 0)
        endpoint_limit(v, LINGER_US);
}

void endpoint_end(struct endpoint *v)
{
    if (v->ended || v->stays)
        return;
    if (v->tls != NULL && v->is_open && tls_phase(v->tls) != PHASE_FAILED &&
        tls_close(v->tls) == ERR_OK)
        endpoint_pump(v);
    leave(v);
}

/* The timer serves three: the progress line, endpoint_wait and endpoint_limit. */
static void fired(void *ctx, struct net_conn *c);

static void set_timer(struct endpoint *v)
{
    const uint64_t times[] = {v->progress_at_us, v->wait_until_us, v->limit_at_us};
    uint64_t now = net_now_us(), at = 0;

    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        if (times[i] != 0 && (at == 0 || times[i] < at))
            at = times[i];
    }
    if (v->conn != NULL)
        net_timer(v->conn, at == 0 ? 0 : at > now ? at - now : 1, fired);
}

void endpoint_limit(struct endpoint *v, uint64_t us)
{
    v->limit_at_us = net_now_us() + us;
    set_timer(v);
}

static void progress(struct endpoint *v)
{
    struct buf line;

    v->progress_at_us = 0;
    buf_init(&line, MESSAGE_MAX);
    buf_printf(&line, "%s: %s: %s...", v->plan->out->who, v->server->label, v->step);
    if (write(STDERR_FILENO, line.p, line.n) > 0)
        v->told_progress = true;
    buf_free(&line);
}

static void turn(struct endpoint *v)
{
    if (v->tls == NULL)
        return;
    if (!v->ended && v->hooks != NULL && v->hooks->turn != NULL &&
        (v->is_open || tls_may_write(v->tls)))
        v->hooks->turn(v);
    else if (!v->ended && v->is_open)
        endpoint_end(v);
    endpoint_pump(v);
}

/* late is the end of a client that took too long. */
static void late(struct endpoint *v)
{
    if (!v->lingers && (v->stays || !v->may_end)) {
        endpoint_fail(v, REASON_TIMEOUT,
                      v->is_open ? "the client was idle for too long"
                                 : "the client's handshake took too long");
        capture_end(v);
        endpoint_drop(v);
    } else if (!v->lingers) {
        endpoint_end(v);
    } else {
        endpoint_drop(v);
    }
}

static void fired(void *ctx, struct net_conn *c)
{
    struct endpoint *v = ctx;
    uint64_t now = net_now_us();

    (void)c;
    if (v->progress_at_us != 0 && now >= v->progress_at_us)
        progress(v);
    if (v->wait_until_us != 0 && now >= v->wait_until_us) {
        v->wait_until_us = 0;
        v->waited = true;
        turn(v);
    }
    if (v->limit_at_us != 0 && now >= v->limit_at_us) {
        v->limit_at_us = 0;
        late(v);
        return;
    }
    set_timer(v);
}

void endpoint_wait(struct endpoint *v, uint64_t us)
{
    uint64_t now = net_now_us(), left = v->deadline_us > now ? v->deadline_us - now : 0;

    /* What need not come ends its wait before the time is over; a server has no such time. */
    if (!v->received && us > left / 2)
        us = left / 2 + 1;
    v->waited = false;
    v->wait_until_us = now + us;
    set_timer(v);
}

/* Hooks of the client. */

static int64_t on_now(void *ctx)
{
    (void)ctx;
    return net_wall_ms();
}

/* keep_secret writes the line of a step to the key log and to the capture. */
static void keep_secret(struct endpoint *v, const struct step *s)
{
    struct span random = tls_info(v->tls)->client_random;
    struct buf line;

    if (v->plan->keylog == NULL && v->plan->capture == NULL)
        return;
    buf_init(&line, MESSAGE_MAX);
    keylog_put(&line, s, random);
    if (v->plan->keylog != NULL && line.n > 0)
        outfile_log_put(v->plan->keylog, buf_span(&line));
    if (v->plan->capture != NULL)
        buf_put(&v->secrets, buf_span(&line));
    buf_wipe(&line);
}

static void on_event(void *ctx, const struct event *ev)
{
    struct endpoint *v = ctx;

    bool unasked = ev->kind == EVENT_DATA && !ev->sent && v->hooks != NULL &&
                   v->hooks->unasked != NULL && v->hooks->unasked(v);

    v->events.keep_head = unasked ? UNASKED_SHOWN : 0;
    if (!v->is_open || !v->plan->brief)
        event_log_add(&v->events, elapsed(v), ev);
    if (ev->kind == EVENT_STEP)
        keep_secret(v, ev->step);
    ending_event(v, ev);
    v->is_early = ev->epoch == EPOCH_EARLY;
    if (ev->kind == EVENT_DATA && !ev->sent && v->hooks != NULL && v->hooks->data != NULL)
        v->hooks->data(v, ev->bytes);
}

static void on_judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    struct endpoint *v = ctx;

    out->err = endpoint_judge(v, chain, out);
}

static void on_ticket(void *ctx, const struct session *s)
{
    struct endpoint *v = ctx;

    session_free(&v->session);
    if (session_copy(&v->session, s) != ERR_OK)
        session_free(&v->session);
}

/* Hooks of the network. */

static void note_ends(struct endpoint *v)
{
    struct net_end local, peer;

    if (v->conn == NULL || v->address[0] != '\0')
        return;
    snprintf(v->address, sizeof v->address, "%s", net_address(v->conn));
    if (v->plan->capture == NULL || v->address[0] == '\0')
        return;
    net_ends(v->conn, &local, &peer);
    if (v->received) {
        struct net_end us = local;

        local = peer;
        peer = us;
    }
    v->flow = (struct pcapng_flow){.client = {.ip_n = local.ip_n, .port = local.port},
                                   .server = {.ip_n = peer.ip_n, .port = peer.port}};
    memcpy(v->flow.client.ip, local.ip, sizeof local.ip);
    memcpy(v->flow.server.ip, peer.ip, sizeof peer.ip);
    pcapng_open(&v->packets, &v->flow, wall_us(v));
    spool(v);
}

static void on_step(void *ctx, enum net_step step)
{
    static const struct {
        const char *mark, *next;
    } steps[] = {
        [NET_STEP_RESOLVED] = {"resolved", "connecting"},
        [NET_STEP_CONNECTED] = {"connected", "connected, waiting for the server"},
        [NET_STEP_PROXY] = {"proxy", "through the proxy, waiting for the server"},
        [NET_STEP_STARTTLS] = {"starttls", "waiting for the handshake"},
    };
    struct endpoint *v = ctx;

    event_log_mark(&v->events, steps[step].mark, elapsed(v));
    snprintf(v->step, sizeof v->step, "%s", steps[step].next);
}

/* took looks at what our end made of its input. */
static void took(struct endpoint *v, enum err e)
{
    enum tls_phase phase = tls_phase(v->tls);

    if (e != ERR_OK) {
        ending_tls(v, e);
        endpoint_pump(v); /* the alert */
        if (e == ERR_TLS_NOT_TLS && tls_failure(v->tls)->looks_like != NULL && v->hooks != NULL &&
            v->hooks->foreign != NULL)
            v->hooks->foreign(v, tls_failure(v->tls)->looks_like);
        leave(v);
        return;
    }
    if (!v->is_open && (phase == PHASE_OPEN || phase == PHASE_CLOSED)) {
        v->is_open = true;
        event_log_mark(&v->events, "done", elapsed(v));
    }
    v->peer_closed = phase == PHASE_CLOSED;
    if (v->peer_closed)
        ending_close_notify(v);
    turn(v);
}

/* begin makes our end; false where that fails. */
static bool begin(struct endpoint *v)
{
    enum err e = tls_new(&v->tls, &v->config);

    if (e == ERR_OK)
        e = tls_start(v->tls);
    if (e == ERR_OK && v->random.failed)
        e = ERR_TLS_RANDOM;
    if (e == ERR_OK)
        return true;
    endpoint_fail(v, err_reason(e), "%s", err_text(e));
    endpoint_drop(v);
    return false;
}

static void on_ready(void *ctx, struct net_conn *c)
{
    struct endpoint *v = ctx;

    v->conn = c;
    note_ends(v);
    /* A client that says nothing shall cost little. */
    if (v->received || !begin(v))
        return;
    if (v->hooks != NULL && v->hooks->started != NULL)
        v->hooks->started(v);
    endpoint_pump(v);
}

static void on_data(void *ctx, struct net_conn *c, struct span bytes)
{
    struct endpoint *v = ctx;

    (void)c;
    if (v->ended || (v->tls == NULL && !begin(v)))
        return;
    capture(v, false, bytes);
    took(v, tls_feed(v->tls, bytes));
}

static void on_eof(void *ctx, struct net_conn *c)
{
    struct endpoint *v = ctx;

    v->heard_all = true;
    v->stays = false;
    if (v->ended || v->may_end) {
        if (v->lingers && net_queued(c) == 0)
            endpoint_drop(v);
        else if (!v->lingers)
            endpoint_end(v);
        return;
    }
    if (v->tls == NULL) {
        endpoint_fail(v, err_reason(ERR_NET_CLOSED), "the client closed the connection without "
                                                     "sending anything");
        endpoint_drop(v);
        return;
    }
    v->peer_closed = true;
    took(v, tls_eof(v->tls));
    if (!v->ended)
        endpoint_end(v);
}

static void on_drained(void *ctx, struct net_conn *c)
{
    struct endpoint *v = ctx;

    (void)c;
    if (v->lingers && v->heard_all)
        endpoint_drop(v);
    else if (v->lingers)
        endpoint_limit(v, LINGER_US);
    else
        turn(v);
}

static void over(struct endpoint *v)
{
    if (v->received && v->hooks != NULL && v->hooks->over != NULL)
        v->hooks->over(v);
}

static void on_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    struct endpoint *v = ctx;

    (void)c;
    v->conn = NULL;
    progress_clear(v);
    if (e == ERR_NET_RESET)
        capture_reset(v);
    if (!v->lingers && !v->may_end) {
        event_log_mark(&v->events, "failed", elapsed(v));
        ending_net(v, e, text);
    }
    v->ended = true;
    over(v);
}

static void on_closed(void *ctx)
{
    struct endpoint *v = ctx;

    v->conn = NULL;
    over(v);
}

void endpoint_init(struct endpoint *v, const struct endpoint_plan *plan,
                   const struct server *server, const char *input)
{
    *v = (struct endpoint){.plan = plan, .server = server, .input = input, .step = "looking it up"};
    arena_init(&v->arena, ENDPOINT_MEMORY);
    event_log_init(&v->events, plan->keep_steps, false);
    if (plan->event_log_max != 0)
        arena_init(&v->events.arena, plan->event_log_max);
    buf_init(&v->message, MESSAGE_MAX);
    buf_init(&v->packets, PACKETS_MAX);
    buf_init(&v->secrets, SECRET_INDEX_MAX);
    v->config = connect_setup_config(plan->how, server);
    v->config.rng = rng_system(&v->random);
    v->config.ctx = v;
    v->config.now_ms = on_now;
    v->config.event = on_event;
    v->config.judge = on_judge;
    v->config.ticket = on_ticket;
}

void endpoint_free(struct endpoint *v)
{
    tls_free(v->tls);
    session_free(&v->session);
    event_log_free(&v->events);
    buf_free(&v->message);
    buf_free(&v->packets);
    buf_wipe(&v->secrets);
    arena_free(&v->arena);
    *v = (struct endpoint){0};
}

/* set_out notes when it began; the hooks for the network. */
static struct net_hooks set_out(struct endpoint *v, struct net_loop *loop)
{
    v->loop = loop;
    v->began_us = net_now_us();
    v->began_wall_us = (uint64_t)net_wall_ms() * 1000;
    return (struct net_hooks){.ctx = v,
                              .step = on_step,
                              .ready = on_ready,
                              .data = on_data,
                              .eof = on_eof,
                              .failed = on_failed,
                              .closed = on_closed,
                              .drained = on_drained};
}

void endpoint_receive(struct endpoint *v, struct net_loop *loop, struct net_conn *c,
                      struct net_hooks *hooks)
{
    *hooks = set_out(v, loop);
    v->conn = c;
    v->received = true;
    v->events.side = EVENT_LOG_SERVER;
}

enum err endpoint_start(struct endpoint *v, struct net_loop *loop, uint64_t timeout_us)
{
    const struct net_hooks hooks = set_out(v, loop);
    struct net_request request = connect_setup_request(v->plan->how, v->server);
    struct net_conn *conn = NULL;

    if (timeout_us != 0)
        request.timeout_us = timeout_us;
    v->deadline_us = v->began_us + request.timeout_us;
    TRY(net_open(&conn, loop, &request, &hooks));
    if (!v->ended)
        v->conn = conn;
    if (v->plan->want_progress)
        v->progress_at_us = v->began_us + PROGRESS_US;
    set_timer(v);
    return ERR_OK;
}

enum err endpoint_run(struct endpoint *v, uint64_t timeout_us)
{
    struct net_loop *loop = NULL;
    enum err e = net_loop_new(&loop);

    if (e == ERR_OK)
        e = endpoint_start(v, loop, timeout_us);
    if (e == ERR_OK)
        e = net_run(loop);
    v->conn = NULL;
    net_loop_free(loop);
    return e;
}
