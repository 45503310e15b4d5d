/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hex: bytes as hexadecimal text. */
#ifndef TB_LIB_BASE_HEX_H
#define TB_LIB_BASE_HEX_H

#include "lib/base/buf.h"

/* hex_digit is the value of a digit in either case; -1 if it is none. */
int hex_digit(uint8_t c);

/* hex_encode appends lower-case digits, with sep between bytes unless it is 0. */
void hex_encode(struct buf *out, struct span bytes, char sep);

/* hex_decode appends the bytes and skips white space and colons between bytes.  HEX, with the place
 * in *fail and nothing appended, for anything else. */
enum err hex_decode(struct buf *out, struct span text, struct fail *fail) MUST_CHECK;

#endif
