/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/kx.h"

#include "lib/base/wipe.h"
#include "lib/crypto/kx_family.h"

/* One row a group: sizes in bytes, and how the first byte of a private key is masked. */
static const struct {
    const struct kx_family *family;
    size_t private_n, public_n;
    uint8_t top; /* which bits a private key may have in its first byte */
    uint8_t set; /* which bits are always set in it */
} groups[] = {
    [KX_NONE] = {NULL, 0, 0, 0, 0},
    [KX_X25519] = {&kx_x, 32, 32, 0xff, 0},
    [KX_X448] = {&kx_x, 56, 56, 0xff, 0},
    [KX_P256] = {&kx_ec, 32, 65, 0xff, 0},
    [KX_P384] = {&kx_ec, 48, 97, 0xff, 0},
    [KX_P521] = {&kx_ec, 66, 133, 0x01, 0},
#define KX_PRIME(bits, exponent_n, hex) \
    [KX_FFDHE##bits] = {&kx_dh, exponent_n, bits / 8, 0xff, 0x80},
#include "lib/crypto/kx_primes.def"
#undef KX_PRIME
    [KX_DH_GIVEN] = {&kx_dh, 0, 0, 0xff, 0x80},
};

size_t kx_public_size(enum kx_group group)
{
    return groups[group].public_n;
}

void kx_wipe(struct kx *kx)
{
    wipe(kx, sizeof *kx);
}

/* A random P-256 key is out of range once in 2^32.  A source of which this many fail in a row is
 * broken, and so is one that yields only zeros. */
enum { TRIES = 16 };

/* Draws private keys until one is in range, and computes its public key. */
static enum err draw(struct kx *kx, const struct rng *rng)
{
    static const uint8_t zeros[KX_PRIVATE_MAX];

    for (int i = 0; i < TRIES; i++) {
        rng_fill(rng, kx->private, kx->private_n);
        if (equal_ct(kx->private, zeros, kx->private_n))
            continue;
        kx->private[0] &= groups[kx->group].top;
        kx->private[0] |= groups[kx->group].set;
        if (groups[kx->group].family->derive(kx) == ERR_OK)
            return ERR_OK;
    }
    kx_wipe(kx);
    return ERR_TLS_RANDOM;
}

enum err kx_generate(struct kx *kx, enum kx_group group, const struct rng *rng)
{
    kx_wipe(kx);
    if (groups[group].public_n == 0)
        return ERR_TLS_NOT_SUPPORTED;
    kx->group = group;
    kx->private_n = groups[group].private_n;
    kx->public_n = groups[group].public_n;
    return draw(kx, rng);
}

enum err kx_set(struct kx *kx, enum kx_group group, struct span private_key)
{
    kx_wipe(kx);
    if (groups[group].public_n == 0)
        return ERR_TLS_NOT_SUPPORTED;
    kx->group = group;
    kx->private_n = private_key.n;
    kx->public_n = groups[group].public_n;
    /* Exponents may have any length up to that of p; other private keys have a fixed length. */
    if (groups[group].family == &kx_dh ? private_key.n > kx->public_n
                                       : private_key.n != groups[group].private_n)
        return ERR_KEY_FORM;
    memcpy(kx->private, private_key.p, private_key.n);
    enum err err = groups[group].family->derive(kx);
    if (err != ERR_OK)
        kx_wipe(kx);
    return err;
}

enum err kx_agree(const struct kx *kx, uint8_t *out, size_t *out_n, struct span peer)
{
    /* RFC 9846 4.3.8.1, 4.3.8.2, RFC 7748 6: one length for each group.  In a ServerKeyExchange
     * zeros may be missing in front of Y (RFC 5246 7.4.3). */
    if (kx->group == KX_DH_GIVEN ? peer.n == 0 || peer.n > kx->public_n : peer.n != kx->public_n)
        return ERR_TLS_KEY_SHARE_FORM;
    return groups[kx->group].family->agree(kx, out, out_n, peer);
}

static struct span without_zeros(struct span s)
{
    while (s.n > 0 && s.p[0] == 0)
        s = span_tail(s, 1);
    return s;
}

/* A private exponent as long as that of the group of RFC 7919 that is at least as long as p. */
static size_t exponent_size(size_t p_n)
{
    enum kx_group g = KX_FFDHE2048;

    while (g < KX_FFDHE8192 && groups[g].public_n < p_n)
        g++;
    return groups[g].private_n;
}

enum err kx_generate_dh(struct kx *kx, struct span p, struct span g, const struct rng *rng)
{
    kx_wipe(kx);
    TRY(kx_dh_check(without_zeros(p), without_zeros(g)));
    return kx_generate_weak(kx, p, g, rng);
}

enum err kx_generate_weak(struct kx *kx, struct span p, struct span g, const struct rng *rng)
{
    kx_wipe(kx);
    kx->group = KX_DH_GIVEN;
    kx->p = without_zeros(p);
    kx->g = without_zeros(g);
    if (kx->p.n == 0 || kx->p.n > sizeof kx->public || (kx->p.p[kx->p.n - 1] & 1) == 0)
        return ERR_TLS_DH_PARAMS;
    kx->public_n = kx->p.n;
    kx->private_n = exponent_size(kx->p.n);
    return draw(kx, rng);
}
