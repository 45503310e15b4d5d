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
static enum err bounded(struct tls *tls, unsigned *count, unsigned max, enum err err)
{
    return ++*count > max ? conn_fail(tls, err, (struct span){0}) : ERR_OK;
}

static void tell_record(struct tls *tls, enum epoch epoch, const struct record *record,
                        uint8_t inner, size_t padding)
{
    conn_event(tls, &(struct event){.kind = EVENT_RECORD,
                                    .epoch = epoch,
                                    .bytes = record->bytes,
                                    .type = record->type,
                                    .inner_type = inner,
                                    .plain_n = tls->plain.n,
                                    .padding = padding});
}

/* The event of a record that was not encrypted although keys are in use. */
static void tell_clear(struct tls *tls, const struct record *record)
{
    conn_event(tls, &(struct event){.kind = EVENT_RECORD,
                                    .bytes = record->bytes,
                                    .type = record->type,
                                    .inner_type = record->type,
                                    .plain_n = record->fragment.n});
}

/* In TLS 1.3 a ChangeCipherSpec is dropped if it is the byte 01 and comes between the first
 * ClientHello and the peer's Finished (RFC 9846 5, E.4).  In TLS 1.2 it is a step of the handshake
 * (RFC 5246 7.1). */
static enum err take_ccs(struct tls *tls, const struct record *record)
{
    bool is_one = record->fragment.n == 1 && record->fragment.p[0] == 1;
    uint16_t version = tls->info.version != 0 ? tls->info.version : tls->config.max_version;

    conn_event(tls, &(struct event){.kind = EVENT_CCS, .bytes = record->fragment});
    if (tls->handshake.n > 0)
        return conn_fail(tls, ERR_TLS_INTERLEAVED, record->bytes);
    if (version == TLS_1_3) {
        bool is_first = tls->state == HS_STATE_S_START && !tls->info.retried;
        if (!is_one || conn_is_open(tls) || is_first)
            return conn_fail(tls, ERR_TLS_CCS, record->bytes);
        return bounded(tls, &tls->ccs_records, CCS_MAX, ERR_TLS_TOO_MANY_CCS);
    }
    if (!is_one)
        return conn_fail(tls, ERR_TLS_CCS_FORM, record->bytes);
    return state_machine_ccs(tls, record->fragment);
}

/* RFC 9846 6.1: neither closure alert is an error in TLS 1.3, whatever its level says; of TLS 1.2
 * that holds for close_notify alone. */
static bool is_error_alert(const struct tls *tls, const struct alert_content *alert)
{
    if (alert->alert == ALERT_CLOSE_NOTIFY ||
        (alert->alert == ALERT_USER_CANCELED && tls->info.version == TLS_1_3))
        return false;
    return alert->level == ALERT_FATAL;
}

/* RFC 9846 6.1, 6.2; RFC 5246 7.2. */
static enum err take_alert(struct tls *tls, struct span body)
{
    struct alert_content alert;

    if (!record_alert(&alert, body)) /* RFC 9846 5.1, 5.4: an empty one is none at all */
        return conn_fail(tls, body.n == 0 ? ERR_TLS_RECORD_EMPTY : ERR_TLS_ALERT_FORM, body);
    conn_event(tls, &(struct event){.kind = EVENT_ALERT,
                                    .epoch = tls->read_epoch,
                                    .bytes = body,
                                    .level = alert.level,
                                    .alert = alert.alert});
    if (alert.level != ALERT_WARNING && alert.level != ALERT_FATAL)
        return conn_fail(tls, ERR_TLS_ALERT_LEVEL, body);
    if (alert.alert == ALERT_CLOSE_NOTIFY && !conn_is_open(tls))
        return conn_fail(tls, ERR_TLS_CLOSED_IN_HANDSHAKE, body);
    if (is_error_alert(tls, &alert)) {
        tls->failure.alert = alert.alert;
        return conn_fail(tls, ERR_TLS_ALERT_RECEIVED, body);
    }
    if (tls->handshake.n > 0)
        return conn_fail(tls, ERR_TLS_INTERLEAVED, body);
    if (alert.alert == ALERT_CLOSE_NOTIFY) {
        tls->closed.received = true;
        tls->phase = PHASE_CLOSED;
        return ERR_OK;
    }
    /* RFC 9846 6: TLS 1.3 has no warnings but user_canceled. */
    if (tls->info.version == TLS_1_3 && alert.alert != ALERT_USER_CANCELED)
        return conn_fail(tls, ERR_TLS_ALERT_WARNING, body);
    return bounded(tls, &tls->warnings, WARNINGS_MAX, ERR_TLS_TOO_MANY_WARNINGS);
}

