/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * span: a view of bytes that another object owns.
 *
 * All untrusted data is passed as spans, by value.  A span never owns its bytes; a header with a
 * struct that holds spans states what they point into.  The zero span is the empty one.
 */
#ifndef TB_LIB_BASE_SPAN_H
#define TB_LIB_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
    const uint8_t *p;
    size_t n;
};

/* SPAN_LIT is the span over a string literal, without its terminator.  SPAN_INIT is the same as a
 * constant initialiser. */
#define SPAN_INIT(s) {(const uint8_t *)("" s), sizeof(s) - 1}
#define SPAN_LIT(s) ((struct span)SPAN_INIT(s))

static inline struct span span_of(const void *data, size_t n)
{
    return (struct span){data, n};
}

static inline struct span span_str(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

static inline bool span_eq(struct span a, struct span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* span_cmp orders by bytes first, then by length (as X.690 11.6 orders a SET OF). */
static inline int span_cmp(struct span a, struct span b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

    return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}

/* span_head is the first n bytes, or all if there are fewer. */
static inline struct span span_head(struct span bytes, size_t n)
{
    return (struct span){bytes.p, n < bytes.n ? n : bytes.n};
}

/* span_tail is the part after the first n bytes; without more than n it is the zero span, which has
 * no place. */
static inline struct span span_tail(struct span bytes, size_t n)
{
    return n < bytes.n ? (struct span){bytes.p + n, bytes.n - n} : (struct span){NULL, 0};
}

static inline uint8_t span_lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

/* span_ieq compares with ASCII letters folded, the only folding that DNS knows (RFC 4343). */
static inline bool span_ieq(struct span a, struct span b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        if (span_lower(a.p[i]) != span_lower(b.p[i]))
            return false;
    }
    return true;
}

/* span_find is the offset of the first byte c, or the length if there is none. */
static inline size_t span_find(struct span bytes, uint8_t c)
{
    const uint8_t *at = bytes.n == 0 ? NULL : memchr(bytes.p, c, bytes.n);

    return at == NULL ? bytes.n : (size_t)(at - bytes.p);
}

static inline bool span_starts(struct span bytes, struct span head)
{
    return bytes.n >= head.n && span_eq(span_head(bytes, head.n), head);
}

/* span_contains: the bytes of part are inside those of whole, by their addresses. */
static inline bool span_contains(struct span whole, struct span part)
{
    uintptr_t w = (uintptr_t)whole.p, p = (uintptr_t)part.p;

    return part.p != NULL && p >= w && p - w <= whole.n && part.n <= whole.n - (p - w);
}

#endif
