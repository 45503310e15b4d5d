/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hashfn: Nettle's description of a hash function, for other files of lib/crypto. */
#ifndef TB_LIB_CRYPTO_HASHFN_H
#define TB_LIB_CRYPTO_HASHFN_H

#include <nettle/nettle-meta.h>

#include "lib/crypto/digest.h"

/* The most that a context takes: SHA-512's. */
enum { HASHFN_CONTEXT_MAX = 256 };

/* hashfn_of is NULL for DIGEST_NONE. */
const struct nettle_hash *hashfn_of(enum digest digest);

#endif
