/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mkseeds_batch: the seeds of batches: JSON, and lines of `verify --batch`. */
#ifndef TB_FUZZ_MKSEEDS_BATCH_H
#define TB_FUZZ_MKSEEDS_BATCH_H

#include "lib/base/arena.h"

void mkseeds_batch(void (*put)(const char *, const char *, struct span), struct arena *arena);

#endif
