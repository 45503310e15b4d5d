/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checks: what each certificate was checked for, and the result. */
#ifndef TB_LIB_VIEW_CERT_CHECKS_H
#define TB_LIB_VIEW_CERT_CHECKS_H

#include "lib/view/view.h"

enum mark { MARK_NONE, MARK_GOOD, MARK_WARN, MARK_BAD };

/* checks_put appends the checks that were made on certificate i of the path, each with its mark: "✓
 * signature  ✓ time  ✗ host". */
void checks_put(struct buf *out, const struct path *path, size_t i, const struct view_input *in,
                const struct style *style);

/* checks_mark appends the sign of a mark in its colour. */
void checks_mark(struct buf *out, const struct style *style, enum mark mark);

/* checks_severity is the mark of a finding of this severity. */
enum mark checks_severity(enum severity severity);

#endif
