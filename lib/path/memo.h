/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memo: a table of results for pairs of objects, which are identified by their addresses.
 *
 * It is a hash trie with four children for each node.  It grows with its contents and never moves
 * an element.  Crafted collisions cost no more than a walk over all nodes.
 */
#ifndef TB_LIB_PATH_MEMO_H
#define TB_LIB_PATH_MEMO_H

#include "lib/base/arena.h"

enum { MEMO_BITS = 2, MEMO_FANOUT = 1 << MEMO_BITS };

struct memo {
    const void *a, *b;
    void *value; /* NULL: no result yet */
    struct memo *child[MEMO_FANOUT];
};

/* memo_mix adds a value to a hash: a multiplicative hash with the golden ratio's bits, folded. */
static inline uint64_t memo_mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

/* memo_at finds the element for a and b, or makes one with a NULL value; NULL if the arena is
 * full. */
struct memo *memo_at(struct memo **root, struct arena *arena, const void *a, const void *b);

#endif
