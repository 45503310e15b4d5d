/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outfile: files that a command writes besides its output: those that are written as a whole or not
 * at all, and the key log, which grows line by line. */
#ifndef TB_LIB_BASE_OUTFILE_H
#define TB_LIB_BASE_OUTFILE_H

#include "lib/base/spool.h"

enum { OUTFILE_PATH_BYTES = 4096 + 16 };

/* outfile_check checks before the work whether outfile_file can succeed.  *sys_errno is for
 * strerror. */
enum err outfile_check(const char *path, int *sys_errno) MUST_CHECK;

/*
 * outfile_file writes a temporary file next to path and renames it when it is complete: a reader
 * finds either the old file or the new one.  Links are followed; a file that is not regular (a
 * FIFO, a device) is written directly.  With `secret` only the owner can read the file.
 */
enum err outfile_file(const char *path, struct span bytes, bool secret, int *sys_errno) MUST_CHECK;

/* outfile_spool does the same with a head and the contents of a spool; always secret. */
enum err outfile_spool(const char *path, struct span head, const struct spool *spool,
                       int *sys_errno) MUST_CHECK;

/* For spool.c: outfile_beside makes a temporary name next to path; outfile_write writes everything,
 * or returns false with errno. */
bool outfile_beside(char out[OUTFILE_PATH_BYTES], const char *path);
bool outfile_write(int fd, struct span bytes);

/* A file of lines that others may append to as well. */
struct outfile_log {
    const char *path; /* NULL: no log */
    int fd;
    int wait_ms;      /* for who reads it, where it is a FIFO */
    int sys_errno;    /* of the first failure: for strerror */
    bool failed;
};

enum { KEYLOG_WAIT_MS = 2000 }; /* where no --timeout says another time */

/* outfile_log_open opens the file for appending, or creates it for its owner alone.  FIFO_UNREAD if
 * nobody reads a FIFO within wait_ms milliseconds. */
enum err outfile_log_open(struct outfile_log *log, const char *path, int wait_ms) MUST_CHECK;
/* outfile_log_put writes the lines at once, if possible in one write.  After a failure, or if a
 * FIFO stays full for wait_ms, `failed` is set and nothing more is written. */
void outfile_log_put(struct outfile_log *log, struct span lines);
void outfile_log_close(struct outfile_log *log); /* notes a failure; accepts a zero struct */

#endif
