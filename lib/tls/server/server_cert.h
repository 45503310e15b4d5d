/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_cert: which certificate and scheme a server uses. */
#ifndef TB_LIB_TLS_SERVER_SERVER_CERT_H
#define TB_LIB_TLS_SERVER_SERVER_CERT_H

#include "lib/tls/core/conn.h"

/* Chooses the first identity that can sign with a scheme the client accepts, for a suite of TLS 1.2
 * or for any of TLS 1.3, and sets t->identity and t->scheme.  False if none can. */
bool server_cert_choose(struct tls *tls, const struct suite *suite);

#endif
