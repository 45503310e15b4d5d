/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The endpoint calls the hooks: on_started writes early data with the ClientHello, on_turn writes
 * the rest and decides when the exchange is over, on_data gets what the server sends.
 * exchange_notes reports after the end. */
#include "config.h"

#include "app/connect/exchange.h"

#include <inttypes.h>
#include <string.h>

#include "app/connect/ending.h"
#include "lib/view/text/safe.h"

enum {
    /* How long is waited for what need not come, in microseconds. */
    WAIT_TICKET = 1000000,
    WAIT_FIRST_RECORD = 1000000,
    WAIT_KEY_UPDATE = 500000,
    WAIT_MORE = 1000000,   /* after the last part of an answer */
    WAIT_ANSWER = 5000000, /* for one that no protocol promises */
    PIECE = 1 << 16,
    CUT_MAX = 1 << 18,
    QUEUED_MOST = 1 << 18,
    HTTPS_PORT = 443,
};

void exchange_init(struct exchange *x)
{
    http_response_init(&x->http);
    buf_init(&x->cut, CUT_MAX);
}

void exchange_free(struct exchange *x)
{
    http_response_free(&x->http);
    buf_wipe(&x->cut);
}

void exchange_request(struct buf *out, const struct server *s, const char *path)
{
    struct span host = span_str(s->label);

    /* The default port is left out of the host (RFC 9110 7.2). */
    if (s->port == HTTPS_PORT)
        host.n -= strlen(":443");
    buf_printf(out, "GET %s%s HTTP/1.1\r\nHost: %.*s\r\nUser-Agent: tlsbox/" PACKAGE_VERSION "\r\n",
               path[0] == '/' ? "" : "/", path, (int)host.n, (const char *)host.p);
    buf_str(out, "Accept: */*\r\nConnection: close\r\n\r\n");
}

/* write_from writes as much of a queue as may wait on our side. */
static void write_from(struct endpoint *v, struct span *queue)
{
    while (queue->n > 0 && v->conn != NULL && net_queued(v->conn) < QUEUED_MOST) {
        size_t taken = 0;
        enum err e = tls_write(v->tls, span_head(*queue, PIECE), &taken);

        if (e != ERR_OK)
            endpoint_fail(v, err_reason(e), "%s", err_text(e));
        if (e != ERR_OK || taken == 0)
            return;
        *queue = span_tail(*queue, taken);
        endpoint_pump(v);
    }
}

/* Early data goes out in one flight with the ClientHello. */
static void on_started(struct endpoint *v)
{
    struct exchange *x = v->ctx;
    enum err e = ERR_OK;

    if (x->want.early.n == 0 || !tls_may_write(v->tls))
        return;
    e = tls_write(v->tls, x->want.early, &x->early_taken);
    if (e != ERR_OK)
        endpoint_fail(v, err_reason(e), "%s", err_text(e));
}

/* wants_answer: something was sent that the server should answer. */
static bool wants_answer(const struct exchange *x)
{
    return x->want.early.n > 0 || x->want.request.n > 0;
}

/* Data that answers no request of ours.  With --get nothing is an answer before the request is
 * written; --send is for protocols in which the server speaks first. */
static bool is_unasked(const struct endpoint *v)
{
    const struct exchange *x = v->ctx;

    return !wants_answer(x) || (x->want.is_http && x->want.early.n == 0 && !x->begun);
}

/* On a terminal, bytes of the server must not act as control characters. */
static void put_answer(struct exchange *x, struct output *out, struct span bytes)
{
    if (!x->want.shows_answer || bytes.n == 0)
        return;
    if (!x->want.to_terminal) {
        buf_put(&out->data, bytes);
        return;
    }
    buf_put(&x->cut, bytes);
    size_t n = safe_lines(&out->data, buf_span(&x->cut));
    memmove(x->cut.p, x->cut.p + n, x->cut.n - n);
    buf_truncate(&x->cut, x->cut.n - n);
}

/* With --get the body of the response is printed; otherwise everything that came. */
static void on_data(struct endpoint *v, struct span bytes, bool is_early)
{
    struct exchange *x = v->ctx;
    struct output *out = v->plan->out;

    (void)is_early;
    if (is_unasked(v)) {
        x->unasked += bytes.n;
        return;
    }
    x->received += bytes.n;
    if (!x->want.is_http)
        put_answer(x, out, bytes);
    while (x->want.is_http && bytes.n > 0) {
        struct span body = http_response_feed(&x->http, &bytes);

        put_answer(x, out, body);
    }
    if (!output_tick(out))
        x->answered = true; /* nobody reads it */
}

/* The server may have chosen a protocol in which --get is no request. */
static bool speaks_http1(const struct endpoint *v)
{
    struct span alpn = tls_info(v->tls)->alpn;

    return alpn.n == 0 || span_starts(alpn, SPAN_LIT("http/1."));
}

/* Runs once, after the handshake or with False Start before its end: fills the queues. */
static void begin(struct exchange *x, struct endpoint *v)
{
    const struct tls_info *info = tls_info(v->tls);

    x->begun = true;
    if (x->want.is_http && !speaks_http1(v)) {
        endpoint_fail(v, REASON_NOTHING_IN_COMMON,
                      "the server chose the protocol %.*s, but --get speaks only HTTP/1.1",
                      (int)info->alpn.n, (const char *)info->alpn.p);
        return;
    }
    if (x->want.key_update && endpoint_is_open(v) && info->version == TLS_1_3)
        x->updated = tls_key_update(v->tls, true) == ERR_OK;
    /* What was rejected is sent again, and so is what the ticket did not allow. */
    x->queue[0] = info->early_data == EARLY_REJECTED ? x->want.early
                                                     : span_tail(x->want.early, x->early_taken);
    x->queue[1] = x->want.request;
}

