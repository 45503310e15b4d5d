/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outfile: files that a command writes besides its output: those that are written as a whole or not
 * at all, and the key log, which grows line by line. */
#ifndef TB_LIB_BASE_OUTFILE_H
#define TB_LIB_BASE_OUTFILE_H

#include "lib/base/spool.h"

enum { OUTFILE_PATH_BYTES = 4096 + 16 };

/* A file that is written at the end of the work, in a directory that was opened before. */
enum { OUTFILE_NAME_BYTES = 256 + 16 };
struct outfile {
    bool is_open, secret;
    int directory;  /* the one that holds the file; -1 if it is not regular */
    int fd;         /* a FIFO or device, open for writing; -1 if the file is regular or new */
    char name[256]; /* in the directory */
};

/*
 * outfile_open opens the directory of a file before the work, or a FIFO or device itself: later
 * changes of the path have no effect.  Links are followed; opening a FIFO blocks until it has a
 * reader.  With `secret` only the owner can read the file.  *sys_errno is for strerror.
 *
 * outfile_finish writes a temporary file next to it and renames that when it is complete: a reader
 * finds either the old file or the new one.  A file that is not regular (a FIFO, a device) is
 * written directly.  It gets the head, and the contents of the spool if that is not NULL.
 * outfile_close is for a file that will not be written; it accepts a zero struct.  outfile_file
 * opens and finishes at once.  Errors: WRITE.
 */
enum err outfile_open(struct outfile *file, const char *path, bool secret,
                      int *sys_errno) MUST_CHECK;
enum err outfile_finish(struct outfile *file, struct span head, const struct spool *spool,
                        int *sys_errno) MUST_CHECK;
void outfile_close(struct outfile *file);
enum err outfile_file(const char *path, struct span bytes, bool secret, int *sys_errno) MUST_CHECK;

/* For spool.c: outfile_beside makes a temporary name next to path; outfile_write writes everything,
 * or returns false with errno. */
bool outfile_beside(char out[OUTFILE_PATH_BYTES], const char *path);
bool outfile_write(int fd, struct span bytes);

/* outfile_copy writes all bytes of a spool, in pieces; false with errno set. */
bool outfile_copy(int fd, const struct spool *spool);

/* A file of lines that others may append to as well. */
struct outfile_log {
    const char *path; /* NULL: no log */
    int fd;
    int wait_ms;   /* how long a FIFO may stay full */
    int sys_errno; /* of the first failure: for strerror */
    bool failed;
};

enum { KEYLOG_WAIT_MS = 2000 }; /* for commands without --timeout */

/* outfile_log_open opens the file for appending, or creates it for its owner alone.  FIFO_UNREAD if
 * nobody reads a FIFO within wait_ms milliseconds. */
enum err outfile_log_open(struct outfile_log *log, const char *path, int wait_ms) MUST_CHECK;
/* outfile_log_put writes the lines at once, if possible in one write.  After a failure, or if a
 * FIFO stays full for wait_ms, `failed` is set and nothing more is written. */
void outfile_log_put(struct outfile_log *log, struct span lines);
void outfile_log_close(struct outfile_log *log); /* notes a failure; accepts a zero struct */

#endif
