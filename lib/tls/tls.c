/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/tls.h"

#include "lib/tls/client/client_hello.h"
#include "lib/tls/core/auth.h"
#include "lib/tls/core/conn.h"
#include "lib/tls/core/inbound.h"
#include "lib/tls/core/outbound.h"
#include "lib/tls/core/shared13.h"
#include "lib/tls/server/server12.h"
#include "lib/tls/states.h"

struct tls_server tls_server_default(void)
{
    return (struct tls_server){.tickets = 2, .session_ids = true, .lifetime = 2 * 3600};
}

struct tls_config tls_config_default(void)
{
    struct tls_config c = {
        .min_version = TLS_1_2,
        .max_version = TLS_1_3,
        .num_shares = 1,
        .message_max = MESSAGE_MAX_DEFAULT,
    };

    names_default_suites(&c.suites);
    names_default_groups(&c.groups);
    names_default_schemes(&c.schemes);
    return c;
}

/* Only what no connection could work with is refused here. */
enum err tls_new(struct tls **out, const struct tls_config *config)
{
    *out = NULL;
    if (config->min_version < TLS_1_2 || config->max_version > TLS_1_3 ||
        config->min_version > config->max_version || config->suites.num == 0 ||
        config->num_shares > SHARES_MAX)
        return ERR_TLS_OFFER_EMPTY;
    return conn_new(out, config, &states_table);
}

void tls_free(struct tls *t)
{
    if (t != NULL)
        conn_free(t);
}

/* Ends a connection that failed: messages that are not encrypted yet are dropped, the alert is
 * sent. */
static enum err fail_now(struct tls *t, enum err e)
{
    e = conn_fail(t, e, (struct span){0});
    conn_event(t, &(struct event){.kind = EVENT_FAILED, .err = e, .at = t->failure.at});
    enum alert alert = t->verdict_alert != 0 ? (enum alert)t->verdict_alert : err_alert(e);
    buf_truncate(&t->flight, 0);
    /* RFC 9846 6.1: after a close_notify nothing may be sent. */
    if (alert != ALERT_NONE && !t->closed.sent && t->state != HS_STATE_START &&
        outbound_alert(t, 2, alert) != ERR_OK)
        buf_truncate(&t->flight, 0);
    if (conn_is_server(t) && (alert != ALERT_NONE || e == ERR_TLS_ALERT_RECEIVED))
        server12_forget(t);
    t->phase = PHASE_FAILED;
    conn_wipe(t);
    return e;
}

/* Every call from outside ends here: collected messages are sent together, a failure becomes an
 * alert. */
static enum err settle(struct tls *t, enum err e)
{
    if (e == ERR_OK)
        e = t->transcript.messages.err;
    if (e == ERR_OK)
        e = outbound_flush(t);
    return e == ERR_OK ? ERR_OK : fail_now(t, e);
}

/* A server waits for the client.  A client sends its hello at once. */
static enum err start(struct tls *t)
{
    if (conn_is_server(t)) {
        conn_state(t, HS_STATE_S_START);
        return ERR_OK;
    }
    TRY(client_hello_send(t));
    TRY(outbound_flush(t));
    conn_state(t, HS_STATE_WAIT_SH);
    return ERR_OK;
}

enum err tls_start(struct tls *t)
{
    if (t->phase == PHASE_FAILED)
        return t->failure.err;
    return t->state != HS_STATE_START ? ERR_TLS_NOT_DONE : settle(t, start(t));
}

enum err tls_feed(struct tls *t, struct span in)
{
    if (t->phase == PHASE_FAILED)
        return t->failure.err;
    return settle(t, inbound_feed(t, in));
}

/* A verdict that is not used takes its key along. */
static enum err refuse_verdict(const struct tls_verdict *v, enum err e)
{
    pubkey_free(v->prepared);
    return e;
}

enum err tls_verdict(struct tls *t, const struct tls_verdict *v)
{
    if (t->phase == PHASE_FAILED)
        return refuse_verdict(v, t->failure.err);
    if (!conn_is_waiting(t))
        return refuse_verdict(v, ERR_TLS_NOT_DONE);
    if (v->pending)
        return refuse_verdict(v, ERR_OK);
    enum err e = auth_verdict(t, v);
    TRY(settle(t, e == ERR_OK ? inbound_go_on(t) : e));
    return t->closed.at_eof ? tls_eof(t) : ERR_OK;
}

bool tls_is_waiting(const struct tls *t)
{
    return t->phase != PHASE_FAILED && conn_is_waiting(t);
}

/* The end of the transport without close_notify: truncation, or never TLS at all. */
enum err tls_eof(struct tls *t)
{
    if (t->phase == PHASE_FAILED)
        return t->failure.err;
    t->closed.at_eof = true;
    if (t->closed.received || conn_is_waiting(t))
        return ERR_OK;
    const char *other = t->received_any ? NULL : record_looks_like(buf_span(&t->in));
    if (other != NULL) {
        t->failure.looks_like = other;
        return fail_now(t, ERR_TLS_NOT_TLS);
    }
    return fail_now(t, conn_is_open(t) ? ERR_TLS_TRUNCATION : ERR_TLS_CLOSED_IN_HANDSHAKE);
}

