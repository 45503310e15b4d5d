/* SPDX-License-Identifier: GPL-3.0-or-later */
/* minted: a fresh root, intermediate and leaf for names, made at the start of `serve` where it was
 * given none: its keys never leave the process. */
#ifndef TB_CMD_MINTED_H
#define TB_CMD_MINTED_H

#include "lib/base/rng.h"
#include "lib/crypto/privkey.h"

struct minted {
    struct arena *arena;
    struct span root, intermediate, leaf; /* DER */
    struct privkey *root_key, *intermediate_key, *leaf_key;
};

/* minted_make: names are DNS names and addresses; the leaf is good for now and two weeks, the root
 * for as long.  minted_free wipes. */
enum err minted_make(struct minted *out, struct arena *arena, const char *const *names, size_t num,
                     int64_t now, const struct rng *rng) MUST_CHECK;
void minted_free(struct minted *m);

#endif
