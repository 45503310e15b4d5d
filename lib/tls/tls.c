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
        .fallback_share = true,
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

void tls_free(struct tls *tls)
{
    if (tls != NULL)
        conn_free(tls);
}

/* Ends a connection that failed: messages that are not encrypted yet are dropped, the alert is
 * sent. */
static enum err fail_now(struct tls *tls, enum err err)
{
    err = conn_fail(tls, err, (struct span){0});
    conn_event(tls, &(struct event){.kind = EVENT_FAILED, .err = err, .at = tls->failure.at});
    enum alert alert = tls->verdict_alert != 0 ? (enum alert)tls->verdict_alert : err_alert(err);
    buf_truncate(&tls->flight, 0);
    /* RFC 9846 6.1: after a close_notify nothing may be sent. */
    if (alert != ALERT_NONE && !tls->closed.sent && tls->state != HS_STATE_START &&
        outbound_alert(tls, 2, alert) != ERR_OK)
        buf_truncate(&tls->flight, 0);
    if (conn_is_server(tls) && (alert != ALERT_NONE || err == ERR_TLS_ALERT_RECEIVED))
        server12_forget(tls);
    tls->phase = PHASE_FAILED;
    conn_wipe(tls);
    return err;
}

/* Every call from outside ends here: collected messages are sent together, a failure becomes an
 * alert. */
static enum err settle(struct tls *tls, enum err err)
{
    if (err == ERR_OK)
        err = tls->transcript.messages.err;
    if (err == ERR_OK)
        err = outbound_flush(tls);
    return err == ERR_OK ? ERR_OK : fail_now(tls, err);
}

/* A server waits for the client.  A client sends its hello at once. */
static enum err start(struct tls *tls)
{
    if (conn_is_server(tls)) {
        conn_state(tls, HS_STATE_S_START);
        return ERR_OK;
    }
    TRY(client_hello_send(tls));
    TRY(outbound_flush(tls));
    conn_state(tls, HS_STATE_WAIT_SH);
    return ERR_OK;
}

enum err tls_start(struct tls *tls)
{
    if (tls->phase == PHASE_FAILED)
        return tls->failure.err;
    return tls->state != HS_STATE_START ? ERR_TLS_NOT_DONE : settle(tls, start(tls));
}

enum err tls_feed(struct tls *tls, struct span in)
{
    if (tls->phase == PHASE_FAILED)
        return tls->failure.err;
    return settle(tls, inbound_feed(tls, in));
}

/* A verdict that is not used takes its key along. */
static enum err refuse_verdict(const struct tls_verdict *v, enum err err)
{
    pubkey_free(v->prepared);
    return err;
}

enum err tls_verdict(struct tls *tls, const struct tls_verdict *v)
{
    if (tls->phase == PHASE_FAILED)
        return refuse_verdict(v, tls->failure.err);
    if (!conn_is_waiting(tls))
        return refuse_verdict(v, ERR_TLS_NOT_DONE);
    if (v->pending)
        return refuse_verdict(v, ERR_OK);
    enum err e = auth_verdict(tls, v);
    TRY(settle(tls, e == ERR_OK ? inbound_go_on(tls) : e));
    return tls->closed.at_eof ? tls_eof(tls) : ERR_OK;
}

bool tls_is_waiting(const struct tls *tls)
{
    return tls->phase != PHASE_FAILED && conn_is_waiting(tls);
}

/* The end of the transport without close_notify: truncation, or never TLS at all. */
enum err tls_eof(struct tls *tls)
{
    if (tls->phase == PHASE_FAILED)
        return tls->failure.err;
    tls->closed.at_eof = true;
    if (tls->closed.received || conn_is_waiting(tls))
        return ERR_OK;
    const char *other = tls->received_any ? NULL : record_looks_like(buf_span(&tls->in));
    if (other != NULL) {
        tls->failure.looks_like = other;
        return fail_now(tls, ERR_TLS_NOT_TLS);
    }
    return fail_now(tls, conn_is_open(tls) ? ERR_TLS_TRUNCATION : ERR_TLS_CLOSED_IN_HANDSHAKE);
}

struct span tls_pending(const struct tls *tls)
{
    return span_tail(buf_span(&tls->out), tls->out_sent);
}

/* The bytes are only counted until all are sent, so that long data is not moved each time. */
void tls_sent(struct tls *tls, size_t n)
{
    tls->out_sent += n;
    if (tls->out_sent < tls->out.n)
        return;
    tls->out_sent = 0;
    buf_truncate(&tls->out, 0);
    /* One that waits for the other end takes little memory. */
    if (!conn_is_open(tls) && tls->out.err == ERR_OK)
        buf_wipe(&tls->out);
}

