/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "trust/directory.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "trust/load.h"
#include "trust/subject_hash.h"

enum { NAMES_MAX = 100000 };

/* One name in a directory that is being added. */
struct name {
    const char *text;
    bool is_hash;    /* of the form HASH.N, */
    bool is_linked;  /* no link, but the target of one that has that form, */
    bool is_leading; /* or a link of that form to a name that is here */
};

struct listing {
    struct arena arena;
    struct name *names; /* ordered */
    size_t num, cap;
};

static bool path_join(char out[PATH_MAX], const char *dir, const char *name)
{
    int n = snprintf(out, PATH_MAX, "%s/%s", dir, name);

    return n > 0 && n < PATH_MAX;
}

/* Reads "0a1b2c3d.0"; certificate revocation lists ("0a1b2c3d.r0") are not of this form. */
static bool parse_hash(const char *name, struct hash_link *out)
{
    size_t digits = strspn(name, "0123456789abcdef");
    const char *number = name + 9;

    if (digits != 8 || name[8] != '.')
        return false;
    size_t n = strspn(number, "0123456789");
    if (n == 0 || n > 6 || number[n] != 0 || (n > 1 && number[0] == '0'))
        return false;
    out->hash = (uint32_t)strtoul(name, NULL, 16);
    out->number = (uint32_t)strtoul(number, NULL, 10);
    out->is_loaded = false;
    return true;
}

static enum err list_name(struct listing *l, const char *text)
{
    struct span copy;
    struct hash_link ignored;

    if (text[0] == '.')
        return ERR_OK;
    l->names = arena_grow(&l->arena, l->names, l->num, &l->cap, sizeof *l->names);
    if (l->names == NULL || l->num == NAMES_MAX)
        return ERR_LIMIT;
    TRY(arena_copy(&l->arena, &copy, span_of(text, strlen(text) + 1)));
    l->names[l->num++] = (struct name){.text = (const char *)copy.p,
                                       .is_hash = parse_hash(text, &ignored)};
    return ERR_OK;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

static struct name *find_name(struct listing *l, const char *text)
{
    struct name key = {.text = text};

    return l->num == 0 ? NULL : bsearch(&key, l->names, l->num, sizeof key, by_text);
}

static enum err list(struct listing *l, const char *path, int *sys_errno)
{
    DIR *dir = opendir(path);
    struct dirent *d;
    enum err e = ERR_OK;

    if (dir == NULL) {
        *sys_errno = errno;
        return ERR_OPEN;
    }
    while (e == ERR_OK && (d = readdir(dir)) != NULL)
        e = list_name(l, d->d_name);
    closedir(dir);
    if (l->num > 1)
        qsort(l->names, l->num, sizeof *l->names, by_text);
    return e;
}

/* Notes which names the hash links lead to: "0a1b2c3d.0 -> Some_Root.pem". */
static void follow_links(struct listing *l, const char *path)
{
    char full[PATH_MAX], target[PATH_MAX];

    for (size_t i = 0; i < l->num; i++) {
        if (!l->names[i].is_hash || !path_join(full, path, l->names[i].text))
            continue;
        ssize_t n = readlink(full, target, sizeof target - 1);
        if (n <= 0)
            continue;
        target[n] = 0;
        struct name *to = find_name(l, target);
        if (to != NULL && !to->is_hash)
            to->is_linked = l->names[i].is_leading = true;
    }
}

/* Loads one file, if it is one: opening a FIFO would wait for its writer. */
static enum err load_name(struct index *x, const char *dir, const char *name, size_t *added)
{
    char full[PATH_MAX];
    int ignored;

    *added = 0;
    if (!path_join(full, dir, name) || !file_is_regular(full))
        return ERR_OK;
    enum err e = load_file(x, full, added, &ignored);
    return e == ERR_LIMIT || e == ERR_MEMORY ? e : ERR_OK;
}

static enum err load_link(struct index *x, struct directory *d, struct hash_link *link)
{
    char name[32];
    size_t added;

