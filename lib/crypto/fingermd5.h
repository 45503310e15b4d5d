/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fingermd5: MD5 (RFC 1321), for fingerprints that are defined by it and for nothing else: it is no
 * security function, and no digest of lib/crypto/digest.h.
 */
#ifndef TB_LIB_CRYPTO_FINGERMD5_H
#define TB_LIB_CRYPTO_FINGERMD5_H

#include "lib/base/span.h"

enum { FINGERMD5_SIZE = 16 };

void fingermd5(uint8_t out[FINGERMD5_SIZE], struct span data);

#endif
