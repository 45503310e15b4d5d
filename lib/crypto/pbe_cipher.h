/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pbe_cipher: the ciphers of password-based encryption: AES for new files, and to read old ones
 * 3DES, DES and RC2, all of them in CBC mode with padding, and RC4. */
#ifndef TB_LIB_CRYPTO_PBE_CIPHER_H
#define TB_LIB_CRYPTO_PBE_CIPHER_H

#include "lib/base/buf.h"

enum pbe_cipher {
    PBE_NO_CIPHER,
    PBE_AES128,
    PBE_AES192,
    PBE_AES256,
    PBE_3DES,
    PBE_2DES, /* 3DES with two keys */
    PBE_DES,
    PBE_RC2_128,
    PBE_RC2_40,
    PBE_RC4_128,
    PBE_RC4_40,
    PBE_CIPHER_COUNT
};

enum { PBE_KEY_MAX = 32, PBE_BLOCK_MAX = 16 };

const char *pbe_cipher_name(enum pbe_cipher cipher); /* "AES-256-CBC" */
size_t pbe_cipher_key_size(enum pbe_cipher cipher);
size_t pbe_cipher_block_size(enum pbe_cipher cipher); /* 0: a stream cipher */
bool pbe_cipher_is_old(enum pbe_cipher cipher);       /* only for reading */

/* pbe_cipher_open decrypts and removes the padding (RFC 8018 6.1.1, step 4); the plaintext is
 * appended.  PASSPHRASE_WRONG if the length or the padding is wrong.  iv: as long as a block.
 * RC4 has neither: any key gives some plaintext. */
enum err pbe_cipher_open(enum pbe_cipher cipher, struct buf *out, const uint8_t *key,
                         const uint8_t *iv, struct span in) MUST_CHECK;

/* pbe_cipher_seal pads and encrypts with one of the ciphers that are not old. */
void pbe_cipher_seal(enum pbe_cipher cipher, struct buf *out, const uint8_t *key, const uint8_t *iv,
                     struct span in);

#endif
