/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network calls on_ready, on_data, on_eof, on_drained, and in the end on_failed or on_closed.
 * Received bytes go to tls_feed; TLS calls on_event, on_judge and on_ticket meanwhile.  `took`
 * looks at the result, `turn` lets the command act, endpoint_pump sends what TLS has pending.
 * Three functions end a connection: endpoint_end in the regular way, endpoint_drop without
 * close_notify, endpoint_reset with a reset. */
#include "config.h"

#include "app/connect/endpoint.h"

#include <stdio.h>
#include <string.h>

#include "app/connect/ending.h"
#include "app/connect/endpoint_judge.h"
#include "app/connect/endpoint_listener.h"
#include "app/connect/endpoint_progress.h"
#include "lib/tls/tls.h"

enum {
    ENDPOINT_MEMORY = 64 << 20,
    MESSAGE_MAX = 1 << 14,
    PROGRESS_US = 1000000,
    LINGER_US = 1000000,
    TRICKLE_US = 1000000,
    UNASKED_SHOWN = 64, /* bytes of unrequested data that its event keeps */
};

/* Microseconds since the beginning. */
static uint64_t elapsed(const struct endpoint *v)
{
    return net_now_us() - v->began_us;
}

uint64_t endpoint_wall_us(const struct endpoint *v)
{
    return v->began_wall_us + elapsed(v);
}

/* Sets the state; `reached` keeps the last one before the end. */
static void set_state(struct endpoint *v, enum endpoint_state state)
{
    v->state = state;
    if (state <= ENDPOINT_OPEN)
        v->reached = state;
    if (state >= ENDPOINT_LINGERING)
        endpoint_judge_end(v);
}

/* For a fault that trickles it sends one byte and sets a wait for the next one. */
void endpoint_pump(struct endpoint *v)
{
    struct span out = v->tls == NULL ? (struct span){0} : tls_pending(v->tls);
    size_t pending = out.n;

    /* Nothing is sent that was made without random bytes. */
    if (v->random.failed && out.n > 0) {
        endpoint_fail(v, err_reason(ERR_TLS_RANDOM), "%s", err_text(ERR_TLS_RANDOM));
        endpoint_drop(v);
        return;
    }
    if (v->server.trickles)
        out = span_head(out, v->wait_until_us == 0 ? 1 : 0);
    if (v->conn != NULL && out.n > 0) {
        endpoint_listener_bytes(v, true, out);
        enum err e = net_send(v->conn, out);

        tls_sent(v->tls, out.n);
        ending_sent(v);
        if (e != ERR_OK)
            ending_net(v, e, span_str(err_text(e)));
    }
    if (v->server.trickles && v->conn != NULL && out.n < pending && v->wait_until_us == 0)
        endpoint_wait(v, TRICKLE_US);
    if (v->conn != NULL && v->hooks != NULL && v->hooks->pumped != NULL)
        v->hooks->pumped(v);
}

void endpoint_drop(struct endpoint *v)
{
    set_state(v, ENDPOINT_ENDED);
    endpoint_progress_clear(v);
    if (v->conn != NULL)
        net_close(v->conn);
    v->conn = NULL;
}

void endpoint_reset(struct endpoint *v)
{
    set_state(v, ENDPOINT_ENDED);
    if (v->conn != NULL) {
        endpoint_listener_closed(v, false);
        net_reset(v->conn);
    }
    v->conn = NULL;
}

/* Ends the connection.  A socket that is closed while input is unread is reset, and the client may
 * lose what we sent last (RFC 9112 9.6).  So a server lingers until the client has
 * closed or LINGER_US is over. */
static void leave(struct endpoint *v)
{
    if (v->conn != NULL)
        endpoint_listener_closed(v, false);
    if (!v->is_server || v->conn == NULL || (v->heard_all && net_queued(v->conn) == 0)) {
        endpoint_drop(v);
        return;
    }
    set_state(v, ENDPOINT_LINGERING);
    net_shut(v->conn);
    net_hold(v->conn, false);
    if (net_queued(v->conn) == 0)
        endpoint_limit(v, LINGER_US);
}

void endpoint_end(struct endpoint *v)
{
    if (endpoint_has_ended(v) || v->server.stays)
        return;
    if (v->tls != NULL && endpoint_is_open(v) && tls_phase(v->tls) != PHASE_FAILED &&
        tls_close(v->tls) == ERR_OK)
        endpoint_pump(v);
    leave(v);
}

/* The timer serves three: the progress line, endpoint_wait and endpoint_limit. */
static void fired(void *ctx, struct net_conn *c);

