/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lesson: a connection as a walk-through in plain words, with its own values: who sends what and
 * why, what an eavesdropper sees, what both sides know by then, and where each promise comes from.
 * lesson.def is what is told.
 *
 * Secrets are in it where the event log kept its steps: the caller wipes what it wrote.
 */
#ifndef TB_LIB_VIEW_LESSON_LESSON_H
#define TB_LIB_VIEW_LESSON_LESSON_H

#include "lib/view/handshake/hs.h"
#include "lib/view/text/lang.h"

void hs_lesson(struct buf *out, const struct hs_view *v, enum lang lang,
               const struct style *style);

/* hs_lesson_html is the same as a page that stands alone (html.h). */
void hs_lesson_html(struct buf *out, const struct hs_view *v, enum lang lang);

/* The same in pieces, for several connections on one page: the head, with the title of this one;
 * its lesson.  html_close ends the page. */
void lesson_html_open(struct buf *out, const struct hs_view *v, enum lang lang);
void lesson_html_body(struct buf *out, const struct hs_view *v, enum lang lang);

/* lesson_row is the name of the i-th row of lesson.def and whether it is told of a connection; NULL
 * behind the last. */
const char *lesson_row(size_t i, const struct hs_view *v, bool *told);

#endif
