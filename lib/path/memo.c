/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/memo.h"

/* Each level of the trie uses the next MEMO_BITS bits of the hash.  Inner nodes hold elements as
 * well, so a new element is always a leaf. */
struct memo *memo_at(struct memo **root, struct arena *arena, const void *a, const void *b)
{
    uint64_t h = memo_mix(memo_mix(1, (uintptr_t)a), (uintptr_t)b);

    for (; *root != NULL; root = &(*root)->child[h & (MEMO_FANOUT - 1)], h >>= MEMO_BITS) {
        if ((*root)->a == a && (*root)->b == b)
            return *root;
    }
    *root = ARENA_NEW(arena, struct memo);
    if (*root != NULL)
        **root = (struct memo){.a = a, .b = b};
    return *root;
}