/* RFC 9846 4.3.10: a server accepts early data, up to the limit of the ticket. */
static enum err check_early(struct tls *tls, struct span data)
{
    if (!conn_is_server(tls) || tls->read_epoch != EPOCH_EARLY)
        return conn_fail(tls, ERR_TLS_EARLY_APPLICATION_DATA, data);
    if (data.n > tls->early_room)
        return conn_fail(tls, ERR_TLS_EARLY_DATA_LENGTH, data);
    tls->early_room -= data.n;
    return ERR_OK;
}

/* Data is progress: it resets the counters. */
static enum err take_data(struct tls *tls, struct span data)
{
    if (!conn_is_open(tls))
        TRY(check_early(tls, data));
    if (data.n == 0)
        return bounded(tls, &tls->empty_records, EMPTY_MAX, ERR_TLS_TOO_MANY_EMPTY);
    tls->empty_records = tls->key_updates = tls->tickets = tls->hello_requests = 0;
    conn_event(tls, &(struct event){.kind = EVENT_DATA, .epoch = tls->read_epoch, .bytes = data});
    return ERR_OK;
}

/* While the handler runs, a failure is one of this message.  One that comes again after a verdict
 * was reported before. */
static enum err take_message(struct tls *tls, const struct msg *msg, bool ends_record)
{
    tls->failure.message = msg->type;
    tls->failure.has_message = true;
    if (!tls->message.comes_again)
        conn_event(tls, &(struct event){.kind = EVENT_MESSAGE,
                                        .epoch = tls->read_epoch,
                                        .bytes = msg->bytes,
                                        .type = msg->type});
    tls->message.comes_again = false;
    TRY(state_machine_step(tls, msg, ends_record));
    tls->failure.has_message = conn_is_waiting(tls); /* a verdict is about it */
    tls->exts = (struct span){0};
    return ERR_OK;
}

/* Checks the header of an incomplete message, so that nothing is collected that would be rejected
 * later. */
static enum err foresee(struct tls *tls, struct span bytes)
{
    if (bytes.n < MSG_HEADER)
        return ERR_OK;
    if (msg_need(bytes) - MSG_HEADER > tls->config.message_max)
        return conn_fail(tls, ERR_TLS_MESSAGE_TOO_LONG, bytes);
    return state_machine_allow(tls, bytes.p[0], bytes);
}

/* Keeps what is left of the messages. */
static enum err keep_rest(struct tls *tls, struct span left, bool is_whole)
{
    if (left.n == 0) {
        buf_wipe(&tls->handshake); /* frees the memory of a long chain */
    } else if (is_whole) {
        buf_put(&tls->handshake, left);
    } else {
        /* Bytes move only after a message was taken: otherwise tiny fragments would cost quadratic
         * time. */
        if (left.n < tls->handshake.n)
            memmove(tls->handshake.p, left.p, left.n);
        buf_truncate(&tls->handshake, left.n);
    }
    return tls->handshake.err;
}

/* Takes all messages that are complete, up to one whose verdict is pending.  is_whole: they are not
 * in t->handshake. */
static enum err take_messages(struct tls *tls, struct span left, bool is_whole)
{
    struct msg m;

    while (!conn_is_waiting(tls) && msg_split(&m, left)) {
        if (m.body.n > tls->config.message_max)
            return conn_fail(tls, ERR_TLS_MESSAGE_TOO_LONG, left);
        struct span rest = span_tail(left, m.bytes.n);
        TRY(take_message(tls, &m, rest.n == 0));
        left = tls->message.comes_again ? left : rest;
    }
    if (!conn_is_waiting(tls))
        TRY(foresee(tls, left));
    return keep_rest(tls, left, is_whole);
}

/* Puts messages together: several may share a record, and one may span several (RFC 9846 5.1).  A
 * message within one record is read in place. */
