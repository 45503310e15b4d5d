/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store_shelf: stores that options and operands name, read completely.
 *
 * A word is the name of a store (app/trust/named_store.h), the path of a file or directory, or
 * NAME=PATH, which gives a path a name.
 */
#ifndef TB_APP_TRUST_STORE_SHELF_H
#define TB_APP_TRUST_STORE_SHELF_H

#include "app/output.h"
#include "lib/base/string_list.h"
#include "lib/view/trust/trust_view.h"
#include "trust/store.h"

struct store_shelf {
    const char *word;       /* as it was given */
    const char *path;       /* NULL: the system's places */
    struct span passphrase; /* of a key store, besides the usual one; without a pointer: none */
    struct store *store;
    struct trust_shelf anchors; /* in the arena; without any if the store cannot be used … */
    enum reason reason;         /* … for this reason; else OK */
    enum err err;               /* likewise */
    int sys_errno;              /* for strerror, or 0 */
    bool is_optional;           /* `all` stood for it: if it cannot be used, others may do */
};

/* store_shelf_open reads a store into a struct that is zero but for the passphrase.  Errors:
 * MEMORY, LIMIT; one that cannot be used is noted.  store_shelf_close accepts a zero struct. */
enum err store_shelf_open(struct store_shelf *shelf, const char *word,
                          struct arena *arena) MUST_CHECK;
void store_shelf_close(struct store_shelf *shelf);

/* store_shelf_path is number i of the files and directories that were read, or the path that cannot
 * be; NULL after the last. */
const char *store_shelf_path(const struct store_shelf *shelf, size_t i);

/* store_shelf_say prints why a store cannot be used; it returns the exit code. */
int store_shelf_say(const struct store_shelf *shelf, struct output *out);

/* Several stores.  `all` stands for all named ones that exist. */
struct store_shelves {
    struct store_shelf *v;
    size_t num;
};

/* store_shelves_open reads the stores of a list; of an empty one, `otherwise`. */
enum err store_shelves_open(struct store_shelves *shelves, const struct string_list *words,
                            const char *otherwise, struct span passphrase,
                            struct arena *arena) MUST_CHECK;
void store_shelves_close(struct store_shelves *shelves);

/* store_shelves_say is store_shelf_say for all: the worst exit code of those that were named.
 * store_shelves_code is the worst of all. */
int store_shelves_say(const struct store_shelves *shelves, struct output *out);
int store_shelves_code(const struct store_shelves *shelves);

#endif
