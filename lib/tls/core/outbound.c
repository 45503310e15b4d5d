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
static size_t room(const struct tls *t)
{
    size_t most = t->config.record_max;

    assert(t->info.peer_record_limit == 0 || t->info.peer_record_limit >= SIZE_LIMIT_MIN);
    if (most == 0 || most > RECORD_PLAIN_MAX)
        most = RECORD_PLAIN_MAX;
    /* RFC 8449 4: the limit is for protected records; in TLS 1.3 it counts the content type. */
    size_t limit = t->info.peer_record_limit;
    if (limit > 0 && t->write.suite != NULL) {
        if (t->info.version == TLS_1_3)
            limit--;
        if (limit < most)
            most = limit;
    }
    return most;
}

/* Appends one record to b, encrypted with the keys p of the current epoch. */
static enum err make(struct tls *t, struct buf *b, struct protect *p, uint8_t type,
                     struct span plain, size_t pad)
{
    /* RFC 9846 5.1: 0301 is only in the very first record, for old servers. */
    bool is_first = t->state == HS_STATE_START && type == CONTENT_HANDSHAKE;

    const struct protect_content c = {type, is_first ? TLS_1_0 : TLS_1_2, plain, pad};

    assert(p->is_boundless || plain.n <= RECORD_PLAIN_MAX);
    assert(t->write_epoch != EPOCH_CLEAR || t->write.suite == NULL);
    TRY(protect_seal(p, b, &c, &t->config.rng));
    return b->err;
}

/* The same, after the fault hook has seen it. */
static enum err make_seen(struct tls *t, struct protect *p, uint8_t type, struct span plain,
                          size_t pad)
{
    uint8_t first = t->fault.first;
    bool was_sealing = t->fault.is_sealing;
    struct buf b;

    buf_init(&b, FAULTY_MAX);
    enum err e = make(t, &b, p, type, plain, pad);
    t->fault.is_sealing = true;
    enum fault_act act = e == ERR_OK ? fault_see(t, FAULT_RECORD, first, &b) : FAULT_DROP;
    t->fault.is_sealing = was_sealing;
    t->fault.first = first;
    for (int i = 0; act != FAULT_DROP && i < (act == FAULT_TWICE ? 2 : 1); i++)
        fault_raw(t, buf_span(&b));
    buf_free(&b);
    return e;
}

/* Sends one record, with padding if wanted, and emits its event. */
static enum err seal(struct tls *t, struct protect *p, enum epoch epoch, uint8_t type,
                     struct span plain)
{
    size_t at = t->out.n, pad = 0;

    if (p->suite != NULL && p->version == TLS_1_3) {
        size_t most = plain.n < room(t) ? room(t) - plain.n : 0;

        pad = t->config.padding;
        if (pad > most && !p->is_boundless)
            pad = most;
    }
    TRY(t->config.faults == NULL ? make(t, &t->out, p, type, plain, pad)
                                 : make_seen(t, p, type, plain, pad));
    TRY(t->out.err);
    if (t->out.n == at) /* the hook dropped it */
        return ERR_OK;
    conn_event(t, &(struct event){.kind = EVENT_RECORD,
                                  .sent = true,
                                  .epoch = epoch,
                                  .bytes = span_tail(buf_span(&t->out), at),
                                  .type = t->out.p[at],
                                  .inner_type = type,
                                  .plain_n = plain.n,
                                  .padding = pad});
    return ERR_OK;
}

/* Emits the event of content other than a handshake message: those have theirs when they are
 * made. */
static void tell(struct tls *t, enum epoch epoch, uint8_t type, struct span body)
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
    conn_event(t, &e);
}

/* Sends all of it in records, with the current keys or without any.  An alert is never split (RFC
 * 9846 5.1). */
