/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/rng.h"

enum { PIECE = 1 << 16, TRIES = 100 };

static enum err failed(int *sys_errno)
{
    *sys_errno = errno;
    return ERR_WRITE;
}

/* Follows a link, so that its target is replaced and not the link itself: /dev/stdout may be
 * one. */
static bool follow(char out[OUTFILE_PATH_BYTES], const char *path)
{
    struct stat st;

    if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
        return realpath(path, out) != NULL;
    errno = ENAMETOOLONG;
    return snprintf(out, OUTFILE_PATH_BYTES, "%s", path) < OUTFILE_PATH_BYTES;
}

/* The directory of a file. */
static bool directory_of(char out[OUTFILE_PATH_BYTES], const char *path)
{
    const char *slash = strrchr(path, '/');
    int n = 1 + (slash == NULL ? 0 : slash == path ? 0 : (int)(slash - path) - 1);

    return snprintf(out, OUTFILE_PATH_BYTES, "%.*s", n, slash == NULL ? "." : path) <
           OUTFILE_PATH_BYTES;
}

/* Opens a FIFO or a device for writing: renaming a file over it would remove it. */
static enum err open_otherwise(struct outfile *file, const char *path, int *sys_errno)
{
    file->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    file->is_open = file->fd >= 0;
    return file->is_open ? ERR_OK : failed(sys_errno);
}

/* Opens the directory of a regular or new file, and keeps the file's name in it.  O_PATH needs no
 * permission to list the directory; making files needs only that to write and search. */
static enum err open_directory(struct outfile *file, const char *path, int *sys_errno)
{
    char real[OUTFILE_PATH_BYTES], directory[OUTFILE_PATH_BYTES];
    const char *slash;

    if (!follow(real, path))
        return failed(sys_errno);
    slash = strrchr(real, '/');
    const char *name = slash == NULL ? real : slash + 1;

    *sys_errno = ENAMETOOLONG;
    if (!directory_of(directory, real) || strlen(name) >= sizeof file->name)
        return ERR_WRITE;
    memcpy(file->name, name, strlen(name) + 1);
    file->directory = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (file->directory < 0)
        return failed(sys_errno);
    file->is_open = true;
    return faccessat(file->directory, ".", W_OK, 0) == 0 ? ERR_OK : failed(sys_errno);
}

enum err outfile_open(struct outfile *file, const char *path, bool secret, int *sys_errno)
{
    struct stat st;
    bool exists = stat(path, &st) == 0;

    *file = (struct outfile){.directory = -1, .fd = -1, .secret = secret};
    *sys_errno = ENOENT;
    if (*path == '\0')
        return ERR_WRITE;
    *sys_errno = EISDIR;
    if (exists && S_ISDIR(st.st_mode))
        return ERR_WRITE;
    enum err e = exists && !S_ISREG(st.st_mode) ? open_otherwise(file, path, sys_errno)
                                                : open_directory(file, path, sys_errno);

    if (e != ERR_OK)
        outfile_close(file);
    else
        *sys_errno = 0;
    return e;
}

void outfile_close(struct outfile *file)
{
    if (file->is_open && file->fd >= 0)
        close(file->fd);
    if (file->is_open && file->directory >= 0)
        close(file->directory);
    file->is_open = false;
}

bool outfile_write(int fd, struct span bytes)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes = span_tail(bytes, (size_t)n);
    }
    return true;
}

bool outfile_copy(int fd, const struct spool *spool)
{
    uint8_t piece[PIECE];
    uint64_t at = 0;
    bool good = true;

    while (good && at < spool->n) {
        uint64_t left = spool->n - at;
        ssize_t got = pread(spool->fd, piece, left < PIECE ? (size_t)left : PIECE, (off_t)at);

        if (got == 0)
            errno = EIO; /* the spool is shorter than what was written */
        good = got > 0 && outfile_write(fd, span_of(piece, (size_t)got));
        at += got > 0 ? (uint64_t)got : 0;
    }
    return good;
}

/* Writes the head, then copies the spool, if there is one. */
static bool write_content(int fd, struct span head, const struct spool *spool)
{
    return outfile_write(fd, head) && (spool == NULL || outfile_copy(fd, spool));
}

bool outfile_beside(char out[OUTFILE_PATH_BYTES], const char *path)
{
    return snprintf(out, OUTFILE_PATH_BYTES, "%s.XXXXXX", path) < OUTFILE_PATH_BYTES;
}

/* The permissions that open(2) would give a new file. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return 0666 & ~mask;
}

/* Makes a temporary file in the directory: both names are in one file system, so renaming it is
 * atomic.  Its name is "NAME.XXXXXX" with random letters, like mkstemp's, but in an open
 * directory. */
