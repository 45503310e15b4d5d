/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checks: what each certificate was checked for, and the result. */
#ifndef TB_LIB_VIEW_CERT_CHECKS_H
#define TB_LIB_VIEW_CERT_CHECKS_H

#include "lib/view/view.h"

enum check_kind {
    CHECK_ISSUER,
    CHECK_SIGNATURE,
    CHECK_TIME,
    CHECK_FORM,
    CHECK_KEY,
    CHECK_CA,
    CHECK_PURPOSE,
    CHECK_HOST,
    CHECK_NAMES,
    CHECK_POLICY,
    CHECK_REVOCATION,
    CHECK_TRUST,
    CHECK_TRANSPARENCY,
    CHECK_COUNT
};

enum mark { MARK_NONE, MARK_GOOD, MARK_WARN, MARK_BAD };

/* checks_put appends the checks that were made on certificate i of the path, each with its mark: "✓
 * signature  ✓ time  ✗ host". */
void checks_put(struct buf *out, const struct path *path, size_t i, const struct view_input *in,
                const struct style *style);

/* checks_made: the check was made on certificate i of the path, so that without a finding it has
 * passed. */
bool checks_made(enum check_kind check, const struct path *path, size_t i,
                 const struct view_input *in);

/* checks_result is the result of a check on certificate i; NONE if it was not made. */
enum mark checks_result(enum check_kind check, const struct path *path, size_t i,
                        const struct view_input *in);

/* checks_broken is the index of the certificate whose signature does not verify, after which
 * nothing is checked; path->num if there is none. */
size_t checks_broken(const struct path *path);

/* checks_mark appends the sign of a mark in its colour. */
void checks_mark(struct buf *out, const struct style *style, enum mark mark);

/* checks_severity is the mark of a finding of this severity. */
enum mark checks_severity(enum severity severity);

#endif
