/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/state_machine.h"

#include <assert.h>

#include "lib/tls/core/conn.h"

const struct transition *state_machine_row(const struct state_table *table, enum hs_state s,
                                           uint16_t message)
{
    for (size_t i = 0; i < table->num; i++) {
        if (table->rows[i].from == s && table->rows[i].message == message)
            return &table->rows[i];
    }
    return NULL;
}

/* RFC 5246 7.4.1.1: a HelloRequest during a handshake is ignored. */
static bool is_stray_request(const struct tls *t, uint8_t message)
{
    return message == HS_HELLO_REQUEST && t->info.version == TLS_1_2 && !conn_is_open(t) &&
           !conn_is_server(t);
}

enum err state_machine_allow(struct tls *t, uint8_t message, struct span at)
{
    if (state_machine_row(t->states, t->state, message) != NULL || is_stray_request(t, message))
        return ERR_OK;
    return conn_fail(t, ERR_TLS_UNEXPECTED_MESSAGE, at);
}

/* Runs the handler of a message that this state allows; all others are unexpected_message. */
enum err state_machine_step(struct tls *t, const struct msg *m, bool ends_record)
{
    assert(m->bytes.n == MSG_HEADER + m->body.n);
    TRY(state_machine_allow(t, m->type, m->bytes));
    const struct transition *row = state_machine_row(t->states, t->state, m->type);
    if (row == NULL)
        return t->states->stray_request(t, m);
    /* RFC 9846 5.1: no message may span a change of keys. */
    if (row->ends_record && !ends_record)
        return conn_fail(t, ERR_TLS_EXCESS_DATA, m->bytes);
    assert(row->handle != NULL);
    t->message.ends_record = ends_record;
    return row->handle(t, m);
}

enum err state_machine_ccs(struct tls *t, struct span body)
{
    const struct transition *row = state_machine_row(t->states, t->state, TRANSITION_CCS);

    return row == NULL ? conn_fail(t, ERR_TLS_CCS, body) : row->handle(t, &(struct msg){0});
}

enum err state_machine_judged(struct tls *t, enum hs_state wait)
{
    return state_machine_row(t->states, wait, TRANSITION_VERDICT)->handle(t, &(struct msg){0});
}