static enum err take_handshake(struct tls *tls, struct span plain)
{
    if (plain.n == 0)
        return conn_fail(tls, ERR_TLS_RECORD_EMPTY, plain);
    bool is_whole = tls->handshake.n == 0;
    if (!is_whole)
        buf_put(&tls->handshake, plain);
    TRY(tls->handshake.err);
    return take_messages(tls, is_whole ? plain : buf_span(&tls->handshake), is_whole);
}

/* Passes the content of a record on by its type. */
static enum err dispatch(struct tls *tls, uint8_t type, struct span plain)
{
    /* RFC 9846 5.1: nothing may come between the fragments of a message; take_alert checks this
     * itself. */
    if (tls->handshake.n > 0 && type != CONTENT_HANDSHAKE && type != CONTENT_ALERT)
        return conn_fail(tls, ERR_TLS_INTERLEAVED, plain);
    if (type != CONTENT_ALERT && plain.n > 0)
        tls->warnings = 0; /* what is empty is no progress */
    switch (type) {
    case CONTENT_HANDSHAKE: return take_handshake(tls, plain);
    case CONTENT_ALERT: return take_alert(tls, plain);
    case CONTENT_APPLICATION_DATA: return take_data(tls, plain);
    case CONTENT_CHANGE_CIPHER_SPEC:
        /* Never under protection (RFC 9846 5). */
        return conn_fail(tls, ERR_TLS_CCS, plain);
    default: return conn_fail(tls, ERR_TLS_RECORD_UNEXPECTED, plain);
    }
}

/* RFC 8449 4: the record size limit that we asked for, once the server has agreed; TLS 1.3 counts
 * padding and type. */
static bool is_over_limit(const struct tls *tls, size_t padding)
{
    size_t n = tls->info.version == TLS_1_3 ? tls->plain.n + padding + 1 : tls->plain.n;

    /* Early data is sent before the server has agreed to anything. */
    return tls->size_limited && tls->read != NULL && tls->read_epoch != EPOCH_EARLY &&
           n > tls->config.record_size_limit;
}

/* RFC 9846 4.3.10: rejected early data is skipped: after a HelloRetryRequest every record that
 * looks like it, otherwise records that do not decrypt with the handshake keys. */
static bool may_skip(const struct tls *tls, const struct record *record)
{
    return tls->skips_early && record->type == CONTENT_APPLICATION_DATA;
}

/* The size of the plaintext is estimated: the record cannot be decrypted. */
static enum err skip(struct tls *tls, const struct record *record)
{
    size_t n = record->fragment.n > EARLY_ROOM ? record->fragment.n - EARLY_ROOM : 1;

    tell_record(tls, EPOCH_EARLY, record, CONTENT_APPLICATION_DATA, 0);
    if (tls->handshake.n > 0) /* RFC 9846 5.1: the second ClientHello has begun */
        return conn_fail(tls, ERR_TLS_INTERLEAVED, record->fragment);
    if (n > tls->early_room)
        return conn_fail(tls, ERR_TLS_EARLY_DATA_LENGTH, record->bytes);
    tls->early_room -= n;
    return ERR_OK;
}

/* A client that rejects our ServerHello has no keys to encrypt its alert with. */
static bool is_clear_alert(const struct tls *tls, const struct record *record)
{
    return conn_is_server(tls) && record->type == CONTENT_ALERT && tls->info.version == TLS_1_3 &&
           tls->read != NULL && tls->read->seq == 0 && !conn_is_open(tls);
}

static enum err take_clear_alert(struct tls *tls, const struct record *record)
{
    enum epoch epoch = tls->read_epoch;

    tls->read_epoch = EPOCH_CLEAR;
    tell_clear(tls, record);
    enum err e = take_alert(tls, record->fragment);
    tls->read_epoch = epoch;
    return e;
}

/* One whole record: decrypts it, and passes its content on. */
static enum err take_record(struct tls *tls, const struct record *record)
{
    uint8_t type = record->type;
    size_t padding = 0;

