/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/side_file.h"

#include "app/file_error.h"

enum err side_file_open(struct side_file *side, const char *path, bool secret, int *sys_errno)
{
    *side = (struct side_file){.path = path};
    return path == NULL ? ERR_OK : outfile_open(&side->file, path, secret, sys_errno);
}

int side_file_write(struct side_file *side, const struct buf *content, const struct spool *spool,
                    struct output *out)
{
    int sys_errno = spool == NULL ? 0 : spool->sys_errno;
    enum err e = spool != NULL && spool->failed ? ERR_WRITE : content->err;

    if (side->path == NULL || (e == ERR_OK && content->n == 0))
        return EXIT_OK;
    if (e == ERR_OK)
        e = outfile_finish(&side->file, buf_span(content), spool, &sys_errno);
    return e == ERR_OK ? EXIT_OK : file_error_say(out, side->path, e, sys_errno);
}

void side_file_close(struct side_file *side)
{
    outfile_close(&side->file);
}
