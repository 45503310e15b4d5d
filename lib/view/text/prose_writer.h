/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet: prose with titles, tables and notes, as folded text or as HTML, from one walk.
 *
 * What is handed over is what sheet_mark made: plain in text, markup in HTML.
 */
#ifndef TB_LIB_VIEW_TEXT_PROSE_WRITER_H
#define TB_LIB_VIEW_TEXT_PROSE_WRITER_H

#include "lib/view/text/text.h"

enum sheet_note { SHEET_EVE, SHEET_BOTH, SHEET_ALARM, SHEET_NOTES };
enum sheet_part {
    SHEET_NOTHING,
    SHEET_TABLE,
    SHEET_TERMS,
    SHEET_NOTE, /* + enum sheet_note */
};

struct sheet {
    struct buf *out;
    const struct style *style; /* NULL: HTML */
    const char *colon;         /* between a term and its meaning, in the language of the prose */
    int open;                  /* enum sheet_part: the next one of its kind continues it */
    unsigned titles;           /* so far: they are numbered */
};

static inline bool sheet_is_html(const struct sheet *s)
{
    return s->style == NULL;
}

/* sheet_mark appends text to what is handed over later; code: it is a name of a protocol or a
 * value, to be set apart. */
void sheet_mark(const struct sheet *s, struct buf *out, struct span text, bool code);

void sheet_head(struct sheet *s, struct span title); /* of the whole */
void sheet_title(struct sheet *s, struct span title);
void sheet_para(struct sheet *s, struct span prose);
void sheet_note(struct sheet *s, enum sheet_note kind, const char *heading, struct span prose);
void sheet_value(struct sheet *s, struct span label, struct span value);
void sheet_term(struct sheet *s, struct span term, struct span prose);
void sheet_command(struct sheet *s, struct span lines);
/* sheet_close ends what is open: before something that the caller appends by itself, and at the
 * end. */
void sheet_close(struct sheet *s);

#endif
