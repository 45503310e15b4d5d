/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lesson: a connection explained step by step in plain words, with its own values: who sends what
 * and why, what an eavesdropper sees, what both sides know by then, and where each promise comes
 * from.  lesson.def holds the sentences.
 *
 * A lesson contains secrets if the event log kept the steps of the key schedule.  Then the caller
 * wipes the output.
 */
#ifndef TB_LIB_VIEW_LESSON_LESSON_H
#define TB_LIB_VIEW_LESSON_LESSON_H

#include "lib/view/handshake/hs.h"
#include "lib/view/text/lang.h"

/* hs_lesson appends the lesson for a terminal. */
void hs_lesson(struct buf *out, const struct hs_view *view, enum lang lang,
               const struct style *style);

/* hs_lesson_html appends the same lesson as an HTML page of its own (html.h). */
void hs_lesson_html(struct buf *out, const struct hs_view *view, enum lang lang);

/* The parts of that page, to show several connections on one page: lesson_html_open writes the head
 * of the page with the title of this connection, lesson_html_body one lesson.  html_close ends the
 * page. */
void lesson_html_open(struct buf *out, const struct hs_view *view, enum lang lang);
void lesson_html_body(struct buf *out, const struct hs_view *view, enum lang lang);

/* lesson_row returns the ID of row i of lesson.def, and sets *told to whether the row is part of
 * the lesson about view.  NULL after the last row. */
const char *lesson_row(size_t i, const struct hs_view *view, bool *told);

#endif
