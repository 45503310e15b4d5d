/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message: the table messages.def; finding_message and its like are in view.h. */
#ifndef TB_LIB_VIEW_VERDICT_MESSAGE_H
#define TB_LIB_VIEW_VERDICT_MESSAGE_H

#include "lib/view/view.h"

/* message_text and message_hint are the templates of a rule.  NULL if messages.def has none. */
const char *message_text(enum rule rule);
const char *message_hint(enum rule rule);

#endif
