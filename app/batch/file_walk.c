/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/file_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum entry { ENTRY_OTHER, ENTRY_FILE, ENTRY_DIRECTORY };

static enum err push(struct file_walk *walk, int fd, size_t path_n)
{
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);

    if (dir == NULL) {
        if (fd >= 0)
            close(fd);
        return ERR_OPEN;
    }
    walk->dirs[walk->depth] = dir;
    walk->ends[walk->depth++] = path_n;
    return ERR_OK;
}

enum err file_walk_open(struct file_walk *walk, const char *path, int fd)
{
    size_t n = strlen(path);

    walk->depth = 0;
    while (n > 1 && path[n - 1] == '/')
        n--;
    if (n >= sizeof walk->path) {
        close(fd);
        return ERR_OPEN;
    }
    memcpy(walk->path, path, n);
    walk->path[n] = '\0';
    return push(walk, fd, n);
}

void file_walk_close(struct file_walk *walk)
{
    while (walk->depth > 0)
        closedir(walk->dirs[--walk->depth]);
}

/* What an entry is.  The system says it without a call for most, but not for links. */
static enum entry kind_of(int directory, const struct dirent *d)
{
    struct stat st;

    if (d->d_type == DT_REG)
        return ENTRY_FILE;
    if (d->d_type == DT_DIR)
        return ENTRY_DIRECTORY;
    if (d->d_type != DT_LNK && d->d_type != DT_UNKNOWN)
        return ENTRY_OTHER;
    if (fstatat(directory, d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return ENTRY_OTHER;
    if (S_ISDIR(st.st_mode))
        return ENTRY_DIRECTORY;
    if (S_ISLNK(st.st_mode) && fstatat(directory, d->d_name, &st, 0) != 0)
        return ENTRY_FILE; /* a broken link: reading it will say so */
    return S_ISREG(st.st_mode) ? ENTRY_FILE : ENTRY_OTHER;
}

/* Opens a directory in the newest one. */
static enum err enter(struct file_walk *walk, const char *name)
{
    if (walk->depth == FILE_WALK_DEPTH)
        return ERR_DER_DEPTH;
    int fd = openat(dirfd(walk->dirs[walk->depth - 1]), name,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    return push(walk, fd, strlen(walk->path));
}

/* The path of an entry of the newest directory. */
static bool join(struct file_walk *walk, const char *name)
{
    size_t n = walk->ends[walk->depth - 1], room = sizeof walk->path - n;
    bool has_slash = n > 0 && walk->path[n - 1] == '/';
    int more = snprintf(walk->path + n, room, "%s%s", has_slash ? "" : "/", name);

    return more > 0 && (size_t)more < room;
}

enum err file_walk_next(struct file_walk *walk, const char **found)
{
    *found = walk->path;
    while (walk->depth > 0) {
        DIR *dir = walk->dirs[walk->depth - 1];
        errno = 0;
        const struct dirent *d = readdir(dir);

        if (d == NULL) {
            int error = errno;
            closedir(dir);
            walk->path[walk->ends[--walk->depth]] = '\0';
            errno = error;
            if (error != 0)
                return ERR_READ;
            continue;
        }
        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
            continue;
        enum entry kind = kind_of(dirfd(dir), d);

        if (kind == ENTRY_OTHER)
            continue;
        if (!join(walk, d->d_name))
            return ERR_LIMIT;
        if (kind == ENTRY_FILE)
            return ERR_OK;
        TRY(enter(walk, d->d_name));
    }
    *found = NULL;
    return ERR_OK;
}
