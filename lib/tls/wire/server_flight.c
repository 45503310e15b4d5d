/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/server_flight.h"

#include "lib/tls/wire/record.h"
#include "lib/tls/wire/ssl2.h"

void server_flight_init(struct server_flight *flight)
{
    *flight = (struct server_flight){0};
    buf_init(&flight->messages, FLIGHT_MAX);
    buf_init(&flight->partial, FLIGHT_MAX);
}

void server_flight_free(struct server_flight *flight)
{
    buf_free(&flight->messages);
    buf_free(&flight->partial);
}

bool server_flight_ended(const struct server_flight *flight)
{
    return flight->state > FLIGHT_HELLO ||
           (flight->state == FLIGHT_HELLO && flight->version >= TLS_1_3);
}

static void broken(struct server_flight *flight, enum err err)
{
    flight->state = FLIGHT_BROKEN;
    flight->err = err;
}

/* The group that the extensions of a hello name (RFC 9846 4.3.8). */
static uint16_t hello_group(const struct server_hello *hello)
{
    struct fail fail = {0};
    struct key_share share = {0};
    struct span data;
    uint16_t group = 0;

    if (!ext_get(hello->exts, TLSX_KEY_SHARE, &data))
        return 0;
    if (hello->is_retry)
        return ext_u16_parse(&group, data, &fail) == ERR_OK ? group : 0;
    return ext_share_parse(&share, data, &fail) == ERR_OK ? share.group : 0;
}

/* RFC 9846 4.3.1: supported_versions counts if it is there. */
static uint16_t hello_version(const struct server_hello *hello)
{
    struct fail fail = {0};
    struct span data;
    uint16_t version;

    if (ext_get(hello->exts, TLSX_SUPPORTED_VERSIONS, &data) &&
        ext_u16_parse(&version, data, &fail) == ERR_OK)
        return version;
    return hello->version;
}

static struct flight_part place(const struct server_flight *flight, struct span bytes)
{
    return bytes.n == 0
               ? (struct flight_part){0}
               : (struct flight_part){(uint32_t)(bytes.p - flight->messages.p), (uint32_t)bytes.n};
}

static struct span bytes_at(const struct server_flight *flight, struct flight_part at)
{
    return span_head(span_tail(buf_span(&flight->messages), at.at), at.n);
}

/* Makes the spans again after messages have moved.  What is read here was read before. */
static void settle(struct server_flight *flight)
{
    struct fail fail = {0};

    if (!flight->has_hello || flight->is_ssl2)
        return;
    if ((uintptr_t)flight->messages.p != flight->base &&
        server_hello_parse(&flight->hello, bytes_at(flight, flight->hello_at), &fail) != ERR_OK)
        broken(flight, fail.err);
    flight->base = (uintptr_t)flight->messages.p;
    flight->certificate = bytes_at(flight, flight->certificate_at);
    flight->status = bytes_at(flight, flight->status_at);
    flight->key_exchange = bytes_at(flight, flight->key_exchange_at);
    flight->certificate_request = bytes_at(flight, flight->request_at);
    flight->dh_p = bytes_at(flight, flight->dh_p_at);
}

static void take_hello(struct server_flight *flight, struct span body)
{
    struct fail fail = {0};

    if (server_hello_parse(&flight->hello, body, &fail) != ERR_OK) {
        broken(flight, fail.err);
        return;
    }
    /* RFC 9846 4.2.3: newer versions are named in supported_versions alone. */
    if (flight->hello.version > TLS_1_2) {
        flight->hello = (struct server_hello){0};
        broken(flight, ERR_TLS_LEGACY_VERSION);
        return;
    }
    /* RFC 9846 4.2.4: a HelloRetryRequest is one of TLS 1.3, and says so. */
    if (flight->hello.is_retry && hello_version(&flight->hello) < TLS_1_3) {
        flight->hello = (struct server_hello){0};
        broken(flight, ERR_TLS_HRR_VERSION);
        return;
    }
    flight->state = FLIGHT_HELLO;
    flight->has_hello = true;
    flight->hello_at = place(flight, body);
    flight->version = hello_version(&flight->hello);
    flight->group = hello_group(&flight->hello);
}

