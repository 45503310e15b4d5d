/* SPDX-License-Identifier: GPL-3.0-or-later */
/* privkey_pkcs8: private keys written as PKCS#8 (RFC 5958), plain and encrypted. */
#ifndef TB_LIB_CRYPTO_PRIVKEY_PKCS8_H
#define TB_LIB_CRYPTO_PRIVKEY_PKCS8_H

#include "lib/crypto/pbe.h"

/* privkey_pkcs8 appends the PrivateKeyInfo (RFC 5958 2) of the first private key in bytes, of any
 * form that privkey_new_locked reads; *out is initialised by it, and the caller wipes it always. */
enum err privkey_pkcs8(struct buf *out, struct span bytes,
                       const struct pbe_terms *terms) MUST_CHECK;

/* privkey_pkcs8_seal appends an EncryptedPrivateKeyInfo with PBES2 (pbe_new); info: the
 * PrivateKeyInfo. */
enum err privkey_pkcs8_seal(struct buf *out, struct span info, struct span passphrase,
                            const struct rng *rng) MUST_CHECK;

#endif