/* Sets the network's timer to the earliest of the three times; 0 is no time. */
static void set_timer(struct endpoint *v)
{
    const uint64_t times[] = {v->client.progress_at_us, v->wait_until_us, v->limit_at_us};
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

/* Lets the command act when it may write.  Without a hook for that, an open connection ends. */
static void turn(struct endpoint *v)
{
    if (v->tls == NULL)
        return;
    if (!endpoint_has_ended(v) && v->hooks != NULL && v->hooks->turn != NULL &&
        (endpoint_is_open(v) || tls_may_write(v->tls)))
        v->hooks->turn(v);
    else if (!endpoint_has_ended(v) && endpoint_is_open(v))
        endpoint_end(v);
    endpoint_pump(v);
}

/* The limit is over: a client that may end now ends in the regular way; others get a timeout. */
static void late(struct endpoint *v)
{
    if (v->state != ENDPOINT_LINGERING && (v->server.stays || !v->server.may_end)) {
        endpoint_fail(v, REASON_TIMEOUT,
                      endpoint_is_open(v) ? "the client was idle for too long"
                                          : "the client's handshake took too long");
        if (v->conn != NULL)
            endpoint_listener_closed(v, false);
        endpoint_drop(v);
    } else if (v->state != ENDPOINT_LINGERING) {
        endpoint_end(v);
    } else {
        endpoint_drop(v);
    }
}

/* Several times may be over at once.  The limit comes last, since it ends the connection. */
static void fired(void *ctx, struct net_conn *c)
{
    struct endpoint *v = ctx;
    uint64_t now = net_now_us();

    (void)c;
    if (v->client.progress_at_us != 0 && now >= v->client.progress_at_us) {
        v->client.progress_at_us = 0;
        endpoint_progress_show(v);
    }
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
    uint64_t now = net_now_us(),
             left = v->client.deadline_us > now ? v->client.deadline_us - now : 0;

    /* A client waits for at most half of its remaining time; a server has no deadline. */
    if (!v->is_server && us > left / 2)
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

/* Records the event and informs the listeners before the command gets its data. */
static void on_event(void *ctx, const struct event *ev)
{
    struct endpoint *v = ctx;

    bool unasked = ev->kind == EVENT_DATA && !ev->sent && v->hooks != NULL &&
                   v->hooks->unasked != NULL && v->hooks->unasked(v);

    v->events.keep_head = unasked ? UNASKED_SHOWN : 0;
    if (!endpoint_is_open(v) || !v->plan->brief)
        event_log_add(&v->events, elapsed(v), ev);
    endpoint_listener_event(v, ev);
    ending_event(v, ev);
    if (ev->kind == EVENT_DATA && !ev->sent && v->hooks != NULL && v->hooks->data != NULL)
        v->hooks->data(v, ev->bytes, ev->epoch == EPOCH_EARLY);
}

/* Keeps the newest ticket; none if there is no memory for it. */
static void on_ticket(void *ctx, const struct session *s)
{
    struct endpoint *v = ctx;

    session_free(&v->client.session);
    if (session_copy(&v->client.session, s) != ERR_OK)
        session_free(&v->client.session);
}

/* Hooks of the network. */

/* Acts on the result of TLS for its input: failure, end of the handshake, close_notify. */
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
    if (!endpoint_is_open(v) && (phase == PHASE_OPEN || phase == PHASE_CLOSED)) {
        set_state(v, ENDPOINT_OPEN);
        event_log_mark(&v->events, N_("done"), elapsed(v));
    }
    v->peer_closed = phase == PHASE_CLOSED;
    if (v->peer_closed)
        ending_close_notify(v);
    turn(v);
}

/* Makes our end of TLS; false if that fails. */
static bool begin(struct endpoint *v)
{
    enum err e = tls_new(&v->tls, &v->config);

    if (e == ERR_OK) {
        set_state(v, ENDPOINT_HANDSHAKE);
        e = tls_start(v->tls);
    }
    if (e == ERR_OK && v->random.failed)
        e = ERR_TLS_RANDOM;
    if (e == ERR_OK)
        return true;
    endpoint_fail(v, err_reason(e), "%s", err_text(e));
    endpoint_drop(v);
    return false;
}

/* The verdict that was waited for. */
static void on_judged(struct endpoint *v, const struct tls_verdict *verdict)
{
    took(v, tls_verdict(v->tls, verdict));
}

static void on_judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    struct endpoint *v = ctx;

    out->err = endpoint_judge(v, chain, out, on_judged);
}

static void on_ready(void *ctx, struct net_conn *c)
{
    struct endpoint *v = ctx;

    v->conn = c;
    endpoint_listener_opened(v);
    /* A client that sends nothing costs no TLS state. */
    if (v->is_server || !begin(v))
        return;
    if (v->hooks != NULL && v->hooks->started != NULL)
        v->hooks->started(v);
    endpoint_pump(v);
}

