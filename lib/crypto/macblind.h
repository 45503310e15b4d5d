/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * macblind: HMAC over data whose length is secret, for CBC records of TLS 1.2: the length of their
 * padding must not show in the time that a check takes (Lucky 13; RFC 5246 6.2.3.2).
 */
#ifndef TB_LIB_CRYPTO_MACBLIND_H
#define TB_LIB_CRYPTO_MACBLIND_H

#include "lib/crypto/digest.h"

/*
 * mac_blind writes HMAC(key, head + the first n bytes of data), digest_size(d) bytes.  n is secret
 * and lies in min..data.n; everything else about lengths is public.  Time and memory accesses
 * depend on min and data.n alone.  d: SHA-1, SHA-256, SHA-384, SHA-512; key: at most 64 bytes.
 */
void mac_blind(enum digest d, uint8_t out[DIGEST_MAX_SIZE], struct span key, struct span head,
               struct span data, size_t min, size_t n);

#endif
