/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "trust/store.h"

#include <pthread.h>
#include <stdlib.h>

#include "trust/directory.h"
#include "trust/load.h"
#include "trust/places.h"

struct store {
    pthread_mutex_t lock; /* lookups parse and load: several threads may share a store */
    struct index index;
    struct directory *dirs;
    struct buf origin;    /* "a, b", with a terminator behind its end */
    int sys_errno;
};

enum { ORIGIN_MAX = 64 * 1024 };

enum err store_new(struct store **out)
{
    struct store *s = calloc(1, sizeof *s);

    if (s == NULL)
        return ERR_MEMORY;
    if (pthread_mutex_init(&s->lock, NULL) != 0) {
        free(s);
        return ERR_MEMORY;
    }
    index_init(&s->index);
    buf_init(&s->origin, ORIGIN_MAX);
    *out = s;
    return ERR_OK;
}

void store_free(struct store *s)
{
    if (s == NULL)
        return;
    index_free(&s->index);
    buf_free(&s->origin);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

/* Notes where anchors came from.  A list that is too long is cut: it is for messages alone. */
static void add_origin(struct store *s, const char *path)
{
    size_t n = s->origin.n;

    if (n > 0)
        buf_str(&s->origin, ", ");
    buf_put(&s->origin, span_of(path, strlen(path) + 1));
    buf_truncate(&s->origin, s->origin.err == ERR_OK ? s->origin.n - 1 : n);
}

enum err store_add_file(struct store *s, const char *path, size_t *added)
{
    TRY(load_file(&s->index, path, added, &s->sys_errno));
    add_origin(s, path);
    return ERR_OK;
}

static enum err new_dir(struct store *s, struct directory **out, const char *path)
{
    TRY(directory_new(&s->index, out, path));
    (*out)->next = s->dirs;
    s->dirs = *out;
    return ERR_OK;
}

enum err store_add_dir(struct store *s, const char *path, size_t *added)
{
    struct directory *d;

    TRY(new_dir(s, &d, path));
    enum err e = directory_look(&s->index, d, added, &s->sys_errno);
    d->is_read = d->is_read || e != ERR_OK;
    TRY(e);
    add_origin(s, path);
    return ERR_OK;
}

enum err store_add_dir_later(struct store *s, const char *path)
{
    struct directory *d;

    TRY(new_dir(s, &d, path));
    add_origin(s, path);
    return ERR_OK;
}

enum err store_add_place(struct store *s, const char *path, size_t *added)
{
    size_t origin_n = s->origin.n;

    *added = 0;
    enum err e = file_is_directory(path) ? store_add_dir(s, path, added)
                                         : store_add_file(s, path, added);
    /* What cannot be read, or yields nothing, is not there as far as a system's store goes. */
    if (*added == 0 && s->origin.p != NULL)
        buf_truncate(&s->origin, origin_n);
    return e == ERR_MEMORY || e == ERR_LIMIT ? e : ERR_OK;
}

size_t store_size(const struct store *s)
{
    size_t n = s->index.num_good;

    for (const struct directory *d = s->dirs; d != NULL; d = d->next)
        n += d->num_links;
    return n;
}

const char *store_origin(const struct store *s)
{
    return s->origin.n > 0 ? (const char *)s->origin.p : "";
}

enum err store_keep_origin(struct store *s, const char **out)
{
    struct span copy;

    TRY(arena_copy(&s->index.arena, &copy, span_of(store_origin(s), s->origin.n + 1)));
    *out = (const char *)copy.p;
    return ERR_OK;
}

size_t store_broken(const struct store *s)
{
    return s->index.num_broken;
}

enum err store_why(const struct store *s)
{
    return s->index.why;
}

int store_errno(const struct store *s)
{
    return s->sys_errno;
}

/* Directories are asked first.  Where one cannot be read to the end for want of memory, what was
 * found stands: the verdict can only become stricter by that. */
static const struct link *find(void *store, struct span subject, size_t i)
{
    struct store *s = store;

    pthread_mutex_lock(&s->lock);
    for (struct directory *d = s->dirs; d != NULL; d = d->next) {
        if (directory_find(&s->index, d, subject) != ERR_OK)
            break;
    }
    const struct link *found = index_find(&s->index, subject, i);
    pthread_mutex_unlock(&s->lock);
    return found;
}

struct anchors store_anchors(struct store *s)
{
    return (struct anchors){.store = s, .find = find};
}

/* A directory that cannot be read any more has nothing to add. */
static void read_all(struct store *s)
{
    for (struct directory *d = s->dirs; d != NULL; d = d->next) {
        if (directory_read_all(&s->index, d, &s->sys_errno) != ERR_OK)
            d->is_read = true;
    }
}

bool store_read_all(struct store *s)
{
    pthread_mutex_lock(&s->lock);
    size_t before = s->index.num;
    read_all(s);
    bool more = s->index.num > before;
    pthread_mutex_unlock(&s->lock);
    return more;
}

const struct link *store_each(struct store *s, size_t i)
{
    const struct link *found = NULL;

    pthread_mutex_lock(&s->lock);
    read_all(s);
    for (size_t k = 0; found == NULL && k < s->index.num; k++) {
        const struct link *link = index_link(&s->index, k);
        if (link != NULL && i-- == 0)
            found = link;
    }
    pthread_mutex_unlock(&s->lock);
    return found;
}
