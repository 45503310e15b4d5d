/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_machine: the states of both ends, and the step through a table of transitions.  The table
 * itself (lib/tls/states.c) refers to handlers in all directories of lib/tls, so a connection
 * reaches it through a pointer.
 */
#ifndef TB_LIB_TLS_CORE_STATE_MACHINE_H
#define TB_LIB_TLS_CORE_STATE_MACHINE_H

#include "lib/tls/wire/msg.h"

/* States are rows of states.def: STATE(ID, name, ref).  Most are named after
 * the message that they wait for. */
enum hs_state {
#define STATE(ID, name, ref) HS_STATE_##ID,
#include "lib/tls/core/states.def"
#undef STATE
    HS_STATE_COUNT
};

struct tls;

/*
 * One row of a state machine: this message is allowed in this state.  The handler processes it and
 * moves to one of the states in `next` (bits of 1 << state).  A message without a row fails with
 * TLS_UNEXPECTED_MESSAGE.
 */
struct transition {
    enum hs_state from;
    uint16_t message; /* enum message_type, or one of enum transition_message */
    enum err (*handle)(struct tls *tls, const struct msg *msg);
    uint64_t next;
    bool ends_record; /* nothing may follow it in its record, because the keys change or it is our
                         turn (RFC 9846 5.1) */
    const char *ref;
};
enum transition_message {                       /* no message of a peer has such a type */
                          TRANSITION_CCS = 256, /* ChangeCipherSpec (TLS 1.2) */
                          TRANSITION_VERDICT,   /* the judge has accepted the peer's chain */
};

struct state_table {
    const struct transition *rows;
    size_t num;
    /* The handler of a HelloRequest that a TLS 1.2 client receives during a handshake (RFC 5246
     * 7.4.1.1). */
    enum err (*stray_request)(struct tls *tls, const struct msg *msg);
};

/* state_machine_row finds the row of a message type in a state.  NULL if there is none. */
const struct transition *state_machine_row(const struct state_table *table, enum hs_state state,
                                           uint16_t message);

/* state_machine_allow fails if the connection's state has no row for the message;
 * state_machine_step takes the row (ends_record: nothing follows in the message's record);
 * state_machine_ccs takes that of a ChangeCipherSpec. */
enum err state_machine_allow(struct tls *tls, uint8_t message, struct span at) MUST_CHECK;
enum err state_machine_step(struct tls *tls, const struct msg *msg, bool ends_record) MUST_CHECK;
enum err state_machine_ccs(struct tls *tls, struct span body) MUST_CHECK;

/* state_machine_judged runs the handler of the state that waits for a verdict, whether the
 * connection had to wait or not. */
enum err state_machine_judged(struct tls *tls, enum hs_state wait) MUST_CHECK;

#endif
