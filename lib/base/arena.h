/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arena: memory that lives as long as one piece of work and is freed in one go.
 *
 * An arena has a hard cap: crafted input runs into ERR_LIMIT (arena_alloc gives NULL), never into
 * the machine's memory.  Nothing secret goes in, since it is not wiped.
 */
#ifndef TB_LIB_BASE_ARENA_H
#define TB_LIB_BASE_ARENA_H

#include "lib/base/err.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    uint8_t *next, *end;        /* what is free in the newest block */
    size_t used, cap;           /* bytes taken from the system, and the most that may be */
    size_t block;               /* the least that is taken at a time; 0: 16 KB */
    enum err err; /* the first failure, for who makes something of many pieces and looks once */
};

/* arena_init sets the cap in bytes; it allocates nothing yet. */
void arena_init(struct arena *arena, size_t cap);

/* arena_alloc is zeroed memory for num objects of size bytes each, aligned for any type; NULL
 * where the cap or the machine's memory is reached. */
void *arena_alloc(struct arena *arena, size_t num, size_t size);

/* arena_copy is a copy of s that lives as long as the arena. */
enum err arena_copy(struct arena *arena, struct span *out, struct span bytes) MUST_CHECK;

/*
 * ARENA_GROW(a, array, num, cap) makes room for one more element in an array of cap elements, of
 * which num are used: doubles it and copies where it is full.  Where it can't (LIMIT, MEMORY),
 * array and cap stay as they were: what has been collected can still be used and cleaned up.
 */
#define ARENA_GROW(a, array, num, cap) \
    arena_grow((a), (void *)&(array), (num), &(cap), sizeof *(array))
enum err arena_grow(struct arena *arena, void *array_at, size_t num, size_t *cap,
                    size_t size) MUST_CHECK;

/* arena_fail notes a failure of one who builds in the arena; the first one stays. */
static inline void arena_fail(struct arena *arena, enum err err)
{
    if (arena->err == ERR_OK)
        arena->err = err;
}

void arena_free(struct arena *arena);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), 1, sizeof(type)))

#endif
