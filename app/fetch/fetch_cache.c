/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file has a head of fixed length and the body:
 *
 *     magic 8, key 32, fetched 8, until 8 (seconds since 1970, big-endian), digest 32
 *
 * The key is the SHA-256 of the request, the digest that of key, times and body.
 */
#include "config.h"

#include "app/fetch/fetch_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <dirent.h>
#include <sys/stat.h>

#include "app/fetch/fetch_ask.h"
#include "lib/base/hex.h"
#include "lib/base/outfile.h"
#include "lib/base/rd.h"
#include "lib/base/rng.h"
#include "lib/crypto/digest.h"

enum {
    KEY = 32,
    HEAD = 8 + KEY + 8 + 8 + KEY,
    NAME = 2 * KEY + 1,
    PATH_BYTES = 4096,
    DAY = 24 * 60 * 60,
    LEFT_BEHIND = 60 * 60, /* a temporary file of this age has lost its writer */
};

static const char magic[8] = "TBFETCH1";
static const char temporary[] = ".new-";

/* How long a kind is kept at most, in days: a list that was replaced early is seen then. */
static const uint8_t days[FETCH_KIND_COUNT] = {
    [FETCH_ISSUER] = 30, [FETCH_CRL] = 7, [FETCH_OCSP] = 7, [FETCH_TILE] = 30};

/* The directory. */

/* tlsbox under the directory that the XDG specification names: it has to be absolute. */
static bool default_path(char out[PATH_BYTES], char parent[PATH_BYTES])
{
    const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int n;

    if (xdg != NULL && xdg[0] == '/')
        n = snprintf(parent, PATH_BYTES, "%s", xdg);
    else if (home != NULL && home[0] == '/')
        n = snprintf(parent, PATH_BYTES, "%s/.cache", home);
    else
        return false;
    return n < PATH_BYTES && snprintf(out, PATH_BYTES, "%s/tlsbox", parent) < PATH_BYTES;
}

