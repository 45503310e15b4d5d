/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * first_flight: finds the first hello, or an alert, in the bytes that one side has sent.  They may
 * be records or bare messages, and may be incomplete.  Records of SSL 2.0 are recognised, too.
 */
#ifndef TB_LIB_TLS_WIRE_FIRST_FLIGHT_H
#define TB_LIB_TLS_WIRE_FIRST_FLIGHT_H

#include "lib/base/buf.h"

enum first_flight_kind {
    FIRST_FLIGHT_MORE,   /* no error so far; more bytes are needed */
    FIRST_FLIGHT_CLIENT, /* a ClientHello */
    FIRST_FLIGHT_SERVER, /* a ServerHello or HelloRetryRequest */
    FIRST_FLIGHT_ALERT,
    FIRST_FLIGHT_ERROR,  /* ERROR of SSL 2.0, which is in `hello` */
    FIRST_FLIGHT_BROKEN, /* see err */
};

struct first_flight {
    enum first_flight_kind kind;
    struct buf messages; /* the content of the records up to the hello's end */
    bool is_ssl2;
    struct span hello; /* header and body, in messages; of SSL 2.0 the whole record */
    size_t taken;      /* how many bytes were read already */
    uint8_t level, alert;
    enum err err;
    uint8_t message;        /* ERR_TLS_UNEXPECTED_MESSAGE: its type */
    const char *looks_like; /* ERR_TLS_NOT_TLS: the name of the other protocol, or NULL */
};

void first_flight_init(struct first_flight *flight);
void first_flight_free(struct first_flight *flight);

/* first_flight_take reads all bytes that one side has sent so far.  It may be called again with
 * more, and does nothing once it has found a hello, an alert or an error. */
void first_flight_take(struct first_flight *flight, struct span bytes);

/* first_flight_other recognises a file that is neither hexadecimal nor TLS by its beginning: PEM,
 * DER, a capture, a key store.  Otherwise it returns OK. */
enum err first_flight_other(struct span text);

/* first_flight_no_keylog does the same for a file that should be a key log and failed with err. */
enum err first_flight_no_keylog(struct span text, enum err err);

/* first_flight_text reads messages as binary, or as hexadecimal in any form that hextext takes, and
 * appends the bytes.  Errors: those of first_flight_other, HEX, LIMIT, MEMORY. */
enum err first_flight_text(struct buf *out, struct span text) MUST_CHECK;

#endif
