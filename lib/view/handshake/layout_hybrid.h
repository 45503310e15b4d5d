/* SPDX-License-Identifier: GPL-3.0-or-later */
/* layout_hybrid: divides the share of a hybrid group. */
#ifndef TB_LIB_VIEW_HANDSHAKE_LAYOUT_HYBRID_H
#define TB_LIB_VIEW_HANDSHAKE_LAYOUT_HYBRID_H

#include "lib/tls/wire/hybrid_parts.h"
#include "lib/view/handshake/layout.h"

enum { LAYOUT_HYBRID_ITEMS = 1 + HYBRID_PARTS };

/* layout_hybrid turns the item of a share into one for its length and one for each part; what the
 * rows of layout.def say of them is left to the caller.  False if the group is no hybrid or the
 * lengths do not add up: then nobody knows where the second part starts. */
bool layout_hybrid(struct layout_item out[LAYOUT_HYBRID_ITEMS], const struct layout_item *whole,
                   uint32_t group, bool from_client);

#endif
