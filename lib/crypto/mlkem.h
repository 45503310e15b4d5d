/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mlkem: the key encapsulation mechanism ML-KEM (FIPS 203).
 *
 * One end makes a key pair and sends the encapsulation key; the other makes a secret and a
 * ciphertext from it; the first gets the same secret from the ciphertext with its decapsulation
 * key.  Random bytes are given by the caller.  No branch and no index depends on what is secret,
 * and copies of secrets are wiped.
 */
#ifndef TB_LIB_CRYPTO_MLKEM_H
#define TB_LIB_CRYPTO_MLKEM_H

#include "lib/base/err.h"

enum { MLKEM_SEED = 32, MLKEM_SECRET = 32, MLKEM_K_MAX = 4 };

/* Sizes in bytes (FIPS 203 8, table 3): MLKEM_768_EK, MLKEM_768_DK, MLKEM_768_CIPHERTEXT, … */
enum {
#define MLKEM_SET(id, name, k, eta1, du, dv)                            \
    MLKEM_##id##_EK = 384 * (k) + 32, MLKEM_##id##_DK = 768 * (k) + 96, \
    MLKEM_##id##_CIPHERTEXT = 32 * ((du) * (k) + (dv)),
#include "lib/crypto/mlkem_sets.def"
#undef MLKEM_SET
    MLKEM_EK_MAX = MLKEM_1024_EK,
    MLKEM_DK_MAX = MLKEM_1024_DK,
    MLKEM_CIPHERTEXT_MAX = MLKEM_1024_CIPHERTEXT,
};

/* A parameter set: mlkem_512, mlkem_768, mlkem_1024. */
struct mlkem_set {
    const char *name;
    uint8_t k, eta1, du, dv;
    size_t ek_n, dk_n, ciphertext_n;
};

#define MLKEM_SET(id, name, k, eta1, du, dv) extern const struct mlkem_set mlkem_##id;
#include "lib/crypto/mlkem_sets.def"
#undef MLKEM_SET

/* mlkem_keygen makes a key pair from two random seeds (ML-KEM.KeyGen_internal, FIPS 203 6.1).  ek
 * has room for set->ek_n bytes and dk for set->dk_n. */
void mlkem_keygen(const struct mlkem_set *set, uint8_t *ek, uint8_t *dk,
                  const uint8_t d[MLKEM_SEED], const uint8_t z[MLKEM_SEED]);

/* mlkem_encaps makes a ciphertext of set->ciphertext_n bytes, and the secret, from random bytes m.
 * The key is checked as FIPS 203 7.2 asks: TLS_KEY_SHARE_FORM: its length; TLS_MLKEM_MODULUS: a
 * coefficient that is not below q. */
enum err mlkem_encaps(const struct mlkem_set *set, uint8_t *ciphertext,
                      uint8_t secret[MLKEM_SECRET], struct span ek,
                      const uint8_t m[MLKEM_SEED]) MUST_CHECK;

/* mlkem_decaps finds the secret.  Checked as FIPS 203 7.3 asks: TLS_KEY_SHARE_FORM: the length of
 * the ciphertext; KEY_FORM: the length of dk, or the hash in it.  A ciphertext that was not made
 * for this key yields a secret that nobody else knows (implicit rejection, FIPS 203 6.3). */
enum err mlkem_decaps(const struct mlkem_set *set, uint8_t secret[MLKEM_SECRET], struct span dk,
                      struct span ciphertext) MUST_CHECK;

#endif
