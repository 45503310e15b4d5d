/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fingerprint: JA3 and JA3S (MD5 of the numbers of a hello) and JA4 (SHA-256 of the sorted ones),
 * as those who hunt for clients and servers use them.  GREASE values are left out everywhere.
 */
#ifndef TB_LIB_TLS_WIRE_FINGERPRINT_H
#define TB_LIB_TLS_WIRE_FINGERPRINT_H

#include "lib/tls/wire/msg.h"

enum { JA3_SIZE = 32, JA4_SIZE = 36 };

/* Each appends text: the JA3 string ("771,4865-4866,0-11-10,29-23-24,0") and its MD5 in hex. */
void ja3_string(struct buf *out, const struct client_hello *hello);
void ja3s_string(struct buf *out, const struct server_hello *hello);
void ja3_hash(struct buf *out, struct span string);

/* ja4 appends "t13d1516h2_8daaf6152771_e5627efa2ab1"; ja4_raw has what is hashed in place of the
 * hashes. */
void ja4(struct buf *out, const struct client_hello *hello);
void ja4_raw(struct buf *out, const struct client_hello *hello);

#endif
