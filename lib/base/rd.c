/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/rd.h"

#include <assert.h>

/* Takes n bytes off the front.  If there are fewer: the zero span, and nothing is left. */
static struct span take(struct rd *r, size_t n)
{
    assert(n > 0 && (r->left.p != NULL || r->left.n == 0));
    if (r->fail->err == ERR_OK && n <= r->left.n) {
        struct span s = span_head(r->left, n);
        r->left = span_of(r->left.p + n, r->left.n - n);
        return s;
    }
    fail_set(r->fail, ERR_TLS_TRUNCATED, r->left);
    r->left = (struct span){0};
    return (struct span){0};
}

/* A big-endian number of n bytes. */
static uint64_t number(struct rd *r, size_t n)
{
    assert(n <= sizeof(uint64_t));
    struct span s = take(r, n);
    uint64_t v = 0;

    for (size_t i = 0; i < s.n; i++)
        v = v << 8 | s.p[i];
    return v;
}

uint8_t rd_u8(struct rd *r)
{
    return (uint8_t)number(r, 1);
}

uint16_t rd_u16(struct rd *r)
{
    return (uint16_t)number(r, 2);
}

uint32_t rd_u24(struct rd *r)
{
    return (uint32_t)number(r, 3);
}

uint32_t rd_u32(struct rd *r)
{
    return (uint32_t)number(r, 4);
}

uint64_t rd_u64(struct rd *r)
{
    return number(r, 8);
}

struct span rd_bytes(struct rd *r, size_t n)
{
    return n == 0 ? (struct span){0} : take(r, n);
}

struct span rd_rest(struct rd *r)
{
    return rd_bytes(r, r->left.n);
}

/* A length field of `width` bytes, then the vector.  A length outside the bounds is reported before
 * one that reaches beyond the end (RFC 9846 3.4). */
static struct span vec(struct rd *r, size_t width, size_t min, size_t max)
{
    struct span whole = r->left;
    size_t n = (size_t)number(r, width);

    assert(min <= max);
    if (r->fail->err == ERR_OK && (n < min || n > max)) {
        fail_set(r->fail, ERR_TLS_VECTOR, span_head(whole, width + n));
        r->left = (struct span){0};
    }
    return rd_bytes(r, n);
}

struct span rd_vec8(struct rd *r, size_t min, size_t max)
{
    return vec(r, 1, min, max);
}

struct span rd_vec16(struct rd *r, size_t min, size_t max)
{
    return vec(r, 2, min, max);
}

struct span rd_vec24(struct rd *r, size_t min, size_t max)
{
    return vec(r, 3, min, max);
}

struct span rd_list16(struct rd *r, size_t min, size_t max)
{
    struct span list = rd_vec16(r, min, max);

    if (list.n % 2 == 0)
        return list;
    fail_set(r->fail, ERR_TLS_VECTOR, list);
    r->left = (struct span){0};
    return (struct span){0};
}

enum err rd_end(struct rd *r)
{
    if (r->left.n > 0)
        fail_set(r->fail, ERR_TLS_TRAILING, r->left);
    return r->fail->err;
}

bool list16_has(struct span list, uint16_t value)
{
    for (size_t i = 0; i < list.n / 2; i++) {
        if (list16_at(list, i) == value)
            return true;
    }
    return false;
}