static enum err seal_parts(struct tls *t, bool in_clear, uint8_t type, struct span plain)
{
    struct protect none = {0};
    enum epoch epoch = in_clear ? EPOCH_CLEAR : t->write_epoch;
    bool may_cut = type == CONTENT_HANDSHAKE || type == CONTENT_APPLICATION_DATA;

    while (plain.n > 0) {
        struct span part = span_head(plain, may_cut ? room(t) : plain.n);

        tell(t, epoch, type, part);
        TRY(seal(t, in_clear ? &none : &t->write, epoch, type, part));
        plain = span_tail(plain, part.n);
    }
    return ERR_OK;
}

/* The same for content other than handshake messages, after the fault hook has seen it. */
static enum err seal_seen(struct tls *t, bool in_clear, uint8_t type, struct span plain)
{
    uint8_t message = type == CONTENT_CHANGE_CIPHER_SPEC ? FAULT_CCS
                      : type == CONTENT_ALERT            ? FAULT_ALERT
                                                         : FAULT_DATA;
    enum err e = ERR_OK;
    struct buf b;

    buf_init(&b, FAULTY_MAX);
    buf_put(&b, plain);
    enum fault_act act = fault_see(t, FAULT_MESSAGE, message, &b);
    t->fault.first = message;
    for (int i = 0; act != FAULT_DROP && e == ERR_OK && i < (act == FAULT_TWICE ? 2 : 1); i++)
        e = b.err != ERR_OK ? b.err
                            : seal_parts(t, in_clear || act == FAULT_CLEAR, type, buf_span(&b));
    buf_wipe(&b);
    return e;
}

static enum err seal_other(struct tls *t, bool in_clear, uint8_t type, struct span plain)
{
    return t->config.faults == NULL ? seal_parts(t, in_clear, type, plain)
                                    : seal_seen(t, in_clear, type, plain);
}

/* ChangeCipherSpec is not encrypted in either version: in TLS 1.2 it comes before our only change
 * of keys, in TLS 1.3 it is there for middleboxes (RFC 9846 5, E.4). */
static enum err send_ccs(struct tls *t)
{
    static const uint8_t one[] = {1};

    t->compat_ccs_due = false;
    return seal_other(t, true, CONTENT_CHANGE_CIPHER_SPEC, span_of(one, 1));
}

/* Sends the one for middleboxes before the first encrypted record. */
static enum err send_due_ccs(struct tls *t)
{
    return t->compat_ccs_due && t->write.suite != NULL ? send_ccs(t) : ERR_OK;
}

/* Sends the messages that were collected: as few records as possible. */
enum err outbound_flush(struct tls *t)
{
    enum err e = t->flight.err;
    uint8_t first = t->fault.first;

    if (e == ERR_OK && t->flight.n > 0)
        e = send_due_ccs(t);
    t->fault.first = first;
    if (e == ERR_OK)
        e = seal_parts(t, false, CONTENT_HANDSHAKE, buf_span(&t->flight));
    buf_truncate(&t->flight, 0);
    return e;
}

/* Emits the message's event and adds it to the transcript. */
static void account(struct tls *t, struct span message)
{
    assert(message.n >= 1);
    conn_event(t, &(struct event){.kind = EVENT_MESSAGE,
                                  .sent = true,
                                  .epoch = t->write_epoch,
                                  .bytes = message,
                                  .type = message.p[0]});
    if (!conn_is_open(t) || t->is_late)
        transcript_add(&t->transcript, message);
}

/* Adds a message to the flight when faults are in use; each in a record of its own if the fault
 * wants that. */
static enum err put_seen(struct tls *t, uint8_t type, struct span message, bool in_clear)
{
    if (in_clear) {
        TRY(outbound_flush(t));
        t->fault.first = type;
        return seal_parts(t, true, CONTENT_HANDSHAKE, message);
    }
    if (t->flight.n == 0)
        t->fault.first = type;
    buf_put(&t->flight, message);
    return t->config.faults->apart ? outbound_flush(t) : t->flight.err;
}

