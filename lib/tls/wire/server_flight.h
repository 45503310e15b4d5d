/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * server_flight: what a server answers to a ClientHello, as far as it is not encrypted:
 * SERVER-HELLO of SSL 2.0; the flight from ServerHello to ServerHelloDone of SSL 3.0 to TLS 1.2;
 * ServerHello or HelloRetryRequest of TLS 1.3; or an alert.
 *
 * It keeps the bytes of the messages, and reads them without judging what was offered.  All that
 * follows from a server's bytes is bounded: FLIGHT_MAX bytes, one pass.
 */
#ifndef TB_LIB_TLS_WIRE_SERVER_FLIGHT_H
#define TB_LIB_TLS_WIRE_SERVER_FLIGHT_H

#include "lib/tls/wire/msg.h"

enum { FLIGHT_MAX = 256 * 1024 };

enum flight_state {
    FLIGHT_MORE,  /* nothing wrong so far */
    FLIGHT_HELLO, /* the hello is read; in TLS 1.2 and before more follows, in TLS 1.3 nothing that
                    * can be read */
    FLIGHT_DONE,  /* ServerHelloDone */
    FLIGHT_ALERT,
    FLIGHT_BROKEN, /* err; looks_like names another protocol, if it is known */
};

struct server_flight {
    enum flight_state state;
    struct buf messages; /* content of the handshake records */
    struct buf partial;  /* of an incomplete record */

    bool is_ssl2;
    uint16_t version; /* that the server chose: supported_versions counts */
    struct server_hello
        hello;         /* spans into messages.  SSL 2.0: the session id is the connection's */
    struct span kinds; /* SSL 2.0: the cipher kinds, three bytes each */
    uint16_t group;    /* of key_share, HelloRetryRequest or ServerKeyExchange; 0: none */
    uint16_t scheme;   /* of ServerKeyExchange in TLS 1.2; 0: none */
    unsigned dh_bits;  /* of ServerKeyExchange with DHE; 0: none */
    struct span dh_p;
    /* Bodies of messages; empty: not sent.  SSL 2.0: certificate is the DER of the only one. */
    struct span certificate, status, key_exchange, certificate_request;

    uint8_t level, alert; /* FLIGHT_ALERT */
    uint8_t warning;      /* an alert of level warning that came before the hello, + 1; 0: none
                            * (unrecognized_name) */
    enum err err;         /* FLIGHT_BROKEN */
    const char *looks_like;
};

void server_flight_init(struct server_flight *flight);
void server_flight_free(struct server_flight *flight);

/* server_flight_feed reads more bytes.  is_ssl2: the hello was one of SSL 2.0, so that an answer in
 * that form is expected. */
void server_flight_feed(struct server_flight *flight, struct span bytes, bool is_ssl2);

#endif
