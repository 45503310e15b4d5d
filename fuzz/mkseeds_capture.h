/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mkseeds_capture: captures of every format and link type, and segments in every order. */
#ifndef TB_FUZZ_MKSEEDS_CAPTURE_H
#define TB_FUZZ_MKSEEDS_CAPTURE_H

#include "lib/base/buf.h"

void mkseeds_capture(void (*put)(const char *target, const char *name, struct span s));

#endif
