/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signer: the key that signs a certificate or CRL, and the name of its algorithm. */
#ifndef TB_LIB_MINT_SIGNER_H
#define TB_LIB_MINT_SIGNER_H

#include "lib/base/arena.h"
#include "lib/crypto/privkey.h"

struct signer {
    struct span alg; /* AlgorithmIdentifier, whole TLV */
    /* The signature of msg: bytes that live as long as the arena. */
    enum err (*sign)(const void *ctx, struct arena *arena, struct span *out, struct span msg);
    const void *ctx;
};

/*
 * signer_of_key signs with a private key, under the signature algorithm `oid`: OID_SIG_RSA_SHA256,
 * OID_SIG_ECDSA_SHA1, … (not RSASSA-PSS, whose parameters it does not know); UNKNOWN is the one
 * that goes with the key.  The signer lives as long as the arena, the key and the source.
 */
enum err signer_of_key(struct signer *out, struct arena *arena, const struct privkey *key,
                       enum oid oid, const struct rng *rng) MUST_CHECK;

#endif
