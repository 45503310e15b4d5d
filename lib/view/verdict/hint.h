/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hint: advice that depends on what is at hand, beyond the sentences of messages.def. */
#ifndef TB_LIB_VIEW_VERDICT_HINT_H
#define TB_LIB_VIEW_VERDICT_HINT_H

#include "lib/view/verdict/phrase.h"

/* hint_put appends the advice for the finding; false where the table's own will do. */
bool hint_put(struct phrase *ph);

#endif
