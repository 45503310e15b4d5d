/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flight: the first hello, or the alert, in what one side has sent: records or bare messages,
 * whole or still coming.
 */
#ifndef TB_LIB_TLS_WIRE_FIRST_FLIGHT_H
#define TB_LIB_TLS_WIRE_FIRST_FLIGHT_H

#include "lib/base/buf.h"

enum first_flight_kind {
    FIRST_FLIGHT_MORE,   /* so far so good: more bytes are needed */
    FIRST_FLIGHT_CLIENT, /* a ClientHello */
    FIRST_FLIGHT_SERVER, /* a ServerHello or HelloRetryRequest */
    FIRST_FLIGHT_ALERT,
    FIRST_FLIGHT_BROKEN, /* see err */
};

struct first_flight {
    enum first_flight_kind kind;
    struct buf messages;       /* what the records hold, up to the hello's end */
    struct span hello;         /* header and body, in messages */
    size_t taken;              /* bytes that were read: they are not read again */
    uint8_t level, alert;
    enum err err;
    uint8_t message;           /* ERR_TLS_UNEXPECTED_MESSAGE: its type */
    const char *looks_like;    /* ERR_TLS_NOT_TLS: what speaks instead, or NULL */
};

void first_flight_init(struct first_flight *f);
void first_flight_free(struct first_flight *f);

/* first_flight_take looks at all that one side has sent so far; it may be called again with more,
 * and does nothing once it has found what it looks for. */
void first_flight_take(struct first_flight *f, struct span bytes);

/* first_flight_other says what a file is that is neither hexadecimal nor TLS, where its beginning
 * shows that: PEM, DER, a capture, a key store; else OK. */
enum err first_flight_other(struct span text);

/* first_flight_no_keylog is the same for a file that should be a key log, and failed with e. */
enum err first_flight_no_keylog(struct span text, enum err e);

/* first_flight_text reads messages as binary, or as hexadecimal in any form of hextext.
 * Appends the bytes.  Errors: those of first_flight_other, HEX, LIMIT, MEMORY. */
enum err first_flight_text(struct buf *out, struct span text) MUST_CHECK;

#endif
