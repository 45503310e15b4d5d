/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/conn.h"

#include "lib/base/wipe.h"
#include "lib/tls/states.h"

/* The most that each buffer of a connection may hold. */
enum {
    HELLO_MAX = 1 << 18,        /* its vectors allow 131,400 bytes (RFC 9846 4.2.2), faults more */
    FIRST_FLIGHT_MAX = 1 << 24, /* a client's chain may be as long as a message */
    EARLY_MAX = 1 << 24,
    OUT_MAX = 1 << 30,
    FIELD_MAX = 1 << 16,
    FAILED_AT_MAX = 1 << 10,
};

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

/* The key schedules report their steps here: they become events. */
static void tell_step(void *ctx, const struct step *s)
{
    conn_event(ctx, &(struct event){.kind = EVENT_STEP, .step = s});
}

static void init_buffers(struct tls *t)
{
    size_t max = t->config.message_max;

    buf_init(&t->in, RECORD_HEADER + RECORD_CIPHER12_MAX);
    buf_init(&t->plain, RECORD_HEADER + RECORD_CIPHER12_MAX);
    buf_init(&t->handshake, MSG_HEADER + max + RECORD_PLAIN_MAX);
    buf_init(&t->flight, FIRST_FLIGHT_MAX);
    buf_init(&t->out, OUT_MAX);
    buf_init(&t->hello, HELLO_MAX);
    buf_init(&t->early, EARLY_MAX);
    buf_init(&t->scratch, FIRST_FLIGHT_MAX);
    buf_init(&t->failed_at, FAILED_AT_MAX);
    fault_init(&t->fault);
    struct buf *const fields[] = {&t->cookie,          &t->ske_key,       &t->dh_p, &t->dh_g,
                                  &t->request_context, &t->past_contexts, &t->alpn};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        buf_init(fields[i], FIELD_MAX);
    struct buf *const longs[] = {
        &t->chain,        &t->ocsp, &t->scts, &t->request_schemes, &t->request_authorities,
        &t->request_types};
    for (size_t i = 0; i < sizeof longs / sizeof longs[0]; i++)
        buf_init(longs[i], max);
}

/* The struct lives in a buffer of its own, so that freeing it wipes it. */
enum err tls_new(struct tls **out, const struct tls_config *config)
{
    struct buf self;

    *out = NULL;
    if (config->min_version < TLS_1_2 || config->max_version > TLS_1_3 ||
        config->min_version > config->max_version || config->suites.num == 0 ||
        config->num_shares > SHARES_MAX)
        return ERR_TLS_OFFER_EMPTY;
    buf_init(&self, sizeof(struct tls));
    struct tls *t = (struct tls *)(void *)buf_room(&self, sizeof *t);
    if (t == NULL)
        return self.err;
    memset(t, 0, sizeof *t);
    t->self = self;
    t->config = *config;
    t->states = &states_table;
    if (t->config.message_max == 0)
        t->config.message_max = MESSAGE_MAX_DEFAULT;
    t->steps = (struct step_listener){t, tell_step};
    t->sched.listener = &t->steps;
    t->prf.listener = &t->steps;
    init_buffers(t);
    session_init(&t->session);
    transcript_init(&t->transcript);
    *out = t;
    return ERR_OK;
}

/* Wipes everything secret that is not needed to report what has happened. */
static void wipe_secrets(struct tls *t)
{
    protect_wipe(&t->read);
    protect_wipe(&t->write);
    sched13_wipe(&t->sched);
    prf12_wipe(&t->prf);
    for (size_t i = 0; i < SHARES_MAX; i++)
        kx_wipe(&t->shares[i]);
    kx_wipe(&t->kx);
    wipe(&t->client_keys, sizeof t->client_keys);
    wipe(&t->server_keys, sizeof t->server_keys);
    session_free(&t->session);
    t->may_write = false;
}