/* A message that cannot be read says nothing: it stays in key_exchange for those who want to
 * look. */
static void take_key_exchange(struct server_flight *flight, struct span body)
{
    struct server_key_exchange exchange;
    struct fail fail = {0};

    if (server_key_exchange_read(&exchange, suite_find(flight->hello.suite), flight->version, body,
                                 &fail) != ERR_OK)
        return;
    flight->group = exchange.group;
    flight->scheme = exchange.scheme;
    flight->dh_bits = server_key_exchange_bits(&exchange);
    flight->rsa_bits = number_bits(exchange.rsa);
    flight->dh_p_at = place(flight, exchange.p);
}

/* Where the body of a message is kept.  NULL: it has no place in this flight. */
static struct flight_part *slot(struct server_flight *flight, uint8_t type)
{
    switch (type) {
    case HS_CERTIFICATE: return &flight->certificate_at;
    case HS_CERTIFICATE_STATUS: return &flight->status_at;
    case HS_SERVER_KEY_EXCHANGE: return &flight->key_exchange_at;
    case HS_CERTIFICATE_REQUEST: return &flight->request_at;
    default: return NULL;
    }
}

/* Messages that may stand among the others and say nothing that is kept: RFC 4680 2, RFC 5077
 * 3.3. */
static bool is_skipped(const struct server_flight *flight, uint8_t type)
{
    return type == HS_HELLO_REQUEST ||
           (flight->has_hello && (type == HS_SUPPLEMENTAL_DATA || type == HS_NEW_SESSION_TICKET));
}

static void take_message(struct server_flight *flight, const struct msg *m)
{
    struct flight_part *kept = !flight->has_hello ? NULL : slot(flight, m->type);

    if (m->type == HS_SERVER_HELLO && !flight->has_hello) {
        take_hello(flight, m->body);
    } else if (m->type == HS_SERVER_HELLO_DONE && flight->has_hello) {
        flight->state = FLIGHT_DONE;
    } else if (kept != NULL && kept->n == 0) {
        *kept = place(flight, m->body);
        if (m->type == HS_SERVER_KEY_EXCHANGE)
            take_key_exchange(flight, m->body);
    } else if (!is_skipped(flight, m->type)) {
        broken(flight, ERR_TLS_UNEXPECTED_MESSAGE);
    }
}

/* The messages that are complete.  A length that can never be reached is refused at once. */
static void take_messages(struct server_flight *flight)
{
    struct msg m;

    while (!server_flight_ended(flight)) {
        struct span rest = span_tail(buf_span(&flight->messages), flight->read);

        if (rest.n >= MSG_HEADER && msg_need(rest) > FLIGHT_MAX - flight->read)
            broken(flight, ERR_TLS_MESSAGE_TOO_LONG);
        else if (!msg_split(&m, rest))
            return;
        else {
            flight->read += m.bytes.n;
            take_message(flight, &m);
        }
    }
}

static void take_alert(struct server_flight *flight, struct span content)
{
    struct alert_content alert;

    if (!record_alert(&alert, content)) {
        broken(flight, ERR_TLS_ALERT_FORM);
    } else if (alert.level == ALERT_WARNING && alert.alert != ALERT_CLOSE_NOTIFY) {
        if (flight->warning == 0)
            flight->warning = (uint8_t)(alert.alert + 1);
    } else {
        flight->state = FLIGHT_ALERT;
        flight->level = alert.level;
        flight->alert = alert.alert;
    }
}

/* RFC 5246 7.3: in an abbreviated handshake it comes right after the hello. */
static void take_change(struct server_flight *flight)
{
    if (!flight->has_hello) {
        broken(flight, ERR_TLS_RECORD_UNEXPECTED);
        return;
    }
    flight->is_resumed = true;
    flight->state = FLIGHT_DONE;
}

static void take_record(struct server_flight *flight, const struct record *record)
{
    switch (record->type) {
    case CONTENT_HANDSHAKE:
        buf_put(&flight->messages, record->fragment);
        if (flight->messages.err != ERR_OK)
            broken(flight, flight->messages.err);
        take_messages(flight);
        break;
    case CONTENT_ALERT: take_alert(flight, record->fragment); break;
    case CONTENT_CHANGE_CIPHER_SPEC: take_change(flight); break;
    default: broken(flight, ERR_TLS_RECORD_UNEXPECTED);
    }
}

