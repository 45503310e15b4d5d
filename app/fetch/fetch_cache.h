/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fetch_cache: what was fetched and proved good, in files of one directory.
 *
 * The directory is ours alone: it is used only if it belongs to us and nobody else may write to it.
 * A file is named after the SHA-256 of what was asked for, is written under another name and
 * renamed, and has a digest of all that is in it: a reader finds a whole file or none.  What is
 * damaged, too old or not ours is not used.  Losing a file costs a fetch, so that no failure of the
 * cache is an error.
 */
#ifndef TB_APP_FETCH_FETCH_CACHE_H
#define TB_APP_FETCH_FETCH_CACHE_H

#include "app/fetch/fetch.h"

/* All files together; the oldest make room for new ones. */
enum { FETCH_CACHE_BYTES = 256 << 20, FETCH_CACHE_FILES = 4096 };

struct fetch_cache {
    int directory; /* -1: no cache */
    uint64_t bytes_max, files_max;
};

/* fetch_cache_open opens the directory, and makes it if it is absent.  path NULL: tlsbox under
 * XDG_CACHE_HOME, or else under .cache of HOME. */
void fetch_cache_open(struct fetch_cache *cache, const char *path);
void fetch_cache_close(struct fetch_cache *cache);

/* fetch_cache_get appends the body that was kept for a request, if it is usable at request->now;
 * *age is in seconds. */
bool fetch_cache_get(const struct fetch_cache *cache, const struct fetch_request *request,
                     struct buf *out, int64_t *age);

/* fetch_cache_put keeps a body until a time, which is bounded for its kind. */
void fetch_cache_put(const struct fetch_cache *cache, const struct fetch_request *request,
                     struct span body, int64_t until);

#endif
