/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pbkdf: keys from passphrases: PBKDF2 (RFC 8018 5.2), the function of PKCS#12 (RFC 7292 B), scrypt
 * (RFC 7914), and for old files PBKDF1 (RFC 8018 5.1) and the function of encrypted PEM.
 *
 * The work is what the caller asks for: it bounds iterations first.  Results are secret, and
 * intermediate values are wiped.
 */
#ifndef TB_LIB_CRYPTO_PBKDF_H
#define TB_LIB_CRYPTO_PBKDF_H

#include "lib/base/buf.h"
#include "lib/crypto/mac.h"

void pbkdf2(enum digest digest, uint8_t *out, size_t n, struct span passphrase, struct span salt,
            uint64_t iterations);

/* What a key of PKCS#12 is for (RFC 7292 B.3). */
enum pbkdf_use { PBKDF_ENCRYPTION = 1, PBKDF_IV = 2, PBKDF_MAC = 3 };

struct pbkdf_pkcs12 {
    enum digest digest;
    enum pbkdf_use use;
    struct span passphrase; /* BMPString with two zero octets at the end; or empty */
    struct span salt;
    uint64_t iterations;
};

/* pbkdf_pkcs12 writes n bytes.  LIMIT for a passphrase or salt of more than PBKDF_INPUT_MAX. */
enum { PBKDF_INPUT_MAX = 4096 };
enum err pbkdf_pkcs12(uint8_t *out, size_t n, const struct pbkdf_pkcs12 *in) MUST_CHECK;

/* pbkdf_bmp appends a passphrase as PKCS#12 wants it (RFC 7292 B.1): UTF-16 in network order and
 * two zero octets.  Each byte of what is not UTF-8 becomes one character, as old programs do. */
void pbkdf_bmp(struct buf *out, struct span passphrase);

/* pbkdf1 hashes passphrase and salt, and then again, n bytes of it: at most the digest's. */
void pbkdf1(bool is_md5, uint8_t *out, size_t n, struct span passphrase, struct span salt,
            uint64_t iterations);

/* pbkdf_pem is the key of PEM with RFC 1421 headers: MD5 of the block before, the passphrase and
 * the salt, until there are n bytes. */
void pbkdf_pem(uint8_t *out, size_t n, struct span passphrase, struct span salt);

struct pbkdf_scrypt {
    uint64_t cost;                 /* N */
    uint32_t block_size, parallel; /* r, p */
};

/* pbkdf_scrypt_memory is what scrypt needs in bytes; 0 if the parameters are not allowed (RFC 7914
 * 2), UINT64_MAX if it does not fit. */
uint64_t pbkdf_scrypt_memory(const struct pbkdf_scrypt *in);
enum err pbkdf_scrypt(uint8_t *out, size_t n, struct span passphrase, struct span salt,
                      const struct pbkdf_scrypt *in) MUST_CHECK;

#endif
