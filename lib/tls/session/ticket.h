/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket: a session of a server as bytes: what stands inside its tickets (RFC 5077 4), and what
 * session_cache.c keeps of a session.  An encoding of our own, with a number in front that changes
 * when it does.  Not in it: the ticket itself, the session id, and staples, which are a client's.
 */
#ifndef TB_LIB_TLS_SESSION_TICKET_H
#define TB_LIB_TLS_SESSION_TICKET_H

#include "lib/tls/session/session.h"

/* ticket_put appends a session; secret: the buffer is wiped by its owner. */
void ticket_put(struct buf *b, const struct session *s);

/* ticket_parse reads one; out is initialised, and stays empty where there is an error. */
enum err ticket_parse(struct session *out, struct span bytes, struct fail *fail) MUST_CHECK;

#endif
