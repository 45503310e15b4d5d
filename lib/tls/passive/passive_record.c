/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/wipe.h"
#include "lib/tls/passive/passive_inside.h"

/* TLS 1.3 encrypts records with the outer type application data, and no others (RFC 9846 5.2).
 * The version is open until ServerHello: before it, early data is the only thing that can be
 * encrypted. */
static bool is_13(const struct passive *w)
{
    return w->info.version == TLS_1_3 || (w->info.version == 0 && w->turn != TURN_FREE);
}

static bool has_keys(const struct passive_side *s)
{
    return passive_has(&s->read) || passive_has(&s->next);
}

/* Is a record of this type encrypted? */
static bool is_sealed(const struct passive *w, const struct passive_side *s, uint8_t type)
{
    if (type == CONTENT_APPLICATION_DATA)
        return true;
    return s->sealed && !is_13(w);
}

bool passive_record_is_opaque(const struct passive *w, const struct passive_side *s, uint8_t type)
{
    return is_sealed(w, s, type) && !has_keys(s);
}

static void tell_record(struct passive *w, const struct passive_side *s, const struct record *r,
                        uint8_t inner, size_t padding)
{
    passive_tell(w, s,
                 (struct event){.kind = EVENT_RECORD,
                                .epoch = s->epoch,
                                .bytes = r->bytes,
                                .type = r->type,
                                .inner_type = inner,
                                .plain_n = w->plain.n,
                                .padding = padding});
}

static void tell_unread(struct passive *w, const struct passive_side *s, const struct record *r)
{
    w->unread++;
    passive_tell(w, s,
                 (struct event){.kind = EVENT_RECORD,
                                .epoch = s->epoch == EPOCH_CLEAR ? s->next_epoch : s->epoch,
                                .bytes = span_head(r->bytes, RECORD_HEADER),
                                .type = r->type,
                                .plain_n = r->fragment.n,
                                .unread = true});
}

/* Puts messages together: several may share a record, and one may span several (RFC 9846 5.1). */
static void take_handshake(struct passive *w, struct passive_side *s, struct span plain)
{
    struct msg m;

    buf_put(&s->handshake, plain);
    size_t taken = 0;
    /* A handler may drop the buffer and what is left in it. */
    while (msg_split(&m, span_tail(buf_span(&s->handshake), taken))) {
        taken += m.bytes.n;
        w->message = m.type;
        passive_tell(
            w, s,
            (struct event){
                .kind = EVENT_MESSAGE, .epoch = s->epoch, .bytes = m.bytes, .type = m.type});
        passive_flight_message(w, s, &m);
        w->message = -1;
    }
    struct span left = span_tail(buf_span(&s->handshake), taken);
    if (s->handshake.err != ERR_OK ||
        (left.n >= MSG_HEADER && msg_need(left) - MSG_HEADER > w->config.message_max)) {
        passive_fail(w, s, ERR_TLS_MESSAGE_TOO_LONG, span_head(left, MSG_HEADER), PASSIVE_BROKEN);
        passive_blind(w, s, PASSIVE_BROKEN);
        return;
    }
    if (taken > 0 && left.n > 0)
        memmove(s->handshake.p, left.p, left.n);
    if (left.n > 0)
        buf_truncate(&s->handshake, left.n);
    else
        buf_wipe(&s->handshake);
}

static void take_alert(struct passive *w, struct passive_side *s, struct span body)
{
    if (body.n != 2) {
        passive_fail(w, s, ERR_TLS_ALERT_FORM, body, PASSIVE_BROKEN);
        return;
    }
    passive_tell(w, s,
                 (struct event){.kind = EVENT_ALERT,
                                .epoch = s->epoch,
                                .bytes = body,
                                .level = body.p[0],
                                .alert = body.p[1]});
}

static void take_ccs(struct passive *w, struct passive_side *s, struct span body)
{
    passive_tell(w, s, (struct event){.kind = EVENT_CCS, .epoch = s->epoch, .bytes = body});
    passive_keys_ccs(w, s);
}

