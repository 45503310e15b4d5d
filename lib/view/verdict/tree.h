/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tree: --explain, all paths that were tried, with what became of each. */
#ifndef TB_LIB_VIEW_VERDICT_TREE_H
#define TB_LIB_VIEW_VERDICT_TREE_H

#include "lib/view/view.h"

/* tree_put draws all candidate paths as one tree that grows from the leaf to the anchors. */
void tree_put(struct buf *out, const struct report *report, const struct view_input *in,
              const struct style *style);

#endif
