/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * build: finding paths from the leaf to a trust anchor (RFC 4158).
 *
 * A depth-first search with full backtracking: at each certificate all anchors and helpers that
 * bear its issuer's name are tried, the likeliest first.  Key identifiers order candidates and
 * decide nothing.  No (subject, key) pair stands twice in a path (RFC 4158 5.2).
 */
#ifndef TB_LIB_PATH_BUILD_H
#define TB_LIB_PATH_BUILD_H

#include "lib/path/check.h"

enum build_mode {
    BUILD_ACCEPT,  /* stop at the first path without an error; cut off branches that have one */
    BUILD_EXPLAIN, /* walk on in spite of errors, and find the path that comes nearest */
};

struct build_result {
    struct path path; /* the one accepted; else, from EXPLAIN, the most telling one */
    bool accepted;    /* path has no error */
    bool limit;       /* the budget ran out before everything was tried */
};

/* build_paths searches from in->leaf; refused paths go to the report. */
enum err build_paths(struct build_result *out, const struct check *check,
                     enum build_mode mode) MUST_CHECK;

#endif
