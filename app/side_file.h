/* SPDX-License-Identifier: GPL-3.0-or-later */
/* side_file: a file that an option names and that is written besides the output, at the end.  It is
 * opened before the first untrusted byte is read. */
#ifndef TB_APP_SIDE_FILE_H
#define TB_APP_SIDE_FILE_H

#include "app/output.h"
#include "lib/base/outfile.h"

struct side_file {
    const char *path; /* NULL: none is asked for */
    struct outfile file;
};

/* side_file_open does nothing if path is NULL.  With `secret` only the owner can read the file.
 * *sys_errno is for strerror. */
enum err side_file_open(struct side_file *side, const char *path, bool secret,
                        int *sys_errno) MUST_CHECK;

/* side_file_write writes the content, followed by that of the spool unless it is NULL; empty
 * content is not written.  Reports a failure and returns the exit code. */
int side_file_write(struct side_file *side, const struct buf *content, const struct spool *spool,
                    struct output *out);
void side_file_close(struct side_file *side); /* accepts a zero struct */

#endif
