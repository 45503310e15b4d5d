/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TB_FUZZ_MKSEEDS_PASSIVE_H
#define TB_FUZZ_MKSEEDS_PASSIVE_H

#include "lib/base/span.h"

/* Connections of our client with the server for tests, with their secrets. */
void mkseeds_passive(void (*put)(const char *target, const char *name, struct span bytes));

#endif
