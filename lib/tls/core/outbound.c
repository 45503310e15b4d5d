/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From messages to bytes: outbound_message collects messages in t->flight, and outbound_flush turns
 * them into records in t->out, under the current keys.  Changes of keys, alerts and data flush
 * first, so the order is kept.  The caller sends t->out (tls_pending).
 *
 * If config.faults is set, every message and record passes its hook first, in the functions with
 * "seen" in their names.
 */
#include "config.h"

#include "lib/tls/core/outbound.h"

#include <assert.h>

/* The longest message or record that a fault hook may produce. */
enum { FAULTY_MAX = 1 << 24 };

/* A sending key is renewed when no more than this many records are left (RFC 9846 5.5). */
enum { RECORDS_LEFT_MIN = 16 };

/* The most plaintext that we may put into one record. */
static size_t room(const struct tls *tls)
{
    size_t most = tls->config.record_max;

    assert(tls->info.peer_record_limit == 0 || tls->info.peer_record_limit >= SIZE_LIMIT_MIN);
    if (most == 0 || most > RECORD_PLAIN_MAX)
        most = RECORD_PLAIN_MAX;
    /* RFC 8449 4: the limit is for protected records; in TLS 1.3 it counts the content type. */
    size_t limit = tls->info.peer_record_limit;
    if (limit > 0 && tls->write != NULL) {
        if (tls->info.version == TLS_1_3)
            limit--;
        if (limit < most)
            most = limit;
    }
    return most;
}

/* Appends one record to b, encrypted with the keys p of the current epoch. */
static enum err make(struct tls *tls, struct buf *out, struct protect *protect, uint8_t type,
                     struct span plain, size_t pad)
{
    /* RFC 9846 5.1: 0301 is only in the very first record, for old servers. */
    bool is_first = tls->state == HS_STATE_START && type == CONTENT_HANDSHAKE;

    const struct protect_content c = {type, is_first ? TLS_1_0 : TLS_1_2, plain, pad};

    assert(protect->is_boundless || plain.n <= RECORD_PLAIN_MAX);
    assert(tls->write_epoch != EPOCH_CLEAR || tls->write == NULL);
    TRY(protect_seal(protect, out, &c, &tls->config.rng));
    return out->err;
}

/* The same, after the fault hook has seen it. */
static enum err make_seen(struct tls *tls, struct protect *protect, uint8_t type, struct span plain,
                          size_t pad)
{
    uint8_t first = tls->fault.first;
    bool was_sealing = tls->fault.is_sealing;
    struct buf b;

    buf_init(&b, FAULTY_MAX);
    enum err e = make(tls, &b, protect, type, plain, pad);
    tls->fault.is_sealing = true;
    enum fault_act act = e == ERR_OK ? fault_see(tls, FAULT_RECORD, first, &b) : FAULT_DROP;
    tls->fault.is_sealing = was_sealing;
    tls->fault.first = first;
    for (int i = 0; act != FAULT_DROP && i < (act == FAULT_TWICE ? 2 : 1); i++)
        fault_raw(tls, buf_span(&b));
    buf_free(&b);
    return e;
}

/* Sends one record, with padding if wanted, and emits its event. */
static enum err seal(struct tls *tls, struct protect *protect, enum epoch epoch, uint8_t type,
                     struct span plain)
{
    size_t at = tls->out.n, pad = 0;

    if (protect->suite != NULL && protect->version == TLS_1_3) {
        size_t most = plain.n < room(tls) ? room(tls) - plain.n : 0;

        pad = tls->config.padding;
        if (pad > most && !protect->is_boundless)
            pad = most;
    }
    TRY(tls->config.faults == NULL ? make(tls, &tls->out, protect, type, plain, pad)
                                   : make_seen(tls, protect, type, plain, pad));
    TRY(tls->out.err);
    if (tls->out.n == at) /* the hook dropped it */
        return ERR_OK;
    conn_event(tls, &(struct event){.kind = EVENT_RECORD,
                                    .sent = true,
                                    .epoch = epoch,
                                    .bytes = span_tail(buf_span(&tls->out), at),
                                    .type = tls->out.p[at],
                                    .inner_type = type,
                                    .plain_n = plain.n,
                                    .padding = pad});
    return ERR_OK;
}

/* Emits the event of content other than a handshake message: those have theirs when they are
 * made. */
