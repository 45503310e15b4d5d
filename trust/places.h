/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * places: the files and directories in which a system keeps its trust anchors.
 *
 * A place is named first and read last.  It may be opened in between: later changes of the file
 * system then have no influence.  places_load opens those that are still closed.
 */
#ifndef TB_TRUST_PLACES_H
#define TB_TRUST_PLACES_H

#include "trust/store.h"

/* A file or a directory. */
struct trust_place {
    const char *path;
    bool was_opened; /* was tried: `opened` has the result */
    struct opened_file opened;
};

struct places {
    struct trust_place *v;
    size_t num;
    /* From SSL_CERT_FILE and SSL_CERT_DIR: the union counts.  Else the first place that yields a
     * certificate is the only one used. */
    bool is_env;
};

/*
 * places_system names the places of SSL_CERT_FILE and SSL_CERT_DIR if either is set, else the known
 * ones (trust/places.def).  places_list names those of a list, whose strings must outlive *out.
 * Other memory is the arena's.  Errors: MEMORY, LIMIT.
 */
enum err places_system(struct places *out, struct arena *arena) MUST_CHECK;
enum err places_list(struct places *out, const char *const *list, size_t num,
                     struct arena *arena) MUST_CHECK;

/* places_opened opens a place at the first call; later calls return the same handle, open or not.
 * places_open opens all. */
struct opened_file *places_opened(struct trust_place *place);
void places_open(struct places *places);
void places_close(struct places *places); /* accepts a zero struct */

/*
 * places_load adds the certificates of the places to a store.  *used is the place that yielded
 * certificates, or all those of the environment in one string ("a, b"); NULL if none did.  After a
 * place of the environment has yielded anchors, directories are not listed: lookups open their hash
 * links, and all files are read before a negative verdict is final (anchors.more).  *added counts
 * certificates, and the hash links of listed directories.  Errors: MEMORY, LIMIT; a place that
 * cannot be read adds nothing.
 */
enum err places_load(struct places *places, struct store *store, const char **used,
                     size_t *added) MUST_CHECK;

#endif
