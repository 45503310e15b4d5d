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

/* starttls_silent is DONE where nothing more has come, and else what is to be said of bytes that
 * came before they were asked for: a man in the middle may have put them there, so that they are
 * taken for the server's when TLS stands (RFC 3207 6). */
enum preamble_state starttls_silent(struct preamble *preamble);

#endif
