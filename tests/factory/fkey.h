/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fkey: the keys of the factory and what they sign.
 *
 * All keys are fixed (RSA and DSA numbers written out, the others derived from a seed) and so are
 * the nonces: the factory makes the same bytes in every run.  They protect nothing.
 */
#ifndef TB_TESTS_FACTORY_FKEY_H
#define TB_TESTS_FACTORY_FKEY_H

#include "tests/factory/fd.h"

/* Keys of one kind stand next to each other, A first. */
enum fkey {
    FKEY_P256_A,
    FKEY_P256_B,
    FKEY_P256_C,
    FKEY_P256_D,
    FKEY_P256_E,
    FKEY_P256_F,
    FKEY_P256_G,
    FKEY_P256_H,
    FKEY_P384_A,
    FKEY_P384_B,
    FKEY_P521_A,
    FKEY_P224_A,
    FKEY_ED25519_A,
    FKEY_ED25519_B,
    FKEY_ED448_A,
    FKEY_RSA2048_A,
    FKEY_RSA2048_B,
    FKEY_RSA1024_A,
    FKEY_DSA_A,
    FKEY_MLDSA44_A,
    FKEY_MLDSA65_A,
    FKEY_MLDSA65_B,
    FKEY_MLDSA87_A,
    FKEY_COUNT
};

/* Signature algorithms; AUTO is the one that goes with the key. */
enum fsig {
    FSIG_AUTO,
    FSIG_RSA_SHA256,
    FSIG_RSA_SHA384,
    FSIG_RSA_SHA512,
    FSIG_RSA_SHA1,
    FSIG_RSA_MD5,
    FSIG_PSS_SHA256, /* MGF1 with SHA-256, 32 bytes of salt */
    FSIG_ECDSA_SHA256,
    FSIG_ECDSA_SHA384,
    FSIG_ECDSA_SHA512,
    FSIG_ECDSA_SHA1,
    FSIG_ED25519,
    FSIG_ED448,
    FSIG_DSA_SHA256,
    FSIG_MLDSA44,
    FSIG_MLDSA65,
    FSIG_MLDSA87,
    FSIG_COUNT
};

/* fkey_sig is what AUTO stands for. */
enum fsig fkey_sig(enum fkey key);

/* fkey_alg is the AlgorithmIdentifier, whole TLV; sig is not AUTO. */
struct span fkey_alg(struct arena *a, enum fsig sig);

/* fkey_bits is the content of subjectPublicKey; fkey_spki the SubjectPublicKeyInfo; fkey_id the
 * SHA-1 of the bits (RFC 5280 4.2.1.2 (1)). */
struct span fkey_bits(struct arena *a, enum fkey key);
struct span fkey_spki(struct arena *a, enum fkey key);
struct span fkey_id(struct arena *a, enum fkey key);

/* fkey_spki_with is an SPKI with other parameters or bits. */
struct span fkey_spki_with(struct arena *a, const char *oid, struct span params, struct span bits);

/* fkey_private is the private key as PKCS#8 (RFC 5958 2); not for DSA. */
struct span fkey_private(struct arena *a, enum fkey key);

/* fkey_sign is the content of the signature's BIT STRING, without the leading octet. */
struct span fkey_sign(struct arena *a, enum fkey key, enum fsig sig, struct span msg);

#endif