void tls_free(struct tls *t)
{
    if (t == NULL)
        return;
    wipe_secrets(t);
    transcript_free(&t->transcript);
    fault_free(&t->fault);
    pubkey_free(t->peer_key);
    struct buf *const all[] = {
        &t->in,
        &t->plain,
        &t->handshake,
        &t->flight,
        &t->out,
        &t->hello,
        &t->early,
        &t->scratch,
        &t->cookie,
        &t->alpn,
        &t->chain,
        &t->ocsp,
        &t->scts,
        &t->ske_key,
        &t->dh_p,
        &t->dh_g,
        &t->request_types,
        &t->request_schemes,
        &t->request_authorities,
        &t->request_context,
        &t->past_contexts,
        &t->failed_at,
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        buf_wipe(all[i]);
    struct buf self = t->self;
    buf_wipe(&self);
}

/* Fills in what all events have in common, and emits the event. */
void conn_event(struct tls *t, const struct event *e)
{
    struct event told = *e;

    if (t->config.event == NULL)
        return;
    told.version = t->info.version;
    t->config.event(t->config.ctx, &told);
}

bool conn_is_open(const struct tls *t)
{
    return t->state == HS_STATE_CONNECTED13 || t->state == HS_STATE_CONNECTED12 ||
           t->state == HS_STATE_S_CONNECTED13 || t->state == HS_STATE_S_CONNECTED12;
}

void conn_state(struct tls *t, enum hs_state s)
{
    t->state = s;
    if (conn_is_open(t)) {
        t->phase = PHASE_OPEN;
        t->may_write = true;
    }
    conn_event(t, &(struct event){.kind = EVENT_STATE, .state = hs_state_name(s)});
    if (t->config.faults != NULL && conn_is_open(t))
        fault_tell(t, FAULT_OPEN);
}

/* Notes which extension of the current list holds the bytes that are wrong. */
static void name_extension(struct tls *t, struct span at)
{
    struct fail fail = {0};
    struct rd r = rd_init(t->exts, &fail);
    struct ext x;

    while (!t->failure.has_extension && ext_next(&r, &x)) {
        t->failure.has_extension = span_contains(x.data, at);
        t->failure.extension = x.type;
    }
}

/* Records the first failure, with the bytes that it is about; the ones after it are
 * consequences. */
enum err conn_fail(struct tls *t, enum err e, struct span at)
{
    if (t->failure.err == ERR_OK) {
        name_extension(t, at);
        bool stays = span_contains(buf_span(&t->plain), at) ||
                     span_contains(buf_span(&t->handshake), at) ||
                     span_contains(buf_span(&t->chain), at);
        t->failure.err = e;
        t->failure.at = at;
        /* Bytes that may be gone after the call are copied, up to a limit. */
        if (!stays &&
            conn_keep(&t->failed_at, &t->failure.at, span_head(at, FAILED_AT_MAX)) != ERR_OK)
            t->failure.at = (struct span){0};
        t->failure.state = hs_state_name(t->state);
    }
    return t->failure.err;
}

enum err conn_fail_with(struct tls *t, const struct fail *f)
{
    return conn_fail(t, f->err, f->at);
}

/* Copies bytes into a buffer of the connection; kept points there. */
enum err conn_keep(struct buf *b, struct span *kept, struct span in)
{
    buf_truncate(b, 0);
    buf_put(b, in);
    *kept = buf_span(b);
    return b->err;
}

bool conn_lists(const struct numbers *list, uint16_t v)
{
    for (size_t i = 0; i < list->num; i++) {
        if (list->v[i] == v)
            return true;
    }
    return false;
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
    if (alert != ALERT_NONE && !t->close_sent && t->state != HS_STATE_START &&
        outbound_alert(t, 2, alert) != ERR_OK)
        buf_truncate(&t->flight, 0);
    if (conn_is_server(t) && (alert != ALERT_NONE || e == ERR_TLS_ALERT_RECEIVED))
        server12_forget(t);
    t->phase = PHASE_FAILED;
    wipe_secrets(t);
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

/* The end of the transport without close_notify: truncation, or never TLS at all. */
enum err tls_eof(struct tls *t)
{
    if (t->phase == PHASE_FAILED)
        return t->failure.err;
    if (t->close_received)
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
    return t->may_write && !t->close_sent && (t->write_epoch != EPOCH_EARLY || t->early_left > 0);
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
    if (t->key_update_due || outbound_is_worn(t, part.n))
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
    if (!conn_is_open(t) || t->info.version != TLS_1_3 || t->close_sent)
        return ERR_TLS_NOT_DONE;
    return settle(t, shared13_renew(t, request));
}

enum err tls_close(struct tls *t)
{
    if (t->phase == PHASE_FAILED)
        return t->failure.err;
    if (t->close_sent || t->state == HS_STATE_START)
        return ERR_OK;
    TRY(settle(t, outbound_alert(t, 1, ALERT_CLOSE_NOTIFY)));
    t->close_sent = true;
    return ERR_OK;
}

enum err tls_abort(struct tls *t, enum alert alert)
{
    if (t->phase == PHASE_FAILED)
        return t->failure.err;
    if (!t->close_sent && t->state != HS_STATE_START)
        TRY(settle(t, outbound_alert(t, 2, alert)));
    (void)conn_fail(t, ERR_TLS_GIVEN_UP, (struct span){0});
    if (conn_is_server(t))
        server12_forget(t);
    t->phase = PHASE_FAILED;
    wipe_secrets(t);
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
