/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arena: memory that lives as long as one piece of work and is freed as a whole.
 *
 * An arena has a hard cap: crafted input reaches ERR_LIMIT (arena_alloc returns NULL) before it
 * exhausts the machine's memory.  It must not hold secrets, because it is not wiped.
 */
#ifndef TB_LIB_BASE_ARENA_H
#define TB_LIB_BASE_ARENA_H

#include "lib/base/err.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    uint8_t *next, *end;        /* the free part of the newest block */
    size_t used, cap;           /* bytes taken from the system, and their maximum */
    size_t block;               /* bytes of a block at least; 0: 16 KB */
    enum err err; /* the first failure, for callers that check once at the end */
};

/* arena_init sets the cap in bytes; it allocates nothing yet. */
void arena_init(struct arena *arena, size_t cap);

/* arena_alloc returns zeroed memory for num objects of size bytes each, aligned for any type.  NULL
 * with arena->err set if the cap is reached (LIMIT) or the machine is out of memory (MEMORY). */
void *arena_alloc(struct arena *arena, size_t num, size_t size);

/* arena_copy makes a copy of the bytes that lives as long as the arena.  LIMIT if it does not
 * fit. */
enum err arena_copy(struct arena *arena, struct span *out, struct span bytes) MUST_CHECK;

/*
 * ARENA_GROW(a, array, num, cap) makes room for one more element in an array of cap elements, of
 * which num are used: a full array is doubled and copied.  On failure (LIMIT, MEMORY) array and cap
 * keep their values, so that the elements can still be used and cleaned up.
 */
#define ARENA_GROW(a, array, num, cap) \
    arena_grow((a), (void *)&(array), (num), &(cap), sizeof *(array))
enum err arena_grow(struct arena *arena, void *array_at, size_t num, size_t *cap,
                    size_t size) MUST_CHECK;

/* arena_fail records a failure of code that builds in the arena; the first one stays. */
static inline void arena_fail(struct arena *arena, enum err err)
{
    if (arena->err == ERR_OK)
        arena->err = err;
}

/* arena_free frees all blocks; the arena can be used again. */
void arena_free(struct arena *arena);

/* arena_reset frees all objects, but keeps the memory of one block for the next ones. */
void arena_reset(struct arena *arena);

/* ARENA_NEW allocates one zeroed object. */
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), 1, sizeof(type)))

#endif
