/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trust_diff: how two stores differ, as text and JSON. */
#ifndef TB_LIB_VIEW_TRUST_TRUST_DIFF_H
#define TB_LIB_VIEW_TRUST_TRUST_DIFF_H

#include "lib/view/trust/trust_view.h"

/* An anchor that the other store lacks, and what that store has instead. */
struct anchor_only {
    const struct trust_anchor *anchor;
    const struct trust_anchor *same_key;  /* another certificate for its key, or NULL */
    const struct trust_anchor *same_name; /* another key under its name, or NULL */
};

/* What two stores say differently of one certificate, as bits. */
enum { CHANGED_PURPOSES = 1, CHANGED_DATES = 2, CHANGED_CONSTRAINTS = 4 };

struct anchor_change {
    const struct trust_anchor *left, *right;
    unsigned what;
};

struct trust_diff {
    const struct trust_shelf *left, *right;
    struct anchor_only *only_left, *only_right;
    size_t num_only_left, num_only_right;
    struct anchor_change *changed;
    size_t num_changed, num_same;
};

static inline bool trust_diff_is_equal(const struct trust_diff *diff)
{
    return diff->num_only_left + diff->num_only_right + diff->num_changed == 0;
}

void trust_diff_text(struct buf *out, const struct trust_diff *diff, int64_t now,
                     const struct style *style);
enum err trust_diff_json(struct buf *out, const struct trust_diff *diff) MUST_CHECK;

#endif
