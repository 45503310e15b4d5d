/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hextext: bytes as people paste them: digits alone or between blanks, colons, commas and dashes,
 * the arrays and strings of C, and dumps with offsets and characters beside them, as xxd,
 * hexdump, od, tcpdump, openssl and Wireshark write them.
 */
#ifndef TB_LIB_BASE_HEXTEXT_H
#define TB_LIB_BASE_HEXTEXT_H

#include "lib/base/buf.h"

/* hextext_is says whether text is of one of those forms, as far as its beginning shows. */
bool hextext_is(struct span text);

/* hextext_decode appends the bytes.  In a dump the offsets have to be right: then no character
 * beside the bytes is taken for one of them.  Errors: HEX, LIMIT, MEMORY. */
enum err hextext_decode(struct buf *out, struct span text, struct fail *fail) MUST_CHECK;

#endif
