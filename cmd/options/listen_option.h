/* SPDX-License-Identifier: GPL-3.0-or-later */
/* listen: where to listen, as people write it. */
#ifndef TB_CMD_OPTIONS_LISTEN_OPTION_H
#define TB_CMD_OPTIONS_LISTEN_OPTION_H

#include "lib/net/net.h"

/* listen_parse reads [ADDR:]PORT, ADDR a literal address; out->host is "" where there is none.
 * Port 0 is any free one. */
bool listen_parse(struct target *out, const char *text);

#endif
