/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mldsa: ML-DSA, the module-lattice signatures of FIPS 204, in pure form: the message itself is
 * signed, with a context that TLS and X.509 leave empty.
 *
 * A prepared public key is small: the matrix, 16 to 56 KiB, is expanded by each verification, since
 * most keys verify one signature and many none.  Threads may share a key.  A private key keeps its
 * matrix.  Signing takes the same time for every key of a set, apart from the number of attempts,
 * which does not depend on the key.
 */
#ifndef TB_LIB_CRYPTO_MLDSA_H
#define TB_LIB_CRYPTO_MLDSA_H

#include "lib/base/err.h"

enum mldsa_id {
#define MLDSA(id, ...) MLDSA_##id,
#include "lib/crypto/mldsa_sets.def"
#undef MLDSA
    MLDSA_SETS
};

/* The bytes of keys and signatures (FIPS 204 table 2); `secret` is the expanded private key.  A
 * small coefficient of it has 3 bits for eta 2 and 4 bits for eta 4. */
enum {
#define MLDSA(id, name, k, l, eta, tau, gamma1_bits, gamma2_parts, omega, lambda) \
    MLDSA_##id##_PUBLIC = 32 + 320 * (k),                                         \
    MLDSA_##id##_SECRET = 128 + 32 * (((k) + (l)) * ((eta) / 2 + 2) + 13 * (k)),  \
    MLDSA_##id##_SIGNATURE = (lambda) / 4 + 32 * (l) * ((gamma1_bits) + 1) + (omega) + (k),
#include "lib/crypto/mldsa_sets.def"
#undef MLDSA
    MLDSA_PUBLIC_MAX = MLDSA_87_PUBLIC,
    MLDSA_SECRET_MAX = MLDSA_87_SECRET,
    MLDSA_SIGNATURE_MAX = MLDSA_87_SIGNATURE,
    MLDSA_SEED = 32,
    MLDSA_RANDOM = 32,
    MLDSA_MU = 64,
    MLDSA_CONTEXT_MAX = 255
};

struct mldsa_set {
    const char *name; /* "ML-DSA-65" */
    unsigned k, l;    /* rows and columns of the matrix */
    int32_t eta;
    unsigned tau, gamma1_bits, gamma2_parts, omega;
    unsigned lambda; /* bits of collision strength: four times the bytes of the commitment's hash */
    size_t public_n, secret_n, signature_n;
};
extern const struct mldsa_set mldsa_sets[MLDSA_SETS];

struct mldsa_public;  /* opaque */
struct mldsa_private; /* opaque, secret inside */

/* mldsa_public_new prepares a public key; KEY_FORM if its length is another one. */
enum err mldsa_public_new(struct mldsa_public **out, const struct mldsa_set *set,
                          struct span key) MUST_CHECK;
void mldsa_public_free(struct mldsa_public *key);         /* NULL does nothing */
size_t mldsa_public_size(const struct mldsa_public *key); /* its memory, in bytes */

/*
 * mldsa_verify is Algorithm 3: ERR_OK if and only if sig is the key's signature of msg.  SIG_FORM
 * if its length, its hints or its norm are wrong, or the context is too long; SIG_MISMATCH
 * otherwise.
 */
enum err mldsa_verify(const struct mldsa_public *key, struct span msg, struct span context,
                      struct span sig) MUST_CHECK;

/*
 * mldsa_private_new makes a private key from its seed (Algorithm 1 after the choice of the seed),
 * from its expanded form, or from both if neither is empty.  KEY_FORM if a length is wrong or a
 * part of the expanded key is out of range; KEY_INCONSISTENT if a part of it is not what the others
 * make it, or the seed makes another key (RFC 9881 8.2).
 */
enum err mldsa_private_new(struct mldsa_private **out, const struct mldsa_set *set,
                           struct span seed, struct span expanded) MUST_CHECK;
void mldsa_private_free(struct mldsa_private *key); /* wipes; NULL does nothing */

/* The encoded public key, as long as the private one lives. */
struct span mldsa_private_public(const struct mldsa_private *key);

/*
 * mldsa_sign is Algorithm 2: it writes set->signature_n bytes.  With 32 zeros as `random` it is the
 * deterministic variant, with fresh ones the hedged one.  SIG_FORM if the context is too long;
 * LIMIT after 814 attempts, which happens once in 2^256 signatures (FIPS 204 appendix C).
 */
enum err mldsa_sign(const struct mldsa_private *key, uint8_t *out, struct span msg,
                    struct span context, const uint8_t random[MLDSA_RANDOM]) MUST_CHECK;

/* mldsa_sign_mu is the same from the message representative mu (Algorithm 7 from step 7 on). */
enum err mldsa_sign_mu(const struct mldsa_private *key, uint8_t *out, const uint8_t mu[MLDSA_MU],
                       const uint8_t random[MLDSA_RANDOM]) MUST_CHECK;

#endif
