/* SPDX-License-Identifier: GPL-3.0-or-later */
/* safe: text from outside, made harmless for terminals (safe_put itself is in view.h). */
#ifndef TB_LIB_VIEW_TEXT_SAFE_H
#define TB_LIB_VIEW_TEXT_SAFE_H

#include "lib/view/view.h"

/* safe_is_hidden: characters that control a terminal or are invisible: C0, DEL, C1, and the
 * format characters that reorder or join text. */
bool safe_is_hidden(uint32_t c);

/* safe_cut is safe_put of at most max characters; an ellipsis stands for the rest. */
void safe_cut(struct buf *out, struct span text, size_t max);

/* safe_lines appends one piece of a longer text for a terminal: line ends and tabs stay.  It
 * returns the number of bytes used.  The rest may be the first bytes of a character or of a line
 * end: the caller puts it before the next piece. */
size_t safe_lines(struct buf *out, struct span text);

/* safe_name appends a Name as name_print has it; safe_gname a GeneralName's value. */
void safe_name(struct buf *out, struct span name);
void safe_gname(struct buf *out, const struct gname *name);

/* safe_gname_cut is safe_gname of at most max characters: for sentences. */
void safe_gname_cut(struct buf *out, const struct gname *name, size_t max);

/* gname_label is the kind in words: "DNS", "IP", "e-mail", ... */
const char *gname_label(enum gname_kind kind);

#endif
