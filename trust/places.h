/* SPDX-License-Identifier: GPL-3.0-or-later */
/* places: where a system keeps its trust anchors. */
#ifndef TB_TRUST_PLACES_H
#define TB_TRUST_PLACES_H

#include "trust/store.h"

/* The known places in the order in which they are tried, ended by NULL. */
extern const char *const places[];

/* store_add_place adds a file or directory, whichever it is; what cannot be read adds nothing.
 * Errors: MEMORY, LIMIT. */
enum err store_add_place(struct store *store, const char *path, size_t *added) MUST_CHECK;

/* store_add_dir_later takes a directory to be hashed, and opens nothing of it before a lookup. */
enum err store_add_dir_later(struct store *store, const char *path) MUST_CHECK;

/* store_keep_origin is store_origin as it is now, for as long as the store lives. */
enum err store_keep_origin(struct store *store, const char **out) MUST_CHECK;

/* places_add adds the first of these places that yields a certificate; *used is NULL where none
 * does. */
enum err places_add(struct store *store, const char *const *list, const char **used,
                    size_t *added) MUST_CHECK;

/* places_add_env adds all of a file and of a list of directories divided by ':', NULL or empty
 * where there is none.  Where the file has yielded anchors, nobody waits for the directories:
 * they are looked up by subject hash, and read before a verdict of no (anchors.more). */
enum err places_add_env(struct store *store, const char *file, const char *dirs,
                        size_t *added) MUST_CHECK;

#endif
