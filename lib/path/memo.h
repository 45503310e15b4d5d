/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memo: what was found out about a pair of things, which are known by their places.
 *
 * A hash trie of four children a node: it grows with what is put in and never moves anything, and
 * crafted collisions cost no more than a walk over at most all nodes.
 */
#ifndef TB_LIB_PATH_MEMO_H
#define TB_LIB_PATH_MEMO_H

#include "lib/base/arena.h"

enum { MEMO_BITS = 2, MEMO_FANOUT = 1 << MEMO_BITS };

struct memo {
    const void *a, *b;
    void *value; /* NULL: nothing was found out yet */
    struct memo *child[MEMO_FANOUT];
};

static inline uint64_t memo_mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

/* memo_at is the place for what is found out about a and b; NULL where the arena is full. */
struct memo *memo_at(struct memo **root, struct arena *arena, const void *a, const void *b);

#endif
