/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/buf.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void buf_init(struct buf *buf, size_t cap)
{
    *buf = (struct buf){.cap = cap};
}

void buf_free(struct buf *buf)
{
    free(buf->p);
    buf_init(buf, buf->cap);
}

void buf_wipe(struct buf *buf)
{
    if (buf->p != NULL)
        explicit_bzero(buf->p, buf->room);
    buf_free(buf);
}

/* Grows by copying, not by realloc, so that no copy of a secret is left unwiped. */
static bool widen(struct buf *buf, size_t need)
{
    size_t room = buf->room < 64 ? 64 : buf->room;

    assert(need <= buf->cap);
    while (room < need)
        room = room > SIZE_MAX / 2 ? need : room * 2;
    if (room > buf->cap)
        room = buf->cap;
    uint8_t *p = malloc(room);
    if (p == NULL) {
        buf->err = ERR_MEMORY;
        return false;
    }
    if (buf->n > 0)
        memcpy(p, buf->p, buf->n);
    if (buf->p != NULL)
        explicit_bzero(buf->p, buf->room);
    free(buf->p);
    buf->p = p;
    buf->room = room;
    return true;
}

uint8_t *buf_room(struct buf *buf, size_t n)
{
    /* Whatever has failed, this holds for every buffer. */
    assert(buf->n <= buf->room && buf->n <= buf->cap);
    assert(buf->p != NULL || buf->room == 0);
    if (buf->err != ERR_OK)
        return NULL;
    if (n > buf->cap - buf->n) {
        buf->err = ERR_LIMIT;
        return NULL;
    }
    if ((n > buf->room - buf->n || buf->p == NULL) && !widen(buf, buf->n + n))
        return NULL;
    uint8_t *at = buf->p + buf->n;
    buf->n += n;
    return at;
}

/* Appends the low n bytes of a value in network byte order. */
static void put_be(struct buf *buf, uint64_t value, size_t n)
{
    assert(n <= sizeof value);
    uint8_t *at = buf_room(buf, n);

    if (at == NULL)
        return;
    for (size_t i = 0; i < n; i++)
        at[i] = (uint8_t)(value >> (8 * (n - 1 - i)));
}

void buf_u8(struct buf *buf, uint8_t value)
{
    uint8_t *at = buf_room(buf, 1);

    if (at != NULL)
        *at = value;
}

void buf_u16(struct buf *buf, uint16_t value)
{
    put_be(buf, value, 2);
}

void buf_u24(struct buf *buf, uint32_t value)
{
    put_be(buf, value, 3);
}

void buf_u32(struct buf *buf, uint32_t value)
{
    put_be(buf, value, 4);
}

void buf_u64(struct buf *buf, uint64_t value)
{
    put_be(buf, value, 8);
}

/* Appends an empty length field of `width` bytes. */
static struct buf_mark open_vector(struct buf *buf, unsigned width)
{
    struct buf_mark mark = {buf->n, width};

    put_be(buf, 0, width);
    return mark;
}

struct buf_mark buf_open8(struct buf *buf)
{
    return open_vector(buf, 1);
}

struct buf_mark buf_open16(struct buf *buf)
{
    return open_vector(buf, 2);
}

struct buf_mark buf_open24(struct buf *buf)
{
    return open_vector(buf, 3);
}

void buf_close(struct buf *buf, struct buf_mark mark)
{
    if (buf->err != ERR_OK)
        return;
    assert(buf->n >= mark.at + mark.width); /* the length field is still there */
    size_t n = buf->n - mark.at - mark.width;
    if (n >> (8 * mark.width) != 0) {
        buf->err = ERR_SIZE_LIMIT;
        return;
    }
    for (unsigned i = 0; i < mark.width; i++)
        buf->p[mark.at + i] = (uint8_t)(n >> (8 * (mark.width - 1 - i)));
}

void buf_put(struct buf *buf, struct span bytes)
{
    uint8_t *at = buf_room(buf, bytes.n);

    if (at != NULL && bytes.n > 0)
        memcpy(at, bytes.p, bytes.n);
}

enum err buf_keep(struct buf *buf, struct span *kept, struct span in)
{
    buf_truncate(buf, 0);
    buf_put(buf, in);
    *kept = buf_span(buf);
    return buf->err;
}

void buf_str(struct buf *buf, const char *text)
{
    buf_put(buf, span_str(text));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    buf_vprintf(buf, format, ap);
    va_end(ap);
}

void buf_vprintf(struct buf *buf, const char *format, va_list ap)
{
    va_list again;

    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n <= 0)
        return;
    /* vsnprintf adds a zero byte, which is removed again. */
    uint8_t *at = buf_room(buf, (size_t)n + 1);
    if (at == NULL)
        return;
    vsnprintf((char *)at, (size_t)n + 1, format, ap);
    buf->n--;
}

void buf_truncate(struct buf *buf, size_t n)
{
    if (n < buf->n)
        buf->n = n;
}

const char *buf_plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

void buf_count(struct buf *buf, uint64_t n, const char *noun)
{
    buf_printf(buf, "%" PRIu64 " %s%s", n, noun, buf_plural(n));
}
