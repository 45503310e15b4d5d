/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * namecon: name constraints (RFC 5280 4.2.1.10, 6.1.3 (b) and (c), 6.1.4 (g)).
 *
 * Each CA's constraints are applied on their own to each certificate below it: the intersection
 * and union of 6.1.4 (g) come out the same, without building sets.
 */
#ifndef TB_LIB_PATH_NAMECON_H
#define TB_LIB_PATH_NAMECON_H

#include "lib/base/budget.h"
#include "lib/path/ncread.h"

enum nc_verdict {
    NC_OK,
    NC_EXCLUDED,       /* the name lies in an excluded subtree */
    NC_NOT_PERMITTED,  /* there are permitted subtrees of its kind, and it lies in none */
    NC_UNSUPPORTED,    /* a constraint of a kind that cannot be applied, and a name of that kind */
    NC_MALFORMED_NAME, /* a name is not of its kind's form, so it cannot be compared */
    NC_LIMIT,          /* the budget is used up */
};

struct nc_result {
    enum nc_verdict verdict;
    struct gname name;   /* the name that was refused */
    struct span subtree; /* the GeneralSubtree's base that refused it, its content; may be empty */
    enum err err;        /* MALFORMED_NAME: the rule broken */
};

/* What has been read of the certificates of one judgement, each once; zeroed but for the arena. */
enum { NAMECONS_BUCKETS = 64 };
struct namecons {
    struct arena *arena;
    struct namecons_entry *buckets[NAMECONS_BUCKETS];
};

/*
 * namecon_check applies the constraints of a CA to all names of c: see ncread_names.  Excluded
 * beats permitted.  Each comparison of a name with a subtree takes from budget->names.  Constraints
 * that are malformed constrain nothing: check_cert refuses the CA.  The error is one of memory.
 */
enum err namecon_check(struct nc_result *out, struct namecons *all, const struct cert *ca,
                       const struct cert *cert, bool cn_is_host, struct budget *budget) MUST_CHECK;

/*
 * namecon_decode checks the encoding and form of a nameConstraints value (also its bases: DNS
 * without wildcard, a URI's host, IP of 8 or 32 bytes with a contiguous mask, minimum 0, no
 * maximum, at least one of permitted and excluded and each not empty).  Where nothing else is
 * wrong it is NC_LEADING_DOT, NC_EMAIL_EMPTY or NC_URI_EMPTY that fails.
 */
void namecon_decode(struct span value, struct fail *fail);

/* namecon_applies: constraints with this fault are applied nevertheless. */
bool namecon_applies(enum err err);

#endif
