/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files are read, not mapped, unless they are huge: if somebody truncates a mapped file, reading it
 * raises SIGBUS, and a verdict must not depend on that.  Fresh memory for a whole bundle of roots
 * costs more than the rest of reading it; therefore the store reads such files in parts
 * (file_parts).
 */
#include "config.h"

#include "lib/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/wipe.h"

/* From this size on a file is mapped: a second copy in memory would be worse. */
enum { HUGE_FILE = 32 * 1024 * 1024 };

/* The first read if the size is unknown. */
enum { FIRST_READ = 16 * 1024 };

/* Keeps errno for the caller and returns the error. */
static enum err failed(int *sys_errno, enum err err)
{
    *sys_errno = errno;
    return errno == EISDIR ? ERR_IS_DIRECTORY : err;
}

static bool is_stdin(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* Opens a path, or takes standard input for "-", and gets its status.  A directory is an error. */
static enum err open_path(int *fd, struct stat *st, const char *path, int flags, int *sys_errno)
{
    /* O_NOCTTY: an operand may be a terminal, which must not become our controlling one. */
    *fd = is_stdin(path) ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
    if (*fd < 0)
        return failed(sys_errno, ERR_OPEN);
    enum err e = fstat(*fd, st) == 0 ? ERR_OK : failed(sys_errno, ERR_READ);
    if (e == ERR_OK && S_ISDIR(st->st_mode)) {
        *sys_errno = EISDIR;
        e = ERR_IS_DIRECTORY;
    }
    if (e != ERR_OK && !is_stdin(path))
        close(*fd);
    return e;
}

/* As read, but continues after a signal. */
static ssize_t read_some(int fd, uint8_t *data, size_t n)
{
    ssize_t got;

    do {
        got = read(fd, data, n);
    } while (got < 0 && errno == EINTR);
    return got;
}

/* Frees bytes that are given up.  They may be part of a key, so they are overwritten first. */
static void discard(uint8_t *data, size_t n)
{
    if (data != NULL && n > 0)
        wipe(data, n);
    free(data);
}

/* Reads to the end, into memory of `room` bytes at first and max + 1 at most: the one byte more
 * shows that a file is too long. */
static enum err read_all(struct file *out, int fd, size_t room, size_t max)
{
    uint8_t *p = malloc(room);
    size_t n = 0;
    ssize_t got = 1;
    enum err e = p == NULL ? ERR_MEMORY : ERR_OK;

    while (e == ERR_OK && got > 0) {
        if (n == room) {
            room = room > max / 2 ? max + 1 : room * 2;
            uint8_t *wider = malloc(room);
            if (wider == NULL) {
                e = ERR_MEMORY;
                break;
            }
            memcpy(wider, p, n);
            discard(p, n);
            p = wider;
        }
        got = read_some(fd, p + n, room - n);
        if (got < 0)
            e = failed(&out->sys_errno, ERR_READ);
        n += got > 0 ? (size_t)got : 0;
        if (n > max)
            e = ERR_SIZE_LIMIT;
    }
    if (e != ERR_OK) {
        discard(p, n);
        return e;
    }
    out->bytes = span_of(p, n);
    return ERR_OK;
}

/* Maps a huge file; false if that fails, and the file is read instead. */
static bool map(struct file *out, int fd, size_t size)
{
    void *p = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);

    if (p == MAP_FAILED)
        return false;
    out->bytes = span_of(p, size);
    out->mapped = true;
    return true;
}

/* await_writer waits for the first byte of a FIFO that was opened without waiting. */
static enum err await_writer(struct file *out, int fd, int wait_ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int n;

    do {
        n = poll(&p, 1, wait_ms);
    } while (n < 0 && errno == EINTR);
    if (n == 0)
        return ERR_FIFO_SILENT;
    if (n < 0 || fcntl(fd, F_SETFL, 0) != 0)
        return failed(&out->sys_errno, ERR_READ);
    return ERR_OK;
}

enum err file_read(struct file *out, const char *path, size_t max)
{
    return file_read_within(out, path, max, -1);
}

enum err file_read_within(struct file *out, const char *path, size_t max, int wait_ms)
{
    struct stat st;
    int fd, flags = wait_ms < 0 ? 0 : O_NONBLOCK;
    size_t room = FIRST_READ;

    *out = (struct file){0};
    if (max > SIZE_MAX / 2)
        max = SIZE_MAX / 2;
    TRY(open_path(&fd, &st, path, flags, &out->sys_errno));
    enum err e = ERR_OK;
    if (flags != 0 && S_ISFIFO(st.st_mode) && !is_stdin(path))
        e = await_writer(out, fd, wait_ms);
    if (S_ISREG(st.st_mode)) {
        /* One byte more than the size: a read that leaves it empty has reached the end. */
        room = (uintmax_t)st.st_size < max ? (size_t)st.st_size + 1 : max + 1;
        if ((uintmax_t)st.st_size > max && !is_stdin(path))
            e = ERR_SIZE_LIMIT;
    }
    if (e == ERR_OK && !(room > HUGE_FILE && !is_stdin(path) && map(out, fd, room - 1)))
        e = read_all(out, fd, room > 1 ? room : FIRST_READ, max);
    if (!is_stdin(path))
        close(fd);
    return e;
}

void file_close(struct file *file)
{
    if (file->mapped)
        munmap((void *)(uintptr_t)file->bytes.p, file->bytes.n);
    else
        free((void *)(uintptr_t)file->bytes.p);
    *file = (struct file){0};
}

void file_wipe(struct file *file)
{
    if (!file->mapped && file->bytes.n > 0)
        wipe((void *)(uintptr_t)file->bytes.p, file->bytes.n);
    file_close(file);
}

static bool has_type(const char *path, mode_t type)
{
    struct stat st;

    return stat(path, &st) == 0 && (st.st_mode & S_IFMT) == type;
}

bool file_is_fifo(const char *path)
{
    return has_type(path, S_IFIFO);
}

bool file_is_directory(const char *path)
{
    return has_type(path, S_IFDIR);
}

bool file_is_regular(const char *path)
{
    return has_type(path, S_IFREG);
}

enum err file_parts_open(struct file_parts *out, const char *path)
{
    struct stat st;
    int fd;

    *out = (struct file_parts){0};
    TRY(open_path(&fd, &st, path, 0, &out->sys_errno));
    if (is_stdin(path) || !S_ISREG(st.st_mode)) {
        if (!is_stdin(path))
            close(fd);
        out->sys_errno = ESPIPE;
        return ERR_READ;
    }
    out->fd = fd;
    out->open = true;
    out->size = (uint64_t)st.st_size;
    return ERR_OK;
}

enum err file_parts_read(struct file_parts *parts, uint64_t offset, uint8_t *data, size_t n,
                         size_t *got)
{
    *got = 0;
    while (*got < n) {
        ssize_t more = pread(parts->fd, data + *got, n - *got, (off_t)(offset + *got));
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0)
            return failed(&parts->sys_errno, ERR_READ);
        if (more == 0)
            break;
        *got += (size_t)more;
    }
    return ERR_OK;
}

void file_parts_close(struct file_parts *parts)
{
    if (parts->open)
        close(parts->fd);
    *parts = (struct file_parts){0};
}
