/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buf: a growable byte buffer with a hard size limit.
 *
 * The first failure sticks: afterwards writes do nothing, and the caller checks `err` once, at the
 * end.  The zero struct is an empty buffer with cap 0; buf_init sets the cap.
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
void buf_free(struct buf *buf); /* accepts a zero struct; leaves an empty buffer */
void buf_wipe(struct buf *buf); /* buf_free for secrets: overwrites first */

static inline struct span buf_span(const struct buf *buf)
{
    return span_of(buf->p, buf->n);
}

/* buf_room makes the buffer n bytes longer and returns the start of the new bytes, which are not
 * set; NULL on failure.  The pointer is valid until the next write. */
uint8_t *buf_room(struct buf *buf, size_t n);

void buf_u8(struct buf *buf, uint8_t value);
void buf_u16(struct buf *buf, uint16_t value); /* big-endian, as are the next two */
void buf_u24(struct buf *buf, uint32_t value);
void buf_u32(struct buf *buf, uint32_t value);
void buf_put(struct buf *buf, struct span bytes);
/* buf_keep replaces the contents by a copy of `in`, which must not be in the buffer, and sets *kept
 * to that copy. */
enum err buf_keep(struct buf *buf, struct span *kept, struct span in) MUST_CHECK;

void buf_str(struct buf *buf, const char *text);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));

/*
 * buf_open8, 16, 24 append an empty length field of a vector (RFC 9846 3.4) and return its place.
 * buf_close fills it with the number of bytes appended since, or sets SIZE_LIMIT if that does not
 * fit.
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

/* buf_count appends a number with its noun, "1 byte" or "2 bytes".  buf_plural is the "s" or "". */
void buf_count(struct buf *buf, uint64_t n, const char *noun);
const char *buf_plural(uint64_t n);

/* buf_truncate keeps the first n bytes and drops the rest; n above the length does nothing. */
void buf_truncate(struct buf *buf, size_t n);

#endif
