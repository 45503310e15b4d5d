/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trust store: an index and the directories that feed it.  A lookup may load and parse, under a
 * lock.  When no directory is left to be read, what is parsed is found without the lock. */
#include "config.h"

#include "trust/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "trust/directory.h"
#include "trust/load.h"
#include "trust/places.h"

struct store {
    pthread_mutex_t lock; /* lookups parse and load: several threads may share a store */
    struct index index;
    struct directory *dirs;
    atomic_uint generation;   /* how often directories yielded anchors that lookups had missed */
    atomic_bool is_settled;   /* all directories are read: no entry is added any more */
    struct buf origin;        /* "a, b", with a terminator after its end */
    struct buf paths;         /* the same, each with a terminator */
    enum store_format format; /* of what was added last */
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
    buf_init(&s->paths, ORIGIN_MAX);
    *out = s;
    return ERR_OK;
}

void store_free(struct store *store)
{
    if (store == NULL)
        return;
    for (struct directory *d = store->dirs; d != NULL; d = d->next)
        directory_close(d);
    index_free(&store->index);
    buf_free(&store->origin);
    buf_free(&store->paths);
    pthread_mutex_destroy(&store->lock);
    free(store);
}

void store_passphrase(struct store *store, struct span passphrase)
{
    store->index.passphrase = passphrase;
}

/* Records where anchors came from.  A list that is too long is cut: it is only for messages. */
static void add_origin(struct store *store, const char *path)
{
    size_t n = store->origin.n, paths_n = store->paths.n;

    buf_put(&store->paths, span_of(path, strlen(path) + 1));
    if (store->paths.err != ERR_OK)
        buf_truncate(&store->paths, paths_n);
    if (n > 0)
        buf_str(&store->origin, ", ");
    buf_put(&store->origin, span_of(path, strlen(path) + 1));
    buf_truncate(&store->origin, store->origin.err == ERR_OK ? store->origin.n - 1 : n);
}

/* Adds the certificates of a file, and its path to the origin. */
static enum err add_file(struct store *store, const char *path, struct opened_file *opened,
                         size_t *added)
{
    atomic_store(&store->is_settled, false);
    TRY(load_file(&store->index, path, opened, added, &store->sys_errno));
    store->format = store->index.format;
    add_origin(store, path);
    return ERR_OK;
}

/* Adds a directory to the list. */
static enum err new_dir(struct store *store, struct directory **out, const char *path,
                        struct opened_file *opened)
{
    atomic_store(&store->is_settled, false);
    TRY(directory_new(&store->index, out, path, opened));
    (*out)->next = store->dirs;
    store->dirs = *out;
    store->format = STORE_DIR;
    return ERR_OK;
}

/* Adds a directory.  After an error it counts as read, so no lookup tries it again. */
static enum err add_dir(struct store *store, const char *path, struct opened_file *opened,
                        size_t *added)
{
    struct directory *d;

    TRY(new_dir(store, &d, path, opened));
    enum err e = directory_look(&store->index, d, added, &store->sys_errno);
    d->is_read = d->is_read || e != ERR_OK;
    TRY(e);
    add_origin(store, path);
    return ERR_OK;
}

void store_adds_system(struct store *store, bool is_system)
{
    store->index.adds_system = is_system;
}

enum err store_add_opened(struct store *store, const char *path, struct opened_file *opened,
                          size_t *added)
{
    *added = 0;
    store->sys_errno = opened->sys_errno;
    if (!opened->is_open)
        return opened->err;
    return opened->is_directory ? add_dir(store, path, opened, added)
                                : add_file(store, path, opened, added);
}

enum err store_add_file(struct store *store, const char *path, size_t *added)
{
    struct opened_file opened;

    (void)file_open(&opened, path); /* the handle keeps the error */
    enum err e = add_file(store, path, &opened, added);

    file_shut(&opened);
    return e;
}

enum err store_add_dir(struct store *store, const char *path, size_t *added)
{
    struct opened_file opened;
    enum err e = file_open(&opened, path);

    *added = 0;
    store->sys_errno = opened.sys_errno;
    if (e == ERR_OK)
        e = add_dir(store, path, &opened, added);
    file_shut(&opened);
    return e;
}

enum err store_add_dir_later(struct store *store, const char *path, struct opened_file *opened)
{
    struct directory *d;

    TRY(new_dir(store, &d, path, opened));
    add_origin(store, path);
    return ERR_OK;
}

enum err store_try_opened(struct store *store, const char *path, struct opened_file *opened,
                          size_t *added)
{
    size_t origin_n = store->origin.n, paths_n = store->paths.n;
    enum err e = store_add_opened(store, path, opened, added);

    if (*added == 0 && store->origin.p != NULL) {
        buf_truncate(&store->origin, origin_n);
        buf_truncate(&store->paths, paths_n);
    }
    return e;
}

size_t store_size(const struct store *store)
{
    size_t n = store->index.num_good;

    for (const struct directory *d = store->dirs; d != NULL; d = d->next)
        n += d->num_links;
    return n;
}

const char *store_origin(const struct store *store)
{
    return store->origin.n > 0 ? (const char *)store->origin.p : "";
}

