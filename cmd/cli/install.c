/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/cli/install.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The program and the directory for the links. */
struct install_place {
    char exe[PATH_MAX]; /* this program */
    struct stat exe_stat, dir_stat;
    int dir_fd;
    const char *target; /* the target of symbolic links */
};

/* Finds the file of the running program, on Linux or FreeBSD. */
static bool find_exe(struct install_place *place)
{
    ssize_t n = readlink("/proc/self/exe", place->exe, sizeof place->exe - 1);

    if (n <= 0)
        n = readlink("/proc/curproc/file", place->exe, sizeof place->exe - 1);
    if (n <= 0)
        return false;
    place->exe[n] = '\0';
    return stat(place->exe, &place->exe_stat) == 0;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Makes one link.  A link to this program may exist already; any other file fails with EEXIST. */
static bool make_link(const struct install_place *place, const char *name, bool symbolic)
{
    struct stat there;

    if (symbolic ? symlinkat(place->target, place->dir_fd, name) == 0
                 : linkat(AT_FDCWD, place->exe, place->dir_fd, name, 0) == 0)
        return true;
    if (errno != EEXIST)
        return false;
    if (fstatat(place->dir_fd, name, &there, 0) == 0 && same_file(&there, &place->exe_stat))
        return true;
    errno = EEXIST;
    return false;
}

/* The reason of a failure, for people. */
static const char *why(int error)
{
    if (error == EEXIST)
        return "exists and is not a link to this program: not changed";
    if (error == EXDEV)
        return "is on another file system than the program: use -s for symbolic links";
    return strerror(error);
}

static void say_wrong(struct run *run, const char *path, const char *reason)
{
    output_say(&run->out, "%s: %s: %s [%s]", path, err_text(ERR_WRITE), reason,
               reason_code(err_reason(ERR_WRITE)));
}

/* Finds the program and opens the directory; false with the failing path in *wrong. */
static bool open_place(struct install_place *place, const char *dir, const char **wrong)
{
    char parent[PATH_MAX];
    struct stat parent_stat;

    *wrong = "/proc/self/exe";
    if (!find_exe(place))
        return false;
    *wrong = dir;
    place->dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place->dir_fd < 0 || fstat(place->dir_fd, &place->dir_stat) != 0)
        return false;

    /* In the program's own directory a relative link is enough, and survives moving both. */
    memcpy(parent, place->exe, sizeof parent);
    char *slash = strrchr(parent, '/');
    place->target = place->exe;
    if (slash != NULL && slash != parent) {
        *slash = '\0';
        if (stat(parent, &parent_stat) == 0 && same_file(&parent_stat, &place->dir_stat))
            place->target = place->exe + (slash - parent) + 1;
    }
    return true;
}

/* Continues after a failure, so that one run reports all of them. */
int install_links(struct run *run, const char *dir, bool symbolic)
{
    struct install_place p = {.dir_fd = -1};
    const char *wrong = NULL;
    bool open = open_place(&p, dir, &wrong);
    int code = open ? EXIT_OK : EXIT_INPUT;

    if (!open)
        say_wrong(run, wrong, strerror(errno));
    for (size_t i = 0; open && cmd_at(i) != NULL; i++) {
        char name[64], path[PATH_MAX];

        snprintf(name, sizeof name, "tlsbox-%s", cmd_at(i)->name);
        if (make_link(&p, name, symbolic))
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, name);
        say_wrong(run, path, why(errno));
        code = EXIT_INPUT;
    }
    if (p.dir_fd >= 0)
        close(p.dir_fd);
    return code;
}
