/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/arena.h"

#include <stdalign.h>
#include <stdlib.h>

struct arena_block {
    struct arena_block *older;
    alignas(max_align_t) uint8_t bytes[];
};

/* Small enough for a run that needs little, large enough that most runs take one or two. */
enum { ARENA_BLOCK = 16 * 1024 };

void arena_init(struct arena *a, size_t cap)
{
    *a = (struct arena){.cap = cap};
}

static bool new_block(struct arena *a, size_t need)
{
    size_t least = a->block > 0 ? a->block : ARENA_BLOCK, size = need > least ? need : least;

    if (size > a->cap - a->used && need <= a->cap - a->used)
        size = need;
    if (size > a->cap - a->used) {
        arena_fail(a, ERR_LIMIT);
        return false;
    }
    struct arena_block *b = malloc(sizeof *b + size);
    if (b == NULL) {
        arena_fail(a, ERR_MEMORY);
        return false;
    }
    b->older = a->blocks;
    a->blocks = b;
    a->next = b->bytes;
    a->end = b->bytes + size;
    a->used += size;
    return true;
}

void *arena_alloc(struct arena *a, size_t num, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(num, size, &total) || total > SIZE_MAX / 2) {
        arena_fail(a, ERR_LIMIT);
        return NULL;
    }
    total = (total + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if ((a->next == NULL || total > (size_t)(a->end - a->next)) && !new_block(a, total))
        return NULL;
    void *p = a->next;
    a->next += total;
    return memset(p, 0, total);
}

enum err arena_copy(struct arena *a, struct span *out, struct span s)
{
    uint8_t *p = arena_alloc(a, s.n, 1);

    if (p == NULL)
        return ERR_LIMIT;
    if (s.n > 0)
        memcpy(p, s.p, s.n);
    *out = span_of(p, s.n);
    return ERR_OK;
}

enum err arena_grow(struct arena *a, void *array_at, size_t num, size_t *cap, size_t size)
{
    size_t wider = *cap == 0 ? 8 : *cap * 2;
    void *array;

    if (num < *cap)
        return ERR_OK;
    void *p = arena_alloc(a, wider, size);
    if (p == NULL)
        return a->err;
    /* The caller's pointer is to some type of objects: it is moved as bytes, not as a void *. */
    memcpy(&array, array_at, sizeof array);
    if (num > 0)
        memcpy(p, array, num * size);
    memcpy(array_at, &p, sizeof p);
    *cap = wider;
    return ERR_OK;
}

void arena_free(struct arena *a)
{
    while (a->blocks != NULL) {
        struct arena_block *older = a->blocks->older;
        free(a->blocks);
        a->blocks = older;
    }
    *a = (struct arena){.cap = a->cap, .block = a->block};
}
