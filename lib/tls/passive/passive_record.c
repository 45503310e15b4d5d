/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From records to messages: decryption and reassembly. */
#include "config.h"

#include "lib/base/wipe.h"
#include "lib/tls/passive/passive_inside.h"

/* TLS 1.3 encrypts records with the outer type application data, and no others (RFC 9846 5.2).
 * The version is open until ServerHello: before it, early data is the only thing that can be
 * encrypted. */
static bool is_13(const struct passive *passive)
{
    return passive->info.version == TLS_1_3 ||
           (passive->info.version == 0 && passive->turn != TURN_FREE);
}

/* Can any record of this side be decrypted, now or after the next change of keys? */
static bool has_keys(const struct passive_side *side)
{
    return passive_has(&side->read) || passive_has(&side->next);
}

/* Is a record of this type encrypted? */
static bool is_sealed(const struct passive *passive, const struct passive_side *side, uint8_t type)
{
    if (type == CONTENT_APPLICATION_DATA)
        return true;
    return side->sealed && !is_13(passive);
}

bool passive_record_is_opaque(const struct passive *passive, const struct passive_side *side,
                              uint8_t type)
{
    return is_sealed(passive, side, type) && !has_keys(side);
}

/* Emits a record that could be read.  `inner` and `padding` are those of a TLS 1.3 record, whose
 * content type is inside the encryption (RFC 9846 5.2). */
static void tell_record(struct passive *passive, const struct passive_side *side,
                        const struct record *record, uint8_t inner, size_t padding)
{
    passive_tell(passive, side,
                 (struct event){.kind = EVENT_RECORD,
                                .epoch = side->epoch,
                                .bytes = record->bytes,
                                .type = record->type,
                                .inner_type = inner,
                                .plain_n = passive->plain.n,
                                .padding = padding});
}

/* Emits a record that could not be decrypted.  The event has only its header.  An encrypted record
 * cannot belong to the clear epoch, so then it counts for the next one. */
static void tell_unread(struct passive *passive, const struct passive_side *side,
                        const struct record *record)
{
    passive->unread++;
    passive_tell(
        passive, side,
        (struct event){.kind = EVENT_RECORD,
                       .epoch = side->epoch == EPOCH_CLEAR ? side->next_epoch : side->epoch,
                       .bytes = span_head(record->bytes, RECORD_HEADER),
                       .type = record->type,
                       .plain_n = record->fragment.n,
                       .unread = true});
}

/* Puts messages together: several may share a record, and one may span several (RFC 9846 5.1). */
static void take_handshake(struct passive *passive, struct passive_side *side, struct span plain)
{
    struct msg m;

    buf_put(&side->handshake, plain);
    size_t taken = 0;
    /* A handler may drop the buffer and what is left in it. */
    while (msg_split(&m, span_tail(buf_span(&side->handshake), taken))) {
        taken += m.bytes.n;
        passive->message = m.type;
        passive_tell(
            passive, side,
            (struct event){
                .kind = EVENT_MESSAGE, .epoch = side->epoch, .bytes = m.bytes, .type = m.type});
        passive_flight_message(passive, side, &m);
        passive->message = -1;
    }
    struct span left = span_tail(buf_span(&side->handshake), taken);
    if (side->handshake.err != ERR_OK ||
        (left.n >= MSG_HEADER && msg_need(left) - MSG_HEADER > passive->config.message_max)) {
        passive_fail(passive, side, ERR_TLS_MESSAGE_TOO_LONG, span_head(left, MSG_HEADER),
                     PASSIVE_BROKEN);
        passive_blind(passive, side, PASSIVE_BROKEN);
        return;
    }
    if (taken > 0 && left.n > 0)
        memmove(side->handshake.p, left.p, left.n);
    if (left.n > 0)
        buf_truncate(&side->handshake, left.n);
    else
        buf_wipe(&side->handshake);
}

/* Emits an alert, or an error if the content is not a level and a description. */
static void take_alert(struct passive *passive, struct passive_side *side, struct span body)
{
    struct alert_content alert;

    if (!record_alert(&alert, body)) {
        passive_fail(passive, side, ERR_TLS_ALERT_FORM, body, PASSIVE_BROKEN);
        return;
    }
    passive_tell(passive, side,
                 (struct event){.kind = EVENT_ALERT,
                                .epoch = side->epoch,
                                .bytes = body,
                                .level = alert.level,
                                .alert = alert.alert});
}

/* In TLS 1.2, the sender's next record is encrypted with the new keys. */
static void take_ccs(struct passive *passive, struct passive_side *side, struct span body)
{
    passive_tell(passive, side,
                 (struct event){.kind = EVENT_CCS, .epoch = side->epoch, .bytes = body});
    passive_keys_ccs(passive, side);
}

/* Hands the content of a record to the reader for its type.  An empty record of application data
 * has no event of its own. */
