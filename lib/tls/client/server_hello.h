/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_hello: ServerHello: what both versions have in common, and the fork between them. */
#ifndef TB_LIB_TLS_CLIENT_SERVER_HELLO_H
#define TB_LIB_TLS_CLIENT_SERVER_HELLO_H

#include "lib/tls/core/conn.h"

/* Handler of ServerHello and HelloRetryRequest in WAIT_SH. */
enum err server_hello_receive(struct tls *t, const struct msg *m);

#endif
