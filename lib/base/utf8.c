/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/utf8.h"

bool utf8_next(uint32_t *out, struct span *rest)
{
    /* By the number of continuation bytes: the first code point that needs that many. */
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};

    if (rest->n == 0)
        return false;
    uint8_t lead = rest->p[0];
    size_t more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || rest->n <= more)
        return false;
    uint32_t c = more == 0 ? lead : lead & (0x3fu >> more);
    for (size_t i = 1; i <= more; i++) {
        if ((rest->p[i] & 0xc0) != 0x80)
            return false;
        c = c << 6 | (rest->p[i] & 0x3fu);
    }
    if (c < least[more] || (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff)
        return false;
    *out = c;
    *rest = span_tail(*rest, more + 1);
    return true;
}

#define ONES UINT64_C(0x0101010101010101)
#define TOPS UINT64_C(0x8080808080808080)

/* Not zero if a byte of x is less than n, which is at most 128, and no byte has its top bit set. */
static uint64_t less(uint64_t x, uint64_t n)
{
    return (x - ONES * n) & ~x & TOPS;
}

static bool is_plain(uint8_t c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* Eight bytes at a time.  A sum has the top bit set for 0x7f and for what has it already. */
size_t utf8_plain(struct span text)
{
    size_t i = 0;

    for (uint64_t x; i + sizeof x <= text.n; i += sizeof x) {
        memcpy(&x, text.p + i, sizeof x);
        if (((((x + ONES) | x) & TOPS) | less(x, 0x20) | less(x ^ ONES * '"', 1) |
             less(x ^ ONES * '\\', 1)) != 0)
            break;
    }
    while (i < text.n && is_plain(text.p[i]))
        i++;
    return i;
}

void utf8_put(struct buf *buf, uint32_t code_point)
{
    if (code_point < 0x80) {
        buf_u8(buf, (uint8_t)code_point);
        return;
    }
    if (code_point < 0x800) {
        buf_u8(buf, (uint8_t)(0xc0 | code_point >> 6));
    } else if (code_point < 0x10000) {
        buf_u8(buf, (uint8_t)(0xe0 | code_point >> 12));
        buf_u8(buf, (uint8_t)(0x80 | (code_point >> 6 & 0x3f)));
    } else {
        buf_u8(buf, (uint8_t)(0xf0 | code_point >> 18));
        buf_u8(buf, (uint8_t)(0x80 | (code_point >> 12 & 0x3f)));
        buf_u8(buf, (uint8_t)(0x80 | (code_point >> 6 & 0x3f)));
    }
    buf_u8(buf, (uint8_t)(0x80 | (code_point & 0x3f)));
}

bool utf8_is_control(uint32_t code_point)
{
    return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) ||
           (code_point >= 0x200b && code_point <= 0x200f) ||
           (code_point >= 0x2028 && code_point <= 0x202e) ||
           (code_point >= 0x2060 && code_point <= 0x206f) || code_point == 0xfeff;
}
