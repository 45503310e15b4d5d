/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_hello: makes the ClientHello: offers, binders, the second one after a retry. */
#ifndef TB_LIB_TLS_CLIENT_CLIENT_HELLO_H
#define TB_LIB_TLS_CLIENT_CLIENT_HELLO_H

#include "lib/tls/core/conn.h"

/* Sends the first ClientHello or, after a retry (info.retried), the second. */
enum err client_hello_send(struct tls *tls) MUST_CHECK;

#endif
