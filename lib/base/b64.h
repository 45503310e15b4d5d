/* SPDX-License-Identifier: GPL-3.0-or-later */
/* b64: base64 (RFC 4648 4).  It is fast on whole lines, since most input is PEM. */
#ifndef TB_LIB_BASE_B64_H
#define TB_LIB_BASE_B64_H

#include "lib/base/buf.h"

/*
 * b64_decode appends the bytes of a text and skips white space (also CR and LF) anywhere.  Padding
 * is required, its unused bits must be zero, and nothing may follow it.  Errors: BASE64, with the
 * place in *fail; those of the buffer.  Nothing is appended then.
 */
enum err b64_decode(struct buf *out, struct span text, struct fail *fail) MUST_CHECK;

/* b64_decode_over does the same, and writes the bytes over the text, from its beginning on: they
 * are never ahead of what is read.  After an error the text up to its place is lost. */
enum err b64_decode_over(struct span *out, uint8_t *text, size_t n, struct fail *fail) MUST_CHECK;

/* b64_decode_head stops when there are at least n bytes, or at the end.  It does not check the
 * rest. */
enum err b64_decode_head(struct buf *out, struct span text, size_t n) MUST_CHECK;

/* b64_encode appends the text.  With line > 0 it adds a line feed after each `line` characters and
 * at the end. */
void b64_encode(struct buf *out, struct span bytes, size_t line);

#endif
