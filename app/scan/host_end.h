/* SPDX-License-Identifier: GPL-3.0-or-later */
/* host_end: what a scan came to: its trouble, if it is not whole, in a sentence. */
#ifndef TB_APP_SCAN_HOST_END_H
#define TB_APP_SCAN_HOST_END_H

#include "app/scan/host_outcome.h"

/* host_end_tell writes the trouble, its reason and message to the facts; ending.trouble SCAN_WHOLE:
 * every question is over, and what was noticed decides. */
void host_end_tell(struct host_scan *host, const struct host_ending *ending);

#endif
