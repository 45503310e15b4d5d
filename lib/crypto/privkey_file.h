/* SPDX-License-Identifier: GPL-3.0-or-later */
/* privkey_file: the private key of a file in DER, out of PEM, base64 and encryption. */
#ifndef TB_LIB_CRYPTO_PRIVKEY_FILE_H
#define TB_LIB_CRYPTO_PRIVKEY_FILE_H

#include "lib/crypto/pbe.h"

/*
 * privkey_file_der appends the DER of the first private key in bytes, in the form that it has
 * there; *out is initialised by it, and the caller wipes it always.  An encrypted one is decrypted
 * with terms, which may be NULL: EncryptedPrivateKeyInfo (RFC 5958 3), or PEM with the headers of
 * RFC 1421.  Errors: KEY_ENCRYPTED without a passphrase, PASSPHRASE_*, PBE_*, NO_PRIVATE_KEY, …
 */
enum err privkey_file_der(struct buf *out, struct span bytes,
                          const struct pbe_terms *terms) MUST_CHECK;

#endif
