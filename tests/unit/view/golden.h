/* SPDX-License-Identifier: GPL-3.0-or-later */
/* golden: holds a page to a file of tests/golden. */
#ifndef TB_TESTS_UNIT_VIEW_GOLDEN_H
#define TB_TESTS_UNIT_VIEW_GOLDEN_H

#include "lib/base/buf.h"

/* golden_hold compares the page with NAME.EXT and shows the first line that differs; with
 * `updates` it writes the file instead. */
void golden_hold(const char *name, const char *ext, const struct buf *page, bool updates);

#endif
