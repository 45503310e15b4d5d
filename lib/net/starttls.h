/* SPDX-License-Identifier: GPL-3.0-or-later */
/* starttls: the ways to TLS, one for each family of protocols; starttls_talk chooses. */
#ifndef TB_LIB_NET_STARTTLS_H
#define TB_LIB_NET_STARTTLS_H

#include "lib/net/preamble.h"

enum preamble_state starttls_lines(struct preamble *preamble);
enum preamble_state starttls_xmpp(struct preamble *preamble);
enum preamble_state starttls_ldap(struct preamble *preamble);
enum preamble_state starttls_postgres(struct preamble *preamble);
enum preamble_state starttls_mysql(struct preamble *preamble);

/* starttls_refuse: what was waited for is this. */
enum preamble_state starttls_refuse(struct preamble *preamble, struct span said);

/* starttls_silent is DONE if nothing more has come, and else an error about the bytes that came
 * unasked: a man in the middle may have put them there, to have them taken for the server's inside
 * TLS (RFC 3207 6). */
enum preamble_state starttls_silent(struct preamble *preamble);

#endif
