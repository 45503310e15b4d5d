/* SPDX-License-Identifier: GPL-3.0-or-later */
/* markup: holds a page of ours to its form. */
#ifndef TB_TESTS_UNIT_VIEW_MARKUP_H
#define TB_TESTS_UNIT_VIEW_MARKUP_H

#include "lib/base/span.h"

/* markup_check fails the test where an element is not closed where it should be, an ampersand is
 * not escaped, or the page has a script, a handler, or an address outside of itself. */
void markup_check(struct span page);

/* markup_check_svg is the same for a picture that stands alone. */
void markup_check_svg(struct span picture);

#endif
