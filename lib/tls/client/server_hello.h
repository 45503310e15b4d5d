/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_hello: a client's handling of the ServerHello: first what both versions have in common,
 * then by version. */
#ifndef TB_LIB_TLS_CLIENT_SERVER_HELLO_H
#define TB_LIB_TLS_CLIENT_SERVER_HELLO_H

#include "lib/tls/core/conn.h"

/* The handler of ServerHello and HelloRetryRequest in WAIT_SH. */
enum err server_hello_receive(struct tls *tls, const struct msg *msg);

#endif
