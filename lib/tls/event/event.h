/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event: what happens in a connection, as it happens: every view (trace, packet table, diagram,
 * JSON, key log, timing) is a listener of this one stream.
 *
 * Spans live for the time of the call.  Events have no time: the listener has the clock.
 */
#ifndef TB_LIB_TLS_EVENT_EVENT_H
#define TB_LIB_TLS_EVENT_EVENT_H

#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/record.h"
#include "lib/tls/keys/step.h"

enum event_kind {
    EVENT_RECORD,  /* a record was sent or received; its messages follow (received) or
                      came before (sent) */
    EVENT_MESSAGE, /* a handshake message, whole and decrypted */
    EVENT_CCS,     /* ChangeCipherSpec */
    EVENT_ALERT,
    EVENT_STEP,    /* a secret was derived; its bytes are secret */
    EVENT_DATA,    /* application data */
    EVENT_STATE,   /* the state machine has a new state */
    EVENT_TICKET,  /* a ticket was stored as a session */
    EVENT_FAILED,  /* the connection has failed: err, and the bytes that it is about */
};

/* How a record or message was protected. */
enum epoch { EPOCH_CLEAR, EPOCH_EARLY, EPOCH_HANDSHAKE, EPOCH_APPLICATION };

struct event {
    enum event_kind kind;
    bool sent; /* by us */
    enum epoch epoch;
    uint16_t version; /* negotiated, or 0 before that */

    struct span bytes;   /* RECORD: as on the wire; MESSAGE: header and body; others: the body */
    uint8_t type;        /* RECORD: the outer content type; MESSAGE: its handshake type */
    uint8_t inner_type;  /* RECORD of TLS 1.3: what is inside */
    size_t plain_n;      /* RECORD: bytes inside, without padding */
    size_t padding;      /* RECORD */
    bool unread;         /* RECORD: encrypted, and not decrypted (passive.h): bytes is only its
                            header, plain_n the length of its fragment */
    uint8_t level, alert; /* ALERT */
    const char *state;   /* STATE: "WAIT_SH", as RFC 9846 A names them */
    const struct step *step;
    enum err err;        /* FAILED */
    struct span at;      /* FAILED: the bytes that broke the rule, if any */
};

#endif