static void tell(struct tls *tls, enum epoch epoch, uint8_t type, struct span body)
{
    struct event e = {.sent = true, .epoch = epoch, .bytes = body};

    switch (type) {
    case CONTENT_CHANGE_CIPHER_SPEC: e.kind = EVENT_CCS; break;
    case CONTENT_APPLICATION_DATA: e.kind = EVENT_DATA; break;
    case CONTENT_ALERT:
        if (body.n != 2)
            return;
        e.kind = EVENT_ALERT;
        e.level = body.p[0];
        e.alert = body.p[1];
        break;
    default: return;
    }
    conn_event(tls, &e);
}

/* Sends all of it in records, with the current keys or without any.  An alert is never split (RFC
 * 9846 5.1). */
static enum err seal_parts(struct tls *tls, bool in_clear, uint8_t type, struct span plain)
{
    struct protect none = {0};
    enum epoch epoch = in_clear ? EPOCH_CLEAR : tls->write_epoch;
    bool may_cut = type == CONTENT_HANDSHAKE || type == CONTENT_APPLICATION_DATA;

    while (plain.n > 0) {
        struct span part = span_head(plain, may_cut ? room(tls) : plain.n);

        tell(tls, epoch, type, part);
        TRY(seal(tls, in_clear || tls->write == NULL ? &none : tls->write, epoch, type, part));
        plain = span_tail(plain, part.n);
    }
    return ERR_OK;
}

/* The same for content other than handshake messages, after the fault hook has seen it. */
static enum err seal_seen(struct tls *tls, bool in_clear, uint8_t type, struct span plain)
{
    uint8_t message = type == CONTENT_CHANGE_CIPHER_SPEC ? FAULT_CCS
                      : type == CONTENT_ALERT            ? FAULT_ALERT
                                                         : FAULT_DATA;
    enum err e = ERR_OK;
    struct buf b;

    buf_init(&b, FAULTY_MAX);
    buf_put(&b, plain);
    enum fault_act act = fault_see(tls, FAULT_MESSAGE, message, &b);
    tls->fault.first = message;
    for (int i = 0; act != FAULT_DROP && e == ERR_OK && i < (act == FAULT_TWICE ? 2 : 1); i++)
        e = b.err != ERR_OK ? b.err
                            : seal_parts(tls, in_clear || act == FAULT_CLEAR, type, buf_span(&b));
    buf_wipe(&b);
    return e;
}

static enum err seal_other(struct tls *tls, bool in_clear, uint8_t type, struct span plain)
{
    return tls->config.faults == NULL ? seal_parts(tls, in_clear, type, plain)
                                      : seal_seen(tls, in_clear, type, plain);
}

/* ChangeCipherSpec is not encrypted in either version: in TLS 1.2 it comes before our only change
 * of keys, in TLS 1.3 it is there for middleboxes (RFC 9846 5, E.4). */
static enum err send_ccs(struct tls *tls)
{
    static const uint8_t one[] = {1};

    tls->compat_ccs_due = false;
    return seal_other(tls, true, CONTENT_CHANGE_CIPHER_SPEC, span_of(one, 1));
}

/* Sends the one for middleboxes before the first encrypted record. */
static enum err send_due_ccs(struct tls *tls)
{
    return tls->compat_ccs_due && tls->write != NULL ? send_ccs(tls) : ERR_OK;
}

/* Sends the messages that were collected: as few records as possible. */
enum err outbound_flush(struct tls *tls)
{
    enum err e = tls->flight.err;
    uint8_t first = tls->fault.first;

    if (e == ERR_OK && tls->flight.n > 0)
        e = send_due_ccs(tls);
    tls->fault.first = first;
    if (e == ERR_OK)
        e = seal_parts(tls, false, CONTENT_HANDSHAKE, buf_span(&tls->flight));
    buf_truncate(&tls->flight, 0);
    if (!conn_is_open(tls) && e == ERR_OK)
        buf_wipe(&tls->flight);
    return e;
}

/* Emits the message's event and adds it to the transcript. */
static void account(struct tls *tls, struct span message)
{
    assert(message.n >= 1);
    conn_event(tls, &(struct event){.kind = EVENT_MESSAGE,
                                    .sent = true,
                                    .epoch = tls->write_epoch,
                                    .bytes = message,
                                    .type = message.p[0]});
    if (!conn_is_open(tls) || tls->is_late)
        transcript_add(&tls->transcript, message);
}

/* Adds a message to the flight when faults are in use; each in a record of its own if the fault
 * wants that. */
