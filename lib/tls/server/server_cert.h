/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_cert: which certificate and scheme a server uses. */
#ifndef TB_LIB_TLS_SERVER_SERVER_CERT_H
#define TB_LIB_TLS_SERVER_SERVER_CERT_H

#include "lib/tls/core/conn.h"

/* The first identity that can sign what the client takes, for a suite of TLS 1.2 or
 * any of TLS 1.3; false where none can.  It sets t->identity and t->scheme. */
bool server_cert_choose(struct tls *t, const struct suite *suite);

#endif
