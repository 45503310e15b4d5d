/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directory: certificates in a directory, hashed or not.
 *
 * In a hashed one each certificate has a link "HASH.N" after its subject (subject_hash), so that
 * the few that a chain names are opened, and no others.  What no link leads to is found only by
 * directory_read_all: before a negative verdict stands, everything must be read.
 */
#ifndef TB_TRUST_DIRECTORY_H
#define TB_TRUST_DIRECTORY_H

#include "trust/index.h"

enum { PROBED_MAX = 64 };

struct directory {
    struct directory *next;
    const char *path;
    bool is_read;
    size_t num_links;            /* not opened yet, as far as is known */
    uint32_t probed[PROBED_MAX]; /* hashes whose links were opened: a memory, not a limit */
    size_t num_probed;
};

/* directory_new opens nothing yet; path is copied. */
enum err directory_new(struct index *index, struct directory **out, const char *path) MUST_CHECK;

/*
 * directory_look reads the list of names.  Where they are no hash links, or a first link turns
 * out to be named after another hash than ours, everything is read at once.  *added counts what
 * was read and the links that were not.  Errors: OPEN (*sys_errno), LIMIT, MEMORY.
 */
enum err directory_look(struct index *index, struct directory *dir, size_t *added,
                        int *sys_errno) MUST_CHECK;

/* directory_find opens the links for a subject; everything, where it has no reliable hash. */
enum err directory_find(struct index *index, struct directory *dir, struct span subject) MUST_CHECK;

/* directory_read_all reads every file once, whatever its names.  What is no regular file, cannot
 * be read or holds no certificate is passed over. */
enum err directory_read_all(struct index *index, struct directory *dir, int *sys_errno) MUST_CHECK;

#endif
