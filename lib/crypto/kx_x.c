/* SPDX-License-Identifier: GPL-3.0-or-later */
/* X25519 and X448 (RFC 7748). */
#include "config.h"

#include <nettle/curve25519.h>
#include <nettle/curve448.h>

#include "lib/base/wipe.h"
#include "lib/crypto/kx_family.h"

/* RFC 7748 5: Nettle clamps the private key itself. */
static enum err kx_x_derive(struct kx *kx)
{
    if (kx->kind->group == KX_X25519)
        curve25519_mul_g(kx->public, kx->private);
    else
        curve448_mul_g(kx->public, kx->private);
    return ERR_OK;
}

/* Compares with zeros in constant time: the result is secret unless it is zero. */
static enum err kx_x_finish(const struct kx *kx, uint8_t *out, size_t *out_n, struct span peer)
{
    static const uint8_t zeros[CURVE448_SIZE];

    if (kx->kind->group == KX_X25519)
        curve25519_mul(out, kx->private, peer.p);
    else
        curve448_mul(out, kx->private, peer.p);
    *out_n = kx->public_n;
    /* RFC 7748 6.1, 6.2, RFC 9846 7.4.2: the result of a point of small order. */
    return equal_ct(out, zeros, *out_n) ? ERR_TLS_SHARED_ZERO : ERR_OK;
}

const struct kx_family kx_x = {
    .type = KX_TYPE_CURVE,
    .start = kx_family_start,
    .respond = kx_family_respond,
    .finish = kx_x_finish,
    .derive = kx_x_derive,
};