/* all_is_sent: nothing waits on our side, neither here nor in the network's queue. */
static bool all_is_sent(const struct exchange *x, const struct endpoint *v)
{
    return x->queue[0].n == 0 && x->queue[1].n == 0 &&
           (v->conn == NULL || net_queued(v->conn) == 0);
}

static bool answer_is_whole(const struct exchange *x, const struct endpoint *v)
{
    if (x->answered || (x->want.is_http && http_response_complete(&x->http, false)))
        return true;
    /* A peer that closes its direction may still read what we send (RFC 9846 6.1). */
    return all_is_sent(x, v) && (v->peer_closed || (!x->want.is_http && v->waited));
}

/* wait_answer: what is sent need not have an answer, and an answer need not have an end. */
static void wait_answer(struct exchange *x, struct endpoint *v)
{
    if (x->want.is_http || !all_is_sent(x, v))
        return; /* the timeout is enough */
    if (x->received != x->waited_at)
        endpoint_wait(v, WAIT_MORE);
    else if (v->wait_until_us == 0)
        endpoint_wait(v, WAIT_ANSWER);
    x->waited_at = x->received;
}

/* How long to wait for what may come first; 0: no longer. */
static uint64_t pause(const struct exchange *x, const struct endpoint *v)
{
    const struct tls_info *info = tls_info(v->tls);

    if (v->waited || v->peer_closed)
        return 0;
    if (x->want.ticket && v->client.session.version == 0)
        return WAIT_TICKET;
    if (x->updated && info->key_updates == 0)
        return WAIT_KEY_UPDATE;
    /* The server's verdict on our certificate comes after the handshake (RFC 9846 4.5.1.3). */
    if (info->version == TLS_1_3 && ending_is_awaited(v))
        return WAIT_FIRST_RECORD;
    return 0;
}

/* False Start may write before the handshake is complete, but waits and the end come after it. */
static void on_turn(struct endpoint *v)
{
    struct exchange *x = v->ctx;

    if (!endpoint_is_open(v) && !(x->want.false_start && tls_info(v->tls)->version == TLS_1_2))
        return;
    if (!x->begun)
        begin(x, v);
    write_from(v, &x->queue[0]);
    if (x->queue[0].n == 0)
        write_from(v, &x->queue[1]);
    if (!endpoint_is_open(v))
        return;
    if (v->reason != REASON_OK) {
        endpoint_end(v);
    } else if (wants_answer(x)) {
        if (answer_is_whole(x, v))
            endpoint_end(v);
        else
            wait_answer(x, v);
    } else if (pause(x, v) == 0) {
        endpoint_end(v);
    } else if (v->wait_until_us == 0) {
        endpoint_wait(v, pause(x, v));
    }
}

const struct endpoint_hooks exchange_hooks = {
    .started = on_started, .turn = on_turn, .data = on_data, .unasked = is_unasked};

/* Reports what became of early data, unless it was accepted. */
static void note_early(const struct exchange *x, struct endpoint *v)
{
    static const char *const texts[] = {
        [EARLY_NOT_OFFERED] = "no early data was sent, because the session does not allow it: the "
                              "data was sent after the handshake",
        [EARLY_OFFERED] = "the server did not say whether it accepts the early data",
        [EARLY_REJECTED] = "the server rejected the early data: the data was sent again after the "
                           "handshake",
        [EARLY_ACCEPTED] = NULL,
    };
    const char *text = texts[tls_info(v->tls)->early_data];

    if (x->want.early.n > 0 && text != NULL)
        output_say(v->plan->out, "%s: %s", v->peer->label, text);
}

static void note_http(const struct exchange *x, struct endpoint *v)
{
    struct output *out = v->plan->out;

    if (!x->want.is_http || x->received == 0)
        return;
    if (x->http.status == 0)
        output_say(out, "%s: the answer is not HTTP/1.x", v->peer->label);
    else
        output_say(out, "%s: the server answered %s, %" PRIu64 " byte%s", v->peer->label,
                   x->http.phrase, x->http.body, buf_plural(x->http.body));
}

/* Called after the end: only now it is known whether the answer was whole. */
void exchange_notes(const struct exchange *x, struct endpoint *v)
{
    struct output *out = v->plan->out;

    safe_put(&out->data, buf_span(&x->cut));
    if (v->tls == NULL || !endpoint_is_open(v))
        return;
    if (x->unasked > 0)
        output_say(out, "%s: the server sent %" PRIu64 " unrequested byte%s", v->peer->label,
                   x->unasked, buf_plural(x->unasked));
    if (x->want.key_update && !x->updated)
        output_say(out, "%s: no KeyUpdate was sent: TLS 1.2 does not have it", v->peer->label);
    note_early(x, v);
    note_http(x, v);
    if (!all_is_sent(x, v) && !answer_is_whole(x, v))
        endpoint_fail(v, REASON_PEER_VIOLATION,
                   "the server closed the connection before everything was sent");
    if (wants_answer(x) && !x->want.is_http && x->received == 0 && v->reason == REASON_OK)
        output_say(out, "%s: there was no answer", v->peer->label);
    if (!x->want.is_http || v->reason != REASON_OK || out->failed ||
        http_response_complete(&x->http, true))
        return;
    /* What ends before the head says so was cut off, close_notify or not (RFC 9112 8). */
    endpoint_fail(v, REASON_PEER_VIOLATION, "%s",
               x->received == 0 ? "the server closed the connection without an answer"
               : x->http.state == HTTP_RESPONSE_BROKEN
                   ? "the length of the answer is unknown: one of its header lines violates "
                     "HTTP/1.1"
                   : "the answer is shorter than its header says");
}
