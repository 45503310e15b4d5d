/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_diagram: the sequence of a handshake as a picture; hs_diagram itself is in hs.h. */
#ifndef TB_LIB_VIEW_HANDSHAKE_HS_DIAGRAM_H
#define TB_LIB_VIEW_HANDSHAKE_HS_DIAGRAM_H

#include "lib/view/handshake/hs.h"
#include "lib/view/handshake/message_list.h"
#include "lib/view/text/lang.h"

/* diagram_svg draws for web pages, in light and dark, without scripts; diagram_text draws with
 * characters.  A drawing is a file of its own, or stands inside a page of prose. */
enum diagram_place { DIAGRAM_ALONE, DIAGRAM_INSIDE };
void diagram_svg(struct buf *out, const struct hs_view *view, enum diagram_place place,
                 enum lang lang);
void diagram_text(struct buf *out, const struct hs_view *view, const struct style *style,
                  enum lang lang);

#endif
