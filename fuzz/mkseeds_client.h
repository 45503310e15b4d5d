/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mkseeds_client: the seeds of the client: connections with the server for tests, as the records
 * went over the wire, and as they would without encryption. */
#ifndef TB_FUZZ_MKSEEDS_CLIENT_H
#define TB_FUZZ_MKSEEDS_CLIENT_H

#include "lib/base/span.h"

void mkseeds_client(void (*put)(const char *, const char *, struct span));

#endif
