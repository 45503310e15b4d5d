/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8: strict UTF-8 (RFC 3629): shortest forms, no surrogates, nothing above U+10FFFF. */
#ifndef TB_LIB_BASE_UTF8_H
#define TB_LIB_BASE_UTF8_H

#include "lib/base/buf.h"

/* utf8_next takes one character off the front of *rest; false, with nothing taken, if it is not
 * valid. */
bool utf8_next(uint32_t *out, struct span *rest);

/* utf8_plain is how many bytes at the front are printable ASCII other than the quotation mark and
 * the backslash: what stands for itself in a string of JSON.  It is fast on long runs. */
size_t utf8_plain(struct span text);

/* utf8_put appends a character. */
void utf8_put(struct buf *buf, uint32_t code_point);

/* utf8_is_control: C0, C1, DEL, and the format characters that turn or hide text.  They must not
 * reach a terminal. */
bool utf8_is_control(uint32_t code_point);

#endif
