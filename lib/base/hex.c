/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/hex.h"

void hex_encode(struct buf *out, struct span bytes, char sep)
{
    static const char digits[] = "0123456789abcdef";
    size_t step = sep == 0 ? 2 : 3;
    uint8_t *at =
        bytes.n == 0 || bytes.n > SIZE_MAX / 3 ? NULL : buf_room(out, bytes.n * step - (step - 2));

    for (size_t i = 0; at != NULL && i < bytes.n; i++) {
        if (i > 0 && sep != 0)
            *at++ = (uint8_t)sep;
        *at++ = (uint8_t)digits[bytes.p[i] >> 4];
        *at++ = (uint8_t)digits[bytes.p[i] & 15];
    }
}

int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = span_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum err hex_decode(struct buf *out, struct span text, struct fail *fail)
{
    size_t before = out->n, i = 0;

    while (i < text.n) {
        if (memchr(" \t\r\n\v\f:", text.p[i], 7) != NULL) {
            i++;
            continue;
        }
        /* The two digits of a byte must be adjacent. */
        int high = hex_digit(text.p[i]), low = i + 1 < text.n ? hex_digit(text.p[i + 1]) : -1;
        if (high < 0 || low < 0) {
            fail_set(fail, ERR_HEX, span_head(span_tail(text, i), high < 0 ? 1 : 2));
            buf_truncate(out, before);
            return ERR_HEX;
        }
        buf_u8(out, (uint8_t)(high << 4 | low));
        i += 2;
    }
    return out->err;
}
