/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kx_family: what each family of groups does for kx.c. */
#ifndef TB_LIB_CRYPTO_KX_FAMILY_H
#define TB_LIB_CRYPTO_KX_FAMILY_H

#include "lib/crypto/kx.h"

/*
 * When the functions are called, kx->kind, private_n and public_n are set, shares have the length
 * of the kind, and out has room.  A Diffie-Hellman family only implements derive and finish;
 * kx_family_start and kx_family_respond do the rest.
 */
struct kx_family {
    enum kx_type type;
    /* Makes kx->private and kx->public. */
    enum err (*start)(struct kx *kx, const struct rng *rng);
    /* Makes kx->public and the secret from the share of the end that started. */
    enum err (*respond)(struct kx *kx, uint8_t *out, size_t *out_n, struct span share,
                        const struct rng *rng);
    /* Makes the secret from kx->private and the share that answers. */
    enum err (*finish)(const struct kx *kx, uint8_t *out, size_t *out_n, struct span share);
    /* Computes kx->public from kx->private; KEY_FORM if that is out of range.  NULL: a KEM. */
    enum err (*derive)(struct kx *kx);
};

extern const struct kx_family kx_x;      /* X25519, X448 */
extern const struct kx_family kx_ec;     /* P-256, P-384, P-521 */
extern const struct kx_family kx_dh;     /* finite fields */
extern const struct kx_family kx_mlkem;  /* ML-KEM-768, ML-KEM-1024 */
extern const struct kx_family kx_hybrid; /* two of these */

/* kx_family_begin empties kx, and prepares it for a share of that length: before start, respond and
 * finish of a half. */
void kx_family_begin(struct kx *kx, const struct kx_kind *kind, size_t public_n);

/* Both halves of Diffie-Hellman draw a private key and derive its public one; the half that
 * responds finishes as well. */
enum err kx_family_start(struct kx *kx, const struct rng *rng) MUST_CHECK;
enum err kx_family_respond(struct kx *kx, uint8_t *out, size_t *out_n, struct span share,
                           const struct rng *rng) MUST_CHECK;

/* kx_dh_check checks given parameters, without leading zeros, as kx_start_dh describes. */
enum err kx_dh_check(struct span p, struct span g) MUST_CHECK;

#endif
