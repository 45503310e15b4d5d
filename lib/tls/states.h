/* SPDX-License-Identifier: GPL-3.0-or-later */
/* states: the table of the state machines of both ends. */
#ifndef TB_LIB_TLS_STATES_H
#define TB_LIB_TLS_STATES_H

#include "lib/tls/core/state_machine.h"

extern const struct state_table states_table;

#endif
