/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dir_links: whether the hash links of a directory lead to the certificates that they name. */
#ifndef TB_TRUST_DIR_LINKS_H
#define TB_TRUST_DIR_LINKS_H

#include "lib/base/arena.h"

enum dir_fault {
    DIR_DANGLING,   /* the link leads to no file */
    DIR_OTHER_HASH, /* the subject of its certificate has another hash */
    DIR_GAP,        /* HASH.N without HASH.N-1: lookups end before it */
    DIR_NO_LINK,    /* a file with one certificate to which no link leads */
    DIR_UNHASHED,   /* there is no link at all; the name is empty */
};

struct dir_faults {
    struct {
        enum dir_fault fault;
        const char *name; /* in the arena */
    } * v;
    size_t num, cap;
};

/*
 * dir_links_check looks at all names of a directory.  A name that subject_hash cannot compute is
 * not judged.  Errors: OPEN (*sys_errno), LIMIT, MEMORY.
 */
enum err dir_links_check(struct dir_faults *out, const char *path, struct arena *arena,
                         int *sys_errno) MUST_CHECK;

#endif
