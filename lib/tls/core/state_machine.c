/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/state_machine.h"

#include <assert.h>

#include "lib/tls/core/conn.h"

const struct transition *state_machine_row(const struct state_table *table, enum hs_state state,
                                           uint16_t message)
{
    for (size_t i = 0; i < table->num; i++) {
        if (table->rows[i].from == state && table->rows[i].message == message)
            return &table->rows[i];
    }
    return NULL;
}

/* RFC 5246 7.4.1.1: a HelloRequest during a handshake is ignored. */
static bool is_stray_request(const struct tls *tls, uint8_t message)
{
    return message == HS_HELLO_REQUEST && tls->info.version == TLS_1_2 && !conn_is_open(tls) &&
           !conn_is_server(tls);
}

enum err state_machine_allow(struct tls *tls, uint8_t message, struct span at)
{
    if (state_machine_row(tls->states, tls->state, message) != NULL ||
        is_stray_request(tls, message))
        return ERR_OK;
    return conn_fail(tls, ERR_TLS_UNEXPECTED_MESSAGE, at);
}

/* Runs the handler of a message that this state allows; all others are unexpected_message. */
enum err state_machine_step(struct tls *tls, const struct msg *msg, bool ends_record)
{
    assert(msg->bytes.n == MSG_HEADER + msg->body.n);
    TRY(state_machine_allow(tls, msg->type, msg->bytes));
    const struct transition *row = state_machine_row(tls->states, tls->state, msg->type);
    if (row == NULL)
        return tls->states->stray_request(tls, msg);
    /* RFC 9846 5.1: no message may span a change of keys. */
    if (row->ends_record && !ends_record)
        return conn_fail(tls, ERR_TLS_EXCESS_DATA, msg->bytes);
    assert(row->handle != NULL);
    tls->message.ends_record = ends_record;
    return row->handle(tls, msg);
}

enum err state_machine_ccs(struct tls *tls, struct span body)
{
    const struct transition *row = state_machine_row(tls->states, tls->state, TRANSITION_CCS);

    return row == NULL ? conn_fail(tls, ERR_TLS_CCS, body) : row->handle(tls, &(struct msg){0});
}

enum err state_machine_judged(struct tls *tls, enum hs_state wait)
{
    return state_machine_row(tls->states, wait, TRANSITION_VERDICT)->handle(tls, &(struct msg){0});
}
