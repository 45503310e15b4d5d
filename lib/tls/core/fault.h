/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fault: what an end of a connection does wrong on purpose, so that others can be tested: for
 * `serve --bad`, and for the tests of our own client and server.  Nothing else sets it.
 *
 * The hook sees every message before it is hashed and sent, what is about to be signed, and every
 * record before it goes out; it may change the bytes and say what becomes of them.  Then the end
 * goes on as if nothing were wrong.
 */
#ifndef TB_LIB_TLS_CORE_FAULT_H
#define TB_LIB_TLS_CORE_FAULT_H

#include "lib/base/buf.h"

struct tls;
struct session;

enum fault_stage {
    FAULT_MESSAGE, /* a message, header included, before it is hashed and sent; of the pseudo
                      messages below the body */
    FAULT_PARAMS,  /* the parameters of a ServerKeyExchange, before they are signed */
    FAULT_CONTENT, /* what is signed, after the message holds its own copy of it */
    FAULT_RECORD,  /* a record, sealed, before it goes out; `message` is what begins in it.  Made
                      empty it does not go out */
};

/* What passes the hook as `message`: handshake types, and these. */
enum {
    FAULT_CCS = 240,
    FAULT_ALERT = 241,
    FAULT_DATA = 242,
    FAULT_OPEN = 243,  /* nothing is sent: the handshake is done on this side */
    FAULT_START = 244, /* nothing is sent: a ClientHello came that has not been answered */
    FAULT_OWN = 245,   /* what fault_record and fault_record_clear send */
};

/* What becomes of a message. */
enum fault_act {
    FAULT_SEND,
    FAULT_DROP,  /* neither sent nor hashed */
    FAULT_TWICE, /* sent and hashed twice */
    FAULT_HOLD,  /* hashed now, and sent behind the next one */
    FAULT_CLEAR, /* sent without protection */
};

struct tls_faults {
    void *ctx;
    enum fault_act (*hook)(void *ctx, struct tls *t, enum fault_stage stage, uint8_t message,
                           struct buf *bytes); /* or NULL */

    /* A server takes these, whatever was offered; 0: it chooses as it should. */
    uint16_t suite, group, scheme;
    const struct session *session; /* a server goes on from this one, whichever is shown; or NULL */
    bool apart;                    /* each message goes out in a record of its own */
};

/* For the hook, and between calls: bytes as they are (fault_record.h sends records).  fault_stop:
 * from now on nothing goes out. */
void fault_raw(struct tls *t, struct span bytes);
void fault_stop(struct tls *t);
void fault_check(struct tls *t, enum err e); /* what could not be made shows where the bytes do */

/* --- for the files of lib/tls ------------------------------------------------------------- */

/* What a connection with faults remembers. */
struct fault_state {
    struct buf held; /* messages that go out behind the next one */
    uint8_t first;   /* the message that the record at hand begins with */
    bool is_sealing; /* a record is being made */
    bool is_stopped;
};
void fault_init(struct fault_state *s);
void fault_free(struct fault_state *s); /* wipes; also fit for a zero struct */

/* fault_see shows something to the hook, where there is one; fault_tell that something happened.
 * Whoever calls these has seen that config.faults is not NULL. */
enum fault_act fault_see(struct tls *t, enum fault_stage stage, uint8_t message, struct buf *bytes);
void fault_tell(struct tls *t, uint8_t message);

/* fault_session: does a fault decide which session a server goes on from?  Then out is a copy. */
bool fault_session(const struct tls *t, struct session *out);

/* fault_type: what a handshake message passes the hook as: HelloRetryRequest has a type of its own.
 * fault_follow: of a hello the random that the hook left in it counts. */
uint8_t fault_type(struct span message);
void fault_follow(struct tls *t, struct span message);

#endif
