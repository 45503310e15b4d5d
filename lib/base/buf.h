/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buf: a growing row of bytes that owns its memory and has a hard cap.
 *
 * The first failure sticks: afterwards writes do nothing, and the caller looks at `err` once, at
 * the end.  The zero struct is an empty buffer with cap 0; buf_init sets the cap.
 */
#ifndef TB_LIB_BASE_BUF_H
#define TB_LIB_BASE_BUF_H

#include <stdarg.h>

#include "lib/base/err.h"

struct buf {
    uint8_t *p;
    size_t n, room, cap;
    enum err err; /* OK, LIMIT, MEMORY; SIZE_LIMIT from buf_close */
};

void buf_init(struct buf *buf, size_t cap);
void buf_free(struct buf *buf); /* also fit for a zero struct; leaves an empty buffer */
void buf_wipe(struct buf *buf); /* buf_free for secrets: overwrites first */

static inline struct span buf_span(const struct buf *buf)
{
    return span_of(buf->p, buf->n);
}

/* buf_room makes n more bytes and returns where they start, or NULL. */
uint8_t *buf_room(struct buf *buf, size_t n);

void buf_u8(struct buf *buf, uint8_t value);
void buf_u16(struct buf *buf, uint16_t value); /* big-endian, as are the next two */
void buf_u24(struct buf *buf, uint32_t value);
void buf_u32(struct buf *buf, uint32_t value);
void buf_put(struct buf *buf, struct span bytes);
/* buf_keep replaces what b holds by a copy of in, and gives the span over it.  in is not in b. */
enum err buf_keep(struct buf *buf, struct span *kept, struct span in) MUST_CHECK;

void buf_str(struct buf *buf, const char *text);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));

/*
 * buf_open8, 16, 24 leave room for the length of a vector and return its place; buf_close writes
 * there how many bytes came since, and sets SIZE_LIMIT where they are too many for it.
 */
struct buf_mark {
    size_t at;
    unsigned width;
};
struct buf_mark buf_open8(struct buf *buf);
struct buf_mark buf_open16(struct buf *buf);
struct buf_mark buf_open24(struct buf *buf);
void buf_close(struct buf *buf, struct buf_mark mark);

void buf_u64(struct buf *buf, uint64_t value);

/* buf_count appends a number with its noun, "1 byte" or "2 bytes"; buf_plural is the "s". */
void buf_count(struct buf *buf, uint64_t n, const char *noun);
const char *buf_plural(uint64_t n);

/* buf_truncate drops what lies behind the first n bytes; n is at most b->n. */
void buf_truncate(struct buf *buf, size_t n);

#endif