const char *store_path(const struct store *store, size_t i)
{
    struct span rest = buf_span(&store->paths);

    for (; rest.n > 0 && i > 0; i--)
        rest = span_tail(rest, span_find(rest, 0) + 1);
    return rest.n > 0 ? (const char *)rest.p : NULL;
}

enum err store_keep_origin(struct store *store, const char **out)
{
    struct span copy;

    TRY(arena_copy(&store->index.arena, &copy, span_of(store_origin(store), store->origin.n + 1)));
    *out = (const char *)copy.p;
    return ERR_OK;
}

size_t store_broken(const struct store *store)
{
    return store->index.num_broken;
}

const char store_unproven_text[] =
    ": its passphrase is not known, so changes to it would not be noticed";

size_t store_unproven(const struct store *store)
{
    return store->index.num_unproven;
}

enum err store_why(const struct store *store)
{
    return store->index.why;
}

int store_errno(const struct store *store)
{
    return store->sys_errno;
}

/* Notes under the lock that no directory is left to be read, if that is so. */
static void settle(struct store *store)
{
    bool is_settled = true;

    for (const struct directory *d = store->dirs; d != NULL; d = d->next)
        is_settled = is_settled && d->is_read;
    atomic_store_explicit(&store->is_settled, is_settled, memory_order_release);
}

static bool is_settled(const struct store *store)
{
    return atomic_load_explicit(&store->is_settled, memory_order_acquire);
}

/* The lookup for judge_chain.  Directories load their links first.  If memory runs out there, the
 * anchors found so far are used: that can only make the verdict stricter. */
static const struct link *find(void *store, const struct anchor_name *subject, size_t i)
{
    struct store *s = store;
    const struct link *found;

    if (is_settled(s) && index_find_parsed(&s->index, &found, subject, i))
        return found;
    pthread_mutex_lock(&s->lock);
    for (struct directory *d = s->dirs; d != NULL; d = d->next) {
        if (directory_find(&s->index, d, subject->name) != ERR_OK)
            break;
    }
    found = index_find(&s->index, subject, i);
    settle(s);
    pthread_mutex_unlock(&s->lock);
    return found;
}

/* Reads all directories completely; one that cannot be read adds nothing. */
static void read_all(struct store *store)
{
    for (struct directory *d = store->dirs; d != NULL; d = d->next) {
        if (directory_read_all(&store->index, d, &store->sys_errno) != ERR_OK)
            d->is_read = true;
    }
}

/* Reads everything, and reports whether there are new anchors since the search began (by its
 * generation): another thread may have read them. */
static bool more(void *context, unsigned generation)
{
    struct store *store = context;

    if (is_settled(store))
        return atomic_load(&store->generation) != generation;
    pthread_mutex_lock(&store->lock);
    size_t before = store->index.num;
    read_all(store);
    store->generation += store->index.num > before;
    bool is_newer = store->generation != generation;
    settle(store);
    pthread_mutex_unlock(&store->lock);
    return is_newer;
}

/* The lookup of what is distrusted expressly, for judge_chain. */
static const struct anchor_block *blocked(void *store, const struct cert *cert, uint32_t purposes)
{
    struct store *s = store;

    if (is_settled(s))
        return blocklist_find(&s->index.blocked, cert, purposes);
    pthread_mutex_lock(&s->lock);
    const struct anchor_block *block = blocklist_find(&s->index.blocked, cert, purposes);
    pthread_mutex_unlock(&s->lock);
    return block;
}

struct anchors store_anchors(struct store *store)
{
    return (struct anchors){.store = store,
                            .find = find,
                            .more = more,
                            .generation = atomic_load(&store->generation),
                            .blocked = blocked};
}

void store_read_all(struct store *store)
{
    pthread_mutex_lock(&store->lock);
    read_all(store);
    settle(store);
    pthread_mutex_unlock(&store->lock);
}

const struct link *store_each(struct store *store, size_t i)
{
    const struct link *found = NULL;

    pthread_mutex_lock(&store->lock);
    read_all(store);
    for (size_t k = 0; found == NULL && k < store->index.num; k++) {
        const struct link *link = index_link(&store->index, k);
        if (link != NULL && i-- == 0)
            found = link;
    }
    pthread_mutex_unlock(&store->lock);
    return found;
}

bool store_next(struct store *store, struct store_cursor *at, struct store_entry *out)
{
    *out = (struct store_entry){0};
    pthread_mutex_lock(&store->lock);
    read_all(store);
    while (out->link == NULL && at->num < store->index.num) {
        out->link = index_link(&store->index, at->num);
        out->format = store->index.entries[at->num].source->format;
        out->num_copies = store->index.entries[at->num].num_copies;
        at->num++;
    }
    if (out->link != NULL)
        out->block = blocklist_find(&store->index.blocked, out->link->cert, UINT32_MAX);
    while (out->link == NULL &&
           (out->block = blocklist_next(&store->index.blocked, &at->at)) != NULL) {
        if (!out->block->has_cert)
            break;
    }
    pthread_mutex_unlock(&store->lock);
    return out->link != NULL || out->block != NULL;
}

enum store_format store_format(const struct store *store)
{
    return store->format;
}

size_t store_blocks(const struct store *store)
{
    return store->index.blocked.num;
}
