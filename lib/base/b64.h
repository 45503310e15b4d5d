/* SPDX-License-Identifier: GPL-3.0-or-later */
/* b64: base64 (RFC 4648 4), fast on whole lines: PEM files are most of what is read. */
#ifndef TB_LIB_BASE_B64_H
#define TB_LIB_BASE_B64_H

#include "lib/base/buf.h"

/* b64_decode appends the bytes of text; white space (also CR and LF) anywhere is passed over.
 * Padding is required, its unused bits are zero, and nothing follows it.  *fail says where. */
enum err b64_decode(struct buf *out, struct span text, struct fail *fail) MUST_CHECK;

/* b64_decode_head stops once n bytes are there (or at the end): what follows is not looked at. */
enum err b64_decode_head(struct buf *out, struct span text, size_t n) MUST_CHECK;

/* b64_encode appends the text, with a line feed after every `line` characters where it is > 0. */
void b64_encode(struct buf *out, struct span bytes, size_t line);

#endif
