/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host_reach: the address that a scan goes to.  A name is looked up once, and its addresses are
 * tried one after the other until one accepts a connection: each connection is counted at its
 * address, so that many names of one address do not get more than its rate (pace.h).  The first
 * family that is answered does not wait long for the other one; if none of its addresses accepts,
 * the name is looked up again with more patience.
 */
#ifndef TB_APP_SCAN_HOST_REACH_H
#define TB_APP_SCAN_HOST_REACH_H

#include "app/scan/host_work.h"

/* host_reach_is_open: the name has not been looked up yet. */
bool host_reach_is_open(const struct host_scan *host);

/* host_reach_take takes what was found; there is at least one address.  Errors: MEMORY. */
enum err host_reach_take(struct host_scan *host, const struct net_addresses *found) MUST_CHECK;

/* host_reach_next goes to the next address after there was no connection.  If none is left, *o
 * becomes the failure that explains most, and the next attempt begins with the first address. */
bool host_reach_next(struct host_scan *host, struct attempt_outcome *o);

#endif
