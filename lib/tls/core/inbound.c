/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From received bytes to handlers:
 *
 *   inbound_feed     cuts the stream into records
 *   take_record      decrypts a record
 *   dispatch         passes its content on by type
 *   take_handshake   joins fragments to messages, and state_machine_step calls the handler
 *
 * An error in any of them ends the connection.  Whatever a peer can repeat without making progress
 * has a limit, and data resets the counters.
 */
#include "config.h"

#include "lib/tls/core/inbound.h"

#include "lib/base/wipe.h"

/* Limits on consecutive records that make no progress. */
enum {
    EMPTY_MAX = 32,
    WARNINGS_MAX = 4,
    CCS_MAX = 32,    /* in the whole connection */
    EARLY_ROOM = 17, /* least overhead of a record of early data: tag and type */
};

/* Counts, and fails above the limit. */
static enum err bounded(struct tls *t, unsigned *count, unsigned max, enum err e)
{
    return ++*count > max ? conn_fail(t, e, (struct span){0}) : ERR_OK;
}

static void tell_record(struct tls *t, enum epoch epoch, const struct record *r, uint8_t inner,
                        size_t padding)
{
    conn_event(t, &(struct event){.kind = EVENT_RECORD,
                                  .epoch = epoch,
                                  .bytes = r->bytes,
                                  .type = r->type,
                                  .inner_type = inner,
                                  .plain_n = t->plain.n,
                                  .padding = padding});
}

/* The event of a record that was not encrypted although keys are in use. */
static void tell_clear(struct tls *t, const struct record *r)
{
    conn_event(t, &(struct event){.kind = EVENT_RECORD,
                                  .bytes = r->bytes,
                                  .type = r->type,
                                  .inner_type = r->type,
                                  .plain_n = r->fragment.n});
}

/* In TLS 1.3 a ChangeCipherSpec is dropped if it is the byte 01 and comes between the first
 * ClientHello and the peer's Finished (RFC 9846 5, E.4).  In TLS 1.2 it is a step of the handshake
 * (RFC 5246 7.1). */
static enum err take_ccs(struct tls *t, const struct record *r)
{
    bool is_one = r->fragment.n == 1 && r->fragment.p[0] == 1;
    uint16_t version = t->info.version != 0 ? t->info.version : t->config.max_version;

    conn_event(t, &(struct event){.kind = EVENT_CCS, .bytes = r->fragment});
    if (t->handshake.n > 0)
        return conn_fail(t, ERR_TLS_INTERLEAVED, r->bytes);
    if (version == TLS_1_3) {
        bool is_first = t->state == HS_STATE_S_START && !t->info.retried;
        if (!is_one || conn_is_open(t) || is_first)
            return conn_fail(t, ERR_TLS_CCS, r->bytes);
        return bounded(t, &t->ccs_records, CCS_MAX, ERR_TLS_TOO_MANY_CCS);
    }
    if (!is_one)
        return conn_fail(t, ERR_TLS_CCS_FORM, r->bytes);
    return state_machine_ccs(t, r->fragment);
}

/* RFC 9846 6.1: neither closure alert is an error in TLS 1.3, whatever its level says; of TLS 1.2
 * that holds for close_notify alone. */
static bool is_error_alert(const struct tls *t, const struct alert_content *alert)
{
    if (alert->alert == ALERT_CLOSE_NOTIFY ||
        (alert->alert == ALERT_USER_CANCELED && t->info.version == TLS_1_3))
        return false;
    return alert->level == ALERT_FATAL;
}

/* RFC 9846 6.1, 6.2; RFC 5246 7.2. */
static enum err take_alert(struct tls *t, struct span body)
{
    struct alert_content alert;

