/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>

struct arena_block {
    struct arena_block *older;
    size_t size;
    alignas(max_align_t) uint8_t bytes[];
};

/* The default block: small enough for a run that needs little memory, large enough that most runs
 * need one or two. */
enum { ARENA_BLOCK = 16 * 1024 };

void arena_init(struct arena *arena, size_t cap)
{
    *arena = (struct arena){.cap = cap};
}

/* Takes a block for at least `need` bytes from the system.  The last block may be smaller than
 * usual, so that the cap can be used up. */
static bool new_block(struct arena *arena, size_t need)
{
    size_t least = arena->block > 0 ? arena->block : ARENA_BLOCK,
           size = need > least ? need : least;

    if (size > arena->cap - arena->used && need <= arena->cap - arena->used)
        size = need;
    if (size > arena->cap - arena->used) {
        arena_fail(arena, ERR_LIMIT);
        return false;
    }
    struct arena_block *b = malloc(sizeof *b + size);
    if (b == NULL) {
        arena_fail(arena, ERR_MEMORY);
        return false;
    }
    b->older = arena->blocks;
    b->size = size;
    arena->blocks = b;
    arena->next = b->bytes;
    arena->end = b->bytes + size;
    arena->used += size;
    return true;
}

void *arena_alloc(struct arena *arena, size_t num, size_t size)
{
    size_t total;

    assert(arena->used <= arena->cap && arena->next <= arena->end);
    if (__builtin_mul_overflow(num, size, &total) || total > SIZE_MAX / 2) {
        arena_fail(arena, ERR_LIMIT);
        return NULL;
    }
    /* Rounded up, so that the next object is aligned too. */
    total = (total + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if ((arena->next == NULL || total > (size_t)(arena->end - arena->next)) &&
        !new_block(arena, total))
        return NULL;
    void *p = arena->next;
    assert((uintptr_t)p % alignof(max_align_t) == 0);
    arena->next += total;
    return memset(p, 0, total);
}

enum err arena_copy(struct arena *arena, struct span *out, struct span bytes)
{
    uint8_t *p = arena_alloc(arena, bytes.n, 1);

    if (p == NULL)
        return ERR_LIMIT;
    if (bytes.n > 0)
        memcpy(p, bytes.p, bytes.n);
    *out = span_of(p, bytes.n);
    return ERR_OK;
}

enum err arena_grow(struct arena *arena, void *array_at, size_t num, size_t *cap, size_t size)
{
    size_t wider = *cap == 0 ? 8 : *cap * 2;
    void *array;

    assert(num <= *cap);
    if (num < *cap)
        return ERR_OK;
    void *p = arena_alloc(arena, wider, size);
    if (p == NULL)
        return arena->err;
    /* The caller's pointer may have any object type, so its bytes are copied: it is not a void
     * *. */
    memcpy(&array, array_at, sizeof array);
    if (num > 0)
        memcpy(p, array, num * size);
    memcpy(array_at, &p, sizeof p);
    *cap = wider;
    return ERR_OK;
}

void arena_free(struct arena *arena)
{
    while (arena->blocks != NULL) {
        struct arena_block *older = arena->blocks->older;
        free(arena->blocks);
        arena->blocks = older;
    }
    *arena = (struct arena){.cap = arena->cap, .block = arena->block};
}

/* The oldest block is kept: it has the usual size, unless its first object was larger. */
void arena_reset(struct arena *arena)
{
    size_t least = arena->block > 0 ? arena->block : ARENA_BLOCK;
    struct arena_block *b = arena->blocks;

    while (b != NULL && b->older != NULL) {
        struct arena_block *older = b->older;
        free(b);
        b = older;
    }
    arena->blocks = b;
    if (b == NULL || b->size > least) {
        arena_free(arena);
        return;
    }
    arena->next = b->bytes;
    arena->end = b->bytes + b->size;
    arena->used = b->size;
    arena->err = ERR_OK;
}
