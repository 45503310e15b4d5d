/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mkseeds_server: the seeds of the server: what our client says to it, as the records went over the
 * wire, and as they would without encryption; and what stands in tickets. */
#ifndef TB_FUZZ_MKSEEDS_SERVER_H
#define TB_FUZZ_MKSEEDS_SERVER_H

#include "lib/base/span.h"

void mkseeds_server(void (*put)(const char *, const char *, struct span));

#endif
