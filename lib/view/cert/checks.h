/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checks: what was held against each certificate, and how it came out. */
#ifndef TB_LIB_VIEW_CERT_CHECKS_H
#define TB_LIB_VIEW_CERT_CHECKS_H

#include "lib/view/view.h"

enum mark { MARK_NONE, MARK_GOOD, MARK_WARN, MARK_BAD };

/* checks_put appends the marked checks of certificate i: "✓ signature  ✓ time  ✗ host". */
void checks_put(struct buf *out, const struct path *p, size_t i, const struct view_input *in,
                const struct style *style);

/* checks_mark appends the sign for it, in its colour. */
void checks_mark(struct buf *out, const struct style *style, enum mark mark);

enum mark checks_severity(enum severity s);

#endif
