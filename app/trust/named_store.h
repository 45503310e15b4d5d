/* SPDX-License-Identifier: GPL-3.0-or-later */
/* named_store: the stores that have a name (named_stores.def), and where they are. */
#ifndef TB_APP_TRUST_NAMED_STORE_H
#define TB_APP_TRUST_NAMED_STORE_H

#include <stddef.h>

#include "lib/base/arena.h"

/* Named store number i: its name, what it is and which programs read it, to be translated.  The
 * name is NULL after the last. */
const char *named_store(size_t i);
const char *named_store_what(size_t i);
const char *named_store_readers(size_t i);

/* The name that means all stores of this machine. */
extern const char named_store_all[];

/* named_store_is: the word is a name, or `all`. */
bool named_store_is(const char *word);

/* named_store_word is for completion: the names, then `all`; NULL after the last. */
const char *named_store_word(size_t i);

/* Place number k of a store that is not `system`, or NULL after the last; it may not exist. */
const char *named_store_place(const char *name, size_t k);

/* named_store_path is the first place of a store that exists, NULL if there is none.  Of `java` it
 * is that below JAVA_HOME, if it exists; it is in the arena then. */
const char *named_store_path(const char *name, struct arena *arena);

/* The name of the system's store. */
extern const char named_store_system[];

#endif
