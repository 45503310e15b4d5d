/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/base/outfile.h"

/* Opens a file in the directory of `path` and removes its name. */
static int nameless(const char *path)
{
    char temporary[OUTFILE_PATH_BYTES];

    if (!outfile_beside(temporary, path))
        return -1;
    int fd = mkstemp(temporary);

    if (fd >= 0)
        unlink(temporary);
    return fd;
}

enum err spool_open(struct spool *spool, const char *path)
{
    const char *tmp = getenv("TMPDIR");
    char elsewhere[OUTFILE_PATH_BYTES];

    *spool = (struct spool){.fd = nameless(path)};
    if (spool->fd < 0) {
        (void)snprintf(elsewhere, sizeof elsewhere, "%s/tlsbox",
                       tmp == NULL || *tmp == '\0' ? "/tmp" : tmp);
        spool->fd = nameless(elsewhere);
    }
    spool->is_open = spool->fd >= 0;
    spool->sys_errno = spool->is_open ? 0 : errno;
    return spool->is_open ? ERR_OK : ERR_WRITE;
}

void spool_put(struct spool *spool, struct span bytes)
{
    if (!spool->is_open || spool->failed)
        return;
    if (!outfile_write(spool->fd, bytes)) {
        spool->failed = true;
        spool->sys_errno = errno;
        return;
    }
    spool->n += bytes.n;
}

void spool_append(struct spool *spool, const struct spool *from)
{
    if (!spool->is_open || spool->failed)
        return;
    if (from->failed || !outfile_copy(spool->fd, from)) {
        spool->sys_errno = from->failed ? from->sys_errno : errno;
        spool->failed = true;
        return;
    }
    spool->n += from->n;
}

void spool_close(struct spool *spool)
{
    if (spool->is_open)
        close(spool->fd);
    spool->is_open = false;
}
