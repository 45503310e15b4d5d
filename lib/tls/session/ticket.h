/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket: a server's session as bytes: the content of its tickets (RFC 5077 4), and what
 * session_cache.c keeps of a session.  The encoding is our own and starts with a version number.
 * It leaves out the ticket itself, the session id, and staples, which only a client's session
 * has.
 */
#ifndef TB_LIB_TLS_SESSION_TICKET_H
#define TB_LIB_TLS_SESSION_TICKET_H

#include "lib/tls/session/session.h"

/* ticket_put appends a session, with its secret; the owner of the buffer wipes it. */
void ticket_put(struct buf *out, const struct session *session);

/* ticket_parse reads a session.  The caller initialises out, which stays empty on errors. */
enum err ticket_parse(struct session *out, struct span bytes, struct fail *fail) MUST_CHECK;

#endif
