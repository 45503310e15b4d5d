/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "trust/dir_links.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "trust/directory.h"
#include "trust/load.h"
#include "trust/subject_hash.h"

enum { ENTRIES_MAX = 100000 };

/* What a name in the directory leads to. */
struct dir_entry {
    const char *name;
    bool is_link, is_file;
    uint32_t claimed; /* a link: the hash in its name */
    unsigned number;  /* a link: what follows the hash */
    dev_t device;     /* of the file */
    ino_t inode;      /* likewise */
    size_t num_certs; /* in the file */
    bool has_hash;    /* of the first certificate */
    uint32_t hash;
};

struct dir_entries {
    struct dir_entry *v;
    size_t num, cap;
};

static enum err add_fault(struct dir_faults *out, enum dir_fault fault, const char *name,
                          struct arena *arena)
{
    TRY(ARENA_GROW(arena, out->v, out->num, out->cap));
    out->v[out->num].fault = fault;
    out->v[out->num++].name = name;
    return ERR_OK;
}

/* Reads the certificates of a file and hashes the subject of the first. */
static void read_certs(struct dir_entry *entry, struct opened_file *opened)
{
    struct index index;
    int ignored;

    index_init(&index);
    if (load_file(&index, entry->name, opened, &entry->num_certs, &ignored) != ERR_OK)
        entry->num_certs = 0;
    const struct link *first = index.num > 0 ? index_link(&index, 0) : NULL;
    entry->has_hash = first != NULL && subject_hash(&entry->hash, first->cert->subject);
    index_free(&index);
}

static enum err add_entry(struct dir_entries *entries, int directory, const char *name,
                          struct arena *arena)
{
    struct dir_entry entry = {0};
    struct opened_file opened;
    struct span copy;

    if (entries->num == ENTRIES_MAX)
        return ERR_LIMIT;
    TRY(ARENA_GROW(arena, entries->v, entries->num, entries->cap));
    TRY(arena_copy(arena, &copy, span_of(name, strlen(name) + 1)));
    entry.name = (const char *)copy.p;
    entry.is_link = directory_parse_link(name, &entry.claimed);
    if (entry.is_link)
        entry.number = (unsigned)strtoul(name + strlen("0a1b2c3d."), NULL, 10);
    if (file_open_at(&opened, directory, name) == ERR_OK || opened.sys_errno == EACCES) {
        entry.is_file = true;
        entry.device = opened.device;
        entry.inode = opened.inode;
        if (opened.is_open && opened.is_regular)
            read_certs(&entry, &opened);
        file_shut(&opened);
    }
    entries->v[entries->num++] = entry;
    return ERR_OK;
}

static enum err read_entries(struct dir_entries *out, DIR *dir, struct arena *arena)
{
    struct dirent *d;
    enum err e = ERR_OK;

    while (e == ERR_OK && (d = readdir(dir)) != NULL) {
        if (d->d_name[0] != '.')
            e = add_entry(out, dirfd(dir), d->d_name, arena);
    }
    return e;
}

/* Links first, by hash and number; then the files, by name. */
static int by_link(const void *a, const void *b)
{
    const struct dir_entry *x = a, *y = b;

    if (x->is_link != y->is_link)
        return x->is_link ? -1 : 1;
    if (x->is_link && x->claimed != y->claimed)
        return x->claimed < y->claimed ? -1 : 1;
    if (x->is_link && x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* Whether a link leads to the file, or to another one whose subject has the same hash. */
static bool is_linked(const struct dir_entries *entries, const struct dir_entry *file)
{
    for (size_t i = 0; i < entries->num && entries->v[i].is_link; i++) {
        const struct dir_entry *l = &entries->v[i];

        if (l->is_file && l->device == file->device && l->inode == file->inode)
            return true;
    }
    return false;
}

static enum err judge_link(struct dir_faults *out, const struct dir_entries *entries, size_t i,
                           struct arena *arena)
{
    const struct dir_entry *l = &entries->v[i], *before = i == 0 ? NULL : l - 1;
    bool follows =
        before != NULL && before->claimed == l->claimed && before->number + 1 == l->number;

    if (!l->is_file)
        return add_fault(out, DIR_DANGLING, l->name, arena);
    if (l->has_hash && l->hash != l->claimed)
        TRY(add_fault(out, DIR_OTHER_HASH, l->name, arena));
    return l->number > 0 && !follows ? add_fault(out, DIR_GAP, l->name, arena) : ERR_OK;
}

static enum err judge(struct dir_faults *out, const struct dir_entries *entries,
                      struct arena *arena)
{
    bool has_certs = false;

    for (size_t i = 0; i < entries->num; i++) {
        const struct dir_entry *e = &entries->v[i];

        has_certs = has_certs || e->num_certs > 0;
        if (e->is_link)
            TRY(judge_link(out, entries, i, arena));
        else if (entries->v[0].is_link && e->num_certs == 1 && !is_linked(entries, e))
            TRY(add_fault(out, DIR_NO_LINK, e->name, arena));
    }
    return has_certs && !entries->v[0].is_link ? add_fault(out, DIR_UNHASHED, "", arena) : ERR_OK;
}

enum err dir_links_check(struct dir_faults *out, const char *path, struct arena *arena,
                         int *sys_errno)
{
    struct dir_entries entries = {0};
    DIR *dir = opendir(path);

    *out = (struct dir_faults){0};
    if (dir == NULL) {
        *sys_errno = errno;
        return ERR_OPEN;
    }
    bool is_p11kit = directory_is_p11kit(dirfd(dir));
    enum err e = read_entries(&entries, dir, arena);
    closedir(dir);
    TRY(e);
    if (entries.num > 0)
        qsort(entries.v, entries.num, sizeof *entries.v, by_link);
    if (is_p11kit && (entries.num == 0 || !entries.v[0].is_link))
        return ERR_OK; /* nobody looks for links there */
    return judge(out, &entries, arena);
}
