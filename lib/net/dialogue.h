/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialogue: what is said on a connection before TLS, with a proxy or in the protocol that switches
 * to TLS, for those who show it.  A message is all that one side says until it is the other's turn.
 */
#ifndef TB_LIB_NET_DIALOGUE_H
#define TB_LIB_NET_DIALOGUE_H

#include "lib/net/net.h"

/* dialogue_of is the dialogue with a proxy of a kind; dialogue_starttls that of a protocol. */
enum dialogue dialogue_of(enum proxy_kind kind);
enum dialogue dialogue_starttls(enum starttls protocol);

/* dialogue_name is stable, for JSON: "http-proxy", "smtp"; dialogue_title is for people: "HTTP
 * proxy", "SMTP". */
const char *dialogue_name(enum dialogue dialogue);
const char *dialogue_title(enum dialogue dialogue);

bool dialogue_is_proxy(enum dialogue dialogue);
bool dialogue_is_binary(enum dialogue dialogue); /* its messages are no lines of text */

#define DIALOGUE_HIDDEN  "********"
#define DIALOGUE_OMITTED "[not shown]"

/* dialogue_redact appends the message as it may be shown and kept: DIALOGUE_HIDDEN takes the place
 * of credentials for a proxy (RFC 7617 2, RFC 1929 2), DIALOGUE_OMITTED that of whatever else a
 * client says that may have some. */
void dialogue_redact(struct buf *out, const struct dialogue_message *message);

/* dialogue_mask appends what was heard.  DIALOGUE_HIDDEN takes the place of the credentials for
 * this proxy, since there are some that repeat the request in their answer.  A password of fewer
 * than four bytes stays: it would be found in any text. */
void dialogue_mask(struct buf *out, struct span heard, const struct proxy *proxy);

/* dialogue_words appends what the message means, without a full stop; nothing if its text says it
 * all.  Of the message only a host name and numbers get into the words. */
void dialogue_words(struct buf *out, const struct dialogue_message *message);

/* dialogue_label is a short name for a binary message that is known; else NULL. */
const char *dialogue_label(const struct dialogue_message *message);

/* dialogue_guess finds the dialogue by the first bytes of both sides, as far as they are known;
 * NONE if it is none of ours. */
enum dialogue dialogue_guess(struct span client, struct span server);

#endif
