/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashed directories are opened link by link; others, and hashed ones before a negative verdict,
 * file by file. */
#include "config.h"

#include "trust/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/lookup.h"
#include "lib/x509/bundle.h"
#include "trust/load.h"
#include "trust/subject_hash.h"

enum { NAMES_MAX = 100000, CERT_FILE_MAX = 1024 * 1024 };

/* An entry of a directory.  Device and inode identify the file: several links may lead to the same
 * one. */
struct name {
    const char *text;
    dev_t device; /* with the inode: the file's identity */
    ino_t inode;
};

/* The names in a directory, in an arena of their own. */
struct listing {
    struct arena arena;
    struct name *names;
    size_t num, cap;
    size_t num_links; /* names of the form HASH.N */
};

static bool path_join(char out[PATH_MAX], const char *dir, const char *name)
{
    size_t dir_n = strlen(dir);
    bool has_slash = dir_n > 0 && dir[dir_n - 1] == '/';
    int n = snprintf(out, PATH_MAX, "%s%s%s", dir, has_slash ? "" : "/", name);

    return n > 0 && n < PATH_MAX;
}

bool directory_parse_link(const char *name, uint32_t *hash)
{
    if (strspn(name, "0123456789abcdef") != 8 || name[8] != '.')
        return false;
    size_t n = strspn(name + 9, "0123456789");
    if (n == 0 || n > 6 || name[9 + n] != 0)
        return false;
    *hash = (uint32_t)strtoul(name, NULL, 16);
    return true;
}

/* Adds a name; hidden files are skipped. */
static enum err list_name(struct listing *listing, const char *text)
{
    struct span copy;
    uint32_t hash;

    if (text[0] == '.')
        return ERR_OK;
    if (listing->num == NAMES_MAX)
        return ERR_LIMIT;
    TRY(ARENA_GROW(&listing->arena, listing->names, listing->num, listing->cap));
    TRY(arena_copy(&listing->arena, &copy, span_of(text, strlen(text) + 1)));
    listing->names[listing->num++] = (struct name){.text = (const char *)copy.p};
    listing->num_links += directory_parse_link(text, &hash);
    return ERR_OK;
}

/* Lists the names of a directory, through a copy of its descriptor.  Its arena must be freed even
 * after an error. */
static enum err list(struct listing *listing, int directory, int *sys_errno)
{
    int fd = fcntl(directory, F_DUPFD_CLOEXEC, 0);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *d;
    enum err e = ERR_OK;

    *listing = (struct listing){0};
    arena_init(&listing->arena, (size_t)64 * 1024 * 1024);
    if (dir == NULL) {
        *sys_errno = errno;
        if (fd >= 0)
            close(fd);
        return ERR_OPEN;
    }
    rewinddir(dir);
    while (e == ERR_OK && (d = readdir(dir)) != NULL)
        e = list_name(listing, d->d_name);
    closedir(dir);
    return e;
}

enum err directory_new(struct index *index, struct directory **out, const char *path,
                       struct opened_file *opened)
{
    struct directory *d = ARENA_NEW(&index->arena, struct directory);
    struct span copy;

    if (d == NULL)
        return ERR_LIMIT;
    TRY(arena_copy(&index->arena, &copy, span_of(path, strlen(path) + 1)));
    d->path = (const char *)copy.p;
    d->fd = opened->is_open ? opened->fd : -1;
    d->is_read = !opened->is_open;
    d->is_system = index->adds_system;
    opened->is_open = false;
    *out = d;
    return ERR_OK;
}

/* Loads an open file, perhaps long after the directory was added.  One that is unreadable or holds
 * no certificate is skipped: only LIMIT and MEMORY are errors. */
static enum err load_name(struct index *index, const struct directory *dir, const char *name,
                          struct opened_file *opened)
{
    char full[PATH_MAX];
    size_t added;
    int ignored;
    bool adds_system = index->adds_system;
    enum err e = ERR_OK;

    index->adds_system = dir->is_system;
    if (opened->is_regular && path_join(full, dir->path, name))
        e = load_file(index, full, opened, &added, &ignored);
    index->adds_system = adds_system;
    file_shut(opened);
    return e == ERR_LIMIT || e == ERR_MEMORY ? e : ERR_OK;
}

