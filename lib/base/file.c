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

/* From this size on a file is mapped: copying a CRL of 25 MB takes half as long as hashing it. */
enum { HUGE_FILE = 8 * 1024 * 1024 };

/* The first read if the size is unknown. */
enum { FIRST_READ = 16 * 1024 };

/* Keeps errno for the caller and returns the error. */
static enum err failed(int *sys_errno, enum err err)
{
    *sys_errno = errno;
    return errno == EISDIR ? ERR_IS_DIRECTORY : err;
}

/* Keeps the error in the handle, for those that read it later. */
static enum err failed_to_open(struct opened_file *handle, enum err err)
{
    handle->err = failed(&handle->sys_errno, err);
    return handle->err;
}

/* Fills the handle with the type, size and identity of what was opened. */
static enum err look(struct opened_file *handle)
{
    struct stat st;

    if (handle->fd < 0)
        return failed_to_open(handle, ERR_OPEN);
    if (fstat(handle->fd, &st) != 0)
        return failed_to_open(handle, ERR_READ);
    handle->is_open = true;
    handle->is_directory = S_ISDIR(st.st_mode);
    handle->is_fifo = S_ISFIFO(st.st_mode);
    handle->is_regular = S_ISREG(st.st_mode);
    handle->size = handle->is_regular ? (uint64_t)st.st_size : 0;
    handle->device = st.st_dev;
    handle->inode = st.st_ino;
    return ERR_OK;
}

/* O_NOCTTY: an operand may be a terminal, which must not become our controlling one. */
static enum err open_at(struct opened_file *out, int directory, const char *name, int flags)
{
    *out = (struct opened_file){
        .fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags)};
    enum err e = look(out);

    if (e != ERR_OK && out->fd >= 0)
        close(out->fd);
    return e;
}

static enum err open_path(struct opened_file *out, const char *path, int flags)
{
    if (strcmp(path, "-") != 0)
        return open_at(out, AT_FDCWD, path, flags);
    *out = (struct opened_file){.is_stdin = true, .fd = STDIN_FILENO};
    return look(out);
}

enum err file_open(struct opened_file *out, const char *path)
{
    return open_path(out, path, 0);
}

enum err file_open_at(struct opened_file *out, int directory, const char *name)
{
    return open_at(out, directory, name, O_NONBLOCK);
}

void file_shut(struct opened_file *handle)
{
    if (handle->is_open && !handle->is_stdin)
        close(handle->fd);
    handle->is_open = false;
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
static bool map(struct file *out, int fd, size_t size, int access)
{
    void *p = mmap(NULL, size, access, MAP_PRIVATE, fd, 0);

    if (p == MAP_FAILED)
        return false;
    out->bytes = span_of(p, size);
    out->mapped = true;
    return true;
}

/* Waits for the first byte of a FIFO that was opened without waiting, then makes reads block
 * again. */
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

/* Reads or maps the whole file.  The buffer has one byte more than the size, so it need not
 * grow for the read that finds the end. */
static enum err read_opened(struct file *out, const struct opened_file *handle, size_t max)
{
    size_t room = FIRST_READ;

    if (handle->is_directory) {
        out->sys_errno = EISDIR;
        return ERR_IS_DIRECTORY;
    }
    if (handle->is_regular)
        room = handle->size < max ? (size_t)handle->size + 1 : max + 1;
    if (handle->is_regular && handle->size > max && !handle->is_stdin)
        return ERR_SIZE_LIMIT;
    if (room > HUGE_FILE && !handle->is_stdin &&
        map(out, handle->fd, room - 1, PROT_READ | PROT_WRITE))
        return ERR_OK;
    return read_all(out, handle->fd, room > 1 ? room : FIRST_READ, max);
}

enum err file_read_opened(struct file *out, struct opened_file *handle, size_t max)
{
    *out = (struct file){.sys_errno = handle->sys_errno};
    if (!handle->is_open)
        return handle->err;
    enum err e = read_opened(out, handle, max > SIZE_MAX / 2 ? SIZE_MAX / 2 : max);

    file_shut(handle);
    return e;
}

enum err file_read(struct file *out, const char *path, size_t max)
{
    return file_read_within(out, path, max, -1);
}

enum err file_read_within(struct file *out, const char *path, size_t max, int wait_ms)
{
    struct opened_file h;
    enum err e = open_path(&h, path, wait_ms < 0 ? 0 : O_NONBLOCK);

    *out = (struct file){0};
    if (e == ERR_OK && wait_ms >= 0 && h.is_fifo && !h.is_stdin)
        e = await_writer(out, h.fd, wait_ms);
    if (e == ERR_OK || !h.is_open)
        return file_read_opened(out, &h, max);
    file_shut(&h);
    return e;
}

enum err file_map(struct file *out, const char *path, size_t max)
{
    struct opened_file h;
    enum err e = file_open_at(&h, AT_FDCWD, path);

    *out = (struct file){.sys_errno = h.sys_errno};
    if (e == ERR_OK && !h.is_regular)
        e = h.is_directory ? ERR_IS_DIRECTORY : ERR_READ;
    if (e == ERR_OK && h.size > max)
        e = ERR_SIZE_LIMIT;
    if (e == ERR_OK && h.size > 0 && !map(out, h.fd, (size_t)h.size, PROT_READ))
        e = failed(&out->sys_errno, ERR_READ);
    file_shut(&h);
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

bool file_is_same(const char *a, const char *b)
{
    struct stat of_a, of_b;

    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
           of_a.st_ino == of_b.st_ino;
}

bool file_is_open_as(const char *path, int fd)
{
    struct stat a, b;
    bool is_stdin = strcmp(path, "-") == 0;

    return (is_stdin ? fstat(STDIN_FILENO, &a) : stat(path, &a)) == 0 && fstat(fd, &b) == 0 &&
           S_ISREG(a.st_mode) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

enum err file_parts_opened(struct file_parts *out, struct opened_file *handle)
{
    *out = (struct file_parts){.sys_errno = handle->sys_errno};
    if (!handle->is_open)
        return handle->err;
    out->sys_errno = handle->is_directory ? EISDIR : ESPIPE;
    if (handle->is_directory)
        return ERR_IS_DIRECTORY;
    if (handle->is_stdin || !handle->is_regular)
        return ERR_READ;
    *out = (struct file_parts){.open = true, .fd = handle->fd, .size = handle->size};
    handle->is_open = false;
    return ERR_OK;
}

enum err file_parts_open(struct file_parts *out, const char *path)
{
    struct opened_file h;

    (void)open_path(&h, path, 0); /* the handle has the error */
    enum err e = file_parts_opened(out, &h);
    file_shut(&h);
    return e;
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
