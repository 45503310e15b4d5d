/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/first_flight.h"

#include "lib/asn1/foreign.h"
#include "lib/asn1/pem.h"
#include "lib/base/hextext.h"
#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/record.h"
#include "lib/tls/wire/ssl2.h"

/* More than any hello has. */
enum { MESSAGES_MAX = 1 << 18 };

void first_flight_init(struct first_flight *flight)
{
    *flight = (struct first_flight){0};
    buf_init(&flight->messages, MESSAGES_MAX);
}

void first_flight_free(struct first_flight *flight)
{
    buf_free(&flight->messages);
}

/* The result is final: neither a hello nor an alert can be read, for this reason. */
static void broken(struct first_flight *flight, enum err err)
{
    flight->kind = FIRST_FLIGHT_BROKEN;
    flight->err = err;
}

/* Looks for the hello in the messages so far. */
static void look(struct first_flight *flight)
{
    struct span all = buf_span(&flight->messages);
    struct msg m;

    if (flight->messages.err != ERR_OK)
        broken(flight, flight->messages.err);
    else if (all.n > 0 && all.p[0] != HS_CLIENT_HELLO && all.p[0] != HS_SERVER_HELLO) {
        broken(flight, ERR_TLS_UNEXPECTED_MESSAGE);
        flight->message = all.p[0];
    } else if (all.n >= MSG_HEADER && msg_need(all) > MESSAGES_MAX)
        broken(flight, ERR_TLS_MESSAGE_TOO_LONG);
    else if (msg_split(&m, all)) {
        flight->kind = m.type == HS_CLIENT_HELLO ? FIRST_FLIGHT_CLIENT : FIRST_FLIGHT_SERVER;
        flight->hello = m.bytes;
    }
}

/* An alert instead of a hello ends the search as well. */
static void take_alert(struct first_flight *flight, struct span body)
{
    struct alert_content alert;

    if (!record_alert(&alert, body)) {
        broken(flight, ERR_TLS_ALERT_FORM);
        return;
    }
    flight->kind = FIRST_FLIGHT_ALERT;
    flight->level = alert.level;
    flight->alert = alert.alert;
}

/* Is this a warning other than close_notify?  It is no answer: some servers send unrecognized_name
 * before their ServerHello. */
static bool is_warning(struct span body)
{
    struct alert_content alert;

    return record_alert(&alert, body) && alert.level == ALERT_WARNING &&
           alert.alert != ALERT_CLOSE_NOTIFY;
}

/* Takes whole records until the hello or an alert is complete, or something is wrong. */
static void take_records(struct first_flight *flight, struct span in)
{
    while (flight->kind == FIRST_FLIGHT_MORE && in.n > 0) {
        struct fail fail = {0};
        struct record r;
        bool complete = false;
        enum err e = (flight->taken == 0 ? record_split_first : record_split)(
            &r, &complete, in, RECORD_PLAIN_MAX, &fail);

        if (e != ERR_OK)
            broken(flight, e);
        if (e != ERR_OK || !complete)
            return;
        in = span_tail(in, r.bytes.n);
        flight->taken += r.bytes.n;
        if (r.type == CONTENT_ALERT && !is_warning(r.fragment)) {
            take_alert(flight, r.fragment);
        } else if (r.type == CONTENT_HANDSHAKE) {
            buf_put(&flight->messages, r.fragment);
            look(flight);
        } else if (r.type != CONTENT_ALERT) {
            broken(flight, ERR_TLS_RECORD_UNEXPECTED);
        }
    }
}

/* The types of records are 20 to 24 and their version is 3.x, but for an alert without one: no
 * message begins like that. */
static bool is_record(struct span in)
{
    return in.p[0] >= CONTENT_CHANGE_CIPHER_SPEC && in.p[0] <= CONTENT_HEARTBEAT &&
           (in.n < 2 || in.p[1] == 3 || record_lacks_version(in));
}

/* The only record of SSL 2.0 that can be read is the first one. */
static void take_ssl2(struct first_flight *flight, struct span bytes)
{
    static const enum first_flight_kind kinds[] = {
        [SSL2_ERROR] = FIRST_FLIGHT_ERROR,
        [SSL2_CLIENT_HELLO] = FIRST_FLIGHT_CLIENT,
        [SSL2_SERVER_HELLO] = FIRST_FLIGHT_SERVER,
    };
    size_t need = ssl2_record_need(bytes);

    if (bytes.n < need)
        return;
    buf_put(&flight->messages, span_head(bytes, need));
    if (flight->messages.err != ERR_OK) {
        broken(flight, flight->messages.err);
        return;
    }
    flight->taken = need;
    flight->is_ssl2 = true;
    flight->kind = kinds[bytes.p[SSL2_HEADER]];
    flight->hello = buf_span(&flight->messages);
}

/* A record of SSL 2.0 may begin like this: its first bit is set. */
static bool may_be_ssl2(struct span in)
{
    return in.n <= SSL2_HEADER && in.p[0] >= 0x80;
}

/* Bytes may be records or bare messages; `bytes` is everything so far, f->taken what was used of
 * it. */
void first_flight_take(struct first_flight *flight, struct span bytes)
{
    struct span fresh = span_tail(bytes, flight->taken);

    if (flight->kind != FIRST_FLIGHT_MORE || bytes.n == 0)
        return;
    if (is_record(bytes)) {
        take_records(flight, fresh);
    } else if (bytes.p[0] == HS_CLIENT_HELLO || bytes.p[0] == HS_SERVER_HELLO) {
        flight->taken = bytes.n;
        buf_put(&flight->messages, span_head(fresh, MESSAGES_MAX - flight->messages.n));
        look(flight);
    } else if (ssl2_is_record(bytes)) {
        take_ssl2(flight, bytes);
    } else if (!may_be_ssl2(bytes)) {
        broken(flight, ERR_TLS_NOT_TLS);
        flight->looks_like = record_looks_like(bytes);
    }
}

/* What a file is that holds neither: certificates and keys, a key log, and so on. */
enum err first_flight_other(struct span text)
{
    enum err e = foreign_file(text);
    enum pem_form form = pem_form(text);

    if (form == FORM_PEM || (form == FORM_DER && text.n > 1 && text.p[1] >= 0x80))
        return ERR_IS_OBJECTS;
    return e == ERR_PEM_NONE || e == ERR_IS_TLS_RECORDS ? ERR_OK : e;
}

enum err first_flight_no_keylog(struct span text, enum err err)
{
    enum err other = first_flight_other(text);

    return other == ERR_OK || other == ERR_IS_KEYLOG ? err : other;
}

enum err first_flight_text(struct buf *out, struct span text)
{
    struct fail fail = {0};

    if (hextext_is(text))
        return hextext_decode(out, text, &fail);
    TRY(first_flight_other(text));
    buf_put(out, text);
    return out->err;
}
