/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_shares: which groups a client offers, and the key pairs of its key_share. */
#ifndef TB_LIB_TLS_CLIENT_CLIENT_SHARES_H
#define TB_LIB_TLS_CLIENT_CLIENT_SHARES_H

#include "lib/tls/core/conn.h"

/* client_shares_groups appends the groups of the configuration that are offered: KEMs only with
 * TLS 1.3. */
void client_shares_groups(const struct tls *tls, struct numbers *out);

/* client_shares_make makes the key pairs: of the first groups, or of the one that a
 * HelloRetryRequest asks for. */
enum err client_shares_make(struct tls *tls) MUST_CHECK;

#endif
