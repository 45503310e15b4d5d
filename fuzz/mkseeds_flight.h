/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mkseeds_flight: the seeds of the answers of servers that are made after the specifications; the
 * recorded ones are in fuzz/seeds/server_flight as well. */
#ifndef TB_FUZZ_MKSEEDS_FLIGHT_H
#define TB_FUZZ_MKSEEDS_FLIGHT_H

#include "lib/base/span.h"

void mkseeds_flight(void (*put)(const char *, const char *, struct span));

#endif
