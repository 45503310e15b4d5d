/* SPDX-License-Identifier: GPL-3.0-or-later */
/* resume: sessions in and out. */
#ifndef TB_LIB_TLS_CORE_RESUME_H
#define TB_LIB_TLS_CORE_RESUME_H

#include "lib/tls/core/conn.h"

/* True if the configured session can be offered. */
bool resume_fits13(const struct tls *tls);
bool resume_fits12(const struct tls *tls);
/* The session is resumed, by a client or a server, in TLS 1.2 or 1.3: its chain and staples become
 * those of the connection. */
enum err resume_accepted(struct tls *tls, const struct session *session) MUST_CHECK;
/* Has the chain of the session judged again if the configuration says so. */
enum err resume_rejudge(struct tls *tls, enum hs_state wait) MUST_CHECK;
/* Fills t->session from the connection, except for ticket, id and secret. */
enum err resume_fill(struct tls *tls) MUST_CHECK;
/* Makes a session from this connection and gives it to the hook. */
enum err resume_keep12(struct tls *tls) MUST_CHECK;
enum err resume_keep13(struct tls *tls, const struct new_session_ticket *ticket) MUST_CHECK;

#endif
