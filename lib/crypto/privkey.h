/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * privkey: a private key that signs: RSA (PKCS#1 v1.5, PSS), ECDSA, Ed25519, Ed448, ML-DSA.
 *
 * Read from PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 A.1.2) or SEC 1 (RFC 5915), DER or PEM.
 */
#ifndef TB_LIB_CRYPTO_PRIVKEY_H
#define TB_LIB_CRYPTO_PRIVKEY_H

#include "lib/base/rng.h"
#include "lib/crypto/pbe.h"
#include "lib/crypto/pubkey.h"

struct privkey; /* opaque, secret inside */

/* privkey_new reads the first private key in bytes.  Errors: KEY_ENCRYPTED, KEY_FORM, KEY_CURVE,
 * KEY_UNKNOWN, NO_PRIVATE_KEY, …, and those of PEM and DER.  It checks that the numbers belong
 * together (n = p q, e d = 1; the seed and the expanded key of ML-DSA), and that a public key in
 * the file is the computed one. */
enum err privkey_new(struct privkey **out, struct span bytes) MUST_CHECK;

/* privkey_new_locked also reads an encrypted key, with the passphrase of terms, which may be NULL.
 * Errors beyond those above: PASSPHRASE_*, PBE_*. */
enum err privkey_new_locked(struct privkey **out, struct span bytes,
                            const struct pbe_terms *terms) MUST_CHECK;

/* privkey_generate makes a fresh key from rng: KEY_RSA of `bits` (KEY_RSA_SIZE if that size is not
 * allowed; it takes a while), one of the curves P-224 to P-521, KEY_ED25519, KEY_ED448 or a kind of
 * ML-DSA; bits matters only for RSA.  KEY_UNKNOWN otherwise. */
enum err privkey_generate(struct privkey **out, enum key_kind kind, unsigned bits,
                          const struct rng *rng) MUST_CHECK;

void privkey_free(struct privkey *key); /* wipes; NULL does nothing */

enum key_kind privkey_kind(const struct privkey *key);
unsigned privkey_bits(const struct privkey *key); /* of the modulus or the field; else 0 */

/* privkey_spki is the SubjectPublicKeyInfo of the public half.  It lives as long as the key. */
struct span privkey_spki(const struct privkey *key);

/* privkey_fits is true if a certificate's key is the public half of this one. */
bool privkey_fits(const struct privkey *key, const struct keyinfo *cert);

/* privkey_sign appends a signature of msg; ALG_KEY_MISMATCH if alg is not for this kind of key,
 * or the modulus is too short for it.  The result is verified before it is returned (a fault in an
 * RSA-CRT computation would give the key away).  Nonces and blinding come from the key, the message
 * and rng together; if rng is NULL, ECDSA is that of RFC 6979, and ML-DSA
 * the deterministic variant. */
enum err privkey_sign(const struct privkey *key, struct buf *out, const struct sigalg *alg,
                      struct span msg, const struct rng *rng) MUST_CHECK;

/* privkey_decrypt is RSAES-PKCS1-v1_5 for tests and servers: writes n bytes in constant time,
 * random ones if the padding is wrong (RFC 5246 7.4.7.1). */
enum err privkey_decrypt(const struct privkey *key, uint8_t *out, size_t n, struct span cipher,
                         const struct rng *rng) MUST_CHECK;

#endif
