/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signer: the key that signs a certificate or CRL, and its algorithm. */
#ifndef TB_LIB_MINT_SIGNER_H
#define TB_LIB_MINT_SIGNER_H

#include "lib/base/arena.h"
#include "lib/crypto/privkey.h"

struct signer {
    struct span alg; /* AlgorithmIdentifier, whole TLV */
    /* Signs msg; *out is the signature, in the arena. */
    enum err (*sign)(const void *ctx, struct arena *arena, struct span *out, struct span msg);
    const void *ctx;
};

/*
 * signer_of_key makes a signer from a private key, with the signature algorithm `oid`:
 * OID_SIG_RSA_SHA256, OID_SIG_ECDSA_SHA1, … (not RSASSA-PSS, whose parameters it does not make);
 * UNKNOWN is the usual one for the key.  The signer borrows the arena, the key and the source.
 */
enum err signer_of_key(struct signer *out, struct arena *arena, const struct privkey *key,
                       enum oid oid, const struct rng *rng) MUST_CHECK;

#endif
