/* SPDX-License-Identifier: GPL-3.0-or-later */
/* negotiate: a server's choice of suite and group. */
#ifndef TB_LIB_TLS_SERVER_NEGOTIATE_H
#define TB_LIB_TLS_SERVER_NEGOTIATE_H

#include "lib/tls/core/conn.h"

/* Chooses the suite for info.version (t->suite, info.suite) and what depends on it: t->group,
 * t->identity and t->scheme (0 with RSA key exchange).  Fails with NO_COMMON_SUITE, _GROUP or
 * _SIGNATURE if nothing fits. */
enum err negotiate_suite(struct tls *tls, const struct client_hello *hello) MUST_CHECK;

#endif
