/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/serve/client_limit.h"

#include <stdint.h>
#include <sys/resource.h>

/* What there is beside clients and listeners: standard streams, the loop's own, logs and folders,
 * the pipes of clients that are checked. */
enum { SPARE = 24, SPARE_RUN = 256 };

static size_t spare(const struct client_limit *l)
{
    return (l->inherits ? SPARE_RUN : SPARE) + l->listeners;
}

static size_t each(const struct client_limit *l)
{
    return l->files ? 2 : 1; /* its socket, and the file */
}

static size_t as_size(rlim_t n)
{
    return n > SIZE_MAX / 4 ? SIZE_MAX / 4 : (size_t)n;
}

size_t client_limit_clients(const struct client_limit *l, size_t *limit)
{
    size_t need = spare(l) + l->wanted * l->listeners * each(l);
    struct rlimit r;

    *limit = 0;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0)
        return l->wanted;
    if (r.rlim_cur < need && !l->inherits) {
        rlim_t before = r.rlim_cur;

        r.rlim_cur = r.rlim_max < need ? r.rlim_max : need;
        if (setrlimit(RLIMIT_NOFILE, &r) != 0)
            r.rlim_cur = before;
    }
    *limit = as_size(r.rlim_cur);
    if (*limit >= need)
        return l->wanted;
    size_t left = *limit > spare(l) ? *limit - spare(l) : 0;
    size_t most = left / (l->listeners * each(l));
    return most == 0 ? 1 : most;
}
