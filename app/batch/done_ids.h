/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * done_ids: the ids of the results that an earlier run has written, for --resume.
 *
 * A result counts if its line is whole.  What remains of a last line without a line feed is no
 * result.
 */
#ifndef TB_APP_BATCH_DONE_IDS_H
#define TB_APP_BATCH_DONE_IDS_H

#include "app/batch/line_id.h"

struct done_ids {
    struct digest_set ids;
    uint64_t no_id;           /* results that have none */
    uint64_t bad, bad_line;   /* lines that are no results, and the number of the first */
    uint64_t lines;           /* whole lines */
    uint64_t whole_n, torn_n; /* bytes of whole lines, and of the part of a line after them */
};

/*
 * done_ids_read reads the results of a command ("verify") in a regular file, twice: the first time
 * to count them.  Errors: OPEN, READ (with the errno in *sys_errno, or 0 for what is no regular
 * file), MEMORY.  A signal (app/batch/stop.h) ends it early: the set is then not complete.
 */
enum err done_ids_read(struct done_ids *done, char *path, const char *command,
                       int *sys_errno) MUST_CHECK;
void done_ids_free(struct done_ids *done); /* accepts a zero struct */

#endif
