/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * public_part: the public part of a key file as a SubjectPublicKeyInfo: of public keys, of a bare
 * RSAPublicKey, and of private keys if the file contains it or, for ML-DSA, always.
 */
#ifndef TB_LIB_CRYPTO_PUBLIC_PART_H
#define TB_LIB_CRYPTO_PUBLIC_PART_H

#include "lib/base/arena.h"
#include "lib/crypto/pubkey.h"

struct public_part {
    struct span spki; /* points into the DER or the arena, never to anything secret */
    struct keyinfo info;
};

/* public_part_of reads SubjectPublicKeyInfo, RSAPublicKey (RFC 8017 A.1.1), RSAPrivateKey (A.1.2),
 * ECPrivateKey (RFC 5915 3) and PKCS#8 (RFC 5958 2).  KEY_NO_PUBLIC: only the secret is there. */
enum err public_part_of(struct public_part *out, struct span der, struct arena *arena,
                        struct fail *fail) MUST_CHECK;

#endif
