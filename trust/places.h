/* SPDX-License-Identifier: GPL-3.0-or-later */
/* places: where a system keeps its trust anchors. */
#ifndef TB_TRUST_PLACES_H
#define TB_TRUST_PLACES_H

#include "trust/store.h"

/* The known places in the order in which they are tried, ended by NULL. */
extern const char *const places[];

/* store_add_place adds a file or a directory; one that cannot be read adds nothing.  Errors:
 * MEMORY, LIMIT. */
enum err store_add_place(struct store *store, const char *path, size_t *added) MUST_CHECK;

/* store_add_dir_later adds a directory as a hashed one and opens nothing before a lookup. */
enum err store_add_dir_later(struct store *store, const char *path) MUST_CHECK;

/* store_keep_origin copies the current store_origin; the copy lives as long as the store. */
enum err store_keep_origin(struct store *store, const char **out) MUST_CHECK;

/* places_add adds the first of these places that yields a certificate; *used is that place, or
 * NULL. */
enum err places_add(struct store *store, const char *const *list, const char **used,
                    size_t *added) MUST_CHECK;

/*
 * places_add_env adds a file and a list of directories separated by ':'; NULL or empty: none.  If
 * the file has yielded anchors, the directories are not read now: they are looked up by subject
 * hash, and read before a negative verdict (anchors.more).
 */
enum err places_add_env(struct store *store, const char *file, const char *dirs,
                        size_t *added) MUST_CHECK;

#endif