bool tls_may_write(const struct tls *tls)
{
    return tls->may_write && !tls->closed.sent && !conn_is_waiting(tls) &&
           (tls->write_epoch != EPOCH_EARLY || tls->early_left > 0);
}

/* RFC 9846 4.3.10: no more early data than the ticket allows.  It is kept, since the server may
 * reject it and the caller may want to send it again. */
static enum err write_early(struct tls *tls, struct span data)
{
    buf_put(&tls->early, data);
    TRY(tls->early.err);
    tls->early_left -= data.n;
    return outbound_data(tls, data);
}

enum err tls_write(struct tls *tls, struct span data, size_t *taken)
{
    *taken = 0;
    if (!tls_may_write(tls))
        return tls->phase == PHASE_FAILED ? tls->failure.err : ERR_TLS_NOT_DONE;
    bool is_early = tls->write_epoch == EPOCH_EARLY;
    struct span part = is_early ? span_head(data, tls->early_left) : data;
    /* RFC 9846 4.7.3: one answer to any number of requests, before the next data; and a
     * new key before the limit of the old one is reached (5.5). */
    if (tls->key_update.due || outbound_is_worn(tls, part.n))
        TRY(settle(tls, shared13_renew(tls, false)));
    TRY(settle(tls, is_early ? write_early(tls, part) : outbound_data(tls, part)));
    *taken = part.n;
    return ERR_OK;
}

struct span tls_unwritten(const struct tls *tls)
{
    return tls->info.early_data == EARLY_REJECTED ? buf_span(&tls->early) : (struct span){0};
}

enum err tls_key_update(struct tls *tls, bool request)
{
    if (tls->phase == PHASE_FAILED)
        return tls->failure.err;
    if (!conn_is_open(tls) || tls->info.version != TLS_1_3 || tls->closed.sent)
        return ERR_TLS_NOT_DONE;
    return settle(tls, shared13_renew(tls, request));
}

/* The peer may still send, so the keys stay. */
enum err tls_close(struct tls *tls)
{
    if (tls->phase == PHASE_FAILED)
        return tls->failure.err;
    if (tls->closed.sent || tls->state == HS_STATE_START)
        return ERR_OK;
    TRY(settle(tls, outbound_alert(tls, 1, ALERT_CLOSE_NOTIFY)));
    tls->closed.sent = true;
    return ERR_OK;
}

/* The keys are wiped at once: nothing is read any more. */
enum err tls_abort(struct tls *tls, enum alert alert)
{
    if (tls->phase == PHASE_FAILED)
        return tls->failure.err;
    if (!tls->closed.sent && tls->state != HS_STATE_START)
        TRY(settle(tls, outbound_alert(tls, 2, alert)));
    (void)conn_fail(tls, ERR_TLS_GIVEN_UP, (struct span){0});
    if (conn_is_server(tls))
        server12_forget(tls);
    tls->phase = PHASE_FAILED;
    conn_wipe(tls);
    return ERR_OK;
}

enum tls_phase tls_phase(const struct tls *tls)
{
    return tls->phase;
}

const struct tls_failure *tls_failure(const struct tls *tls)
{
    return &tls->failure;
}

/* What the connection waits for, for a message about a timeout. */
struct tls_progress tls_progress(const struct tls *tls)
{
    struct tls_progress p = {.heard = tls->received_any || tls->in.n > 0};

    if (conn_is_waiting(tls)) /* for the judge */
        return p;
    if (tls->handshake.n >= MSG_HEADER) {
        const struct code *message = message_find(tls->handshake.p[0]);

        p.part = message == NULL ? "a message" : message->name;
        p.have = tls->handshake.n;
        p.need = msg_need(buf_span(&tls->handshake));
    } else if (tls->in.n >= RECORD_HEADER) {
        p.part = "a record";
        p.have = tls->in.n;
        p.need = RECORD_HEADER + (size_t)(tls->in.p[3] << 8 | tls->in.p[4]);
    }
    return p;
}

const struct tls_info *tls_info(const struct tls *tls)
{
    return &tls->info;
}

enum err tls_export(const struct tls *tls, uint8_t *out, size_t n, struct span label,
                    bool has_context, struct span context)
{
    /* A side that may write before the end of the handshake has its master secret: after a False
     * Start (RFC 7918 3), and a server after its Finished (RFC 9846 4.5.3).  A client's early data
     * is sent before there is one. */
    bool is_early = tls->may_write && tls->write_epoch != EPOCH_EARLY;
    if (tls->phase == PHASE_FAILED || !(conn_is_open(tls) || is_early))
        return ERR_TLS_NOT_DONE;
    if (tls->info.version == TLS_1_3)
        return sched13_export(&tls->sched, out, n, label, has_context ? context : (struct span){0});
    return prf12_export(&tls->prf, out, n, label, has_context, context);
}