static enum err put_seen(struct tls *tls, uint8_t type, struct span message, bool in_clear)
{
    if (in_clear) {
        TRY(outbound_flush(tls));
        tls->fault.first = type;
        return seal_parts(tls, true, CONTENT_HANDSHAKE, message);
    }
    if (tls->flight.n == 0)
        tls->fault.first = type;
    buf_put(&tls->flight, message);
    return tls->config.faults->apart ? outbound_flush(tls) : tls->flight.err;
}

/* Does with a message what the fault hook said: drop, hold back, send twice, send unencrypted. */
static enum err act_on(struct tls *tls, struct buf *out, enum fault_act act, uint8_t type)
{
    struct span message = buf_span(out);

    TRY(out->err);
    if (act == FAULT_DROP || message.n == 0)
        return ERR_OK;
    fault_follow(tls, message);
    account(tls, message);
    if (act == FAULT_HOLD) {
        buf_put(&tls->fault.held, message);
        return tls->fault.held.err;
    }
    TRY(put_seen(tls, type, message, act == FAULT_CLEAR));
    if (act == FAULT_TWICE) {
        account(tls, message);
        TRY(put_seen(tls, type, message, false));
    }
    if (tls->fault.held.n == 0)
        return ERR_OK;
    enum err e = put_seen(tls, type, buf_span(&tls->fault.held), false);
    buf_truncate(&tls->fault.held, 0);
    return e;
}

static enum err message_seen(struct tls *tls, struct span message)
{
    uint8_t type = fault_type(message);
    struct buf b;

    buf_init(&b, FAULTY_MAX);
    buf_put(&b, message);
    enum fault_act act = fault_see(tls, FAULT_MESSAGE, type, &b);
    enum err e = act_on(tls, &b, act, type);
    buf_wipe(&b);
    return e;
}

enum err outbound_message(struct tls *tls, struct span message)
{
    /* RFC 9846 6.1: nothing may follow a close_notify, so no handshake can continue after it. */
    if (tls->closed.sent)
        return conn_fail(tls, ERR_TLS_GIVEN_UP, (struct span){0});
    if (tls->config.faults != NULL)
        return message_seen(tls, message);
    account(tls, message);
    buf_put(&tls->flight, message);
    return tls->flight.err;
}

/* A record that a fault hook makes by itself: no limits apply. */
enum err outbound_own(struct tls *tls, uint8_t type, struct span plain, bool in_clear)
{
    struct protect none = {0}, *p = in_clear || tls->write == NULL ? &none : tls->write;

    if (!tls->fault.is_sealing)
        TRY(outbound_flush(tls));
    tls->fault.first = FAULT_OWN;
    p->is_boundless = true;
    enum err e = seal(tls, p, in_clear ? EPOCH_CLEAR : tls->write_epoch, type, plain);
    p->is_boundless = false;
    return e;
}

enum err outbound_ccs(struct tls *tls)
{
    TRY(outbound_flush(tls));
    return send_ccs(tls);
}

enum err outbound_alert(struct tls *tls, uint8_t level, enum alert alert)
{
    const uint8_t body[] = {level, (uint8_t)alert};

    TRY(outbound_flush(tls));
    TRY(send_due_ccs(tls));
    return seal_other(tls, false, CONTENT_ALERT, span_of(body, sizeof body));
}

/* RFC 9846 5.5: n more bytes would leave the key hardly any records. */
bool outbound_is_worn(const struct tls *tls, size_t n)
{
    return tls->info.version == TLS_1_3 && conn_is_open(tls) && tls->write != NULL &&
           tls->write->limit - tls->write->seq < RECORDS_LEFT_MIN + n / room(tls);
}

enum err outbound_data(struct tls *tls, struct span data)
{
    TRY(outbound_flush(tls));
    if (data.n > 0)
        TRY(send_due_ccs(tls));
    return seal_other(tls, false, CONTENT_APPLICATION_DATA, data);
}

enum err outbound_keys(struct tls *tls, enum epoch epoch, const struct traffic_keys *keys)
{
    /* Early data uses TLS 1.3 before the server has chosen the version. */
    uint16_t version = epoch == EPOCH_EARLY ? TLS_1_3 : tls->info.version;

    assert(keys == NULL || epoch != EPOCH_CLEAR);
    TRY(outbound_flush(tls));
    protect_free(tls->write);
    tls->write = NULL;
    tls->write_epoch = epoch;
    if (keys == NULL || conn_is_null(tls))
        return ERR_OK;
    TRY(protect_new(&tls->write));
    protect_init(tls->write, tls->suite, version, true, tls->info.etm, keys);
    return ERR_OK;
}
