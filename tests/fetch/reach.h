/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reach: what this process connects to.  It has its own connect(), which takes the place of the C
 * library's: each TCP connection is counted and written down, and those to other hosts than this
 * one go to a server on the loopback interface instead, so that no test leaves the machine. */
#ifndef TB_TESTS_FETCH_REACH_H
#define TB_TESTS_FETCH_REACH_H

#include <stdint.h>

/* reach_divert: connections to hosts other than this one go to 127.0.0.1:PORT; 0: they are
 * refused. */
void reach_divert(uint16_t port);

/* reach_report prints "reached ADDRESS:PORT" for each connection to standard error, then
 * "N connections, peak P KiB" with the largest resident set of this process. */
void reach_report(void);

#endif
