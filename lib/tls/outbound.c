/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/conn.h"

/* A sending key is renewed when it has only so many records left (RFC 8446 5.5). */
enum { RECORDS_LEFT_MIN = 16 };

/* How much plaintext a record that we send may hold. */
static size_t room(const struct tls *t)
{
    size_t most = t->config.record_max;

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

/* One record under the keys p, which are those of the epoch. */
static enum err seal(struct tls *t, struct protect *p, enum epoch epoch, uint8_t type,
                     struct span plain)
{
    size_t at = t->out.n, pad = 0;
    /* RFC 8446 5.1: 0301 stands in the very first record alone, for old servers. */
    bool is_first = t->state == HS_STATE_START && type == CONTENT_HANDSHAKE;

    if (p->suite != NULL && p->version == TLS_1_3) {
        pad = t->config.padding;
        if (pad > room(t) - plain.n)
            pad = room(t) - plain.n;
    }
    TRY(protect_seal(p, &t->out, type, is_first ? TLS_1_0 : TLS_1_2, plain, pad, &t->config.rng));
    TRY(t->out.err);
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

/* ChangeCipherSpec stands in the clear in both versions: before our only change of keys in TLS 1.2,
 * and for middleboxes alone in TLS 1.3 (RFC 8446 5, D.4). */
static enum err send_ccs(struct tls *t)
{
    static const uint8_t one[] = {1};
    struct protect none = {0};

    t->compat_ccs_due = false;
    conn_event(t, &(struct event){.kind = EVENT_CCS, .sent = true, .bytes = span_of(one, 1)});
    return seal(t, &none, EPOCH_CLEAR, CONTENT_CHANGE_CIPHER_SPEC, span_of(one, 1));
}

static enum err seal_all(struct tls *t, uint8_t type, struct span plain)
{
    if (plain.n > 0 && t->compat_ccs_due && t->write.suite != NULL)
        TRY(send_ccs(t));
    while (plain.n > 0) {
        struct span part = span_head(plain, room(t));
        if (type == CONTENT_APPLICATION_DATA)
            conn_event(
                t, &(struct event){
                       .kind = EVENT_DATA, .sent = true, .epoch = t->write_epoch, .bytes = part});
        TRY(seal(t, &t->write, t->write_epoch, type, part));
        plain = span_tail(plain, part.n);
    }
    return ERR_OK;
}

enum err outbound_flush(struct tls *t)
{
    enum err e = t->flight.err;

    if (e == ERR_OK)
        e = seal_all(t, CONTENT_HANDSHAKE, buf_span(&t->flight));
    buf_truncate(&t->flight, 0);
    return e;
}

enum err outbound_message(struct tls *t, struct span message)
{
    /* RFC 8446 6.1: nothing follows a close_notify, and so no handshake can go on behind it. */
    if (t->close_sent)
        return conn_fail(t, ERR_TLS_GIVEN_UP, (struct span){0});
    conn_event(t, &(struct event){.kind = EVENT_MESSAGE,
                                  .sent = true,
                                  .epoch = t->write_epoch,
                                  .bytes = message,
                                  .type = message.p[0]});
    if (!conn_is_open(t))
        transcript_add(&t->transcript, message);
    buf_put(&t->flight, message);
    return t->flight.err;
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
    conn_event(t, &(struct event){.kind = EVENT_ALERT,
                                  .sent = true,
                                  .epoch = t->write_epoch,
                                  .bytes = span_of(body, sizeof body),
                                  .level = level,
                                  .alert = (uint8_t)alert});
    return seal_all(t, CONTENT_ALERT, span_of(body, sizeof body));
}

enum err outbound_data(struct tls *t, struct span data)
{
    if (t->state == HS_STATE_CONNECTED13 && t->write.suite != NULL &&
        t->write.limit - t->write.seq < RECORDS_LEFT_MIN + data.n / room(t))
        TRY(post13_renew(t, false));
    TRY(outbound_flush(t));
    return seal_all(t, CONTENT_APPLICATION_DATA, data);
}

enum err outbound_keys(struct tls *t, enum epoch epoch, const struct traffic_keys *k)
{
    /* Early data is TLS 1.3's before the server has said so. */
    uint16_t version = epoch == EPOCH_EARLY ? TLS_1_3 : t->info.version;

    TRY(outbound_flush(t));
    protect_wipe(&t->write);
    t->write_epoch = epoch;
    if (k != NULL && !conn_is_null(t))
        protect_init(&t->write, t->suite, version, true, t->info.etm, k);
    return ERR_OK;
}
