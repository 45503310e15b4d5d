/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_kx12: a server's key exchange in TLS 1.2. */
#ifndef TB_LIB_TLS_SERVER_SERVER_KX12_H
#define TB_LIB_TLS_SERVER_SERVER_KX12_H

#include "lib/tls/core/conn.h"

/* server_kx12_send sends the ServerKeyExchange.  server_kx12_take derives the master secret from a
 * ClientKeyExchange. */
enum err server_kx12_send(struct tls *tls) MUST_CHECK;
enum err server_kx12_take(struct tls *tls, const struct msg *msg) MUST_CHECK;

#endif
