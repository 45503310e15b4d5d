/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/utf8.h"

bool utf8_next(uint32_t *out, struct span *s)
{
    /* By count of continuation bytes: the least character that needs that many. */
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};

    if (s->n == 0)
        return false;
    uint8_t lead = s->p[0];
    size_t more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || s->n <= more)
        return false;
    uint32_t c = more == 0 ? lead : lead & (0x3fu >> more);
    for (size_t i = 1; i <= more; i++) {
        if ((s->p[i] & 0xc0) != 0x80)
            return false;
        c = c << 6 | (s->p[i] & 0x3fu);
    }
    if (c < least[more] || (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff)
        return false;
    *out = c;
    *s = span_tail(*s, more + 1);
    return true;
}

void utf8_put(struct buf *b, uint32_t c)
{
    if (c < 0x80) {
        buf_u8(b, (uint8_t)c);
        return;
    }
    if (c < 0x800) {
        buf_u8(b, (uint8_t)(0xc0 | c >> 6));
    } else if (c < 0x10000) {
        buf_u8(b, (uint8_t)(0xe0 | c >> 12));
        buf_u8(b, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
    } else {
        buf_u8(b, (uint8_t)(0xf0 | c >> 18));
        buf_u8(b, (uint8_t)(0x80 | (c >> 12 & 0x3f)));
        buf_u8(b, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
    }
    buf_u8(b, (uint8_t)(0x80 | (c & 0x3f)));
}

bool utf8_is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}