/* Groups the names of the same file; within a file by name, so that the result does not depend on
 * the order on the disk. */
static int by_file(const void *a, const void *b)
{
    const struct name *x = a, *y = b;

    if (x->device != y->device)
        return x->device < y->device ? -1 : 1;
    if (x->inode != y->inode)
        return x->inode < y->inode ? -1 : 1;
    return strcmp(x->text, y->text);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

/* Keeps one name for each regular file, sorted by name. */
static void keep_files(struct listing *listing, int directory)
{
    struct stat st;
    size_t kept = 0;

    for (size_t i = 0; i < listing->num; i++) {
        if (fstatat(directory, listing->names[i].text, &st, 0) != 0 || !S_ISREG(st.st_mode))
            continue;
        listing->names[kept] = listing->names[i];
        listing->names[kept].device = st.st_dev;
        listing->names[kept++].inode = st.st_ino;
    }
    listing->num = 0;
    if (kept == 0)
        return;
    qsort(listing->names, kept, sizeof *listing->names, by_file);
    for (size_t i = 0; i < kept; i++) {
        const struct name *n = &listing->names[i],
                          *last = listing->num == 0 ? NULL : &listing->names[listing->num - 1];
        if (last == NULL || last->device != n->device || last->inode != n->inode)
            listing->names[listing->num++] = *n;
    }
    qsort(listing->names, listing->num, sizeof *listing->names, by_text);
}

static enum err read_files(struct index *index, const struct directory *dir,
                           struct listing *listing, enum index_folder folder)
{
    enum index_folder before = index->folder;
    enum err e = ERR_OK;

    keep_files(listing, dir->fd);
    index->folder = folder;
    for (size_t i = 0; i < listing->num && e == ERR_OK; i++) {
        struct opened_file opened;

        if (file_open_at(&opened, dir->fd, listing->names[i].text) == ERR_OK)
            e = load_name(index, dir, listing->names[i].text, &opened);
    }
    index->folder = before;
    return e;
}

/* The folders of p11-kit, below one of its paths; it has renamed the last. */
static const struct {
    char name[10];
    enum index_folder folder;
} p11_folders[] = {{ROW_TEXT("anchors"), FOLDER_ANCHORS},
                   {ROW_TEXT("blocklist"), FOLDER_BLOCKED},
                   {ROW_TEXT("blacklist"), FOLDER_BLOCKED}};

static bool open_folder(struct opened_file *out, int directory, const char *name)
{
    if (file_open_at(out, directory, name) == ERR_OK && out->is_directory)
        return true;
    file_shut(out);
    return false;
}

bool directory_is_p11kit(int directory)
{
    struct opened_file opened;
    bool has = false;

    for (size_t i = 0; i < LOOKUP_COUNT(p11_folders) && !has; i++) {
        has = open_folder(&opened, directory, p11_folders[i].name);
        file_shut(&opened);
    }
    return has;
}

/* Loads the files of one folder; one that cannot be listed is skipped, as files are. */
static enum err read_folder(struct index *index, const struct directory *parent, size_t number,
                            struct opened_file *opened)
{
    struct directory sub = {.fd = opened->fd, .is_system = parent->is_system};
    char path[PATH_MAX];
    struct listing l;
    int ignored;

    if (!path_join(path, parent->path, p11_folders[number].name))
        return ERR_OK;
    sub.path = path;
    enum err e = list(&l, sub.fd, &ignored);
    if (e == ERR_OK)
        e = read_files(index, &sub, &l, p11_folders[number].folder);
    arena_free(&l.arena);
    return e == ERR_OPEN ? ERR_OK : e;
}

/* Loads every file of a listing, and those in the folders of p11-kit. */
static enum err read_listing(struct index *index, struct directory *dir, struct listing *listing)
{
    bool is_p11kit = listing->num_links == 0 && directory_is_p11kit(dir->fd);
    enum err e = ERR_OK;

    dir->is_read = true;
    dir->num_links = 0;
    TRY(read_files(index, dir, listing, is_p11kit ? FOLDER_P11KIT : FOLDER_PLAIN));
    for (size_t i = 0; i < LOOKUP_COUNT(p11_folders) && is_p11kit && e == ERR_OK; i++) {
        struct opened_file opened;

        if (!open_folder(&opened, dir->fd, p11_folders[i].name))
            continue;
        e = read_folder(index, dir, i, &opened);
        file_shut(&opened);
    }
    return e;
}

enum err directory_read_all(struct index *index, struct directory *dir, int *sys_errno)
{
    struct listing l;

    if (dir->is_read)
        return ERR_OK;
    enum err e = list(&l, dir->fd, sys_errno);
    if (e == ERR_OK)
        e = read_listing(index, dir, &l);
    arena_free(&l.arena);
    return e;
}

/* Computes the hash for the links to this file; false if it holds no certificate, or one without a
 * reliable hash. */
static bool file_hash(struct opened_file *opened, struct arena *arena, uint32_t *hash)
{
    struct file file;
    struct bundle b;
    struct item it;
    struct cert *cert = ARENA_NEW(arena, struct cert);
    struct fail fail = {0};

    if (cert == NULL || !opened->is_regular ||
        file_read_opened(&file, opened, CERT_FILE_MAX) != ERR_OK)
        return false;
    bool good = bundle_open(&b, file.bytes, arena) == ERR_OK && bundle_next(&b, &it) &&
                it.fail.err == ERR_OK && cert_parse(cert, it.der, &fail) == ERR_OK &&
                subject_hash(hash, cert->subject);
    file_close(&file);
    return good;
}

/* Whether the links use our hash: older tools used another one.  The first link to a certificate
 * with a reliable hash decides. */
static bool is_hashed(struct listing *listing, int directory)
{
    uint32_t claimed, hash;

    for (size_t i = 0; i < listing->num && listing->num_links > 0; i++) {
        const char *name = listing->names[i].text;
        struct opened_file opened;

        if (!directory_parse_link(name, &claimed) ||
            file_open_at(&opened, directory, name) != ERR_OK)
            continue;
        bool is_known = file_hash(&opened, &listing->arena, &hash);

        file_shut(&opened);
        if (is_known)
            return hash == claimed;
    }
    return false;
}

void directory_close(struct directory *dir)
{
    if (dir->fd >= 0)
        close(dir->fd);
    dir->fd = -1;
}

enum err directory_look(struct index *index, struct directory *dir, size_t *added, int *sys_errno)
{
    struct listing l;
    size_t before = index->num_good + index->num_copies;

    *added = 0;
    enum err e = list(&l, dir->fd, sys_errno);
    if (e == ERR_OK && is_hashed(&l, dir->fd))
        dir->num_links = l.num_links;
    else if (e == ERR_OK)
        e = read_listing(index, dir, &l);
    arena_free(&l.arena);
    if (e == ERR_OK)
        *added = index->num_good + index->num_copies - before + dir->num_links;
    return e;
}

/* The links of this hash were opened before.  The memory is a ring: forgetting costs a second look
 * and nothing else. */
static bool was_probed(struct directory *dir, uint32_t hash)
{
    for (size_t i = 0; i < dir->num_probed && i < PROBED_MAX; i++) {
        if (dir->probed[i] == hash)
            return true;
    }
    dir->probed[dir->num_probed++ % PROBED_MAX] = hash;
    return false;
}

enum err directory_find(struct index *index, struct directory *dir, struct span subject)
{
    char name[32];
    uint32_t hash;
    int ignored;

    if (dir->is_read)
        return ERR_OK;
    if (!subject_hash(&hash, subject))
        return directory_read_all(index, dir, &ignored);
    if (was_probed(dir, hash))
        return ERR_OK;
    /* Links are numbered from 0 without gaps. */
    for (unsigned i = 0; i < NAMES_MAX; i++) {
        snprintf(name, sizeof name, "%08x.%u", (unsigned)hash, i);
        struct opened_file opened;

        /* A link without read permission does not end the numbering: others may follow. */
        if (file_open_at(&opened, dir->fd, name) != ERR_OK ? opened.sys_errno != EACCES
                                                           : !opened.is_regular) {
            file_shut(&opened);
            break;
        }
        TRY(load_name(index, dir, name, &opened));
        dir->num_links -= dir->num_links > 0;
    }
    return ERR_OK;
}
