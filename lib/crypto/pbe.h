/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pbe: encryption and authentication with passphrases: PBES2 and PBMAC1 (RFC 8018 6.2, 7.1), the
 * schemes and the MAC of PKCS#12 (RFC 7292 A, C), and PBES1 (RFC 8018 6.1) to read old files.
 *
 *     struct pbe scheme;
 *     TRY(pbe_read(&scheme, algorithm, &fail));
 *     TRY(pbe_open(&scheme, &plain, cipher, &terms));
 */
#ifndef TB_LIB_CRYPTO_PBE_H
#define TB_LIB_CRYPTO_PBE_H

#include "lib/base/rng.h"
#include "lib/crypto/mac.h"
#include "lib/crypto/pbe_cipher.h"

/* A file names how many iterations its key takes.  This many are computed for one file: two seconds
 * at most (doc/decisions.md). */
#define PBE_ITERATIONS_MAX UINT64_C(5000000)

/* The longest salt that is taken: scrypt hashes it once for each block, and a file names the number
 * of blocks. */
enum { PBE_SALT_MAX = 1024 };

/* What new files have. */
enum { PBE_ITERATIONS = 100000, PBE_SALT_SIZE = 16 };

enum pbe_kdf {
    PBE_NONE,
    PBE_PBKDF2,
    PBE_SCRYPT,
    PBE_PKCS12,
    PBE_PBKDF1_MD5,
    PBE_PBKDF1_SHA1,
    PBE_PEM
};

/* A scheme with its parameters.  The salt points into what it was read from. */
struct pbe {
    enum pbe_kdf kdf;       /* PBE_NONE: no scheme */
    enum digest digest;     /* of PBKDF2's HMAC or of PKCS#12's function */
    enum pbe_cipher cipher; /* of encryption */
    enum digest mac;        /* of PBMAC1 and the MAC of PKCS#12 */
    size_t mac_key_n;
    struct span salt;
    uint64_t iterations;           /* scrypt: N */
    uint32_t block_size, parallel; /* of scrypt: r, p */
    uint8_t iv[PBE_BLOCK_MAX];     /* of PBES2 and PEM; others derive it */
};

/* The passphrase, and the iterations that may still be computed: PASSPHRASE_LIMIT when they are
 * used up.  A passphrase whose pointer is NULL is absent, which is not the empty one. */
struct pbe_terms {
    struct span passphrase; /* UTF-8 */
    uint64_t *iterations;
    bool bare; /* PKCS#12: the empty passphrase is an empty string, without its two zero octets */
};

/* pbe_read reads an AlgorithmIdentifier, a whole TLV.  Errors: PBE_FORM, PBE_UNKNOWN,
 * PASSPHRASE_LIMIT for a salt of more than PBE_SALT_MAX. */
enum err pbe_read(struct pbe *out, struct span algorithm, struct fail *fail) MUST_CHECK;

/* pbe_open appends the plaintext, which must be one SEQUENCE, as all that these schemes encrypt is.
 * Errors: PASSPHRASE_MISSING, PASSPHRASE_LIMIT, PASSPHRASE_WRONG if the padding or the plaintext is
 * wrong. */
enum err pbe_open(const struct pbe *pbe, struct buf *out, struct span cipher,
                  const struct pbe_terms *terms) MUST_CHECK;

/* pbe_mac computes the MAC of data: digest_size(pbe->mac) bytes. */
enum err pbe_mac(const struct pbe *pbe, uint8_t out[DIGEST_MAX_SIZE], struct span data,
                 const struct pbe_terms *terms) MUST_CHECK;

/* pbe_new makes PBES2 with AES-256-CBC and PBKDF2 with HMAC-SHA-256: salt gets PBE_SALT_SIZE random
 * bytes and stays the caller's.  pbe_new_mac makes the MAC of PKCS#12 with SHA-256, or PBMAC1. */
struct pbe pbe_new(uint8_t salt[PBE_SALT_SIZE], const struct rng *rng);
struct pbe pbe_new_mac(bool is_pbmac1, uint8_t salt[PBE_SALT_SIZE], const struct rng *rng);

/* pbe_put appends the AlgorithmIdentifier of what pbe_new and pbe_new_mac(true) made. */
void pbe_put(struct buf *out, const struct pbe *pbe);

/* pbe_seal appends the ciphertext. */
enum err pbe_seal(const struct pbe *pbe, struct buf *out, struct span plain,
                  const struct pbe_terms *terms) MUST_CHECK;

/* pbe_is_old: a scheme that new files must not have. */
bool pbe_is_old(const struct pbe *pbe);

/* pbe_label appends "AES-256-CBC, PBKDF2 with HMAC-SHA-256, 2048 iterations". */
void pbe_label(struct buf *out, const struct pbe *pbe);

#endif
