/* SPDX-License-Identifier: GPL-3.0-or-later */
/* derive_command: the command line of `derive` that repeats every step of a connection. */
#ifndef TB_LIB_VIEW_HANDSHAKE_DERIVE_COMMAND_H
#define TB_LIB_VIEW_HANDSHAKE_DERIVE_COMMAND_H

#include "lib/base/buf.h"
#include "lib/view/handshake/hs.h"

/* derive_command_can is true if enough is known.  derive_command_line writes only the command,
 * derive_command a sentence before it as well, or nothing if not enough is known. */
bool derive_command_can(const struct hs_view *view);
void derive_command_line(struct buf *out, const struct hs_view *view);
void derive_command(struct buf *out, const struct hs_view *view);

#endif
