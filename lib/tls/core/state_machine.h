/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_machine: the states of both ends, and the step over a table of transitions.  The table
 * itself (lib/tls/states.c) names handlers of every room, so that a connection reaches it through a
 * pointer.
 */
#ifndef TB_LIB_TLS_CORE_STATE_MACHINE_H
#define TB_LIB_TLS_CORE_STATE_MACHINE_H

#include "lib/tls/wire/msg.h"

/* States are rows of states.def: STATE(ID, name, ref); what is awaited in each. */
enum hs_state {
#define STATE(ID, name, ref) HS_STATE_##ID,
#include "lib/tls/core/states.def"
#undef STATE
    HS_STATE_COUNT
};

struct tls;

/*
 * One row of a state machine: in this state this message may come; the handler takes it and moves
 * to one of `next` (bits of 1 << state).  What has no row is TLS_UNEXPECTED_MESSAGE.
 */
struct transition {
    enum hs_state from;
    uint16_t message; /* enum message_type; TRANSITION_CCS for ChangeCipherSpec (TLS 1.2) */
    enum err (*handle)(struct tls *t, const struct msg *m);
    uint64_t next;
    bool ends_record; /* the keys change after it, or it is our turn: nothing may follow in its
                         record (RFC 9846 5.1) */
    const char *ref;
};
enum { TRANSITION_CCS = 256 }; /* no message can have this type */

struct state_table {
    const struct transition *rows;
    size_t num;
    /* A HelloRequest that a client of TLS 1.2 gets during a handshake (RFC 5246 7.4.1.1). */
    enum err (*stray_request)(struct tls *t, const struct msg *m);
};

/* state_machine_row finds the row for a type of message in a state, or NULL. */
const struct transition *state_machine_row(const struct state_table *table, enum hs_state s,
                                           uint16_t message);

/* state_machine_allow fails if the connection's state has no row for the message;
 * state_machine_step takes the row (ends_record: nothing follows in the message's record);
 * state_machine_ccs takes that of a ChangeCipherSpec. */
enum err state_machine_allow(struct tls *t, uint8_t message, struct span at) MUST_CHECK;
enum err state_machine_step(struct tls *t, const struct msg *m, bool ends_record) MUST_CHECK;
enum err state_machine_ccs(struct tls *t, struct span body) MUST_CHECK;

#endif
