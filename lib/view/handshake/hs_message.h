/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_message: one message as a tree of fields, if the connection's version and key exchange are
 * known; hs_message and hs_message_json themselves are in hs.h. */
#ifndef TB_LIB_VIEW_HANDSHAKE_HS_MESSAGE_H
#define TB_LIB_VIEW_HANDSHAKE_HS_MESSAGE_H

#include "lib/view/handshake/layout.h"
#include "lib/view/text/json_writer.h"
#include "lib/view/view.h"

/* The fields as text, each with the sentence that says what it is for; hex: with offset and bytes
 * on the left. */
void hs_message_put(struct buf *out, struct span message, const struct layout_context *context,
                    const struct style *style, bool hex);

/* The members "name", "type", "length" and "fields" of an object that is open. */
void hs_message_members(struct json_writer *json, struct span message,
                        const struct layout_context *context);

#endif