static void dispatch(struct passive *passive, struct passive_side *side, uint8_t type,
                     struct span plain)
{
    switch (type) {
    case CONTENT_HANDSHAKE: take_handshake(passive, side, plain); break;
    case CONTENT_ALERT: take_alert(passive, side, plain); break;
    case CONTENT_CHANGE_CIPHER_SPEC: take_ccs(passive, side, plain); break;
    case CONTENT_APPLICATION_DATA:
        if (plain.n > 0)
            passive_tell(passive, side,
                         (struct event){.kind = EVENT_DATA, .epoch = side->epoch, .bytes = plain});
        break;
    default: break; /* the record itself had its event */
    }
}

/* A record decrypted with the next keys: they are the current ones now. */
static void go_on(struct passive *passive, struct passive_side *side)
{
    /* RFC 9846 4.6: EndOfEarlyData must have come, and could not be read. */
    if (side->early.may_come && passive->info.early_data == EARLY_ACCEPTED)
        passive->whole = false;

    passive_keys_next(passive, side);
}

/* Decrypts with the current keys, or else with the next ones. */
static enum err open_record(struct passive *passive, struct passive_side *side,
                            const struct record *record, uint8_t *type, size_t *padding)
{
    enum err e = ERR_TLS_BAD_RECORD_MAC;

    if (passive_has(&side->read))
        e = readkeys_open(passive->config.cache, &side->read, &passive->plain, type, padding,
                          record);
    if (e == ERR_OK || !passive_has(&side->next))
        return e;
    buf_truncate(&passive->plain, 0);
    e = readkeys_open(passive->config.cache, &side->next, &passive->plain, type, padding, record);
    if (e == ERR_OK)
        go_on(passive, side);
    return e;
}

/* While the next keys are not in use yet, a record that does not decrypt is rejected early data or
 * was sent with unknown keys.  Otherwise the keys or the record are wrong. */
static void not_opened(struct passive *passive, struct passive_side *side,
                       const struct record *record, enum err err)
{
    tell_unread(passive, side, record);
    if (passive_has(&side->next))
        return;
    /* RFC 9846 4.3.10: it was rejected, and the handshake's keys are in use. */
    if (side->early.may_come) {
        side->early.may_come = false;
        passive_blind(passive, side, PASSIVE_NO_SECRETS);
        return;
    }
    passive_fail(passive, side, err, span_head(record->bytes, RECORD_HEADER), PASSIVE_BROKEN);
    passive_blind(passive, side, PASSIVE_BROKEN);
}

/* An encrypted record for which there are keys. */
static void take_sealed(struct passive *passive, struct passive_side *side,
                        const struct record *record)
{
    uint8_t type = record->type;
    size_t padding = 0;
    enum err e = open_record(passive, side, record, &type, &padding);

    if (e != ERR_OK) {
        if (passive->opened == 0 && !passive_has(&side->next))
            passive_blocked(passive, PASSIVE_OTHER_SECRETS);
        not_opened(passive, side, record, e);
        return;
    }
    passive->opened++;
    tell_record(passive, side, record, type, padding);
    dispatch(passive, side, type, buf_span(&passive->plain));
}

/* Counts what shows from outside how far the handshake got: see passive_is_complete. */
void passive_record_count(struct passive *passive, struct passive_side *side, struct span header)
{
    /* The shortest record with a Finished, its type and a tag (RFC 9846 4.5.3, 5.2, RFC 6655 4):
     * alerts are shorter. */
    enum { FINISHED_LEAST = 4 + 32 + 1 + 8 };
    size_t n = (size_t)(header.p[3] << 8 | header.p[4]);

    if (passive->info.version != TLS_1_3) {
        side->confirmed |= side->sealed && header.p[0] == CONTENT_HANDSHAKE;
        return;
    }
    if (!passive->hellos.server || (side->sealed_num == 0 && n < FINISHED_LEAST))
        return;
    side->sealed_num++;
    /* The server goes first (RFC 9846 2). */
    if (passive->flights == 0 ? !side->from_client
                              : side->from_client != passive->flight_of_client) {
        passive->flights++;
        passive->flight_of_client = side->from_client;
    }
}

void passive_record_take(struct passive *passive, struct passive_side *side,
                         const struct record *record)
{
    buf_truncate(&passive->plain, 0);
    if (is_sealed(passive, side, record->type)) {
        passive_record_count(passive, side, record->bytes);
        take_sealed(passive, side, record);
    } else {
        buf_put(&passive->plain, record->fragment);
        passive->clear = true;
        tell_record(passive, side, record, record->type, 0);
        dispatch(passive, side, record->type, buf_span(&passive->plain));
        passive->clear = false;
    }
    buf_wipe(&passive->plain); /* with many connections, each would keep the memory of a record */
}
