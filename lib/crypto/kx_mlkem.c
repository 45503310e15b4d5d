/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ML-KEM (FIPS 203) as a key exchange: the end that starts sends its encapsulation key, the other
 * one the ciphertext. */
#include "config.h"

#include "lib/base/ct.h"
#include "lib/base/wipe.h"
#include "lib/crypto/kx_family.h"
#include "lib/crypto/mlkem.h"

static const struct mlkem_set *set_of(const struct kx *kx)
{
    return kx->kind->group == KX_MLKEM768 ? &mlkem_768 : &mlkem_1024;
}

/* A source that yields only zeros is broken. */
static enum err draw(uint8_t *out, size_t n, const struct rng *rng)
{
    static const uint8_t zeros[2 * MLKEM_SEED];

    rng_fill(rng, out, n);
    bool broken = equal_ct(out, zeros, n);
    ct_public(&broken, sizeof broken);
    return broken ? ERR_TLS_RANDOM : ERR_OK;
}

static enum err kx_mlkem_start(struct kx *kx, const struct rng *rng)
{
    uint8_t seeds[2 * MLKEM_SEED];
    enum err err = draw(seeds, sizeof seeds, rng);

    if (err == ERR_OK)
        mlkem_keygen(set_of(kx), kx->public, kx->private, seeds, seeds + MLKEM_SEED);
    else
        wipe(kx, sizeof *kx);
    wipe(seeds, sizeof seeds);
    return err;
}

/* mlkem_encaps makes the check of FIPS 203 7.2. */
static enum err kx_mlkem_respond(struct kx *kx, uint8_t *out, size_t *out_n, struct span share,
                                 const struct rng *rng)
{
    uint8_t m[MLKEM_SEED];
    enum err err = draw(m, sizeof m, rng);

    if (err == ERR_OK)
        err = mlkem_encaps(set_of(kx), kx->public, out, share, m);
    wipe(m, sizeof m);
    *out_n = MLKEM_SECRET;
    return err;
}

/* A ciphertext that was made for another key gives a secret that the peer does not have: the
 * handshake then fails at the first record that is encrypted (FIPS 203 6.3). */
static enum err kx_mlkem_finish(const struct kx *kx, uint8_t *out, size_t *out_n, struct span share)
{
    *out_n = MLKEM_SECRET;
    return mlkem_decaps(set_of(kx), out, span_of(kx->private, kx->private_n), share);
}

const struct kx_family kx_mlkem = {
    .type = KX_TYPE_KEM,
    .start = kx_mlkem_start,
    .respond = kx_mlkem_respond,
    .finish = kx_mlkem_finish,
};
