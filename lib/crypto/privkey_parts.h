/* SPDX-License-Identifier: GPL-3.0-or-later */
/* privkey_parts: the encoding of a private key, taken apart before any computation. */
#ifndef TB_LIB_CRYPTO_PRIVKEY_PARTS_H
#define TB_LIB_CRYPTO_PRIVKEY_PARTS_H

#include "lib/crypto/pubkey.h"

/* The numbers of an RSAPrivateKey, in its order (RFC 8017 A.1.2). */
enum {
    PRIVKEY_N,
    PRIVKEY_E,
    PRIVKEY_D,
    PRIVKEY_P,
    PRIVKEY_Q,
    PRIVKEY_DP,
    PRIVKEY_DQ,
    PRIVKEY_QINV,
    PRIVKEY_NUMBERS
};

/* Spans point into the input; all but algorithm and public are secret. */
struct privkey_parts {
    enum key_kind kind;
    struct buf algorithm;                 /* the AlgorithmIdentifier of the public key, whole TLV */
    struct span numbers[PRIVKEY_NUMBERS]; /* content of INTEGERs */
    struct span secret;   /* the scalar, the bytes of RFC 8032, or the seed of ML-DSA */
    struct span expanded; /* ML-DSA: the expanded key, if it is included */
    struct span public;   /* the public key's bits; empty if they are not included */
};

/*
 * privkey_parts_read reads one private key in DER.  NO_PRIVATE_KEY if it is something else,
 * KEY_ENCRYPTED, KEY_UNKNOWN for another algorithm, KEY_EXPLICIT_CURVE, KEY_CURVE,
 * KEY_PARAMETERS, KEY_FORM, and the errors of DER.  out->algorithm is freed by the caller, always.
 */
enum err privkey_parts_read(struct privkey_parts *out, struct span der) MUST_CHECK;

/* privkey_parts_algorithm is the AlgorithmIdentifier of a public key: params is a whole TLV or
 * empty. */
void privkey_parts_algorithm(struct buf *out, enum oid oid, struct span params);

/* privkey_ed_size is the length in bytes of a key of RFC 8032, private or public. */
size_t privkey_ed_size(enum key_kind kind);

#endif
