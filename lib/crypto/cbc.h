/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cbc: AES in cipher block chaining mode: the bare mode, for the MAC-and-pad records of TLS 1.2. */
#ifndef TB_LIB_CRYPTO_CBC_H
#define TB_LIB_CRYPTO_CBC_H

#include "lib/base/err.h"

enum { CBC_BLOCK = 16 };

/* A key for one direction: encryption or decryption.  Contains secrets; cbc_wipe clears them. */
struct cbc {
    bool encrypts;
    size_t key_n;
    _Alignas(16) uint8_t state[512];
};

/* cbc_init prepares a key of 16 or 32 bytes. */
void cbc_init(struct cbc *cbc, bool encrypts, struct span key);
void cbc_wipe(struct cbc *cbc); /* also fit for a zero struct */

/* cbc_run encrypts or decrypts in.n bytes, a multiple of CBC_BLOCK; in place is allowed. */
void cbc_run(struct cbc *cbc, uint8_t *out, const uint8_t iv[CBC_BLOCK], struct span in);

#endif