static void dispatch(struct passive *w, struct passive_side *s, uint8_t type, struct span plain)
{
    switch (type) {
    case CONTENT_HANDSHAKE: take_handshake(w, s, plain); break;
    case CONTENT_ALERT: take_alert(w, s, plain); break;
    case CONTENT_CHANGE_CIPHER_SPEC: take_ccs(w, s, plain); break;
    case CONTENT_APPLICATION_DATA:
        if (plain.n > 0)
            passive_tell(w, s,
                         (struct event){.kind = EVENT_DATA, .epoch = s->epoch, .bytes = plain});
        break;
    default: break; /* the record itself had its event */
    }
}

/* A record decrypted with the next keys: they are the current ones now. */
static void go_on(struct passive *w, struct passive_side *s)
{
    /* RFC 9846 4.6: EndOfEarlyData must have come, and could not be read. */
    if (s->early.may_come && w->info.early_data == EARLY_ACCEPTED)
        w->whole = false;

    passive_keys_next(w, s);
}

/* Decrypts with the current keys, or else with the next ones. */
static enum err open_record(struct passive *w, struct passive_side *s, const struct record *r,
                            uint8_t *type, size_t *padding)
{
    enum err e = ERR_TLS_BAD_RECORD_MAC;

    if (passive_has(&s->read))
        e = readkeys_open(w->config.cache, &s->read, &w->plain, type, padding, r);
    if (e == ERR_OK || !passive_has(&s->next))
        return e;
    buf_truncate(&w->plain, 0);
    e = readkeys_open(w->config.cache, &s->next, &w->plain, type, padding, r);
    if (e == ERR_OK)
        go_on(w, s);
    return e;
}

/* While the next keys are not in use yet, a record that does not decrypt is rejected early data or
 * was sent with unknown keys.  Otherwise the keys or the record are wrong. */
static void not_opened(struct passive *w, struct passive_side *s, const struct record *r,
                       enum err e)
{
    tell_unread(w, s, r);
    if (passive_has(&s->next))
        return;
    /* RFC 9846 4.3.10: it was rejected, and the handshake's keys are in use. */
    if (s->early.may_come) {
        s->early.may_come = false;
        passive_blind(w, s, PASSIVE_NO_SECRETS);
        return;
    }
    passive_fail(w, s, e, span_head(r->bytes, RECORD_HEADER), PASSIVE_BROKEN);
    passive_blind(w, s, PASSIVE_BROKEN);
}

static void take_sealed(struct passive *w, struct passive_side *s, const struct record *r)
{
    uint8_t type = r->type;
    size_t padding = 0;
    enum err e = open_record(w, s, r, &type, &padding);

    if (e != ERR_OK) {
        if (w->opened == 0 && !passive_has(&s->next))
            passive_blocked(w, PASSIVE_OTHER_SECRETS);
        not_opened(w, s, r, e);
        return;
    }
    w->opened++;
    tell_record(w, s, r, type, padding);
    dispatch(w, s, type, buf_span(&w->plain));
}

/* Counts what shows from outside how far the handshake got: see passive_is_complete. */
void passive_record_count(struct passive *w, struct passive_side *s, struct span header)
{
    /* The shortest record with a Finished, its type and a tag (RFC 9846 4.5.3, 5.2, RFC 6655 4):
     * alerts are shorter. */
    enum { FINISHED_LEAST = 4 + 32 + 1 + 8 };
    size_t n = (size_t)(header.p[3] << 8 | header.p[4]);

    if (w->info.version != TLS_1_3) {
        s->confirmed |= s->sealed && header.p[0] == CONTENT_HANDSHAKE;
        return;
    }
    if (!w->hellos.server || (s->sealed_num == 0 && n < FINISHED_LEAST))
        return;
    s->sealed_num++;
    /* The server goes first (RFC 9846 2). */
    if (w->flights == 0 ? !s->from_client : s->from_client != w->flight_of_client) {
        w->flights++;
        w->flight_of_client = s->from_client;
    }
}

void passive_record_take(struct passive *w, struct passive_side *s, const struct record *r)
{
    buf_truncate(&w->plain, 0);
    if (is_sealed(w, s, r->type)) {
        passive_record_count(w, s, r->bytes);
        take_sealed(w, s, r);
    } else {
        buf_put(&w->plain, r->fragment);
        w->clear = true;
        tell_record(w, s, r, r->type, 0);
        dispatch(w, s, r->type, buf_span(&w->plain));
        w->clear = false;
    }
    buf_wipe(&w->plain); /* with many connections, each would keep the memory of a record */
}