struct span tls_pending(const struct tls *t)
{
    return span_tail(buf_span(&t->out), t->out_sent);
}

/* The bytes are only counted until all are sent, so that long data is not moved each time. */
void tls_sent(struct tls *t, size_t n)
{
    t->out_sent += n;
    if (t->out_sent >= t->out.n) {
        t->out_sent = 0;
        buf_truncate(&t->out, 0);
    }
}

bool tls_may_write(const struct tls *t)
{
    return t->may_write && !t->closed.sent && !conn_is_waiting(t) &&
           (t->write_epoch != EPOCH_EARLY || t->early_left > 0);
}

/* RFC 9846 4.3.10: no more early data than the ticket allows.  It is kept, since the server may
 * reject it and the caller may want to send it again. */
static enum err write_early(struct tls *t, struct span data)
{
    buf_put(&t->early, data);
    TRY(t->early.err);
    t->early_left -= data.n;
    return outbound_data(t, data);
}

enum err tls_write(struct tls *t, struct span data, size_t *taken)
{
    *taken = 0;
    if (!tls_may_write(t))
        return t->phase == PHASE_FAILED ? t->failure.err : ERR_TLS_NOT_DONE;
    bool is_early = t->write_epoch == EPOCH_EARLY;
    struct span part = is_early ? span_head(data, t->early_left) : data;
    /* RFC 9846 4.7.3: one answer to any number of requests, before the next data; and a
     * new key before the limit of the old one is reached (5.5). */
    if (t->key_update.due || outbound_is_worn(t, part.n))
        TRY(settle(t, shared13_renew(t, false)));
    TRY(settle(t, is_early ? write_early(t, part) : outbound_data(t, part)));
    *taken = part.n;
    return ERR_OK;
}

struct span tls_unwritten(const struct tls *t)
{
    return t->info.early_data == EARLY_REJECTED ? buf_span(&t->early) : (struct span){0};
}

enum err tls_key_update(struct tls *t, bool request)
{
    if (t->phase == PHASE_FAILED)
        return t->failure.err;
    if (!conn_is_open(t) || t->info.version != TLS_1_3 || t->closed.sent)
        return ERR_TLS_NOT_DONE;
    return settle(t, shared13_renew(t, request));
}

/* The peer may still send, so the keys stay. */
enum err tls_close(struct tls *t)
{
    if (t->phase == PHASE_FAILED)
        return t->failure.err;
    if (t->closed.sent || t->state == HS_STATE_START)
        return ERR_OK;
    TRY(settle(t, outbound_alert(t, 1, ALERT_CLOSE_NOTIFY)));
    t->closed.sent = true;
    return ERR_OK;
}

/* The keys are wiped at once: nothing is read any more. */
enum err tls_abort(struct tls *t, enum alert alert)
{
    if (t->phase == PHASE_FAILED)
        return t->failure.err;
    if (!t->closed.sent && t->state != HS_STATE_START)
        TRY(settle(t, outbound_alert(t, 2, alert)));
    (void)conn_fail(t, ERR_TLS_GIVEN_UP, (struct span){0});
    if (conn_is_server(t))
        server12_forget(t);
    t->phase = PHASE_FAILED;
    conn_wipe(t);
    return ERR_OK;
}

enum tls_phase tls_phase(const struct tls *t)
{
    return t->phase;
}

const struct tls_failure *tls_failure(const struct tls *t)
{
    return &t->failure;
}

/* What the connection waits for, for a message about a timeout. */
struct tls_progress tls_progress(const struct tls *t)
{
    struct tls_progress p = {.heard = t->received_any || t->in.n > 0};

    if (conn_is_waiting(t)) /* for the judge */
        return p;
    if (t->handshake.n >= MSG_HEADER) {
        const struct code *message = message_find(t->handshake.p[0]);

        p.part = message == NULL ? "a message" : message->name;
        p.have = t->handshake.n;
        p.need = msg_need(buf_span(&t->handshake));
    } else if (t->in.n >= RECORD_HEADER) {
        p.part = "a record";
        p.have = t->in.n;
        p.need = RECORD_HEADER + (size_t)(t->in.p[3] << 8 | t->in.p[4]);
    }
    return p;
}

const struct tls_info *tls_info(const struct tls *t)
{
    return &t->info;
}

enum err tls_export(const struct tls *t, uint8_t *out, size_t n, struct span label,
                    bool has_context, struct span context)
{
    /* A side that may write before the end of the handshake has its master secret: after a False
     * Start (RFC 7918 3), and a server after its Finished (RFC 9846 4.5.3).  A client's early data
     * is sent before there is one. */
    bool is_early = t->may_write && t->write_epoch != EPOCH_EARLY;
    if (t->phase == PHASE_FAILED || !(conn_is_open(t) || is_early))
        return ERR_TLS_NOT_DONE;
    if (t->info.version == TLS_1_3)
        return sched13_export(&t->sched, out, n, label, has_context ? context : (struct span){0});
    return prf12_export(&t->prf, out, n, label, has_context, context);
}
