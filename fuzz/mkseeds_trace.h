/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mkseeds_trace: the seeds of the trace: messages of every kind, with their headers. */
#ifndef TB_FUZZ_MKSEEDS_TRACE_H
#define TB_FUZZ_MKSEEDS_TRACE_H

#include "lib/base/span.h"

void mkseeds_trace(void (*put)(const char *, const char *, struct span));

#endif
