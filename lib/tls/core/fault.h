/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fault: errors that an end of a connection makes on purpose, to test the other end: for
 * `serve --bad`, and for the tests of our own client and server.  Nothing else uses it.
 *
 * The hook sees every message before it is hashed and sent, the bytes that are about to be signed,
 * and every record before it is sent.  It may change the bytes and decide what happens to them.
 * Then the end continues as if nothing were wrong.
 */
#ifndef TB_LIB_TLS_CORE_FAULT_H
#define TB_LIB_TLS_CORE_FAULT_H

#include "lib/base/buf.h"

struct tls;
struct session;

enum fault_stage {
    FAULT_MESSAGE, /* a message, header included, before it is hashed and sent; of the pseudo
                      messages below, only the body */
    FAULT_PARAMS,  /* the parameters of a ServerKeyExchange, before they are signed */
    FAULT_CONTENT, /* the bytes to sign, after the message has got its own copy of them */
    FAULT_RECORD,  /* a sealed record, before it is sent; `message` is what begins in it.  If the
                      hook empties it, it is not sent */
};

/* The values of `message`: handshake types, and these. */
enum {
    FAULT_CCS = 240,
    FAULT_ALERT = 241,
    FAULT_DATA = 242,
    FAULT_OPEN = 243,  /* nothing is sent: the handshake is complete on this side */
    FAULT_START = 244, /* nothing is sent: a ClientHello was received and not answered yet */
    FAULT_OWN = 245,   /* a record from fault_record or fault_record_clear */
};

/* What happens to a message. */
enum fault_act {
    FAULT_SEND,
    FAULT_DROP,  /* neither sent nor hashed */
    FAULT_TWICE, /* sent and hashed twice */
    FAULT_HOLD,  /* hashed now, and sent after the next one */
    FAULT_CLEAR, /* sent without protection */
};

struct tls_faults {
    void *ctx;
    enum fault_act (*hook)(void *ctx, struct tls *tls, enum fault_stage stage, uint8_t message,
                           struct buf *bytes); /* or NULL */

    /* A server chooses these, whatever the client offers; 0: it chooses by the rules. */
    uint16_t suite, group, scheme;
    const struct session *session; /* a server resumes this one, whatever it is shown; or NULL */
    bool apart;                    /* each message is sent in a record of its own */
};

/* For the hook, and between calls: fault_raw sends bytes as they are (fault_record.h sends
 * records).  After fault_stop, nothing more is sent. */
void fault_raw(struct tls *tls, struct span bytes);
void fault_stop(struct tls *tls);
/* fault_check records that bytes could not be made.  The error appears when they would be sent. */
void fault_check(struct tls *tls, enum err err);

/* --- for the files of lib/tls ------------------------------------------------------------- */

/* The state of a connection with faults. */
struct fault_state {
    struct buf held; /* messages to send after the next one */
    uint8_t first;   /* the message that the current record begins with */
    bool is_sealing; /* a record is being made */
    bool is_stopped;
};
void fault_init(struct fault_state *state);
void fault_free(struct fault_state *state); /* wipes; also fit for a zero struct */

/* fault_see shows bytes to the hook, if there is one; fault_tell tells it that something happened.
 * Callers have checked that config.faults is not NULL. */
enum fault_act fault_see(struct tls *tls, enum fault_stage stage, uint8_t message,
                         struct buf *bytes);
void fault_tell(struct tls *tls, uint8_t message);

/* fault_session is true if a fault decides which session a server resumes.  Then out is a copy of
 * it. */
bool fault_session(const struct tls *tls, struct session *out);

/* fault_type is the `message` of a handshake message: HelloRetryRequest has a type of its own.
 * fault_follow takes over the random of a hello as the hook left it. */
uint8_t fault_type(struct span message);
void fault_follow(struct tls *tls, struct span message);

#endif
