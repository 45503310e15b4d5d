/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/kx_family.h"

#include "lib/base/wipe.h"

/* A random P-256 key is out of range once in 2^32.  A source of which this many fail in a row is
 * broken, and so is one that yields only zeros. */
enum { TRIES = 16 };

void kx_family_begin(struct kx *kx, const struct kx_kind *kind, size_t public_n)
{
    wipe(kx, sizeof *kx);
    kx->kind = kind;
    kx->private_n = kind->private_n;
    kx->public_n = public_n;
}

/* Draws private keys until one is in range, and computes its public key. */
enum err kx_family_start(struct kx *kx, const struct rng *rng)
{
    static const uint8_t zeros[KX_PRIVATE_MAX];

    for (int i = 0; i < TRIES; i++) {
        rng_fill(rng, kx->private, kx->private_n);
        if (equal_ct(kx->private, zeros, kx->private_n))
            continue;
        kx->private[0] &= kx->kind->top;
        kx->private[0] |= kx->kind->set;
        if (kx->kind->family->derive(kx) == ERR_OK)
            return ERR_OK;
    }
    wipe(kx, sizeof *kx);
    return ERR_TLS_RANDOM;
}

enum err kx_family_respond(struct kx *kx, uint8_t *out, size_t *out_n, struct span share,
                           const struct rng *rng)
{
    TRY(kx_family_start(kx, rng));
    return kx->kind->family->finish(kx, out, out_n, share);
}
