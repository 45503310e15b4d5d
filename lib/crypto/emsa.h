/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * emsa: how RSA signatures pad a digest (RFC 8017 9): encoding, and checking by comparison.
 *
 * `opened` is the signature after the public operation: the number that was signed, in exactly as
 * many octets as the modulus has.
 */
#ifndef TB_LIB_CRYPTO_EMSA_H
#define TB_LIB_CRYPTO_EMSA_H

#include "lib/crypto/sigalg.h"

enum { EMSA_MAX_BYTES = 2048 }; /* of a modulus of 16384 bits */

/* emsa_pkcs1 compares opened with EMSA-PKCS1-v1_5 of msg (9.2), built as a whole.  Errors:
 * SIG_MISMATCH, and ALG_KEY_MISMATCH if the modulus is too short for it. */
enum err emsa_pkcs1(struct span opened, enum digest digest, struct span msg) MUST_CHECK;

/* emsa_pss checks opened against EMSA-PSS of msg (9.1.2) with alg; bits are those of the
 * modulus. */
enum err emsa_pss(struct span opened, unsigned bits, const struct sigalg *alg,
                  struct span msg) MUST_CHECK;

/* emsa_pkcs1_encode writes the n bytes that emsa_pkcs1 compares with; ALG_KEY_MISMATCH if n is too
 * small. */
enum err emsa_pkcs1_encode(uint8_t *em, size_t n, enum digest digest, struct span msg) MUST_CHECK;

/* emsa_pss_encode writes an EMSA-PSS encoding (9.1.1) with this salt, as many bytes as the modulus
 * of that many bits has; ALG_KEY_MISMATCH as above. */
enum err emsa_pss_encode(uint8_t *em, unsigned bits, const struct sigalg *alg, struct span msg,
                         struct span salt) MUST_CHECK;

#endif
