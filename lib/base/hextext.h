/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hextext: bytes in the forms in which people paste them: digits alone or with blanks, colons,
 * commas and dashes between; the arrays and strings of C; dumps with offsets and characters, as
 * written by xxd, hexdump, od, tcpdump, openssl and Wireshark.
 */
#ifndef TB_LIB_BASE_HEXTEXT_H
#define TB_LIB_BASE_HEXTEXT_H

#include "lib/base/buf.h"

/* hextext_is: the text has one of these forms, as far as its beginning shows. */
bool hextext_is(struct span text);

/*
 * hextext_decode appends the bytes.  The offsets of a dump must be right: this prevents that a
 * character next to the bytes is read as a byte.  Errors: HEX, LIMIT, MEMORY; nothing is appended
 * then.
 */
enum err hextext_decode(struct buf *out, struct span text, struct fail *fail) MUST_CHECK;

#endif
