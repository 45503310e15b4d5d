/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fingerprint: JA3 and JA3S (the MD5 of the numbers in a hello) and JA4 (the SHA-256 of the sorted
 * numbers), by which people recognise programs.  GREASE values are always left out.
 */
#ifndef TB_LIB_TLS_WIRE_FINGERPRINT_H
#define TB_LIB_TLS_WIRE_FINGERPRINT_H

#include "lib/tls/wire/msg.h"

enum { JA3_SIZE = 32, JA4_SIZE = 36 };

/* Each function appends text.  ja3_string appends "771,4865-4866,0-11-10,29-23-24,0", and ja3_hash
 * the MD5 of such a string in hex. */
void ja3_string(struct buf *out, const struct client_hello *hello);
void ja3s_string(struct buf *out, const struct server_hello *hello);
void ja3_hash(struct buf *out, struct span string);

/* ja4 appends "t13d1516h2_8daaf6152771_e5627efa2ab1".  ja4_raw appends the hashed lists in place of
 * the hashes. */
void ja4(struct buf *out, const struct client_hello *hello);
void ja4_raw(struct buf *out, const struct client_hello *hello);

#endif
