/* SPDX-License-Identifier: GPL-3.0-or-later */
/* resume: sessions in and out. */
#ifndef TB_LIB_TLS_CORE_RESUME_H
#define TB_LIB_TLS_CORE_RESUME_H

#include "lib/tls/core/conn.h"

/* May the configured session be offered? */
bool resume_fits13(const struct tls *t);
bool resume_fits12(const struct tls *t);
/* The session goes on, whichever end we are: its chain and staples are ours now.  TLS 1.2 too. */
enum err resume_accepted(struct tls *t, const struct session *s) MUST_CHECK;
/* The chain of the session, judged again where that is asked for. */
enum err resume_rejudge(struct tls *t) MUST_CHECK;
/* What a session holds of this connection, but ticket, id and secret: into t->session. */
enum err resume_fill(struct tls *t) MUST_CHECK;
/* The session made of this connection, handed to the hook. */
enum err resume_keep12(struct tls *t) MUST_CHECK;
enum err resume_keep13(struct tls *t, const struct new_session_ticket *m) MUST_CHECK;

#endif
