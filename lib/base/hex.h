/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hex: bytes as hexadecimal text. */
#ifndef TB_LIB_BASE_HEX_H
#define TB_LIB_BASE_HEX_H

#include "lib/base/buf.h"

/* hex_encode appends lower-case digits, with sep between bytes where it is not 0. */
void hex_encode(struct buf *out, struct span bytes, char sep);

/* hex_decode appends the bytes; white space and colons between bytes are passed over. */
enum err hex_decode(struct buf *out, struct span text, struct fail *fail) MUST_CHECK;

#endif
