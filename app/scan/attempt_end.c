/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ends of attempts, with their reasons and sentences, and what all depths share. */
#include "config.h"

#include "app/scan/attempt_inside.h"
#include "lib/base/mem.h"
#include "lib/tls/wire/ssl2.h"

void attempt_free(struct attempt *attempt)
{
    if (attempt->conn != NULL)
        net_close(attempt->conn);
    buf_free(&attempt->hello);
    mem_free(attempt->config, sizeof *attempt->config);
    if (attempt->flight != NULL)
        server_flight_free(attempt->flight);
    mem_free(attempt->flight, sizeof *attempt->flight);
    tls_free(attempt->tls);
    mem_free(attempt, sizeof *attempt);
}

void attempt_drop(struct attempt *attempt)
{
    attempt_free(attempt);
}

/* --- the end ------------------------------------------------------------------------------- */

static bool is_ssl2_error(const struct attempt_outcome *o)
{
    return o->kind == ATTEMPT_ALERTED && o->flight != NULL && o->flight->is_ssl2;
}

bool attempt_lacks_ssl2(const struct attempt_outcome *outcome)
{
    return is_ssl2_error(outcome) && outcome->flight->alert == SSL2_NO_CIPHER;
}

static void put_alert(struct buf *out, const struct attempt_outcome *o)
{
    const struct alert_row *row = alert_find(o->alert);
    const char *error = ssl2_error_name(o->alert);

    if (is_ssl2_error(o) && error != NULL)
        buf_printf(out, "the server sent the error %s of SSL 2.0", error);
    else if (is_ssl2_error(o))
        buf_printf(out, "the server sent error %u of SSL 2.0", o->alert);
    else if (row != NULL)
        buf_printf(out, "the server sent the alert %s", row->name);
    else
        buf_printf(out, "the server sent alert %u", o->alert);
}

/* How far the answer had come when it ended. */
static const char *when(const struct attempt *a)
{
    if (a->outcome.is_complete)
        return "after its answer";
    return a->outcome.heard ? "in the middle of its answer" : "before it sent anything";
}

static void put_foreign(struct buf *out, const struct attempt *a)
{
    const char *speaks = a->flight != NULL ? a->flight->looks_like
                         : a->tls != NULL  ? tls_failure(a->tls)->looks_like
                                           : NULL;

    buf_str(out, "the server does not speak TLS");
    if (speaks != NULL)
        buf_printf(out, " but %s", speaks);
}

static void put_silent(struct buf *out, const struct attempt *a)
{
    if (a->outcome.is_complete || a->outcome.heard)
        buf_printf(out, "the server sent nothing more %s", when(a));
    else
        buf_str(out, "the server accepted the connection and sent nothing");
}

/* A sentence about an ending for which the network has none. */
static void put_words(struct buf *out, const struct attempt *a, enum attempt_kind kind)
{
    switch (kind) {
    case ATTEMPT_ANSWERED: break;
    case ATTEMPT_ALERTED: put_alert(out, &a->outcome); break;
    case ATTEMPT_CLOSED: buf_printf(out, "the server closed the connection %s", when(a)); break;
    case ATTEMPT_RESET: buf_printf(out, "the server reset the connection %s", when(a)); break;
    case ATTEMPT_SILENT: put_silent(out, a); break;
    case ATTEMPT_FOREIGN: put_foreign(out, a); break;
    case ATTEMPT_BROKEN:
    case ATTEMPT_REFUSED:
    case ATTEMPT_FAULT: buf_str(out, err_text(a->outcome.err)); break;
    }
}

static enum reason reason_of(const struct attempt *a, enum attempt_kind kind)
{
    static const struct {
        enum reason before, after; /* a byte of TLS had come */
    } reasons[] = {
        [ATTEMPT_ANSWERED] = {REASON_OK, REASON_OK},
        [ATTEMPT_ALERTED] = {REASON_ALERT, REASON_ALERT},
        [ATTEMPT_CLOSED] = {REASON_RESET, REASON_INCOMPLETE},
        [ATTEMPT_RESET] = {REASON_RESET, REASON_INCOMPLETE},
        [ATTEMPT_SILENT] = {REASON_TIMEOUT, REASON_TIMEOUT},
        [ATTEMPT_FOREIGN] = {REASON_NOT_TLS, REASON_NOT_TLS},
    };

    if (kind >= ATTEMPT_BROKEN)
        return err_reason(a->outcome.err);
    return a->outcome.heard ? reasons[kind].after : reasons[kind].before;
}

void attempt_end(struct attempt *attempt, enum attempt_kind kind, enum err err, struct span words)
{
    struct attempt_outcome *o = &attempt->outcome;
    struct buf text;

    if (attempt->has_ended)
        return;
    attempt->has_ended = true;
    o->kind = kind;
    o->err = err;
    o->reason = reason_of(attempt, kind);
    o->flight = attempt->flight;
    o->info = attempt->tls == NULL ? NULL : tls_info(attempt->tls);
    buf_init(&text, 4096);
    if (words.n == 0)
        put_words(&text, attempt, kind);
    o->text = words.n == 0 ? buf_span(&text) : words;
    if (attempt->conn != NULL)
        net_close(attempt->conn);
    attempt->conn = NULL;
    attempt->done(attempt->ctx, o);
    buf_free(&text);
    attempt_free(attempt);
}

/* --- bytes and times ----------------------------------------------------------------------- */

bool attempt_send(struct attempt *attempt, struct span bytes)
{
    enum err e = attempt->conn == NULL ? ERR_NET_CLOSED : net_send(attempt->conn, bytes);

    if (e == ERR_OK)
        attempt->outcome.sent += bytes.n;
    return e == ERR_OK;
}

enum err attempt_say(struct attempt *attempt, struct span bytes)
{
    return attempt_send(attempt, bytes) ? ERR_OK : ERR_NET_CLOSED;
}

const struct server_flight *attempt_flight(const struct attempt *attempt)
{
    return attempt->flight;
}

void attempt_complete(struct attempt *attempt)
{
    attempt->outcome.is_complete = true;
    attempt->outcome.answer_us = net_now_us() - attempt->ready_us;
}

static void on_quiet(void *ctx, struct net_conn *c)
{
    (void)c;
    attempt_end(ctx, ATTEMPT_SILENT, ERR_NET_TIMEOUT, (struct span){0});
}

void attempt_wait(struct attempt *attempt)
{
    if (attempt->ask.quiet_us != 0 && attempt->conn != NULL)
        net_timer(attempt->conn, attempt->ask.quiet_us, on_quiet);
}