    if (!record_alert(&alert, body)) /* RFC 9846 5.1, 5.4: an empty one is none at all */
        return conn_fail(t, body.n == 0 ? ERR_TLS_RECORD_EMPTY : ERR_TLS_ALERT_FORM, body);
    conn_event(t, &(struct event){.kind = EVENT_ALERT,
                                  .epoch = t->read_epoch,
                                  .bytes = body,
                                  .level = alert.level,
                                  .alert = alert.alert});
    if (alert.level != ALERT_WARNING && alert.level != ALERT_FATAL)
        return conn_fail(t, ERR_TLS_ALERT_LEVEL, body);
    if (alert.alert == ALERT_CLOSE_NOTIFY && !conn_is_open(t))
        return conn_fail(t, ERR_TLS_CLOSED_IN_HANDSHAKE, body);
    if (is_error_alert(t, &alert)) {
        t->failure.alert = alert.alert;
        return conn_fail(t, ERR_TLS_ALERT_RECEIVED, body);
    }
    if (t->handshake.n > 0)
        return conn_fail(t, ERR_TLS_INTERLEAVED, body);
    if (alert.alert == ALERT_CLOSE_NOTIFY) {
        t->closed.received = true;
        t->phase = PHASE_CLOSED;
        return ERR_OK;
    }
    /* RFC 9846 6: TLS 1.3 has no warnings but user_canceled. */
    if (t->info.version == TLS_1_3 && alert.alert != ALERT_USER_CANCELED)
        return conn_fail(t, ERR_TLS_ALERT_WARNING, body);
    return bounded(t, &t->warnings, WARNINGS_MAX, ERR_TLS_TOO_MANY_WARNINGS);
}

/* RFC 9846 4.3.10: a server accepts early data, up to the limit of the ticket. */
static enum err check_early(struct tls *t, struct span data)
{
    if (!conn_is_server(t) || t->read_epoch != EPOCH_EARLY)
        return conn_fail(t, ERR_TLS_EARLY_APPLICATION_DATA, data);
    if (data.n > t->early_room)
        return conn_fail(t, ERR_TLS_EARLY_DATA_LENGTH, data);
    t->early_room -= data.n;
    return ERR_OK;
}

/* Data is progress: it resets the counters. */
static enum err take_data(struct tls *t, struct span data)
{
    if (!conn_is_open(t))
        TRY(check_early(t, data));
    if (data.n == 0)
        return bounded(t, &t->empty_records, EMPTY_MAX, ERR_TLS_TOO_MANY_EMPTY);
    t->empty_records = t->key_updates = t->tickets = t->hello_requests = 0;
    conn_event(t, &(struct event){.kind = EVENT_DATA, .epoch = t->read_epoch, .bytes = data});
    return ERR_OK;
}

/* While the handler runs, a failure is one of this message.  One that comes again after a verdict
 * was reported before. */
static enum err take_message(struct tls *t, const struct msg *m, bool ends_record)
{
    t->failure.message = m->type;
    t->failure.has_message = true;
    if (!t->message.comes_again)
        conn_event(t, &(struct event){.kind = EVENT_MESSAGE,
                                      .epoch = t->read_epoch,
                                      .bytes = m->bytes,
                                      .type = m->type});
    t->message.comes_again = false;
    TRY(state_machine_step(t, m, ends_record));
    t->failure.has_message = conn_is_waiting(t); /* a verdict is about it */
    t->exts = (struct span){0};
    return ERR_OK;
}

/* Checks the header of an incomplete message, so that nothing is collected that would be rejected
 * later. */
static enum err foresee(struct tls *t, struct span bytes)
{
    if (bytes.n < MSG_HEADER)
        return ERR_OK;
    if (msg_need(bytes) - MSG_HEADER > t->config.message_max)
        return conn_fail(t, ERR_TLS_MESSAGE_TOO_LONG, bytes);
    return state_machine_allow(t, bytes.p[0], bytes);
}

/* Keeps what is left of the messages. */
static enum err keep_rest(struct tls *t, struct span left, bool is_whole)
{
    if (left.n == 0) {
        buf_wipe(&t->handshake); /* frees the memory of a long chain */
    } else if (is_whole) {
        buf_put(&t->handshake, left);
    } else {
        /* Bytes move only after a message was taken: otherwise tiny fragments would cost quadratic
         * time. */
        if (left.n < t->handshake.n)
            memmove(t->handshake.p, left.p, left.n);
        buf_truncate(&t->handshake, left.n);
    }
    return t->handshake.err;
}

/* Takes all messages that are complete, up to one whose verdict is pending.  is_whole: they are not
 * in t->handshake. */
static enum err take_messages(struct tls *t, struct span left, bool is_whole)
{
    struct msg m;

