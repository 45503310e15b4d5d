/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_redo: the command line of `derive` that takes every step of a connection again. */
#ifndef TB_LIB_VIEW_HANDSHAKE_DERIVE_COMMAND_H
#define TB_LIB_VIEW_HANDSHAKE_DERIVE_COMMAND_H

#include "lib/base/buf.h"
#include "lib/view/handshake/hs.h"

/* derive_command_can: is enough known?  derive_command_command writes it, to be copied as it
 * stands; hs_redo with a word on it, or nothing where it cannot be. */
bool derive_command_can(const struct hs_view *v);
void derive_command_command(struct buf *out, const struct hs_view *v);
void hs_redo(struct buf *out, const struct hs_view *v);

#endif
