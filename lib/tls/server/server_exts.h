/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_exts: the extensions of a ClientHello, and those that answer it in both versions. */
#ifndef TB_LIB_TLS_SERVER_SERVER_EXTS_H
#define TB_LIB_TLS_SERVER_SERVER_EXTS_H

#include "lib/tls/core/conn.h"

/* The numbers of a list in the ClientHello (supported_groups, signature_algorithms, …).  Empty if
 * it was not sent. */
struct span server_exts_list(const struct tls *tls, uint16_t ext_type);
/* Check the form of each extension of t->hello_exts, and of those that only TLS 1.2 knows. */
enum err server_exts_check(struct tls *tls) MUST_CHECK;
enum err server_exts_check12(struct tls *tls) MUST_CHECK;
/* Fails with TLS_EXT_MISSING if it was not sent. */
enum err server_exts_need(struct tls *tls, uint16_t ext_type) MUST_CHECK;
/* Appends the extensions that EncryptedExtensions and a ServerHello of TLS 1.2 have in common:
 * server_name, ALPN, record_size_limit.  When resuming, server_name is left out (RFC 6066 3). */
void server_exts_put(struct tls *tls, struct buf *exts, bool in_resumption);

#endif
