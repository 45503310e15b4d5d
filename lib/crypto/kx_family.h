/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kx_family: what each kind of group does for kx.c. */
#ifndef TB_LIB_CRYPTO_KX_FAMILY_H
#define TB_LIB_CRYPTO_KX_FAMILY_H

#include "lib/crypto/kx.h"

struct kx_family {
    /* Computes k->public from k->private; KEY_FORM if that is out of range. */
    enum err (*derive)(struct kx *kx);
    /* Writes the shared secret; the length of peer was checked, and out has room. */
    enum err (*agree)(const struct kx *kx, uint8_t *out, size_t *out_n, struct span peer);
};

extern const struct kx_family kx_x;  /* X25519, X448 */
extern const struct kx_family kx_ec; /* P-256, P-384, P-521 */
extern const struct kx_family kx_dh; /* finite fields */

/* kx_dh_check checks given parameters, without leading zeros, as kx_generate_dh says. */
enum err kx_dh_check(struct span p, struct span g) MUST_CHECK;

#endif
