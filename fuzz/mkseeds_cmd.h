/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mkseeds_cmd: the seeds of what commands read: answers and requests of HTTP, hellos, keys, key
 * logs, messages for derive. */
#ifndef TB_FUZZ_MKSEEDS_CMD_H
#define TB_FUZZ_MKSEEDS_CMD_H

#include "lib/base/span.h"

void mkseeds_cmd(void (*put)(const char *, const char *, struct span));

#endif