    if (link->is_loaded)
        return ERR_OK;
    link->is_loaded = true;
    d->num_unread--;
    snprintf(name, sizeof name, "%08x.%u", (unsigned)link->hash, (unsigned)link->number);
    return load_name(x, d->path, name, &added);
}

static int by_hash(const void *a, const void *b)
{
    const struct hash_link *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* Collects the hash links into a directory. */
static enum err take_links(struct index *x, struct directory **out, const struct listing *l,
                           const char *path)
{
    struct directory *d = ARENA_NEW(&x->arena, struct directory);
    struct span copy;

    if (d == NULL)
        return ERR_LIMIT;
    TRY(arena_copy(&x->arena, &copy, span_of(path, strlen(path) + 1)));
    d->path = (const char *)copy.p;
    d->links = arena_alloc(&x->arena, l->num, sizeof *d->links);
    if (d->links == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < l->num; i++) {
        if (l->names[i].is_hash && parse_hash(l->names[i].text, &d->links[d->num_links]))
            d->num_links++;
    }
    qsort(d->links, d->num_links, sizeof *d->links, by_hash);
    d->num_unread = d->num_links;
    *out = d;
    return ERR_OK;
}

/*
 * Are the links named after the hash that we know?  There have been others.  The first one that
 * leads to a certificate with a reliable hash tells; where none does, they are not.
 */
static enum err check_links(struct index *x, struct directory *d, bool *good)
{
    *good = false;
    for (size_t i = 0; i < d->num_links; i++) {
        size_t before = x->num;
        uint32_t hash;
        TRY(load_link(x, d, &d->links[i]));
        const struct link *link = x->num == before + 1 ? index_link(x, before) : NULL;
        if (link != NULL && subject_hash(&hash, link->cert->subject)) {
            *good = hash == d->links[i].hash;
            return ERR_OK;
        }
    }
    return ERR_OK;
}

/* Loads what no hash link leads to; with all, everything, each file by one of its names. */
static enum err load_names(struct index *x, const struct listing *l, const char *path, bool all)
{
    size_t added;

    for (size_t i = 0; i < l->num; i++) {
        const struct name *n = &l->names[i];
        bool wanted = n->is_hash ? all && !n->is_leading : all || !n->is_linked;
        if (wanted)
            TRY(load_name(x, path, n->text, &added));
    }
    return ERR_OK;
}

static enum err add_listing(struct index *x, struct directory **out, struct listing *l,
                            const char *path)
{
    struct directory *d;
    bool hashed = false;

    follow_links(l, path);
    TRY(take_links(x, &d, l, path));
    TRY(check_links(x, d, &hashed));
    TRY(load_names(x, l, path, !hashed));
    if (hashed)
        *out = d;
    return ERR_OK;
}

enum err directory_add(struct index *x, struct directory **out, const char *path, size_t *added,
                       int *sys_errno)
{
    struct listing l = {0};
    size_t before = x->num_good;

    *out = NULL;
    *added = 0;
    arena_init(&l.arena, (size_t)64 * 1024 * 1024);
    enum err e = list(&l, path, sys_errno);
    if (e == ERR_OK)
        e = add_listing(x, out, &l, path);
    arena_free(&l.arena);
    if (e == ERR_OK)
        *added = x->num_good - before + (*out == NULL ? 0 : (*out)->num_unread);
    return e;
}

enum err directory_find(struct index *x, struct directory *d, struct span subject)
{
    uint32_t hash;

    if (d->num_unread == 0)
        return ERR_OK;
    if (!subject_hash(&hash, subject))
        return directory_read_all(x, d);
    /* The first link with this hash. */
    size_t low = 0, high = d->num_links;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (d->links[mid].hash < hash)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < d->num_links && d->links[low].hash == hash; low++)
        TRY(load_link(x, d, &d->links[low]));
    return ERR_OK;
}

enum err directory_read_all(struct index *x, struct directory *d)
{
    for (size_t i = 0; i < d->num_links && d->num_unread > 0; i++)
        TRY(load_link(x, d, &d->links[i]));
    return ERR_OK;
}
