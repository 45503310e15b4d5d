/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kit_rng: sources of random bytes for tests: countable, or broken in a given way. */
#ifndef TB_TESTS_UNIT_CRYPTO_KIT_RNG_H
#define TB_TESTS_UNIT_CRYPTO_KIT_RNG_H

#include "lib/base/rng.h"

/* Gives what stands in script, then the bytes of a simple generator that starts at seed. */
struct kit_rng {
    struct span script;
    uint32_t seed;
};

static void kit_rng_fill(void *ctx, size_t n, uint8_t *out)
{
    struct kit_rng *r = ctx;

    for (size_t i = 0; i < n; i++) {
        if (r->script.n > 0) {
            out[i] = r->script.p[0];
            r->script = span_tail(r->script, 1);
        } else {
            r->seed = r->seed * 1664525 + 1013904223;
            out[i] = (uint8_t)(r->seed >> 24);
        }
    }
}

static inline struct rng kit_rng(struct kit_rng *state)
{
    return (struct rng){state, kit_rng_fill};
}

/* Nothing but zeros. */
static void kit_zeros_fill(void *ctx, size_t n, uint8_t *out)
{
    (void)ctx;
    memset(out, 0, n);
}

static inline struct rng kit_zeros(void)
{
    return (struct rng){NULL, kit_zeros_fill};
}

#endif
