/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * places: where a system keeps its trust anchors.
 *
 * They are named first, may be opened then, so that what happens to their names afterwards does not
 * matter, and are read at last.  What is not open by then is opened when it is read.
 */
#ifndef TB_TRUST_PLACES_H
#define TB_TRUST_PLACES_H

#include "trust/store.h"

/* A file or a directory. */
struct trust_place {
    const char *path;
    bool was_opened; /* whether that succeeded or not */
    struct opened_file opened;
};

struct places {
    struct trust_place *v;
    size_t num;
    bool is_env; /* all of them count, and not the first one alone that yields a certificate */
};

/*
 * places_system names those of SSL_CERT_FILE and SSL_CERT_DIR where either is set, else the known
 * ones; places_list those of a list.  Names live in the arena, or where they were.
 */
enum err places_system(struct places *out, struct arena *arena) MUST_CHECK;
enum err places_list(struct places *out, const char *const *list, size_t num,
                     struct arena *arena) MUST_CHECK;

/* places_opened is one of them, opened now if it was not yet; places_open opens all. */
struct opened_file *places_opened(struct trust_place *place);
void places_open(struct places *places);
void places_close(struct places *places); /* also fit for a zero struct */

/*
 * places_load adds what they hold to a store.  *used is the place that yielded certificates, or all
 * of them in one string; NULL if none did.  In a directory of the environment nobody looks if there
 * are anchors already: it is asked by subject hash, and read before a verdict of no
 * (anchors.more).  Errors: MEMORY, LIMIT; what cannot be read adds nothing.
 */
enum err places_load(struct places *places, struct store *store, const char **used,
                     size_t *added) MUST_CHECK;

#endif
