/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fault: what an end of a connection does wrong on purpose, so that others can be tested: for
 * `serve --bad`, and for the tests of our own client and server.  Nothing else sets it.
 *
 * The hook sees every message before it is hashed and sent, what is about to be signed, and every
 * record before it goes out; it may change the bytes and say what becomes of them.  Then the end
 * goes on as if nothing were wrong.
 */
#ifndef TB_LIB_TLS_FAULT_H
#define TB_LIB_TLS_FAULT_H

#include "lib/base/buf.h"

struct tls;

enum fault_stage {
    FAULT_MESSAGE, /* a message, header included, before it is hashed and sent */
    FAULT_PARAMS,  /* the parameters of a ServerKeyExchange, before they are signed */
    FAULT_CONTENT, /* what is signed, after the message holds its own copy of it */
    FAULT_RECORD,  /* a record, sealed, before it goes out */
};

/* What passes the hook as `message`: handshake types, and these. */
enum {
    FAULT_CCS = 240,
    FAULT_ALERT = 241,
    FAULT_DATA = 242,
    FAULT_OPEN = 243,  /* nothing is sent: the handshake is done on this side */
    FAULT_START = 244, /* nothing is sent: a ClientHello came that has not been answered */
};

enum fault_act {
    FAULT_SEND,
    FAULT_DROP,  /* neither sent nor hashed */
    FAULT_TWICE, /* sent and hashed twice */
    FAULT_HOLD,  /* sent behind the next one */
};

struct tls_faults {
    void *ctx;
    enum fault_act (*hook)(void *ctx, struct tls *t, enum fault_stage stage, uint8_t message,
                           struct buf *bytes); /* or NULL */

    /* A server takes these, whatever was offered; 0: it chooses as it should. */
    uint16_t suite, group, scheme;
    bool deaf; /* what the other end says wrong, alerts too, is passed over */
};

/* For the hook: bytes as they are; a record of a type under the keys at hand. */
void fault_raw(struct tls *t, struct span bytes);
void fault_record(struct tls *t, uint8_t content_type, struct span plain);

#endif
