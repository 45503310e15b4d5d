/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hint: advice that depends on what is at hand, beyond the sentences of messages.def. */
#ifndef TB_LIB_VIEW_HINT_H
#define TB_LIB_VIEW_HINT_H

#include "lib/view/phrase.h"

/* hint_put appends the advice for the finding, or nothing where the table's own will do. */
void hint_put(struct phrase *ph);

#endif
