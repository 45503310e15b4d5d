/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kx_kept: one end's part in a key exchange that waits for the answer, in just the memory that it
 * needs: struct kx has room for the largest group, and a client may wait for thousands of servers.
 */
#ifndef TB_LIB_CRYPTO_KX_KEPT_H
#define TB_LIB_CRYPTO_KX_KEPT_H

#include "lib/crypto/kx.h"

struct kx_kept; /* opaque; contains secrets */

/* kx_keep makes a copy after kx_start.  kx_kept_finish is kx_finish.  kx_kept_free wipes, and
 * accepts NULL. */
enum err kx_keep(struct kx_kept **out, const struct kx *kx) MUST_CHECK;
struct span kx_kept_public(const struct kx_kept *kept); /* the share as it is sent */
enum err kx_kept_finish(const struct kx_kept *kept, uint8_t *out, size_t *out_n,
                        struct span share) MUST_CHECK;
void kx_kept_free(struct kx_kept *kept);

#endif