    while (!conn_is_waiting(t) && msg_split(&m, left)) {
        if (m.body.n > t->config.message_max)
            return conn_fail(t, ERR_TLS_MESSAGE_TOO_LONG, left);
        struct span rest = span_tail(left, m.bytes.n);
        TRY(take_message(t, &m, rest.n == 0));
        left = t->message.comes_again ? left : rest;
    }
    if (!conn_is_waiting(t))
        TRY(foresee(t, left));
    return keep_rest(t, left, is_whole);
}

/* Puts messages together: several may share a record, and one may span several (RFC 9846 5.1).  A
 * message within one record is read in place. */
static enum err take_handshake(struct tls *t, struct span plain)
{
    if (plain.n == 0)
        return conn_fail(t, ERR_TLS_RECORD_EMPTY, plain);
    bool is_whole = t->handshake.n == 0;
    if (!is_whole)
        buf_put(&t->handshake, plain);
    TRY(t->handshake.err);
    return take_messages(t, is_whole ? plain : buf_span(&t->handshake), is_whole);
}

/* Passes the content of a record on by its type. */
static enum err dispatch(struct tls *t, uint8_t type, struct span plain)
{
    /* RFC 9846 5.1: nothing may come between the fragments of a message; take_alert checks this
     * itself. */
    if (t->handshake.n > 0 && type != CONTENT_HANDSHAKE && type != CONTENT_ALERT)
        return conn_fail(t, ERR_TLS_INTERLEAVED, plain);
    if (type != CONTENT_ALERT)
        t->warnings = 0;
    switch (type) {
    case CONTENT_HANDSHAKE: return take_handshake(t, plain);
    case CONTENT_ALERT: return take_alert(t, plain);
    case CONTENT_APPLICATION_DATA: return take_data(t, plain);
    case CONTENT_CHANGE_CIPHER_SPEC:
        /* Never under protection (RFC 9846 5). */
        return conn_fail(t, ERR_TLS_CCS, plain);
    default: return conn_fail(t, ERR_TLS_RECORD_UNEXPECTED, plain);
    }
}

/* RFC 8449 4: the record size limit that we asked for, once the server has agreed; TLS 1.3 counts
 * padding and type. */
static bool is_over_limit(const struct tls *t, size_t padding)
{
    size_t n = t->info.version == TLS_1_3 ? t->plain.n + padding + 1 : t->plain.n;

    /* Early data is sent before the server has agreed to anything. */
    return t->size_limited && t->read.suite != NULL && t->read_epoch != EPOCH_EARLY &&
           n > t->config.record_size_limit;
}

/* RFC 9846 4.3.10: rejected early data is skipped: after a HelloRetryRequest every record that
 * looks like it, otherwise records that do not decrypt with the handshake keys. */
static bool may_skip(const struct tls *t, const struct record *r)
{
    return t->skips_early && r->type == CONTENT_APPLICATION_DATA;
}

/* The size of the plaintext is estimated: the record cannot be decrypted. */
static enum err skip(struct tls *t, const struct record *r)
{
    size_t n = r->fragment.n > EARLY_ROOM ? r->fragment.n - EARLY_ROOM : 1;

    tell_record(t, EPOCH_EARLY, r, CONTENT_APPLICATION_DATA, 0);
    if (t->handshake.n > 0) /* RFC 9846 5.1: the second ClientHello has begun */
        return conn_fail(t, ERR_TLS_INTERLEAVED, r->fragment);
    if (n > t->early_room)
        return conn_fail(t, ERR_TLS_EARLY_DATA_LENGTH, r->bytes);
    t->early_room -= n;
    return ERR_OK;
}

/* A client that rejects our ServerHello has no keys to encrypt its alert with. */
static bool is_clear_alert(const struct tls *t, const struct record *r)
{
    return conn_is_server(t) && r->type == CONTENT_ALERT && t->info.version == TLS_1_3 &&
           t->read.suite != NULL && t->read.seq == 0 && !conn_is_open(t);
}

static enum err take_clear_alert(struct tls *t, const struct record *r)
{
    enum epoch epoch = t->read_epoch;

    t->read_epoch = EPOCH_CLEAR;
    tell_clear(t, r);
    enum err e = take_alert(t, r->fragment);
    t->read_epoch = epoch;
    return e;
}

/* One whole record: decrypts it, and passes its content on. */
static enum err take_record(struct tls *t, const struct record *r)
{
    uint8_t type = r->type;
    size_t padding = 0;

