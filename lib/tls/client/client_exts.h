/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_exts: extensions that a server answers in both versions. */
#ifndef TB_LIB_TLS_CLIENT_CLIENT_EXTS_H
#define TB_LIB_TLS_CLIENT_CLIENT_EXTS_H

#include "lib/tls/core/conn.h"

/* Processes server_name, ALPN and record_size_limit. */
enum err client_exts_common(struct tls *tls, struct span exts) MUST_CHECK;

#endif
