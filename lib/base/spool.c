/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/base/outfile.h"

/* A file without a name in the folder of this one. */
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

enum err spool_open(struct spool *s, const char *path)
{
    const char *tmp = getenv("TMPDIR");
    char elsewhere[OUTFILE_PATH_BYTES];

    *s = (struct spool){.fd = nameless(path)};
    if (s->fd < 0) {
        (void)snprintf(elsewhere, sizeof elsewhere, "%s/tlsbox",
                       tmp == NULL || *tmp == '\0' ? "/tmp" : tmp);
        s->fd = nameless(elsewhere);
    }
    s->is_open = s->fd >= 0;
    s->sys_errno = s->is_open ? 0 : errno;
    return s->is_open ? ERR_OK : ERR_WRITE;
}

void spool_put(struct spool *s, struct span bytes)
{
    if (!s->is_open || s->failed)
        return;
    if (!outfile_write(s->fd, bytes)) {
        s->failed = true;
        s->sys_errno = errno;
        return;
    }
    s->n += bytes.n;
}

void spool_close(struct spool *s)
{
    if (s->is_open)
        close(s->fd);
    s->is_open = false;
}
