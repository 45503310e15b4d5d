/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text: colour, widths and folding, for all text views. */
#ifndef TB_LIB_VIEW_TEXT_TEXT_H
#define TB_LIB_VIEW_TEXT_TEXT_H

#include "lib/view/view.h"

enum ink { INK_PLAIN, INK_GOOD, INK_WARN, INK_BAD, INK_DIM, INK_BOLD };

/* text_ink starts a colour, INK_PLAIN ends it; without colour in the style it does nothing. */
void text_ink(struct buf *out, const struct style *style, enum ink ink);

/* text_columns is the width to fold at, at least 40. */
int text_columns(const struct style *style);

/* text_width is how many columns UTF-8 text takes. */
int text_width(struct span text);

/* text_pad appends n spaces. */
void text_pad(struct buf *out, int n);

/* text_cell appends text and pads it to width columns. */
void text_cell(struct buf *out, struct span text, int width);

/* text_cut cuts text between characters to at most width columns, 3 or more; what is cut ends in
 * "...". */
void text_cut(struct buf *text, int width);

/* A blank inside prose where no line ends. */
#define TEXT_GLUE 0x1f

/* text_fold appends prose whose first line starts at column `at`, where the cursor is; lines that
 * follow are indented.  Words stay whole unless one is longer than a line.  Ends the line. */
void text_fold(struct buf *out, const struct style *style, int at, int indent, struct span prose);

/* text_fold_lead is text_fold with a text instead of spaces before the lines that follow. */
void text_fold_lead(struct buf *out, const struct style *style, int at, struct span lead,
                    struct span prose);

/* text_prose is text_fold in one colour, from the start of a line; lines that follow hang in by as
 * many columns more. */
void text_prose(struct buf *out, const struct style *style, enum ink ink, int indent, int hang,
                struct span prose);

/* text_hex appends bytes with colons, folded likewise.  Ends the line. */
void text_hex(struct buf *out, const struct style *style, int at, int indent, struct span bytes);

/* text_digits is text_hex without colons: to be copied from the screen. */
void text_digits(struct buf *out, const struct style *style, int at, int indent, struct span bytes);

/* text_us appends a time in milliseconds: "12.34 ms". */
void text_us(struct buf *out, uint64_t us);

/* text_time appends "2026-11-21 09:30:00 UTC"; text_date the day alone. */
void text_time(struct buf *out, int64_t time);
void text_date(struct buf *out, int64_t time);

#endif
