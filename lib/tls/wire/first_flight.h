/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flight: the first hello, or the alert, in what one side has sent: records or bare messages,
 * whole or still coming.
 */
#ifndef TB_LIB_TLS_WIRE_FIRST_FLIGHT_H
#define TB_LIB_TLS_WIRE_FIRST_FLIGHT_H

#include "lib/base/buf.h"

enum flight_kind {
    FLIGHT_MORE,   /* so far so good: more bytes are needed */
    FLIGHT_CLIENT, /* a ClientHello */
    FLIGHT_SERVER, /* a ServerHello or HelloRetryRequest */
    FLIGHT_ALERT,
    FLIGHT_BROKEN, /* see err */
};

struct flight {
    enum flight_kind kind;
    struct buf messages;       /* what the records hold, up to the hello's end */
    struct span hello;         /* header and body, in messages */
    size_t taken;              /* bytes that were read: they are not read again */
    uint8_t level, alert;
    enum err err;
    uint8_t message;           /* ERR_TLS_UNEXPECTED_MESSAGE: its type */
    const char *looks_like;    /* ERR_TLS_NOT_TLS: what speaks instead, or NULL */
};

void flight_init(struct flight *f);
void flight_free(struct flight *f);

/* flight_take looks at all that one side has sent so far; it may be called again with more, and
 * does nothing once it has found what it looks for. */
void flight_take(struct flight *f, struct span bytes);

/* flight_other says what a file is that is neither hexadecimal nor TLS, where its beginning shows
 * that: PEM, DER, a capture, a key store; else OK. */
enum err flight_other(struct span text);

/* flight_no_keylog is the same for a file that should be a key log, and failed with e. */
enum err flight_no_keylog(struct span text, enum err e);

/* flight_text reads messages as binary, or as hexadecimal in any form of hextext.
 * Appends the bytes.  Errors: those of flight_other, HEX, LIMIT, MEMORY. */
enum err flight_text(struct buf *out, struct span text) MUST_CHECK;

#endif
