/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/kx.h"

#include "lib/base/wipe.h"
#include "lib/crypto/kx_family.h"

static const struct kx_kind kinds[] = {
#define KX_KIND(ID, family, private_n, start_n, respond_n, shared_n, top, set) \
    {KX_##ID, &family, private_n, start_n, respond_n, shared_n, top, set, {NULL, NULL}},
#define KX_HYBRID(ID, first, second)            \
    {KX_##ID,                                   \
     &kx_hybrid,                                \
     KX_SUM(PRIVATE, first, second),            \
     KX_SUM(START, first, second),              \
     KX_SUM(RESPOND, first, second),            \
     KX_SUM(SHARED, first, second),             \
     0xff,                                      \
     0,                                         \
     {&kinds[KX_##first - 1], &kinds[KX_##second - 1]}},
#include "lib/crypto/kx_kinds.def"
#undef KX_HYBRID
#undef KX_KIND
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* Parameters that come with the exchange: their sizes are those of p. */
static const struct kx_kind given = {
    .group = KX_DH_GIVEN, .family = &kx_dh, .top = 0xff, .set = 0x80};

const struct kx_kind *kx_kind(enum kx_group group)
{
    return group == KX_NONE || (size_t)group > KINDS ? NULL : &kinds[group - 1];
}

enum kx_type kx_type(const struct kx_kind *kind)
{
    return kind->family->type;
}

void kx_wipe(struct kx *kx)
{
    wipe(kx, sizeof *kx);
}

/* Empties kx, and prepares it for a share of that length.  Kinds from outside fit into it, or are
 * refused. */
static enum err begin(struct kx *kx, const struct kx_kind *kind, size_t public_n)
{
    if (kind == NULL || kind->private_n > sizeof kx->private || public_n > sizeof kx->public ||
        kind->shared_n > KX_SHARED_MAX) {
        kx_wipe(kx);
        return ERR_TLS_NOT_SUPPORTED;
    }
    kx_family_begin(kx, kind, public_n);
    return ERR_OK;
}

enum err kx_start(struct kx *kx, const struct kx_kind *kind, const struct rng *rng)
{
    TRY(begin(kx, kind, kind == NULL ? 0 : kind->start_n));
    return kind->family->start(kx, rng);
}

enum err kx_respond(struct kx *kx, const struct kx_kind *kind, uint8_t *out, size_t *out_n,
                    struct span share, const struct rng *rng)
{
    TRY(begin(kx, kind, kind == NULL ? 0 : kind->respond_n));
    /* RFC 9846 4.3.8.1, 4.3.8.2, RFC 7748 6: one length for each group. */
    if (share.n != kind->start_n)
        return ERR_TLS_KEY_SHARE_FORM;
    return kind->family->respond(kx, out, out_n, share, rng);
}

enum err kx_finish(const struct kx *kx, uint8_t *out, size_t *out_n, struct span share)
{
    /* In a ServerKeyExchange zeros may be missing in front of Y (RFC 5246 7.4.3). */
    if (kx->kind == &given ? share.n == 0 || share.n > kx->public_n
                           : share.n != kx->kind->respond_n)
        return ERR_TLS_KEY_SHARE_FORM;
    return kx->kind->family->finish(kx, out, out_n, share);
}

enum err kx_set(struct kx *kx, const struct kx_kind *kind, struct span private_key)
{
    TRY(begin(kx, kind, kind == NULL ? 0 : kind->start_n));
    if (kind->family->derive == NULL)
        return ERR_TLS_NOT_SUPPORTED;
    /* Exponents may have any length up to that of p; other private keys have a fixed length. */
    if (kx_type(kind) == KX_TYPE_FINITE_FIELD ? private_key.n > kx->public_n
                                              : private_key.n != kind->private_n)
        return ERR_KEY_FORM;
    kx->private_n = private_key.n;
    memcpy(kx->private, private_key.p, private_key.n);
    enum err err = kind->family->derive(kx);
    if (err != ERR_OK)
        kx_wipe(kx);
    return err;
}

/* --- given parameters ---------------------------------------------------------------------- */

/* The number's shortest form, whose length is that of p. */
static struct span without_zeros(struct span bytes)
{
    while (bytes.n > 0 && bytes.p[0] == 0)
        bytes = span_tail(bytes, 1);
    return bytes;
}

/* A private exponent as long as that of the group of RFC 7919 that is at least as long as p. */
static size_t exponent_size(size_t p_n)
{
    enum kx_group g = KX_FFDHE2048;

    while (g < KX_FFDHE8192 && kx_kind(g)->start_n < p_n)
        g++;
    return kx_kind(g)->private_n;
}

enum err kx_start_dh(struct kx *kx, struct span p, struct span g, const struct rng *rng)
{
    kx_wipe(kx);
    TRY(kx_dh_check(without_zeros(p), without_zeros(g)));
    return kx_start_weak(kx, p, g, rng);
}

enum err kx_start_weak(struct kx *kx, struct span p, struct span g, const struct rng *rng)
{
    kx_wipe(kx);
    kx->kind = &given;
    kx->p = without_zeros(p);
    kx->g = without_zeros(g);
    if (kx->p.n == 0 || kx->p.n > kx_kind(KX_FFDHE8192)->start_n || (kx->p.p[kx->p.n - 1] & 1) == 0)
        return ERR_TLS_DH_PARAMS;
    kx->public_n = kx->p.n;
    kx->private_n = exponent_size(kx->p.n);
    return kx_family_start(kx, rng);
}
