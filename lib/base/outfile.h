/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keep: files that a command writes beside its output: whole or not at all, and the key log, which
 * grows line by line.
 */
#ifndef TB_LIB_BASE_OUTFILE_H
#define TB_LIB_BASE_OUTFILE_H

#include "lib/base/spool.h"

enum { OUTFILE_PATH_BYTES = 4096 + 16 };

/* outfile_check says before the work whether outfile_file may succeed.  *sys_errno: for strerror.
 */
enum err outfile_check(const char *path, int *sys_errno) MUST_CHECK;

/* outfile_file writes a file beside path and gives it that name once it is complete: a reader finds
 * the old file or the new one.  A link is followed; what is no regular file (a FIFO, a device) is
 * written to.
 * secret: for its owner alone. */
enum err outfile_file(const char *path, struct span bytes, bool secret, int *sys_errno) MUST_CHECK;

/* outfile_spool is that of a head and what a spool holds; secret in any case. */
enum err outfile_spool(const char *path, struct span head, const struct spool *spool,
                       int *sys_errno) MUST_CHECK;

/* For spool.c: the form of a temporary name beside path; all of it written, or errno. */
bool outfile_beside(char out[OUTFILE_PATH_BYTES], const char *path);
bool outfile_write(int fd, struct span bytes);

/* A file of lines that others may append to as well. */
struct outfile_log {
    const char *path; /* NULL: none is kept */
    int fd;
    int wait_ms;      /* for who reads it, where it is a FIFO */
    int sys_errno;    /* of the first failure: for strerror */
    bool failed;
};

enum { KEYLOG_WAIT_MS = 2000 }; /* where no --timeout says another time */

/* outfile_log_open creates the file, for its owner alone, if it is not there yet.  FIFO_UNREAD: it
 * is a FIFO, and nobody has read it within wait_ms. */
enum err outfile_log_open(struct outfile_log *log, const char *path, int wait_ms) MUST_CHECK;
/* outfile_log_put writes at once, in one write, where a FIFO has room in time; a failure is noted,
 * and nothing more is written. */
void outfile_log_put(struct outfile_log *log, struct span lines);
void outfile_log_close(struct outfile_log *log); /* notes a failure; also fit for a zero struct */

#endif
