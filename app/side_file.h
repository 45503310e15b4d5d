/* SPDX-License-Identifier: GPL-3.0-or-later */
/* side_file: a file that an option names and that is written beside the output, when all is over;
 * its place is open before anything untrusted comes. */
#ifndef TB_APP_SIDE_FILE_H
#define TB_APP_SIDE_FILE_H

#include "app/output.h"
#include "lib/base/outfile.h"

struct side_file {
    const char *path; /* NULL: none is asked for */
    struct outfile file;
};

/* side_file_open of no path does nothing.  secret: for its owner alone.  *sys_errno: for
 * strerror. */
enum err side_file_open(struct side_file *side, const char *path, bool secret,
                        int *sys_errno) MUST_CHECK;

/* side_file_write writes the content, if there is any, or the content and what is in a spool, if
 * that is not NULL.  Failures are reported; the exit code. */
int side_file_write(struct side_file *side, const struct buf *content, const struct spool *spool,
                    struct output *out);
void side_file_close(struct side_file *side); /* also fit for a zero struct */

#endif
