/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * namecon: name constraints (RFC 5280 4.2.1.10, 6.1.3 (b) and (c), 6.1.4 (g)).
 *
 * The constraints of each CA are applied separately to each certificate below it.  A name must pass
 * them all, which is the same as the intersection and union of 6.1.4 (g), without building sets.
 */
#ifndef TB_LIB_PATH_NAMECON_H
#define TB_LIB_PATH_NAMECON_H

#include "lib/base/budget.h"
#include "lib/path/known_nc.h"
#include "lib/path/ncread.h"

enum nc_verdict {
    NC_OK,
    NC_EXCLUDED,       /* the name is in an excluded subtree */
    NC_NOT_PERMITTED,  /* there are permitted subtrees of its kind, and it is in none */
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

/* The names and constraints read during one judgement, each once.  The caller sets the arena, and
 * known if there is one, and zeroes the rest. */
enum { NAMECONS_BUCKETS = 64 };
struct namecons {
    struct arena *arena;
    struct known_nc *known; /* NULL: nothing is kept between judgements */
    struct namecons_entry *buckets[NAMECONS_BUCKETS];
};

/*
 * namecon_check applies the constraints of a CA to all names of a certificate: see ncread_names.
 * Excluded beats permitted.  Each comparison of a name with a subtree costs budget->names.
 * Malformed constraints constrain nothing: check_cert refuses the CA. Errors: LIMIT if the arena is
 * full, MEMORY.
 */
enum err namecon_check(struct nc_result *out, struct namecons *all, const struct cert *ca,
                       const struct cert *cert, bool cn_is_host, struct budget *budget) MUST_CHECK;

/*
 * namecon_decode checks the encoding and form of a nameConstraints value, and its bases: DNS names
 * without wildcard, hosts of URIs, IP addresses of 8 or 32 bytes with a contiguous mask, minimum 0,
 * no maximum, at least one of permitted and excluded and each not empty.  NC_LEADING_DOT,
 * NC_EMAIL_EMPTY and NC_URI_EMPTY are reported only if nothing else is wrong.
 */
void namecon_decode(struct span value, struct fail *fail);

/* namecon_form is namecon_decode for the constraints of a CA, once for each judgement. */
enum err namecon_form(struct fail *fail, struct namecons *all, const struct cert *ca) MUST_CHECK;

/* namecon_applies: constraints with this error are applied nevertheless. */
bool namecon_applies(enum err err);

#endif