/* SSL 2.0: the only record that is not encrypted. */
static void take_ssl2(struct server_flight *flight, struct span content)
{
    struct ssl2_server_hello hello;
    struct fail fail = {0};
    uint16_t code;

    flight->is_ssl2 = true;
    buf_put(&flight->messages, content);
    content = buf_span(&flight->messages);
    if (flight->messages.err != ERR_OK) {
        broken(flight, flight->messages.err);
    } else if (content.p[0] == SSL2_ERROR && ssl2_error_parse(&code, content, &fail) == ERR_OK) {
        flight->state = FLIGHT_ALERT;
        flight->level = ALERT_FATAL;
        flight->alert = (uint8_t)code;
    } else if (ssl2_server_hello_parse(&hello, content, &fail) == ERR_OK) {
        flight->state = FLIGHT_DONE;
        flight->has_hello = true;
        flight->version = TLS_SSL_2; /* whatever it says: no other version has this form */
        flight->hello.version = hello.version;
        flight->hello.session_id = hello.connection_id;
        flight->kinds = hello.kinds;
        flight->certificate = hello.certificate;
    } else {
        broken(flight, fail.err);
    }
}

/* Takes the record at the front of `in`, of which the first one decides what the server
 * speaks.  It returns how many bytes it has, or 0 if it is not complete; its size as far as that is
 * known is in *need. */
static size_t take_first(struct server_flight *flight, struct span in, size_t *need)
{
    struct fail fail = {0};
    struct record record;
    bool complete = false;

    if (flight->taken == 0 && ssl2_is_record(in)) {
        *need = ssl2_record_need(in);
        if (in.n < *need)
            return 0;
        take_ssl2(flight, span_tail(span_head(in, *need), SSL2_HEADER));
        return *need;
    }
    *need = RECORD_HEADER;
    bool is_first = flight->taken == 0;
    enum err e = (is_first ? record_split_first : record_split)(&record, &complete, in,
                                                                RECORD_PLAIN_MAX, &fail);

    if (e != ERR_OK) {
        bool foreign = is_first && fail.err != ERR_TLS_RECORD_OVERFLOW;

        broken(flight, foreign ? ERR_TLS_NOT_TLS : fail.err);
        flight->looks_like = foreign ? record_looks_like(in) : NULL;
        return 0;
    }
    if (!complete) {
        if (in.n >= RECORD_HEADER)
            *need += list16_at(span_tail(in, RECORD_HEADER - 2), 0);
        return 0;
    }
    take_record(flight, &record);
    return record.bytes.n;
}

/* take_first, and the limit: records without content are counted as well. */
static size_t take_counted(struct server_flight *flight, struct span in)
{
    size_t n = take_first(flight, in, &flight->need);

    flight->taken += n;
    if (flight->taken > FLIGHT_MAX && !server_flight_ended(flight))
        broken(flight, ERR_LIMIT);
    return n;
}

/* Keeps bytes of a record that is not complete: no more than it needs. */
static struct span keep(struct server_flight *flight, struct span in)
{
    size_t n = flight->need - flight->partial.n;

    buf_put(&flight->partial, span_head(in, n));
    if (flight->partial.err != ERR_OK)
        broken(flight, flight->partial.err);
    return span_tail(in, n);
}

void server_flight_feed(struct server_flight *flight, struct span bytes)
{
    while (!server_flight_ended(flight) && bytes.n > 0) {
        bool is_kept = flight->partial.n > 0;

        if (is_kept)
            bytes = keep(flight, bytes);
        size_t n = take_counted(flight, is_kept ? buf_span(&flight->partial) : bytes);

        if (n > 0 && is_kept)
            buf_truncate(&flight->partial, 0);
        else if (n > 0)
            bytes = span_tail(bytes, n);
        else if (!is_kept && !server_flight_ended(flight))
            bytes = keep(flight, bytes);
    }
    settle(flight);
}
