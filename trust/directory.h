/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory: certificates in a directory, hashed or not.
 *
 * In a hashed one each certificate has a link "HASH.N" after its subject (subject_hash), so that
 * the few that a chain names are opened and no others.  No anchor gets lost by that: files which
 * no such link leads to are read at once, and so is everything where a first link turns out to be
 * named after something else, or where a name is asked for that has no reliable hash.
 */
#ifndef TB_TRUST_DIRECTORY_H
#define TB_TRUST_DIRECTORY_H

#include "trust/index.h"

struct hash_link {
    uint32_t hash;
    uint32_t number;
    bool is_loaded;
};

struct directory {
    struct directory *next;
    const char *path;
    struct hash_link *links; /* ordered by hash, then number */
    size_t num_links, num_unread;
};

/*
 * directory_add adds the certificates of a directory to the index; *out gets what is left to be
 * opened on demand, or NULL.  *added counts both.  Entries that cannot be read, are no regular
 * files or hold no certificate are passed over.  Errors: OPEN (*sys_errno), LIMIT, MEMORY.
 */
enum err directory_add(struct index *x, struct directory **out, const char *path, size_t *added,
                       int *sys_errno) MUST_CHECK;

/* directory_find opens what may hold certificates with this subject. */
enum err directory_find(struct index *x, struct directory *d, struct span subject) MUST_CHECK;

/* directory_read_all opens everything that is left. */
enum err directory_read_all(struct index *x, struct directory *d) MUST_CHECK;

#endif
