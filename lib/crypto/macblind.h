/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * macblind: HMAC over data whose length is secret, for CBC records of TLS 1.2: the length of their
 * padding must not show in the time that a check takes (Lucky 13; RFC 5246 6.2.3.2).
 */
#ifndef TB_LIB_CRYPTO_MACBLIND_H
#define TB_LIB_CRYPTO_MACBLIND_H

#include "lib/crypto/digest.h"

/* What is authenticated: head and the first n bytes of data.  n is secret and lies in min..data.n;
 * everything else about lengths is public. */
struct macblind_text {
    struct span head, data;
    size_t min, n;
};

/*
 * mac_blind writes HMAC(key, text), digest_size(digest) bytes.  Time and memory accesses depend on
 * min and data.n alone.  digest: SHA-1, SHA-256, SHA-384, SHA-512; key: at most 64 bytes.
 */
void mac_blind(enum digest digest, uint8_t out[DIGEST_MAX_SIZE], struct span key,
               const struct macblind_text *text);

#endif
