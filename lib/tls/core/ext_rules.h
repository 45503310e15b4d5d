/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ext_rules: which extensions may be in a message (RFC 9846 4.3). */
#ifndef TB_LIB_TLS_CORE_EXT_RULES_H
#define TB_LIB_TLS_CORE_EXT_RULES_H

#include "lib/tls/core/conn.h"

/* True if this extension is in the ClientHello, sent or received. */
bool ext_rules_has(const struct tls *tls, uint16_t ext_type);

/* Every extension of the list must be allowed in that message.  If the message answers the
 * ClientHello, which IN_CR and IN_NST do not, the extension must have been offered there. */
enum err ext_rules_allow(struct tls *tls, struct span exts, enum ext_place place) MUST_CHECK;

#endif
