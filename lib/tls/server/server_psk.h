/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_psk: a server's tickets and early data in TLS 1.3. */
#ifndef TB_LIB_TLS_SERVER_SERVER_PSK_H
#define TB_LIB_TLS_SERVER_SERVER_PSK_H

#include "lib/tls/core/conn.h"

/* server_psk_reject_early refuses early data, if any was offered.  server_psk_take accepts a
 * pre-shared key that the client proves to have (info.resumed), decides about its early data, and
 * computes the early secret in any case.  server_psk_ticket sends one more ticket. */
void server_psk_reject_early(struct tls *tls);
enum err server_psk_take(struct tls *tls) MUST_CHECK;
enum err server_psk_ticket(struct tls *tls) MUST_CHECK;

#endif