/* Does with a message what the fault hook said: drop, hold back, send twice, send unencrypted. */
static enum err act_on(struct tls *t, struct buf *b, enum fault_act act, uint8_t type)
{
    struct span message = buf_span(b);

    TRY(b->err);
    if (act == FAULT_DROP || message.n == 0)
        return ERR_OK;
    fault_follow(t, message);
    account(t, message);
    if (act == FAULT_HOLD) {
        buf_put(&t->fault.held, message);
        return t->fault.held.err;
    }
    TRY(put_seen(t, type, message, act == FAULT_CLEAR));
    if (act == FAULT_TWICE) {
        account(t, message);
        TRY(put_seen(t, type, message, false));
    }
    if (t->fault.held.n == 0)
        return ERR_OK;
    enum err e = put_seen(t, type, buf_span(&t->fault.held), false);
    buf_truncate(&t->fault.held, 0);
    return e;
}

static enum err message_seen(struct tls *t, struct span message)
{
    uint8_t type = fault_type(message);
    struct buf b;

    buf_init(&b, FAULTY_MAX);
    buf_put(&b, message);
    enum fault_act act = fault_see(t, FAULT_MESSAGE, type, &b);
    enum err e = act_on(t, &b, act, type);
    buf_wipe(&b);
    return e;
}

enum err outbound_message(struct tls *t, struct span message)
{
    /* RFC 9846 6.1: nothing may follow a close_notify, so no handshake can continue after it. */
    if (t->closed.sent)
        return conn_fail(t, ERR_TLS_GIVEN_UP, (struct span){0});
    if (t->config.faults != NULL)
        return message_seen(t, message);
    account(t, message);
    buf_put(&t->flight, message);
    return t->flight.err;
}

/* A record that a fault hook makes by itself: no limits apply. */
enum err outbound_own(struct tls *t, uint8_t type, struct span plain, bool in_clear)
{
    struct protect none = {0}, *p = in_clear ? &none : &t->write;

    if (!t->fault.is_sealing)
        TRY(outbound_flush(t));
    t->fault.first = FAULT_OWN;
    p->is_boundless = true;
    enum err e = seal(t, p, in_clear ? EPOCH_CLEAR : t->write_epoch, type, plain);
    p->is_boundless = false;
    return e;
}

enum err outbound_ccs(struct tls *t)
{
    TRY(outbound_flush(t));
    return send_ccs(t);
}

enum err outbound_alert(struct tls *t, uint8_t level, enum alert alert)
{
    const uint8_t body[] = {level, (uint8_t)alert};

    TRY(outbound_flush(t));
    TRY(send_due_ccs(t));
    return seal_other(t, false, CONTENT_ALERT, span_of(body, sizeof body));
}

/* RFC 9846 5.5: n more bytes would leave the key hardly any records. */
bool outbound_is_worn(const struct tls *t, size_t n)
{
    return t->info.version == TLS_1_3 && conn_is_open(t) && t->write.suite != NULL &&
           t->write.limit - t->write.seq < RECORDS_LEFT_MIN + n / room(t);
}

enum err outbound_data(struct tls *t, struct span data)
{
    TRY(outbound_flush(t));
    if (data.n > 0)
        TRY(send_due_ccs(t));
    return seal_other(t, false, CONTENT_APPLICATION_DATA, data);
}

enum err outbound_keys(struct tls *t, enum epoch epoch, const struct traffic_keys *k)
{
    /* Early data uses TLS 1.3 before the server has chosen the version. */
    uint16_t version = epoch == EPOCH_EARLY ? TLS_1_3 : t->info.version;

    assert(k == NULL || epoch != EPOCH_CLEAR);
    TRY(outbound_flush(t));
    protect_wipe(&t->write);
    t->write_epoch = epoch;
    if (k != NULL && !conn_is_null(t))
        protect_init(&t->write, t->suite, version, true, t->info.etm, k);
    return ERR_OK;
}
