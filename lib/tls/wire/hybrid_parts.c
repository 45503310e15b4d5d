/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/hybrid_parts.h"

#include "lib/tls/wire/tables.h"

/* What the kinds of key exchange that hybrids consist of are called. */
static const struct {
    enum kx_group group;
    const char *name, *secret_name;
} names[] = {
    {KX_X25519, "X25519", "x25519_secret"},
    {KX_P256, "P-256", "p256_secret"},
    {KX_P384, "P-384", "p384_secret"},
    {KX_MLKEM768, "ML-KEM-768", "mlkem768_secret"},
    {KX_MLKEM1024, "ML-KEM-1024", "mlkem1024_secret"},
};

/* Describes one half; false if it has no name here. */
static bool describe(struct hybrid_part *out, const struct kx_kind *half)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].group != half->group)
            continue;
        *out = (struct hybrid_part){.name = names[i].name,
                                    .secret_name = names[i].secret_name,
                                    .is_kem = kx_type(half) == KX_TYPE_KEM,
                                    .start_n = half->start_n,
                                    .respond_n = half->respond_n,
                                    .shared_n = half->shared_n};
        return true;
    }
    return false;
}

/* The order and the lengths are those of lib/crypto/kx_kinds.def. */
bool hybrid_parts(struct hybrid_part out[HYBRID_PARTS], uint16_t group)
{
    const struct group *g = group_find(group);
    const struct kx_kind *kind = g == NULL ? NULL : group_kx(g);
    struct hybrid_part parts[HYBRID_PARTS];

    for (unsigned i = 0; i < HYBRID_PARTS; i++) {
        const struct kx_kind *half = kind == NULL ? NULL : kind->halves[i];
        if (half == NULL || !describe(&parts[i], half))
            return false;
    }
    memcpy(out, parts, sizeof parts);
    return true;
}
