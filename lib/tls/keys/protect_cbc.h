/* SPDX-License-Identifier: GPL-3.0-or-later */
/* protect_cbc: the CBC records of TLS 1.2, for protect.c: MAC-then-encrypt (RFC 5246 6.2.3.2) and
 * encrypt-then-MAC (RFC 7366 3). */
#ifndef TB_LIB_TLS_KEYS_PROTECT_CBC_H
#define TB_LIB_TLS_KEYS_PROTECT_CBC_H

#include "lib/tls/keys/protect.h"

enum err protect_cbc_seal(struct protect *protect, struct buf *out, uint8_t type, struct span plain,
                          const struct rng *rng) MUST_CHECK;
enum err protect_cbc_open(struct protect *protect, struct buf *out,
                          const struct record *record) MUST_CHECK;

#endif
