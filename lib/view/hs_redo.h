/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_redo: the command line of `derive` that takes every step of a connection again. */
#ifndef TB_LIB_VIEW_HS_REDO_H
#define TB_LIB_VIEW_HS_REDO_H

#include "lib/base/buf.h"
#include "lib/view/hs.h"

/* hs_redo writes it, to be copied as it stands; nothing where the suite is not known yet. */
void hs_redo_command(struct buf *out, const struct hs_view *v); /* it alone */
void hs_redo(struct buf *out, const struct hs_view *v);

#endif
