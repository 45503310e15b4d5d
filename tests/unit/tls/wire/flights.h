/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flights: what servers of all versions answer, made message by message for the tests of
 * server_flight. */
#ifndef TB_TESTS_UNIT_TLS_WIRE_FLIGHTS_H
#define TB_TESTS_UNIT_TLS_WIRE_FLIGHTS_H

#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/record.h"

#define FLIGHTS_RANDOM "0123456789abcdef0123456789ABCDEF"

/* A record with any content. */
static inline void flights_record(struct buf *out, uint8_t type, uint16_t version,
                                  struct span content)
{
    uint8_t header[RECORD_HEADER];

    record_header(header, type, version, content.n);
    buf_put(out, span_of(header, sizeof header));
    buf_put(out, content);
}

/* A record with one message. */
static inline void flights_message(struct buf *out, uint16_t version, enum message_type type,
                                   struct span body)
{
    struct buf message;

    buf_init(&message, 1 << 20);
    msg_put(&message, type, body);
    flights_record(out, CONTENT_HANDSHAKE, version, buf_span(&message));
    buf_free(&message);
}

/* ServerHello, with extensions or without. */
static inline void flights_hello(struct buf *out, uint16_t version, uint16_t suite,
                                 struct span exts)
{
    const struct server_hello hello = {
        .version = version,
        .random = SPAN_LIT(FLIGHTS_RANDOM),
        .session_id = SPAN_LIT("id"),
        .suite = suite,
        .exts = exts,
        .has_exts = exts.n > 0,
    };
    struct buf message;

    buf_init(&message, 1 << 20);
    server_hello_put(&message, &hello);
    flights_record(out, CONTENT_HANDSHAKE, version, buf_span(&message));
    buf_free(&message);
}

/* A Certificate message, whose only certificate is no certificate. */
#define FLIGHTS_CERTIFICATE "\0\0\x07\0\0\x04leaf"

/* The rest of a flight: Certificate, ServerKeyExchange if it has one, ServerHelloDone. */
static inline void flights_rest(struct buf *out, uint16_t version, struct span exchange)
{
    flights_message(out, version, HS_CERTIFICATE, SPAN_LIT(FLIGHTS_CERTIFICATE));
    if (exchange.n > 0)
        flights_message(out, version, HS_SERVER_KEY_EXCHANGE, exchange);
    flights_message(out, version, HS_SERVER_HELLO_DONE, (struct span){0});
}

#endif
