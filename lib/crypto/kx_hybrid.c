/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hybrids: two key exchanges at once, of which an attacker has to break both.  Shares, private keys
 * and secrets are those of the halves, one after the other, in the order of the row of kx_kinds.def
 * (RFC 10024 4.1, 4.2, 4.3).  Each half does its own checks.
 */
#include "config.h"

#include "lib/base/wipe.h"
#include "lib/crypto/kx_family.h"

/* Takes the first n bytes of *rest away. */
static struct span take(struct span *rest, size_t n)
{
    struct span head = span_head(*rest, n);

    *rest = span_tail(*rest, n);
    return head;
}

static enum err kx_hybrid_start(struct kx *kx, const struct rng *rng)
{
    size_t private_at = 0, public_at = 0;
    enum err err = ERR_OK;
    struct kx half;

    for (size_t i = 0; i < KX_HALVES && err == ERR_OK; i++) {
        const struct kx_kind *kind = kx->kind->halves[i];
        kx_family_begin(&half, kind, kind->start_n);
        err = kind->family->start(&half, rng);
        memcpy(kx->private + private_at, half.private, half.private_n);
        memcpy(kx->public + public_at, half.public, half.public_n);
        private_at += half.private_n;
        public_at += half.public_n;
        wipe(&half, sizeof half);
    }
    if (err != ERR_OK)
        wipe(kx, sizeof *kx);
    return err;
}

/* An end that responds has the secret at once, and keeps no private key. */
static enum err kx_hybrid_respond(struct kx *kx, uint8_t *out, size_t *out_n, struct span share,
                                  const struct rng *rng)
{
    size_t public_at = 0, n = 0;
    enum err err = ERR_OK;
    struct kx half;

    *out_n = 0;
    for (size_t i = 0; i < KX_HALVES && err == ERR_OK; i++) {
        const struct kx_kind *kind = kx->kind->halves[i];
        kx_family_begin(&half, kind, kind->respond_n);
        err = kind->family->respond(&half, out + *out_n, &n, take(&share, kind->start_n), rng);
        memcpy(kx->public + public_at, half.public, half.public_n);
        public_at += half.public_n;
        *out_n += n;
        wipe(&half, sizeof half);
    }
    return err;
}

static enum err kx_hybrid_finish(const struct kx *kx, uint8_t *out, size_t *out_n,
                                 struct span share)
{
    struct span private = span_of(kx->private, kx->private_n);
    enum err err = ERR_OK;
    struct kx half;
    size_t n = 0;

    *out_n = 0;
    for (size_t i = 0; i < KX_HALVES && err == ERR_OK; i++) {
        const struct kx_kind *kind = kx->kind->halves[i];
        kx_family_begin(&half, kind, kind->start_n);
        memcpy(half.private, take(&private, kind->private_n).p, kind->private_n);
        err = kind->family->finish(&half, out + *out_n, &n, take(&share, kind->respond_n));
        *out_n += n;
        wipe(&half, sizeof half);
    }
    return err;
}

const struct kx_family kx_hybrid = {
    .type = KX_TYPE_KEM,
    .start = kx_hybrid_start,
    .respond = kx_hybrid_respond,
    .finish = kx_hybrid_finish,
};
