/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/rng.h"

#include <errno.h>

#include <sys/random.h>

#include "lib/base/wipe.h"

/* getrandom(2) until all bytes are there. */
static void fill(void *ctx, size_t n, uint8_t *out)
{
    struct rng_system *state = ctx;

    for (size_t done = 0; done < n && !state->failed;) {
        ssize_t got = getrandom(out + done, n - done, 0);
        if (got > 0)
            done += (size_t)got;
        else if (got == 0 || errno != EINTR)
            state->failed = true;
    }
    if (state->failed)
        wipe(out, n);
}

struct rng rng_system(struct rng_system *state)
{
    state->failed = false;
    return (struct rng){state, fill};
}
