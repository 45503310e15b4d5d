/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/kx_kept.h"

#include "lib/base/mem.h"

struct kx_kept {
    const struct kx_kind *kind;
    size_t private_n, public_n;
    struct span p, g;
    uint8_t keys[]; /* private, public */
};

static size_t size_of(size_t private_n, size_t public_n)
{
    return sizeof(struct kx_kept) + private_n + public_n;
}

enum err kx_keep(struct kx_kept **out, const struct kx *kx)
{
    struct kx_kept *k = mem_new(size_of(kx->private_n, kx->public_n));

    *out = k;
    if (k == NULL)
        return ERR_MEMORY;
    k->kind = kx->kind;
    k->private_n = kx->private_n;
    k->public_n = kx->public_n;
    k->p = kx->p;
    k->g = kx->g;
    memcpy(k->keys, kx->private, kx->private_n);
    memcpy(k->keys + kx->private_n, kx->public, kx->public_n);
    return ERR_OK;
}

struct span kx_kept_public(const struct kx_kept *kept)
{
    return span_of(kept->keys + kept->private_n, kept->public_n);
}

enum err kx_kept_finish(const struct kx_kept *kept, uint8_t *out, size_t *out_n, struct span share)
{
    struct kx kx = {.kind = kept->kind,
                    .private_n = kept->private_n,
                    .public_n = kept->public_n,
                    .p = kept->p,
                    .g = kept->g};

    memcpy(kx.private, kept->keys, kept->private_n);
    memcpy(kx.public, kept->keys + kept->private_n, kept->public_n);
    enum err e = kx_finish(&kx, out, out_n, share);

    kx_wipe(&kx);
    return e;
}

void kx_kept_free(struct kx_kept *kept)
{
    if (kept != NULL)
        mem_free(kept, size_of(kept->private_n, kept->public_n));
}
