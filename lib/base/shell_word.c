/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/shell_word.h"

#include <string.h>

void shell_word_put(struct buf *out, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "@%+=:,./-_";

    if (*text != '\0' && text[strspn(text, plain)] == '\0') {
        buf_str(out, text);
        return;
    }
    buf_u8(out, '\'');
    /* Single quotes protect every character except themselves: the quotes end, \' follows, and they
     * begin again. */
    for (; *text != '\0'; text++) {
        buf_str(out, *text == '\'' ? "'\\'" : "");
        buf_u8(out, (uint8_t)*text);
    }
    buf_u8(out, '\'');
}
