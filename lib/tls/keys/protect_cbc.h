/* SPDX-License-Identifier: GPL-3.0-or-later */
/* protect_cbc: the CBC records of TLS 1.2, for protect.c: MAC-then-encrypt (RFC 5246 6.2.3.2) and
 * encrypt-then-MAC (RFC 7366 3). */
#ifndef TB_LIB_TLS_KEYS_PROTECT_CBC_H
#define TB_LIB_TLS_KEYS_PROTECT_CBC_H

#include "lib/tls/wire/record.h"

/* What is authenticated beside the content: seq_num, type, version, length (RFC 5246 6.2.3.1). */
enum { PROTECT_AD = 13 };
void protect_ad(uint8_t out[PROTECT_AD], uint64_t seq, uint8_t type, uint16_t version, size_t n);

/* protect_header writes a header of RECORD_HEADER bytes. */
void protect_header(uint8_t *out, uint8_t type, uint16_t version, size_t n);

enum err protect_cbc_seal(struct protect *p, struct buf *out, uint8_t type, struct span plain,
                          const struct rng *rng) MUST_CHECK;
enum err protect_cbc_open(struct protect *p, struct buf *out, const struct record *r) MUST_CHECK;

#endif
