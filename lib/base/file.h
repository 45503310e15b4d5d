/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file: whole files, FIFOs and standard input as one span. */
#ifndef TB_LIB_BASE_FILE_H
#define TB_LIB_BASE_FILE_H

#include <sys/types.h>

#include "lib/base/err.h"

/* A file owns its bytes until file_close, and they may be written to; those of a huge file are
 * mapped, and pages that are written to are copied then. */
struct file {
    struct span bytes;
    bool mapped;
    int sys_errno; /* the errno of a failure, for strerror */
};

/*
 * file_read reads path ("-": standard input), at most max bytes; a longer file is SIZE_LIMIT.
 * Errors: OPEN, READ, IS_DIRECTORY, SIZE_LIMIT, MEMORY.  Opening a FIFO waits for its writer:
 * file_is_fifo recognizes one beforehand.
 */
enum err file_read(struct file *out, const char *path, size_t max) MUST_CHECK;
/* file_read_within waits only wait_ms milliseconds for the first byte of a FIFO (FIFO_SILENT
 * after that); a negative wait_ms is file_read. */
enum err file_read_within(struct file *out, const char *path, size_t max, int wait_ms) MUST_CHECK;
void file_close(struct file *file); /* accepts a zero struct */
void file_wipe(struct file *file);  /* file_close for secrets: overwrites memory that is not
                                    * mapped */

/* file_map maps a regular file, however small, so that only the parts that are looked at are read.
 * Its bytes must not be written to.  It is for files that are replaced and never changed.  Errors
 * as for file_read. */
enum err file_map(struct file *out, const char *path, size_t max) MUST_CHECK;

/*
 * A file, FIFO or directory that is opened now and read later: changes of its path in between have
 * no effect.  If opening fails, the handle keeps the error, and reading returns it.
 */
struct opened_file {
    bool is_open, is_stdin, is_fifo, is_regular, is_directory;
    int fd;
    uint64_t size; /* of a regular file */
    dev_t device;  /* with the inode: the file's identity; several names may lead to it */
    ino_t inode;
    enum err err;
    int sys_errno; /* for strerror */
};

/* file_open opens a path ("-": standard input); for a FIFO it waits until there is a writer.
 * file_open_at opens a name in an open directory, without waiting.  Errors: OPEN, READ. */
enum err file_open(struct opened_file *out, const char *path);
enum err file_open_at(struct opened_file *out, int directory, const char *name);
/* file_read_opened reads the whole file, as file_read, and closes the handle in any case. */
enum err file_read_opened(struct file *out, struct opened_file *handle, size_t max) MUST_CHECK;
void file_shut(struct opened_file *handle); /* accepts a zero struct and a closed handle */

bool file_is_fifo(const char *path);
bool file_is_directory(const char *path);
bool file_is_regular(const char *path);
/* file_is_same: both paths lead to one file, which exists. */
bool file_is_same(const char *a, const char *b);
/* file_is_open_as is true for a regular file that fd has open, too; "-" is standard input. */
bool file_is_open_as(const char *path, int fd);

/* A regular file that is read in parts, at any offset, and not kept in memory. */
struct file_parts {
    bool open;
    int fd;
    uint64_t size; /* at the time of opening; it may change */
    int sys_errno;
};

/* file_parts_open fails like file_read, and with READ for files without offsets: "-", FIFOs. */
enum err file_parts_open(struct file_parts *out, const char *path) MUST_CHECK;
/* file_parts_opened is file_parts_open for an open handle, whose descriptor it owns after success.
 * After an error the handle is unchanged. */
enum err file_parts_opened(struct file_parts *out, struct opened_file *handle) MUST_CHECK;
/* file_parts_read reads n bytes from an offset; *got is less only at the end of the file. */
enum err file_parts_read(struct file_parts *parts, uint64_t offset, uint8_t *data, size_t n,
                         size_t *got) MUST_CHECK;
void file_parts_close(struct file_parts *parts); /* accepts a zero struct */

#endif
