/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crlnames: the names of distribution points and of the issuers of CRLs, ready for comparison.
 *
 * RFC 5280 5.2.5 wants the identical encoding in both places; directory names are compared as names
 * are (7.1).  The lists come from outside and may be long: each is read once, and the digests of
 * its names are sorted, so that a comparison of two lists is linear.
 */
#ifndef TB_LIB_PATH_CRLNAMES_H
#define TB_LIB_PATH_CRLNAMES_H

#include "lib/base/arena.h"
#include "lib/base/budget.h"
#include "lib/x509/gname.h"
#include "lib/x509/name.h"

struct crlname {
    enum gname_kind kind;
    struct name_id id; /* of a directory name; else the digest of the content */
};

struct crlnames {
    struct crlname *list; /* sorted */
    size_t num;
};

/* crlnames_read reads the content of a GeneralNames into the arena; a malformed name ends the list.
 * LIMIT if the arena is full or the budget of comparisons, which pays for the bytes, is used up. */
enum err crlnames_read(struct crlnames *out, struct span names, struct arena *arena,
                       struct budget *budget) MUST_CHECK;

/* crlnames_one makes a list of one directory name.  LIMIT if the arena is full. */
enum err crlnames_one(struct crlnames *out, const struct name_id *id,
                      struct arena *arena) MUST_CHECK;

/* crlnames_meet: the two lists have a name in common.  LIMIT if the budget is used up. */
enum err crlnames_meet(bool *out, const struct crlnames *a, const struct crlnames *b,
                       struct budget *budget) MUST_CHECK;

#endif
