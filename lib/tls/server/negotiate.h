/* SPDX-License-Identifier: GPL-3.0-or-later */
/* negotiate: a server's choice of suite and group. */
#ifndef TB_LIB_TLS_SERVER_NEGOTIATE_H
#define TB_LIB_TLS_SERVER_NEGOTIATE_H

#include "lib/tls/core/conn.h"

/* The suite for info.version (t->suite, info.suite), and what hangs on it: t->group,
 * t->identity and t->scheme (TLS 1.2, RSA key exchange: scheme 0).  NO_COMMON_SUITE, _GROUP,
 * _SIGNATURE where nothing fits. */
enum err negotiate_suite(struct tls *t, const struct client_hello *m) MUST_CHECK;

#endif
