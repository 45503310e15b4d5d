/* SPDX-License-Identifier: GPL-3.0-or-later */
/* build_inside: the inside of a search, for the files that make it up. */
#ifndef TB_LIB_PATH_BUILD_INSIDE_H
#define TB_LIB_PATH_BUILD_INSIDE_H

#include "lib/path/build.h"

/* Longer paths are not searched: no honest chain comes near this length. */
enum { PATH_MAX_CERTS = 40 };

/* A helper (an untrusted intermediate) and what is known about it so far.  Each fact is found once,
 * however many paths the helper is part of. */
struct helper {
    const struct link *link;
    bool checked;      /* check_cert has run on it as a CA, */
    struct path alone; /* with these findings */
    bool looked_up;    /* the anchors that have its issuer's name are known: */
    const struct link **anchors;
    size_t num_anchors, cap_anchors;
};

/* A certificate whose subject is the name of the wanted issuer. */
struct candidate {
    const struct link *link;
    struct helper *helper; /* NULL: an anchor */
    int score;
};

/* The state of one search.  The stack is the path so far, leaf first; stack[num - 1] is the
 * certificate whose issuer is searched next. */
struct build {
    const struct check *k;
    enum build_mode mode;
    struct helper *helpers;
    struct link stack[PATH_MAX_CERTS];
    const struct path *alone[PATH_MAX_CERTS]; /* findings of each on its own, or NULL */
    struct helper *helper[PATH_MAX_CERTS];    /* the helper that each is; [0]: first */
    struct helper first;                      /* the leaf */
    size_t num;
    bool too_deep;   /* a branch was cut off at PATH_MAX_CERTS */
    bool distrusted; /* the leaf is an anchor, for other purposes */
    struct path leaf;
    struct build_result *out;
};

/* What checking a certificate costs in comparisons: a base price, and 1 for each LOOK_BYTES. */
enum { LOOK = 16, LOOK_BYTES = 128 };

/* Scores of candidates are between 0 and this. */
enum { SCORE_MAX = 2 * 4 + 2 + 1 };

/* The candidates for one issuer, in the order found: the anchors first. */
struct candidates {
    struct candidate *list;
    size_t num, cap;
};

/* build_is_unfit: the store has the anchor but does not trust it for the purpose that is judged. */
bool build_is_unfit(const struct build *build, const struct link *anchor);

/* build_is_visited: the path has this subject and key already. */
bool build_is_visited(const struct build *build, const struct link *link);

/* build_key_ids_differ: both certificates have a key identifier, and the two are not the same (RFC
 * 5280 4.2.1.1). */
bool build_key_ids_differ(const struct cert *cert, const struct cert *issuer);

/* build_candidates collects all anchors and helpers whose subject is the issuer of the top
 * certificate. */
enum err build_candidates(struct build *build, struct candidates *all) MUST_CHECK;

#endif
