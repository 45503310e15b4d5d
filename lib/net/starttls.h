/* SPDX-License-Identifier: GPL-3.0-or-later */
/* starttls: the dialogues that switch to TLS, one for each family of protocols; starttls_talk
 * chooses. */
#ifndef TB_LIB_NET_STARTTLS_H
#define TB_LIB_NET_STARTTLS_H

#include "lib/net/preamble.h"

/* Dialogues in lines (lib/net/lines.def has their steps), in XML (RFC 6120 5.4), in BER (RFC 4511
 * 4.14), and in the binary forms of the two databases.  starttls.def has the sections of all. */
enum preamble_state starttls_lines(struct preamble *preamble);
enum preamble_state starttls_xmpp(struct preamble *preamble);
enum preamble_state starttls_ldap(struct preamble *preamble);
enum preamble_state starttls_postgres(struct preamble *preamble);
enum preamble_state starttls_mysql(struct preamble *preamble);

/* starttls_refuse fails with the peer's text in place of what was expected. */
enum preamble_state starttls_refuse(struct preamble *preamble, struct span said);

/*
 * starttls_silent is DONE if nothing more has come.  Otherwise it fails: a man in the middle may
 * have injected these bytes in the hope that they are read as the server's, inside TLS (RFC 3207
 * 6).
 */
enum preamble_state starttls_silent(struct preamble *preamble);

#endif
