/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kx: key agreement: X25519 and X448 (RFC 7748), ECDH over P-256, P-384 and P-521 (RFC 8422 5.4,
 * 9846 4.3.8.2), finite-field Diffie-Hellman over the groups of RFC 7919 or over given parameters.
 */
#ifndef TB_LIB_CRYPTO_KX_H
#define TB_LIB_CRYPTO_KX_H

#include "lib/base/buf.h"
#include "lib/base/rng.h"

enum kx_group {
    KX_NONE,
    KX_X25519,
    KX_X448,
    KX_P256,
    KX_P384,
    KX_P521,
    KX_FFDHE2048,
    KX_FFDHE3072,
    KX_FFDHE4096,
    KX_FFDHE6144,
    KX_FFDHE8192,
    KX_DH_GIVEN, /* parameters of a ServerKeyExchange */
};

enum { KX_PRIVATE_MAX = 1024, KX_PUBLIC_MAX = 1024, KX_SHARED_MAX = 1024 };

/* Our key pair for one connection; never used for a second one.  Secret: kx_wipe. */
struct kx {
    enum kx_group group;
    size_t private_n, public_n;
    uint8_t private[KX_PRIVATE_MAX]; /* X25519, X448: as RFC 7748 has it; others: big-endian */
    uint8_t public[KX_PUBLIC_MAX];   /* as it is sent: u, uncompressed point, or Y padded to p */
    struct span p, g;                /* KX_DH_GIVEN: the caller's, they live as long as this */
};

/* kx_generate makes a key pair. */
enum err kx_generate(struct kx *kx, enum kx_group group, const struct rng *rng) MUST_CHECK;

/*
 * kx_generate_dh makes one for given parameters, and checks them:
 * TLS_DH_SMALL (p below 2048 bits), TLS_DH_PARAMS (p above 8192 bits or even, g not in 2..p-2),
 * and p composite (a probabilistic test; TLS_DH_PARAMS).
 */
enum err kx_generate_dh(struct kx *kx, struct span p, struct span g,
                        const struct rng *rng) MUST_CHECK;

/* kx_generate_weak only requires what the computation needs: p is odd and has at most 8192 bits;
 * TLS_DH_PARAMS otherwise.  For tests of peers that send weak parameters. */
enum err kx_generate_weak(struct kx *kx, struct span p, struct span g,
                          const struct rng *rng) MUST_CHECK;

/* kx_dh_params appends p and g of a group of RFC 7919; TLS_NOT_SUPPORTED for other groups. */
enum err kx_dh_params(enum kx_group group, struct buf *p, struct buf *g) MUST_CHECK;

/* kx_set takes a private key as it is (tests, traces) and computes the public one. */
enum err kx_set(struct kx *kx, enum kx_group group, struct span private_key) MUST_CHECK;

/*
 * kx_agree writes the shared secret to out, at most KX_SHARED_MAX bytes: the x-coordinate or u, or
 * Z padded to the length of p (RFC 9846 7.4.1; the caller strips the zeros that TLS 1.2 strips, RFC
 * 5246 8.1.2).  TLS_KEY_SHARE_FORM: wrong length or form (a compressed point too); TLS_POINT: not
 * on the curve, the point at infinity, Y not in 2..p-2; TLS_SHARED_ZERO: the result is all zero
 * (RFC 7748 6, RFC 9846 7.4.2).
 */
enum err kx_agree(const struct kx *kx, uint8_t *out, size_t *out_n, struct span peer) MUST_CHECK;

/* kx_public_size is the length of a public key of this group in bytes; 0 for KX_DH_GIVEN. */
size_t kx_public_size(enum kx_group group);

void kx_wipe(struct kx *kx); /* also fit for a zero struct */

#endif
