/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * server_flight: what a server answers to a ClientHello, as far as it is not encrypted:
 * SERVER-HELLO of SSL 2.0; the flight from ServerHello to ServerHelloDone of SSL 3.0 to TLS 1.2;
 * ServerHello or HelloRetryRequest of TLS 1.3; or an alert.
 *
 * It keeps the bytes of the messages, and reads them without judging what was offered.  All that
 * follows from a server's bytes is bounded: FLIGHT_MAX bytes, one pass.  How they are cut does not
 * matter, except for looks_like, which is made of what had come when the first record was refused.
 */
#ifndef TB_LIB_TLS_WIRE_SERVER_FLIGHT_H
#define TB_LIB_TLS_WIRE_SERVER_FLIGHT_H

#include "lib/tls/wire/msg.h"

enum { FLIGHT_MAX = 256 * 1024 };

enum flight_state {
    FLIGHT_MORE,   /* nothing wrong so far */
    FLIGHT_HELLO,  /* the hello is read; in TLS 1.2 and before more follows, in TLS 1.3 nothing that
                   * can be read */
    FLIGHT_DONE,   /* ServerHelloDone, SERVER-HELLO of SSL 2.0, or the session is resumed */
    FLIGHT_ALERT,  /* a fatal one, close_notify, or ERROR of SSL 2.0 */
    FLIGHT_BROKEN, /* err; looks_like names another protocol, if it is known */
};

/* Bytes of a message, by their place in `messages`. */
struct flight_part {
    uint32_t at, n;
};

struct server_flight {
    enum flight_state state;
    struct buf messages; /* content of the handshake records */
    struct buf partial;  /* of an incomplete record */

    bool has_hello; /* one was read, whatever came after it */
    bool is_ssl2;
    bool is_resumed;           /* ChangeCipherSpec follows the hello: the session is an old one */
    uint16_t version;          /* that the server chose: supported_versions counts, and the form
                                * of SSL 2.0 */
    struct server_hello hello; /* spans into messages.  SSL 2.0: the session id is the
                                * connection's */
    struct span kinds;         /* SSL 2.0: the cipher kinds, three bytes each */
    uint16_t group;            /* of key_share, HelloRetryRequest or ServerKeyExchange; 0: none */
    uint16_t scheme;           /* of ServerKeyExchange in TLS 1.2; 0: none */
    unsigned dh_bits;          /* of ServerKeyExchange with DHE; 0: none */
    struct span dh_p;
    unsigned rsa_bits; /* of an RSA key in ServerKeyExchange (export suites); 0: none */
    /* Bodies of messages; empty: not sent.  SSL 2.0: certificate is the DER of the only one. */
    struct span certificate, status, key_exchange, certificate_request;

    uint8_t level, alert; /* FLIGHT_ALERT; of SSL 2.0: the code of ERROR */
    uint8_t warning;      /* the first alert of level warning (other than close_notify), + 1; 0:
                           * none.  unrecognized_name comes before hellos; and some servers refuse
                           * with a warning and then close */
    enum err err;         /* FLIGHT_BROKEN */
    const char *looks_like;

    /* Its own. */
    size_t taken;   /* bytes of complete records */
    size_t need;    /* of the record in `partial`, as far as that is known */
    size_t read;    /* of messages: those that are read */
    uintptr_t base; /* where messages were when the spans were made */
    struct flight_part hello_at, dh_p_at, certificate_at, status_at, key_exchange_at, request_at;
};

void server_flight_init(struct server_flight *flight);
void server_flight_free(struct server_flight *flight);

/* server_flight_feed reads more bytes.  After DONE, ALERT and BROKEN, and after a hello of TLS 1.3,
 * it does nothing. */
void server_flight_feed(struct server_flight *flight, struct span bytes);

/* server_flight_ended is true when feeding more changes nothing. */
bool server_flight_ended(const struct server_flight *flight);

#endif
