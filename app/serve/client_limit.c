/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/serve/client_limit.h"

#include <stdint.h>
#include <sys/resource.h>

/* Descriptors besides clients and listeners: standard streams, those of the loop, logs and folders;
 * with --check also the pipes of the clients. */
enum { SPARE = 24, SPARE_RUN = 256 };

/* The descriptors that are not for clients. */
static size_t spare(const struct client_limit *limits)
{
    return (limits->inherits ? SPARE_RUN : SPARE) + limits->listeners;
}

/* The descriptors of one client: its socket, and perhaps a file. */
static size_t each(const struct client_limit *limits)
{
    return limits->files ? 2 : 1; /* its socket, and the file */
}

/* Limits up to RLIM_INFINITY as a size, cut to a number that is large enough for any use. */
static size_t as_size(rlim_t limit)
{
    return limit > SIZE_MAX / 4 ? SIZE_MAX / 4 : (size_t)limit;
}

/* Every port gets the same number of clients, and at least one. */
size_t client_limit_clients(const struct client_limit *limits, size_t *limit)
{
    size_t need = spare(limits) + limits->wanted * limits->listeners * each(limits);
    struct rlimit r;

    *limit = 0;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0)
        return limits->wanted;
    if (r.rlim_cur < need && !limits->inherits) {
        rlim_t before = r.rlim_cur;

        r.rlim_cur = r.rlim_max < need ? r.rlim_max : need;
        if (setrlimit(RLIMIT_NOFILE, &r) != 0)
            r.rlim_cur = before;
    }
    *limit = as_size(r.rlim_cur);
    if (*limit >= need)
        return limits->wanted;
    /* The limit is too low: what is left is divided among the ports. */
    size_t left = *limit > spare(limits) ? *limit - spare(limits) : 0;
    size_t most = left / (limits->listeners * each(limits));
    return most == 0 ? 1 : most;
}
