/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_limit: the number of clients that `serve` can have at a time, by the descriptors that it
 * may open. */
#ifndef TB_APP_SERVE_CLIENT_LIMIT_H
#define TB_APP_SERVE_CLIENT_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

struct client_limit {
    size_t wanted; /* clients at a time at each port */
    size_t listeners; /* number of listening ports */
    bool files;    /* each client may need an open file */
    bool inherits; /* other programs are run: the limit is not raised */
};

/*
 * client_limit_clients raises the soft limit of the process as far as needed and allowed, and
 * returns the number of clients that each port can then have, from 1 to `wanted`.  Others wait in
 * the backlog, so the server never runs out of descriptors.  *limit is the number of descriptors.
 */
size_t client_limit_clients(const struct client_limit *limits, size_t *limit);

#endif
