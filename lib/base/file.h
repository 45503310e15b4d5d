/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file: whole files, FIFOs and standard input as one span. */
#ifndef TB_LIB_BASE_FILE_H
#define TB_LIB_BASE_FILE_H

#include "lib/base/err.h"

/* A file owns its bytes until file_close; they are mapped where that is cheaper. */
struct file {
    struct span bytes;
    bool mapped;
    int sys_errno; /* of a failure: for strerror */
};

/* file_read reads path ("-": standard input) up to max bytes; more is SIZE_LIMIT.  Errors: OPEN,
 * READ, IS_DIRECTORY, SIZE_LIMIT, MEMORY.  Opening a FIFO waits for its writer: the caller who
 * wants to say so first looks with file_is_fifo. */
enum err file_read(struct file *out, const char *path, size_t max) MUST_CHECK;
void file_close(struct file *f); /* also fit for a zero struct */

bool file_is_fifo(const char *path);
bool file_is_directory(const char *path);

#endif
