/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_dialogue: the messages before TLS, of a proxy or of STARTTLS, in the views of a connection. */
#ifndef TB_LIB_VIEW_HANDSHAKE_HS_DIALOGUE_H
#define TB_LIB_VIEW_HANDSHAKE_HS_DIALOGUE_H

#include "lib/net/dialogue.h"
#include "lib/tls/event/event_log.h"
#include "lib/view/text/json_writer.h"
#include "lib/view/view.h"

/* hs_dialogue_peer is the other end of the dialogue, "proxy" or "server"; hs_dialogue_title is the
 * dialogue, "SMTP". */
const char *hs_dialogue_peer(const struct event *event);
const char *hs_dialogue_title(const struct event *event);

/* hs_dialogue_label appends the message in about max characters: its first line, escaped, or the
 * short name of a binary one, and if there is room how many lines there are. */
void hs_dialogue_label(struct buf *out, const struct event *event, size_t max);

/* hs_dialogue_block names the part of a diagram that holds the dialogue: "through the proxy",
 * "STARTTLS (SMTP)". */
void hs_dialogue_block(struct buf *out, const struct event *event);

/* hs_dialogue_trace appends the lines of the message with its meaning; a long one is shortened.
 * hex: each line with its bytes. */
void hs_dialogue_trace(struct buf *out, const struct event_log_entry *entry,
                       const struct style *style, bool hex);

/* hs_dialogue_json writes the list of all messages of dialogues. */
void hs_dialogue_json(struct json_writer *json, const char *key, const struct event_log *events);

#endif
