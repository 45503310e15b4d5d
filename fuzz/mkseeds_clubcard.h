/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mkseeds_clubcard: a CRLite filter with all its parts, and the index of two. */
#ifndef TB_FUZZ_MKSEEDS_CLUBCARD_H
#define TB_FUZZ_MKSEEDS_CLUBCARD_H

#include "lib/base/arena.h"

void mkseeds_clubcard(void (*put)(const char *, const char *, struct span), struct arena *arena);

#endif
