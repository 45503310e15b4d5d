/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opens index.bin and the filters that it names.  An update of the directory writes a filter before
 * an index that names it, and removes one after that ("Cache atomicity"): if one is missing, the
 * index is old, and is read again.
 */
#include "config.h"

#include "app/verify/crlite_dir.h"

#include <errno.h>
#include <sys/stat.h>

/* The largest file, the most filters that are mapped, and how often an index is read again.  Linux
 * systems have some 40 filters, the largest of 6 MB. */
enum { FILE_MAX = 1 << 28, FILTERS_MAX = 1024, TRIES = 3 };

/* DIRECTORY/NAME. */
static char *join(const char *directory, struct span name, struct arena *arena)
{
    size_t n = strlen(directory);
    char *path = arena_alloc(arena, n + 1 + name.n + 1, 1);

    if (path == NULL)
        return NULL;
    memcpy(path, directory, n);
    path[n] = '/';
    memcpy(path + n + 1, name.p, name.n);
    return path;
}

static enum err read_one(struct crlite_dir *out, struct file *file, const char *path, bool maps)
{
    out->culprit = path;
    enum err e = maps ? file_map(file, path, FILE_MAX) : file_read(file, path, FILE_MAX);
    out->sys_errno = file->sys_errno;
    return e;
}

static enum err open_filters(struct crlite_dir *out, const char *path, struct arena *arena)
{
    const struct crlite_index *index = &out->crlite.index;
    struct crlite_filter *filters = arena_alloc(arena, index->num_names, sizeof *filters);

    if (index->num_names > FILTERS_MAX)
        return ERR_CRLITE_FILTERS;
    out->filters = arena_alloc(arena, index->num_names, sizeof *out->filters);
    if (out->filters == NULL || filters == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < index->num_names; i++) {
        const char *name = join(path, crlite_index_name(index, i), arena);
        if (name == NULL)
            return ERR_LIMIT;
        TRY(read_one(out, &out->filters[i], name, true));
        out->num_filters++;
        filters[i] = (struct crlite_filter){name, out->filters[i].bytes};
    }
    out->crlite.filters = filters;
    return ERR_OK;
}

static enum err open_once(struct crlite_dir *out, const char *path, struct arena *arena)
{
    const char *index = join(path, SPAN_LIT("index.bin"), arena);
    struct fail f = {0};

    *out = (struct crlite_dir){.culprit = path};
    if (index == NULL)
        return ERR_LIMIT;
    TRY(read_one(out, &out->index, index, false));
    TRY(crlite_index_open(&out->crlite.index, out->index.bytes, arena, &f));
    out->crlite.origin = path;
    return open_filters(out, path, arena);
}

static bool is_directory(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

enum err crlite_dir_open(struct crlite_dir *out, const char *path, struct arena *arena)
{
    enum err e = open_once(out, path, arena);

    for (int i = 1; i < TRIES && e == ERR_OPEN; i++) {
        crlite_dir_close(out);
        e = open_once(out, path, arena);
    }
    if (e == ERR_OPEN && out->crlite.origin == NULL &&
        (out->sys_errno == ENOENT || out->sys_errno == ENOTDIR) && !is_directory(path)) {
        out->culprit = path;
        return ERR_CRLITE_DIR;
    }
    return e;
}

void crlite_dir_close(struct crlite_dir *dir)
{
    for (size_t i = 0; i < dir->num_filters; i++)
        file_close(&dir->filters[i]);
    file_close(&dir->index);
    dir->filters = NULL;
    dir->num_filters = 0;
}
