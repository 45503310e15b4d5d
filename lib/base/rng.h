/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rng: a source of random bytes, passed as an argument: the system's in the program, a
 * deterministic one in tests and fuzzers. */
#ifndef TB_LIB_BASE_RNG_H
#define TB_LIB_BASE_RNG_H

#include "lib/base/err.h"

struct rng {
    void *ctx;
    void (*fill)(void *ctx, size_t n, uint8_t *out); /* the shape of nettle_random_func */
};

static inline void rng_fill(const struct rng *rng, uint8_t *out, size_t n)
{
    rng->fill(rng->ctx, n, out);
}

/* rng_system is getrandom(2).  The program cannot work without random bytes: the first failure sets
 * ctx->failed and the bytes are zero.  Callers check `failed` before they use the bytes. */
struct rng_system {
    bool failed;
};
struct rng rng_system(struct rng_system *state);

#endif
