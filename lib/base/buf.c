/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void buf_init(struct buf *b, size_t cap)
{
    *b = (struct buf){.cap = cap};
}

void buf_free(struct buf *b)
{
    free(b->p);
    buf_init(b, b->cap);
}

void buf_wipe(struct buf *b)
{
    if (b->p != NULL)
        explicit_bzero(b->p, b->room);
    buf_free(b);
}

/* Grows by copying, not by realloc, so that no unwiped copy of a secret is left behind. */
static bool widen(struct buf *b, size_t need)
{
    size_t room = b->room < 64 ? 64 : b->room;

    while (room < need)
        room = room > SIZE_MAX / 2 ? need : room * 2;
    if (room > b->cap)
        room = b->cap;
    uint8_t *p = malloc(room);
    if (p == NULL) {
        b->err = ERR_MEMORY;
        return false;
    }
    if (b->n > 0)
        memcpy(p, b->p, b->n);
    if (b->p != NULL)
        explicit_bzero(b->p, b->room);
    free(b->p);
    b->p = p;
    b->room = room;
    return true;
}

uint8_t *buf_room(struct buf *b, size_t n)
{
    if (b->err != ERR_OK)
        return NULL;
    if (n > b->cap - b->n) {
        b->err = ERR_LIMIT;
        return NULL;
    }
    if ((n > b->room - b->n || b->p == NULL) && !widen(b, b->n + n))
        return NULL;
    uint8_t *at = b->p + b->n;
    b->n += n;
    return at;
}

static void put_be(struct buf *b, uint64_t v, size_t n)
{
    uint8_t *at = buf_room(b, n);

    if (at == NULL)
        return;
    for (size_t i = 0; i < n; i++)
        at[i] = (uint8_t)(v >> (8 * (n - 1 - i)));
}

void buf_u8(struct buf *b, uint8_t v)
{
    put_be(b, v, 1);
}

void buf_u16(struct buf *b, uint16_t v)
{
    put_be(b, v, 2);
}

void buf_u24(struct buf *b, uint32_t v)
{
    put_be(b, v, 3);
}

void buf_u32(struct buf *b, uint32_t v)
{
    put_be(b, v, 4);
}

void buf_u64(struct buf *b, uint64_t v)
{
    put_be(b, v, 8);
}

static struct buf_mark open_vector(struct buf *b, unsigned width)
{
    struct buf_mark mark = {b->n, width};

    put_be(b, 0, width);
    return mark;
}

struct buf_mark buf_open8(struct buf *b)
{
    return open_vector(b, 1);
}

struct buf_mark buf_open16(struct buf *b)
{
    return open_vector(b, 2);
}

struct buf_mark buf_open24(struct buf *b)
{
    return open_vector(b, 3);
}

void buf_close(struct buf *b, struct buf_mark mark)
{
    if (b->err != ERR_OK)
        return;
    size_t n = b->n - mark.at - mark.width;
    if (n >> (8 * mark.width) != 0) {
        b->err = ERR_SIZE_LIMIT;
        return;
    }
    for (unsigned i = 0; i < mark.width; i++)
        b->p[mark.at + i] = (uint8_t)(n >> (8 * (mark.width - 1 - i)));
}

void buf_put(struct buf *b, struct span s)
{
    uint8_t *at = buf_room(b, s.n);

    if (at != NULL && s.n > 0)
        memcpy(at, s.p, s.n);
}

enum err buf_keep(struct buf *b, struct span *kept, struct span in)
{
    buf_truncate(b, 0);
    buf_put(b, in);
    *kept = buf_span(b);
    return b->err;
}

void buf_str(struct buf *b, const char *s)
{
    buf_put(b, span_str(s));
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    buf_vprintf(b, format, ap);
    va_end(ap);
}

void buf_vprintf(struct buf *b, const char *format, va_list ap)
{
    va_list again;

    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n <= 0)
        return;
    /* vsnprintf ends with a zero byte, which is taken back. */
    uint8_t *at = buf_room(b, (size_t)n + 1);
    if (at == NULL)
        return;
    vsnprintf((char *)at, (size_t)n + 1, format, ap);
    b->n--;
}

void buf_truncate(struct buf *b, size_t n)
{
    if (n < b->n)
        b->n = n;
}

const char *buf_plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

void buf_count(struct buf *b, uint64_t n, const char *noun)
{
    buf_printf(b, "%" PRIu64 " %s%s", n, noun, buf_plural(n));
}
