/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file_walk: the regular files of a directory and of those in it, one after the other.
 *
 * They come in the order in which the system lists them, because sorting would need memory for all
 * names.  Links to files are followed, links to directories are not: there are no circles.
 */
#ifndef TB_APP_BATCH_FILE_WALK_H
#define TB_APP_BATCH_FILE_WALK_H

#include <dirent.h>
#include <limits.h>

#include "lib/base/buf.h"

enum { FILE_WALK_DEPTH = 32 };

struct file_walk {
    DIR *dirs[FILE_WALK_DEPTH];
    size_t ends[FILE_WALK_DEPTH]; /* the length of the path of each */
    size_t depth;
    char path[PATH_MAX]; /* of what was found last */
};

/* file_walk_open begins with an open directory, whose descriptor it takes over.  Errors: OPEN. */
enum err file_walk_open(struct file_walk *walk, const char *path, int fd) MUST_CHECK;

/* file_walk_next finds the next file.  *found is its path until the next call, or NULL after the
 * last.  Errors: OPEN, READ (errno says why); DER_DEPTH, LIMIT (nested too deeply, or the path too
 * long); with the path in *found.  The walk can be continued. */
enum err file_walk_next(struct file_walk *walk, const char **found) MUST_CHECK;

void file_walk_close(struct file_walk *walk); /* accepts a zero struct */

#endif