    t->received_any = true;
    buf_truncate(&t->plain, 0);
    if (type == CONTENT_CHANGE_CIPHER_SPEC &&
        (t->read.suite == NULL || t->info.version == TLS_1_3)) {
        tell_clear(t, r);
        return take_ccs(t, r);
    }
    if (is_clear_alert(t, r))
        return take_clear_alert(t, r);
    if (may_skip(t, r) && t->read.suite == NULL)
        return skip(t, r);
    enum err e = protect_open(&t->read, &t->plain, &type, &padding, r);
    if (may_skip(t, r) && e == ERR_TLS_BAD_RECORD_MAC)
        return skip(t, r);
    t->skips_early = t->skips_early && t->read.suite == NULL;
    tell_record(t, t->read_epoch, r, type, padding);
    if (e == ERR_OK && is_over_limit(t, padding))
        e = ERR_TLS_RECORD_SIZE_LIMIT;
    if (e != ERR_OK)
        return conn_fail(t, e, r->bytes);
    TRY(dispatch(t, type, buf_span(&t->plain)));
    wipe(t->plain.p, t->plain.n);
    return ERR_OK;
}

/* If the first record is malformed, its bytes may show another protocol. */
static enum err split_failed(struct tls *t, struct span bytes, const struct fail *f)
{
    const char *other = t->received_any ? NULL : record_looks_like(bytes);

    if (other == NULL && (t->received_any || f->err != ERR_TLS_RECORD_TYPE))
        return conn_fail_with(t, f);
    t->failure.looks_like = other;
    return conn_fail(t, ERR_TLS_NOT_TLS, bytes);
}

/* Takes one record off the front of bytes; *n is its length, or 0 if it is not complete. */
static enum err take_front(struct tls *t, struct span bytes, size_t *n)
{
    size_t max = t->read.suite == NULL && !t->skips_early ? (size_t)RECORD_PLAIN_MAX
                 : t->info.version == TLS_1_3             ? (size_t)RECORD_CIPHER13_MAX
                                                          : (size_t)RECORD_CIPHER12_MAX;
    struct fail fail = {0};
    struct record r;
    bool is_complete = false;

    *n = 0;
    if (record_split(&r, &is_complete, bytes, max, &fail) != ERR_OK)
        return split_failed(t, bytes, &fail);
    if (!is_complete)
        return ERR_OK;
    *n = r.bytes.n;
    return take_record(t, &r);
}

/* How many bytes the record in t->in lacks, as far as its header shows. */
static size_t lacking(const struct tls *t)
{
    const uint8_t *p = t->in.p;

    return t->in.n < RECORD_HEADER ? RECORD_HEADER - t->in.n
                                   : RECORD_HEADER + (size_t)(p[3] << 8 | p[4]) - t->in.n;
}

/* Whole records are read in place; only an incomplete one is copied into t->in. */
enum err inbound_feed(struct tls *t, struct span in)
{
    size_t n;

    /* RFC 9846 6.1: what follows a close_notify is ignored. */
    while (in.n > 0 && !t->closed.received && !conn_is_waiting(t)) {
        if (t->in.n == 0) {
            TRY(take_front(t, in, &n));
            if (n == 0) {
                buf_put(&t->in, in);
                return t->in.err;
            }
            in = span_tail(in, n);
            continue;
        }
        struct span part = span_head(in, lacking(t));
        buf_put(&t->in, part);
        TRY(t->in.err);
        in = span_tail(in, part.n);
        TRY(take_front(t, buf_span(&t->in), &n));
        if (n > 0)
            buf_truncate(&t->in, 0);
    }
    if (conn_is_waiting(t))
        buf_put(&t->held, in);
    return t->held.err;
}

enum err inbound_go_on(struct tls *t)
{
    struct buf held = t->held;
    enum err e = ERR_OK;

    buf_init(&t->held, held.cap);
    t->failure.has_message = false;
    t->exts = (struct span){0};
    if (t->handshake.n > 0)
        e = take_messages(t, buf_span(&t->handshake), false);
    if (e == ERR_OK)
        e = inbound_feed(t, buf_span(&held));
    buf_free(&held);
    return e;
}

void inbound_keys(struct tls *t, enum epoch epoch, const struct traffic_keys *k)
{
    protect_wipe(&t->read);
    t->read_epoch = epoch;
    if (!conn_is_null(t))
        protect_init(&t->read, t->suite, t->info.version, false, t->info.etm, k);
}