static int make_beside(const struct outfile *file, char name[OUTFILE_NAME_BYTES])
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
    struct rng_system state = {0};
    struct rng rng = rng_system(&state);
    uint8_t random[6];
    int fd = -1;

    for (int tries = 0; fd < 0 && tries < TRIES; tries++) {
        rng_fill(&rng, random, sizeof random);
        int n = snprintf(name, OUTFILE_NAME_BYTES, "%s.", file->name);

        for (size_t i = 0; i < sizeof random; i++)
            name[n + (int)i] = letters[random[i] % 32];
        name[n + (int)sizeof random] = '\0';
        fd = openat(file->directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    return fd;
}

/* Adds the result of one step to that of the steps before.  *sys_errno is set at the first
 * failure. */
static bool note(bool good, bool before, int *sys_errno)
{
    if (before && !good)
        *sys_errno = errno;
    return good && before;
}

/* Writes a temporary file and renames it over the file.  After a failure the old file is
 * untouched. */
static bool replace(struct outfile *file, struct span head, const struct spool *spool,
                    int *sys_errno)
{
    char name[OUTFILE_NAME_BYTES];
    int fd = make_beside(file, name);

    if (fd < 0)
        return note(false, true, sys_errno);
    bool good = note(write_content(fd, head, spool), true, sys_errno);

    good = note(!good || file->secret || fchmod(fd, usual_mode()) == 0, good, sys_errno);
    good = note(close(fd) == 0, good, sys_errno);
    good = note(!good || renameat(file->directory, name, file->directory, file->name) == 0, good,
                sys_errno);
    if (!good)
        unlinkat(file->directory, name, 0);
    return good;
}

/* Writes a FIFO or a device directly. */
static bool write_otherwise(struct outfile *file, struct span head, const struct spool *spool,
                            int *sys_errno)
{
    bool good = note(write_content(file->fd, head, spool), true, sys_errno);

    good = note(close(file->fd) == 0, good, sys_errno);
    file->fd = -1;
    return good;
}

enum err outfile_finish(struct outfile *file, struct span head, const struct spool *spool,
                        int *sys_errno)
{
    bool good = file->fd >= 0 ? write_otherwise(file, head, spool, sys_errno)
                              : replace(file, head, spool, sys_errno);

    outfile_close(file);
    return good ? ERR_OK : ERR_WRITE;
}

enum err outfile_file(const char *path, struct span bytes, bool secret, int *sys_errno)
{
    struct outfile file;

    TRY(outfile_open(&file, path, secret, sys_errno));
    return outfile_finish(&file, bytes, NULL, sys_errno);
}

/* Opening a FIFO for writing waits for a reader without a limit; with O_NONBLOCK it fails at once.
 * Therefore it is tried again every STEP_MS. */
enum err outfile_log_open(struct outfile_log *log, const char *path, int wait_ms)
{
    enum { STEP_MS = 10 };
    const int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

    *log = (struct outfile_log){.path = path, .wait_ms = wait_ms};
    for (int waited = 0;; waited += STEP_MS) {
        log->fd = open(path, flags, 0600);
        if (log->fd >= 0)
            return ERR_OK;
        if (errno != ENXIO || waited >= wait_ms)
            break;
        (void)poll(NULL, 0, STEP_MS);
    }
    log->path = NULL;
    return errno == ENXIO ? ERR_FIFO_UNREAD : failed(&log->sys_errno);
}

/* Writes all lines, or gives up when a FIFO has had no room for wait_ms.  Lines of up to PIPE_BUF
 * bytes are written as a whole or not at all (pipe(7)). */
static bool write_in_time(const struct outfile_log *log, struct span lines)
{
    struct pollfd p = {.fd = log->fd, .events = POLLOUT};

    while (lines.n > 0) {
        ssize_t n = write(log->fd, lines.p, lines.n);
        if (n >= 0)
            lines = span_tail(lines, (size_t)n);
        else if (errno == EAGAIN && poll(&p, 1, log->wait_ms) == 0)
            return false;
        else if (errno != EAGAIN && errno != EINTR)
            return false;
    }
    return true;
}

void outfile_log_put(struct outfile_log *log, struct span lines)
{
    if (log->path == NULL || log->failed || write_in_time(log, lines))
        return;
    log->failed = true;
    log->sys_errno = errno;
}

void outfile_log_close(struct outfile_log *log)
{
    if (log->path != NULL && close(log->fd) != 0 && !log->failed) {
        log->failed = true;
        log->sys_errno = errno;
    }
    log->path = NULL;
}
