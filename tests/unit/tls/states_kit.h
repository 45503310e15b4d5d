/* SPDX-License-Identifier: GPL-3.0-or-later */
/* states_kit: what can be reached in the table of the state machines. */
#ifndef TB_TESTS_UNIT_TLS_STATES_KIT_H
#define TB_TESTS_UNIT_TLS_STATES_KIT_H

#include "lib/tls/core/conn.h"
#include "lib/tls/states.h"

#define BIT(s)       (UINT64_C(1) << (s))

static const char *const ids[] = {
#define STATE(ID, name, ref) #ID,
#include "lib/tls/core/states.def"
#undef STATE
};

static bool is_last(enum hs_state s)
{
    return s == HS_STATE_CONNECTED13 || s == HS_STATE_CONNECTED12 || s == HS_STATE_S_CONNECTED13 ||
           s == HS_STATE_S_CONNECTED12;
}

/* All states that lie behind `from`, itself too. */
static uint64_t reach(uint64_t from)
{
    for (uint64_t before = 0; before != from;) {
        before = from;
        for (size_t i = 0; i < states_table.num; i++) {
            if ((from & BIT(states_table.rows[i].from)) != 0)
                from |= states_table.rows[i].next;
        }
    }
    return from;
}

/* The states of each end: START belongs to neither. */
static uint64_t of_client(void)
{
    return reach(BIT(HS_STATE_WAIT_SH));
}

static uint64_t of_server(void)
{
    return reach(BIT(HS_STATE_S_START));
}

/* Those of TLS 1.3 alone. */
static uint64_t of_13(void)
{
    return reach(BIT(HS_STATE_WAIT_EE) | BIT(HS_STATE_S_WAIT_EOED) | BIT(HS_STATE_S_WAIT_CERT));
}

#endif
