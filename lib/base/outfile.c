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

#include "lib/base/file.h"

enum { PIECE = 1 << 16 };

static enum err failed(int *sys_errno)
{
    *sys_errno = errno;
    return ERR_WRITE;
}

/* The path exists and is no regular file: a FIFO, a device. */
static bool exists_otherwise(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
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

enum err outfile_check(const char *path, int *sys_errno)
{
    char real[OUTFILE_PATH_BYTES], directory[OUTFILE_PATH_BYTES];

    *sys_errno = ENOENT;
    if (*path == '\0')
        return ERR_WRITE;
    *sys_errno = EISDIR;
    if (file_is_directory(path))
        return ERR_WRITE;
    bool otherwise = exists_otherwise(path);

    if (!otherwise && !follow(real, path))
        return failed(sys_errno);
    *sys_errno = ENAMETOOLONG;
    if (!otherwise && !directory_of(directory, real))
        return ERR_WRITE;
    if (access(otherwise ? path : directory, W_OK) != 0)
        return failed(sys_errno);
    *sys_errno = 0;
    return ERR_OK;
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

/* The contents of a file: a head, then those of a spool if there is one. */
struct content {
    struct span head;
    const struct spool *spool;
};

static bool write_content(int fd, const struct content *content)
{
    uint8_t piece[PIECE];
    uint64_t at = 0, n = content->spool == NULL ? 0 : content->spool->n;
    bool good = outfile_write(fd, content->head);

    while (good && at < n) {
        ssize_t got =
            pread(content->spool->fd, piece, n - at < PIECE ? (size_t)(n - at) : PIECE, (off_t)at);

        if (got == 0)
            errno = EIO; /* the spool is shorter than what was written */
        good = got > 0 && outfile_write(fd, span_of(piece, (size_t)got));
        at += got > 0 ? (uint64_t)got : 0;
    }
    return good;
}

/* Writes to a file that is no regular one and cannot be replaced. */
static enum err write_to(const char *path, const struct content *content, int *sys_errno)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return failed(sys_errno);
    bool good = write_content(fd, content);

    *sys_errno = errno;
    if (close(fd) != 0 && good)
        return failed(sys_errno);
    return good ? ERR_OK : ERR_WRITE;
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

/* Writes a temporary file in the same directory, then renames it to the real name: both names are
 * in one file system, so the change is atomic. */
static enum err outfile_write_all(const char *path, const struct content *content, bool secret,
                                  int *sys_errno)
{
    char real[OUTFILE_PATH_BYTES], temporary[OUTFILE_PATH_BYTES];

    if (exists_otherwise(path))
        return write_to(path, content, sys_errno);
    if (!follow(real, path))
        return failed(sys_errno);
    *sys_errno = ENAMETOOLONG;
    if (!outfile_beside(temporary, real))
        return ERR_WRITE;
    int fd = mkstemp(temporary);

    if (fd < 0)
        return failed(sys_errno);
    bool good = write_content(fd, content) && (secret || fchmod(fd, usual_mode()) == 0);

    *sys_errno = errno;
    if (close(fd) != 0 && good) {
        *sys_errno = errno;
        good = false;
    }
    if (good && rename(temporary, real) != 0) {
        *sys_errno = errno;
        good = false;
    }
    if (!good)
        unlink(temporary);
    return good ? ERR_OK : ERR_WRITE;
}

enum err outfile_file(const char *path, struct span bytes, bool secret, int *sys_errno)
{
    return outfile_write_all(path, &(struct content){.head = bytes}, secret, sys_errno);
}

enum err outfile_spool(const char *path, struct span head, const struct spool *spool,
                       int *sys_errno)
{
    return outfile_write_all(path, &(struct content){head, spool}, true, sys_errno);
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
