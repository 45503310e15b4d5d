/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mkseeds_tls: the seeds of the codecs of TLS: put(TARGET, NAME, BYTES) for each of them. */
#ifndef TB_FUZZ_MKSEEDS_TLS_H
#define TB_FUZZ_MKSEEDS_TLS_H

#include "lib/base/span.h"

void mkseeds_tls(void (*put)(const char *, const char *, struct span));

#endif