static bool is_ours(const struct stat *st)
{
    return st->st_uid == geteuid() && (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* Opens a directory that is ours; -1 if there is none. */
static int open_ours(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;

    if (fd >= 0 && (fstat(fd, &st) != 0 || !is_ours(&st))) {
        close(fd);
        return -1;
    }
    return fd;
}

void fetch_cache_open(struct fetch_cache *cache, const char *path)
{
    char room[PATH_BYTES], parent[PATH_BYTES];

    *cache = (struct fetch_cache){-1, FETCH_CACHE_BYTES, FETCH_CACHE_FILES};
    if (path == NULL) {
        if (!default_path(room, parent))
            return;
        path = room;
        (void)mkdir(parent, S_IRWXU);
    }
    (void)mkdir(path, S_IRWXU);
    cache->directory = open_ours(path);
}

void fetch_cache_close(struct fetch_cache *cache)
{
    if (cache->directory >= 0)
        close(cache->directory);
    cache->directory = -1;
}

/* Files. */

/* What a request asks for, as 32 bytes, and as the name of its file. */
static bool make_key(uint8_t key[DIGEST_MAX_SIZE], char name[NAME],
                     const struct fetch_request *request)
{
    struct buf text;

    buf_init(&text, request->url.n + request->content.n + 16);
    buf_u8(&text, (uint8_t)request->kind);
    buf_u64(&text, request->url.n);
    buf_put(&text, request->url);
    buf_put(&text, request->content);
    digest_of(DIGEST_SHA256, key, buf_span(&text));
    bool good = text.err == ERR_OK;

    buf_free(&text);
    buf_init(&text, NAME);
    hex_encode(&text, span_of(key, KEY), 0);
    good = good && text.err == ERR_OK;
    snprintf(name, NAME, "%.*s", (int)text.n, text.n > 0 ? (const char *)text.p : "");
    buf_free(&text);
    return good;
}

/* The digest of a file: of what follows the magic up to it, and of the body. */
static bool make_digest(uint8_t out[DIGEST_MAX_SIZE], struct span key_and_times, struct span body)
{
    uint8_t inner[DIGEST_MAX_SIZE];
    struct buf text;

    digest_of(DIGEST_SHA256, inner, body);
    buf_init(&text, HEAD);
    buf_put(&text, key_and_times);
    buf_put(&text, span_of(inner, KEY));
    digest_of(DIGEST_SHA256, out, buf_span(&text));
    bool good = text.err == ERR_OK;

    buf_free(&text);
    return good;
}

/* Reads a file that is ours, of at most max bytes.  O_NONBLOCK: a FIFO does not hold us up. */
static bool read_file(struct buf *out, int directory, const char *name, size_t max)
{
    int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;
    ssize_t n = -1;

    if (fd < 0)
        return false;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && is_ours(&st) && st.st_size > 0 &&
        (uintmax_t)st.st_size <= max) {
        size_t size = (size_t)st.st_size;
        uint8_t *room = buf_room(out, size);

        for (size_t at = 0; room != NULL && at < size; at += (size_t)n) {
            n = read(fd, room + at, size - at);
            if (n <= 0)
                break;
        }
    }
    close(fd);
    return n > 0;
}

/* Whether a file is whole and the one for a request; *body and the times are those in it. */
static bool check_file(struct span file, const uint8_t key[KEY], struct span *body,
                       int64_t *fetched, int64_t *until)
{
    struct fail fail = {0};
    struct rd r = rd_init(file, &fail);
    struct span mark = rd_bytes(&r, sizeof magic), in_file = rd_bytes(&r, KEY);
    uint8_t digest[DIGEST_MAX_SIZE];

    *fetched = (int64_t)rd_u64(&r);
    *until = (int64_t)rd_u64(&r);
    struct span claimed = rd_bytes(&r, KEY);

    if (fail.err != ERR_OK || !span_eq(mark, span_of(magic, sizeof magic)) ||
        !span_eq(in_file, span_of(key, KEY)))
        return false;
    *body = span_tail(file, HEAD);
    return make_digest(digest, span_of(file.p + sizeof magic, HEAD - sizeof magic - KEY), *body) &&
           span_eq(claimed, span_of(digest, KEY));
}

bool fetch_cache_get(const struct fetch_cache *cache, const struct fetch_request *request,
                     struct buf *out, int64_t *age)
{
    uint8_t key[DIGEST_MAX_SIZE];
    char name[NAME];
    struct buf file;
    struct span body;
    int64_t fetched, until;
    bool found = false;

    if (cache->directory < 0 || !make_key(key, name, request))
        return false;
    buf_init(&file, HEAD + fetch_ask_max(request->kind));
    if (read_file(&file, cache->directory, name, file.cap)) {
        found = check_file(buf_span(&file), key, &body, &fetched, &until) &&
                fetched <= request->now && request->now < until;
        if (found) {
            *age = request->now - fetched;
            buf_put(out, body);
        } else {
            (void)unlinkat(cache->directory, name, 0);
        }
    }
    buf_free(&file);
    return found && out->err == ERR_OK;
}

/* Room for new files. */

/* What is in the directory. */
struct holding {
    uint64_t bytes, files;
    char oldest[NAME];
    struct timespec time; /* of the oldest */
};

static bool is_entry(const char *name)
{
    return strlen(name) == NAME - 1 && strspn(name, "0123456789abcdef") == NAME - 1;
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

static void count_entry(struct holding *h, const char *name, const struct stat *st)
{
    if (h->files == 0 || is_before(&st->st_mtim, &h->time)) {
        memcpy(h->oldest, name, NAME);
        h->time = st->st_mtim;
    }
    h->files++;
    h->bytes += (uint64_t)st->st_size;
}

/* Counts the files, and removes temporary ones whose writer is gone. */
static void take_stock(struct holding *h, int directory, int64_t now)
{
    int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *entry;
    struct stat st;

    *h = (struct holding){0};
    if (list == NULL && fd >= 0)
        close(fd);
    while (list != NULL && (entry = readdir(list)) != NULL) {
        bool is_temporary = strncmp(entry->d_name, temporary, strlen(temporary)) == 0;

        if ((!is_temporary && !is_entry(entry->d_name)) ||
            fstatat(directory, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        if (!is_temporary)
            count_entry(h, entry->d_name, &st);
        else if (st.st_mtim.tv_sec < now - LEFT_BEHIND)
            (void)unlinkat(directory, entry->d_name, 0);
    }
    if (list != NULL)
        closedir(list);
}

/* Removes the oldest files until the limits hold, and stops if one cannot be removed. */
static void make_room(const struct fetch_cache *cache, int64_t now)
{
    struct holding h;

    take_stock(&h, cache->directory, now);
    while ((h.bytes > cache->bytes_max || h.files > cache->files_max) &&
           unlinkat(cache->directory, h.oldest, 0) == 0)
        take_stock(&h, cache->directory, now);
}

/* Writes a file under another name and renames it. */
static void rename_into(int directory, const char *other, const char *name, struct span head,
                        struct span body)
{
    int fd = openat(directory, other, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    S_IRUSR | S_IWUSR);

    if (fd < 0)
        return;
    bool good = outfile_write(fd, head) && outfile_write(fd, body);

    good = close(fd) == 0 && good;
    if (!good || renameat(directory, other, directory, name) != 0)
        (void)unlinkat(directory, other, 0);
}

static void write_file(int directory, const char *name, struct span head, struct span body)
{
    struct rng_system state = {0};
    struct rng rng = rng_system(&state);
    uint8_t random[8];
    struct buf other;

    rng_fill(&rng, random, sizeof random);
    buf_init(&other, sizeof temporary + NAME);
    buf_str(&other, temporary);
    hex_encode(&other, span_of(random, sizeof random), 0);
    buf_u8(&other, 0);
    if (other.err == ERR_OK)
        rename_into(directory, (const char *)other.p, name, head, body);
    buf_free(&other);
}

void fetch_cache_put(const struct fetch_cache *cache, const struct fetch_request *request,
                     struct span body, int64_t until)
{
    uint8_t key[DIGEST_MAX_SIZE], digest[DIGEST_MAX_SIZE];
    int64_t most = request->now + (int64_t)days[request->kind] * DAY;
    char name[NAME];
    struct buf head;

    until = until < most ? until : most;
    if (cache->directory < 0 || until <= request->now || body.n > fetch_ask_max(request->kind) ||
        !make_key(key, name, request))
        return;
    buf_init(&head, HEAD);
    buf_put(&head, span_of(magic, sizeof magic));
    buf_put(&head, span_of(key, KEY));
    buf_u64(&head, (uint64_t)request->now);
    buf_u64(&head, (uint64_t)until);
    if (make_digest(digest, span_tail(buf_span(&head), sizeof magic), body)) {
        buf_put(&head, span_of(digest, KEY));
        if (head.err == ERR_OK)
            write_file(cache->directory, name, buf_span(&head), body);
    }
    buf_free(&head);
    make_room(cache, request->now);
}
