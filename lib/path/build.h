/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * build: finds paths from the leaf to a trust anchor (RFC 4158).
 *
 * The search is depth-first with full backtracking: at each certificate it tries all anchors and
 * helpers that have the issuer's name, the likeliest first.  Key identifiers order the candidates
 * and decide nothing.  No (subject, key) pair occurs twice in a path (RFC 4158 5.2).
 */
#ifndef TB_LIB_PATH_BUILD_H
#define TB_LIB_PATH_BUILD_H

#include "lib/path/check.h"

enum build_mode {
    BUILD_ACCEPT,  /* stop at the first path without an error; cut off branches that have one */
    BUILD_EXPLAIN, /* go on in spite of errors, and find the path that helps a user most */
};

struct build_result {
    struct path path; /* the one accepted; else, from EXPLAIN, the most helpful one */
    bool accepted;    /* path has no error */
    bool limit;       /* the budget ran out before everything was tried */
};

/* build_paths searches from in->leaf.  Refused paths go to the report; result and report live in
 * its arena.  Errors: LIMIT if the arena is full, MEMORY. */
enum err build_paths(struct build_result *out, const struct check *check,
                     enum build_mode mode) MUST_CHECK;

#endif