    tls->received_any = true;
    buf_truncate(&tls->plain, 0);
    if (type == CONTENT_CHANGE_CIPHER_SPEC && (tls->read == NULL || tls->info.version == TLS_1_3)) {
        tell_clear(tls, record);
        return take_ccs(tls, record);
    }
    if (is_clear_alert(tls, record))
        return take_clear_alert(tls, record);
    if (may_skip(tls, record) && tls->read == NULL)
        return skip(tls, record);
    enum err e = protect_open(tls->read, &tls->plain, &type, &padding, record);
    if (may_skip(tls, record) && e == ERR_TLS_BAD_RECORD_MAC)
        return skip(tls, record);
    tls->skips_early = tls->skips_early && tls->read == NULL;
    tell_record(tls, tls->read_epoch, record, type, padding);
    if (e == ERR_OK && is_over_limit(tls, padding))
        e = ERR_TLS_RECORD_SIZE_LIMIT;
    if (e != ERR_OK)
        return conn_fail(tls, e, record->bytes);
    TRY(dispatch(tls, type, buf_span(&tls->plain)));
    wipe(tls->plain.p, tls->plain.n);
    return ERR_OK;
}

/* If the first record is malformed, its bytes may show another protocol. */
static enum err split_failed(struct tls *tls, struct span bytes, const struct fail *fail)
{
    const char *other = tls->received_any ? NULL : record_looks_like(bytes);

    if (other == NULL && (tls->received_any || fail->err != ERR_TLS_RECORD_TYPE))
        return conn_fail_with(tls, fail);
    tls->failure.looks_like = other;
    return conn_fail(tls, ERR_TLS_NOT_TLS, bytes);
}

/* Takes one record off the front of bytes; *n is its length, or 0 if it is not complete. */
static enum err take_front(struct tls *tls, struct span bytes, size_t *n)
{
    size_t max = tls->read == NULL && !tls->skips_early ? (size_t)RECORD_PLAIN_MAX
                 : tls->info.version == TLS_1_3         ? (size_t)RECORD_CIPHER13_MAX
                                                        : (size_t)RECORD_CIPHER12_MAX;
    struct fail fail = {0};
    struct record r;
    bool is_complete = false;

    *n = 0;
    bool is_first = !tls->received_any && !conn_is_server(tls);
    enum err e =
        (is_first ? record_split_first : record_split)(&r, &is_complete, bytes, max, &fail);

    if (e != ERR_OK)
        return split_failed(tls, bytes, &fail);
    if (!is_complete)
        return ERR_OK;
    *n = r.bytes.n;
    return take_record(tls, &r);
}

/* How many bytes the record in t->in lacks, as far as its header shows. */
static size_t lacking(const struct tls *tls)
{
    const uint8_t *p = tls->in.p;

    return tls->in.n < RECORD_HEADER ? RECORD_HEADER - tls->in.n
                                     : RECORD_HEADER + (size_t)(p[3] << 8 | p[4]) - tls->in.n;
}

/* Whole records are read in place; only an incomplete one is copied into t->in. */
enum err inbound_feed(struct tls *tls, struct span in)
{
    size_t n;

    /* RFC 9846 6.1: what follows a close_notify is ignored. */
    while (in.n > 0 && !tls->closed.received && !conn_is_waiting(tls)) {
        if (tls->in.n == 0) {
            TRY(take_front(tls, in, &n));
            if (n == 0) {
                buf_put(&tls->in, in);
                return tls->in.err;
            }
            in = span_tail(in, n);
            continue;
        }
        struct span part = span_head(in, lacking(tls));
        buf_put(&tls->in, part);
        TRY(tls->in.err);
        in = span_tail(in, part.n);
        TRY(take_front(tls, buf_span(&tls->in), &n));
        if (n > 0)
            buf_truncate(&tls->in, 0);
    }
    if (conn_is_waiting(tls))
        buf_put(&tls->held, in);
    return tls->held.err;
}

enum err inbound_go_on(struct tls *tls)
{
    struct buf held = tls->held;
    enum err e = ERR_OK;

    buf_init(&tls->held, held.cap);
    tls->failure.has_message = false;
    tls->exts = (struct span){0};
    if (tls->handshake.n > 0)
        e = take_messages(tls, buf_span(&tls->handshake), false);
    if (e == ERR_OK)
        e = inbound_feed(tls, buf_span(&held));
    buf_free(&held);
    return e;
}

enum err inbound_keys(struct tls *tls, enum epoch epoch, const struct traffic_keys *keys)
{
    protect_free(tls->read);
    tls->read = NULL;
    tls->read_epoch = epoch;
    if (conn_is_null(tls))
        return ERR_OK;
    TRY(protect_new(&tls->read));
    protect_init(tls->read, tls->suite, tls->info.version, false, tls->info.etm, keys);
    return ERR_OK;
}
