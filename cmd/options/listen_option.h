/* SPDX-License-Identifier: GPL-3.0-or-later */
/* listen_option: the address to listen at. */
#ifndef TB_CMD_OPTIONS_LISTEN_OPTION_H
#define TB_CMD_OPTIONS_LISTEN_OPTION_H

#include "lib/net/net.h"

/* listen_parse reads [ADDR:]PORT, where ADDR is a literal address; out->host is "" without one.
 * Port 0 means any free port. */
bool listen_parse(struct target *out, const char *text);

#endif
