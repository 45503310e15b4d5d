/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ext_rules: which extensions may be in a message (RFC 9846 4.3). */
#ifndef TB_LIB_TLS_CORE_EXT_RULES_H
#define TB_LIB_TLS_CORE_EXT_RULES_H

#include "lib/tls/core/conn.h"

/* Is this extension in the ClientHello, sent or received? */
bool ext_rules_has(const struct tls *t, uint16_t ext_type);

/* Every extension of a list may be in that message, and was in the ClientHello if it is an answer:
 * IN_CR and IN_NST are not. */
enum err ext_rules_allow(struct tls *t, struct span exts, enum ext_place place) MUST_CHECK;

#endif
