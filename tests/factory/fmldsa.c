/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/factory/fmldsa.h"

#include <stdlib.h>

static struct span seed_of(struct arena *a, unsigned id)
{
    uint8_t *seed = fd_alloc(a, MLDSA_SEED);

    seed[0] = (uint8_t)id;
    return span_of(seed, MLDSA_SEED);
}

static struct mldsa_private *make(struct arena *a, enum mldsa_id set, unsigned id)
{
    struct mldsa_private *out;

    if (mldsa_private_new(&out, &mldsa_sets[set], seed_of(a, id), (struct span){0}) != ERR_OK)
        abort();
    return out;
}

struct span fmldsa_bits(struct arena *a, enum mldsa_id set, unsigned id)
{
    struct mldsa_private *private = make(a, set, id);
    struct span out = fd_copy(a, mldsa_private_public(private));

    mldsa_private_free(private);
    return out;
}

struct span fmldsa_private(struct arena *a, unsigned id)
{
    return fd_tlv(a, DER_CTX(0), seed_of(a, id));
}

struct span fmldsa_sign(struct arena *a, enum mldsa_id set, unsigned id, struct span msg)
{
    static const uint8_t zeros[MLDSA_RANDOM];
    struct mldsa_private *private = make(a, set, id);
    size_t n = mldsa_sets[set].signature_n;
    uint8_t *out = fd_alloc(a, n);

    if (mldsa_sign(private, out, msg, (struct span){0}, zeros) != ERR_OK)
        abort();
    mldsa_private_free(private);
    return span_of(out, n);
}
