/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_limit: how many clients `serve` can have at a time, by the descriptors that it may open.
 */
#ifndef TB_APP_SERVE_CLIENT_LIMIT_H
#define TB_APP_SERVE_CLIENT_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

struct client_limit {
    size_t wanted; /* clients at a time at each port */
    size_t listeners; /* ports that are listened at */
    bool files;    /* a client may be sent one */
    bool inherits; /* other programs are run: the limit is left as it is */
};

/* client_limit_clients raises the process's soft limit as far as it is needed and may be, and says
 * how many clients each port can have then, from one up to as many as wanted; the others wait at
 * the listener, so that no descriptor is ever missing.  *limit is the number of descriptors. */
size_t client_limit_clients(const struct client_limit *limits, size_t *limit);

#endif
