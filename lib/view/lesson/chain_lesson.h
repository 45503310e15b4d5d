/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain_lesson: how a certificate is made, and how its chain was checked, step by step in plain
 * words and with the chain's own values.  chain_lesson.def holds the sentences.
 *
 * A sentence says that something was checked only if it was: checks.h decides that.
 */
#ifndef TB_LIB_VIEW_LESSON_CHAIN_LESSON_H
#define TB_LIB_VIEW_LESSON_CHAIN_LESSON_H

#include "lib/view/view.h"

struct chain_view {
    const struct report *report;
    const struct view_input *in;
    const struct span *judging; /* the options that decided how the chain was judged … */
    size_t num_judging;         /* … as words of a command line */
};

/* chain_lesson_text appends the lesson for a terminal. */
void chain_lesson_text(struct buf *out, const struct chain_view *view, enum lang lang,
                       const struct style *style);

/* chain_lesson_open appends the head of an HTML page with the title of this lesson,
 * chain_lesson_body the lesson itself; html_close ends the page. */
void chain_lesson_open(struct buf *out, const struct chain_view *view, enum lang lang);
void chain_lesson_body(struct buf *out, const struct chain_view *view, enum lang lang);

/* chain_lesson_row returns the ID of row i of chain_lesson.def, and sets *told to whether the row
 * is part of the lesson about view.  NULL after the last row. */
const char *chain_lesson_row(size_t i, const struct chain_view *view, bool *told);

#endif
