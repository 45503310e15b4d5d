/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event: reports what happens in a connection, as it happens.  Every view (trace, packet table,
 * diagram, JSON, key log, timing) is made from this one stream.
 *
 * Spans are valid during the call.  Events carry no time, because the listener has the clock.
 */
#ifndef TB_LIB_TLS_EVENT_EVENT_H
#define TB_LIB_TLS_EVENT_EVENT_H

#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/record.h"
#include "lib/tls/keys/step.h"

enum event_kind {
    EVENT_RECORD,  /* a record was sent or received; the events of its content follow a received
                      record and precede a sent one */
    EVENT_MESSAGE, /* a handshake message, complete and decrypted */
    EVENT_CCS,     /* ChangeCipherSpec */
    EVENT_ALERT,
    EVENT_STEP,    /* a secret was derived; its bytes are secret */
    EVENT_DATA,    /* application data */
    EVENT_STATE,   /* the state machine has a new state */
    EVENT_TICKET,  /* a ticket was stored as a session */
    EVENT_FAILED,  /* the connection has failed: err, and the bytes that it is about */
    EVENT_DIALOGUE, /* before TLS: a message of a proxy or of STARTTLS, without credentials */
    EVENT_UNPACKED, /* the Certificate that the CompressedCertificate before it stands for */
};

/* How a record or message was protected. */
enum epoch { EPOCH_CLEAR, EPOCH_EARLY, EPOCH_HANDSHAKE, EPOCH_APPLICATION };

struct event {
    enum event_kind kind;
    bool sent; /* by us */
    enum epoch epoch;
    uint16_t version; /* negotiated, or 0 before that */

    struct span bytes;   /* RECORD: as on the wire; MESSAGE, UNPACKED: header and body; others: the
                            body */
    uint8_t type;        /* RECORD: the outer content type; MESSAGE, UNPACKED: its handshake type;
                            DIALOGUE: its enum dialogue (net.h) */
    uint8_t inner_type;  /* RECORD of TLS 1.3: the inner content type */
    size_t plain_n;      /* RECORD: the size of the plaintext without padding */
    size_t padding;      /* RECORD */
    bool unread;         /* RECORD: it could not be decrypted (passive.h): bytes is only its
                            header, plain_n the length of its fragment */
    uint8_t level, alert; /* ALERT */
    const char *state;   /* STATE: "WAIT_SH", as RFC 9846 A names them */
    const struct step *step;
    enum err err;        /* FAILED */
    struct span at;      /* FAILED: the bytes that broke the rule, if any */
};

#endif
