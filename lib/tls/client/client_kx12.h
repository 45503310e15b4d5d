/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_kx12: a client's key exchange in TLS 1.2. */
#ifndef TB_LIB_TLS_CLIENT_CLIENT_KX12_H
#define TB_LIB_TLS_CLIENT_CLIENT_KX12_H

#include "lib/tls/core/conn.h"

/* client_kx12_take checks and keeps the parameters of a ServerKeyExchange.  client_kx12_send makes
 * the premaster and sends the ClientKeyExchange. */
enum err client_kx12_take(struct tls *tls, struct span body) MUST_CHECK;
enum err client_kx12_send(struct tls *tls) MUST_CHECK;

#endif
