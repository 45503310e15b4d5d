/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/serve/static_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    NAME_BYTES = 256,
    OK = 200,
    MOVED = 301,
    BAD = 400,
    FORBIDDEN = 403,
    NOT_FOUND = 404,
    BROKEN = 500,
    BUSY = 503,
};

/* The content type by the ending of the name (webtypes.def). */
static const char *type_of(const char *name)
{
    static const struct {
        const char *ending, *type;
    } types[] = {
#define TYPE(ending, type) {ending, type},
#include "app/serve/webtypes.def"
#undef TYPE
    };
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot != NULL && i < sizeof types / sizeof types[0]; i++) {
        if (span_ieq(span_str(dot + 1), span_str(types[i].ending)))
            return types[i].type;
    }
    return "application/octet-stream";
}

enum err static_file_root(int *root, const char *path, int *sys_errno)
{
    *root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    *sys_errno = errno;
    return *root < 0 ? ERR_OPEN : ERR_OK;
}

void static_file_root_close(int root)
{
    if (root >= 0)
        close(root);
}

/* The value of a hex digit, or -1. */
static int hex_digit(uint8_t c)
{
    c = span_lower(c);
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes one part of a path (RFC 3986 2.1): OK, BAD, or NOT_FOUND for a name that we never
 * serve. */
static int decode(char out[NAME_BYTES], struct span part)
{
    size_t n = 0;

    for (size_t i = 0; i < part.n; i++) {
        int c = part.p[i];

        if (c == '%') {
            bool whole = part.n - i > 2;
            int high = whole ? hex_digit(part.p[i + 1]) : -1;
            int low = whole ? hex_digit(part.p[i + 2]) : -1;

            if (high < 0 || low < 0)
                return BAD;
            c = high * 16 + low;
            i += 2;
        }
        if (c == 0)
            return BAD;
        if (c == '/' || n + 1 == NAME_BYTES)
            return NOT_FOUND;
        out[n++] = (char)c;
    }
    out[n] = '\0';
    /* Hidden files, "." and "..". */
    return n == 0 || (out[0] == '.' && strcmp(out, ".well-known") != 0) ? NOT_FOUND : OK;
}

/* Opens a name in a folder; -1 if it does not exist or is a link.  O_NONBLOCK: a FIFO without a
 * writer must not block. */
static int step(int folder, const char *name, bool last)
{
    return openat(folder, name,
                  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC |
                      (last ? 0 : O_DIRECTORY));
}

/* The status for a file that could not be opened: not found, forbidden, or a failure of the server
 * (RFC 9110 15.5.4, 15.5.5, 15.6). */
static int status_of(int sys_errno)
{
    switch (sys_errno) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP: /* a link */
    case ENAMETOOLONG:
    case ENXIO: /* a socket, a device without a driver */
    case ENODEV: return NOT_FOUND;
    case EACCES:
    case EPERM: return FORBIDDEN;
    case EMFILE:
    case ENFILE:
    case ENOMEM: return BUSY;
    default: return BROKEN;
    }
}

/* Checks what fd is: OK, and *out is set, for a regular file. */
static int look(struct file_parts *out, int fd, bool *is_folder)
{
    struct stat st;

    *is_folder = false;
    if (fd < 0 || fstat(fd, &st) != 0)
        return status_of(errno);
    *is_folder = S_ISDIR(st.st_mode);
    if (!S_ISREG(st.st_mode))
        return NOT_FOUND;
    *out = (struct file_parts){.open = true, .fd = fd, .size = (uint64_t)st.st_size};
    return OK;
}

/* Opens the file at the end of a path; name "": the index of its folder. */
static int open_last(struct file_parts *out, const char **type, int folder, const char *name)
{
    const char *file = name[0] == '\0' ? "index.html" : name;
    bool is_folder;
    int fd = step(folder, file, true);
    int status = look(out, fd, &is_folder);

    *type = type_of(file);
    if (status != OK && fd >= 0)
        close(fd);
    return is_folder && name[0] != '\0' ? MOVED : status;
}

/* Opens the folders of the path one after the other, each relative to the one before and never
 * through a link, so no path leads out of the root. */
int static_file_open(struct file_parts *out, const char **type, int root, struct span target)
{
    struct span left = span_tail(span_head(target, span_find(target, '?')), 1);
    char name[NAME_BYTES] = "";
    int folder = root, status = OK;

    *out = (struct file_parts){0};
    while (status == OK && left.n > 0) {
        struct span part = span_head(left, span_find(left, '/'));
        bool last = part.n == left.n;

        status = decode(name, part);
        if (last || status != OK)
            break;
        left = span_tail(left, part.n + 1);
        int next = step(folder, name, false);

        status = next < 0 ? status_of(errno) : OK;
        if (folder != root)
            close(folder);
        folder = next;
        name[0] = '\0';
    }
    if (status == OK)
        status = open_last(out, type, folder, name);
    if (folder != root && folder >= 0)
        close(folder);
    return status;
}