/* A server makes its end of TLS at the client's first byte. */
static void on_data(void *ctx, struct net_conn *c, struct span bytes)
{
    struct endpoint *v = ctx;

    (void)c;
    if (endpoint_has_ended(v) || (v->tls == NULL && !begin(v)))
        return;
    endpoint_listener_bytes(v, false, bytes);
    took(v, tls_feed(v->tls, bytes));
}

/* The peer has closed its half.  After our end, or if nothing is lost, that is no error; otherwise
 * TLS decides whether it may end there. */
static void on_eof(void *ctx, struct net_conn *c)
{
    struct endpoint *v = ctx;

    v->heard_all = true;
    v->server.stays = false;
    if (endpoint_has_ended(v) || v->server.may_end) {
        if (v->state == ENDPOINT_LINGERING && net_queued(c) == 0)
            endpoint_drop(v);
        else if (v->state != ENDPOINT_LINGERING)
            endpoint_end(v);
        return;
    }
    if (v->tls == NULL) {
        endpoint_fail(v, err_reason(ERR_NET_CLOSED),
                      "the client closed the connection without "
                      "sending anything");
        endpoint_drop(v);
        return;
    }
    v->peer_closed = true;
    took(v, tls_eof(v->tls));
    if (!endpoint_has_ended(v))
        endpoint_end(v);
}

static void on_drained(void *ctx, struct net_conn *c)
{
    struct endpoint *v = ctx;

    (void)c;
    if (v->state == ENDPOINT_LINGERING && v->heard_all)
        endpoint_drop(v);
    else if (v->state == ENDPOINT_LINGERING)
        endpoint_limit(v, LINGER_US);
    else
        turn(v);
}

static void over(struct endpoint *v)
{
    if (v->is_server && v->hooks != NULL && v->hooks->over != NULL)
        v->hooks->over(v);
}

/* While the endpoint lingers, or when the client may end, a failure loses nothing: it is not
 * reported. */
static void on_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    struct endpoint *v = ctx;

    (void)c;
    v->conn = NULL;
    endpoint_progress_clear(v);
    if (e == ERR_NET_RESET)
        endpoint_listener_closed(v, true);
    if (v->state != ENDPOINT_LINGERING && !v->server.may_end) {
        event_log_mark(&v->events, N_("failed"), elapsed(v));
        ending_net(v, e, text);
    }
    set_state(v, ENDPOINT_ENDED);
    over(v);
}

static void on_closed(void *ctx)
{
    struct endpoint *v = ctx;

    v->conn = NULL;
    over(v);
}

/* Nothing is opened yet: the caller may still change v->config. */
void endpoint_init(struct endpoint *v, const struct endpoint_plan *plan,
                   const struct server *server, const char *input)
{
    *v = (struct endpoint){
        .plan = plan, .peer = server, .input = input, .client.step = "looking it up"};
    arena_init(&v->arena, ENDPOINT_MEMORY + (plan->fetching != NULL ? GATHER_MEMORY : 0));
    event_log_init(&v->events, plan->keep_steps, false);
    if (plan->event_log_max != 0)
        arena_init(&v->events.arena, plan->event_log_max);
    buf_init(&v->message, MESSAGE_MAX);
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
    endpoint_judge_end(v);
    tls_free(v->tls);
    session_free(&v->client.session);
    event_log_free(&v->events);
    buf_free(&v->message);
    arena_free(&v->arena);
    *v = (struct endpoint){0};
}

/* Notes the time of the beginning and returns the hooks for the network. */
static struct net_hooks set_out(struct endpoint *v, struct net_loop *loop)
{
    v->loop = loop;
    v->began_us = net_now_us();
    v->began_wall_us = (uint64_t)net_wall_ms() * 1000;
    return (struct net_hooks){.ctx = v,
                              .step = endpoint_progress_step,
                              .dialogue = endpoint_progress_dialogue,
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
    v->is_server = true;
    v->events.side = EVENT_LOG_SERVER;
}

enum err endpoint_start(struct endpoint *v, struct net_loop *loop, uint64_t timeout_us)
{
    const struct net_hooks hooks = set_out(v, loop);
    struct net_request request = connect_setup_request(v->plan->how, v->peer);
    struct net_conn *conn = NULL;

    if (timeout_us != 0)
        request.timeout_us = timeout_us;
    v->client.deadline_us = v->began_us + request.timeout_us;
    TRY(net_open(&conn, loop, &request, &hooks));
    if (!endpoint_has_ended(v))
        v->conn = conn;
    if (v->plan->want_progress)
        v->client.progress_at_us = v->began_us + PROGRESS_US;
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
    endpoint_judge_end(v);
    v->conn = NULL;
    net_loop_free(loop);
    return e;
}
