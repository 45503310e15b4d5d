/* SPDX-License-Identifier: GPL-3.0-or-later */
/* remind: --warn, a warning before a certificate expires. */
#ifndef TB_LIB_VIEW_REMIND_H
#define TB_LIB_VIEW_REMIND_H

#include "lib/view/view.h"

/* remind fills *out with a warning for certificate i of an accepted path that ends soon. */
bool remind(struct finding *out, const struct path *p, size_t i, const struct view_input *in);

#endif
