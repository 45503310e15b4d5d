/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_exts: the extensions of a ClientHello, and those that answer it in both versions. */
#ifndef TB_LIB_TLS_SERVER_SERVER_EXTS_H
#define TB_LIB_TLS_SERVER_SERVER_EXTS_H

#include "lib/tls/core/conn.h"

/* The numbers of a list of the ClientHello (supported_groups, signature_algorithms, …); empty where
 * it was not sent. */
struct span server_exts_list(const struct tls *t, uint16_t ext_type);
/* The form of each extension of t->hello_exts; of those that TLS 1.2 alone knows. */
enum err server_exts_check(struct tls *t) MUST_CHECK;
enum err server_exts_check12(struct tls *t) MUST_CHECK;
/* TLS_EXT_MISSING where it was not sent. */
enum err server_exts_need(struct tls *t, uint16_t ext_type) MUST_CHECK;
/* What EncryptedExtensions and a ServerHello of TLS 1.2 both hold: server_name, ALPN,
 * record_size_limit.  in_resumption: server_name stays away (RFC 6066 3). */
void server_exts_put(struct tls *t, struct buf *exts, bool in_resumption);

#endif
