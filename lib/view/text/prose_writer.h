/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prose_writer: prose with titles, tables and notes, written as folded text or as HTML by one walk.
 *
 * All spans must come from prose_mark: plain text, or HTML markup.
 */
#ifndef TB_LIB_VIEW_TEXT_PROSE_WRITER_H
#define TB_LIB_VIEW_TEXT_PROSE_WRITER_H

#include "lib/view/text/text.h"

enum prose_note { PROSE_EVE, PROSE_BOTH, PROSE_ALARM, PROSE_NOTES };
enum prose_part {
    PROSE_NOTHING,
    PROSE_TABLE,
    PROSE_TERMS,
    PROSE_NOTE, /* + enum prose_note */
};

struct prose_writer {
    struct buf *out;
    const struct style *style; /* NULL: HTML */
    const char *colon;         /* between a term and its meaning, in the language of the prose */
    int open;                  /* enum prose_part: the next one of its kind continues it */
    unsigned titles;           /* so far: they are numbered */
};

static inline bool prose_is_html(const struct prose_writer *writer)
{
    return writer->style == NULL;
}

/* prose_mark appends text to a span for the functions below, escaped as needed; code: a protocol
 * name or a value, which is set apart. */
void prose_mark(const struct prose_writer *writer, struct buf *out, struct span text, bool code);

void prose_head(struct prose_writer *writer, struct span title); /* of the whole */
void prose_title(struct prose_writer *writer, struct span title);
void prose_para(struct prose_writer *writer, struct span prose);
void prose_note(struct prose_writer *writer, enum prose_note kind, const char *heading,
                struct span prose);
void prose_value(struct prose_writer *writer, struct span label, struct span value);
void prose_term(struct prose_writer *writer, struct span term, struct span prose);
void prose_command(struct prose_writer *writer, struct span lines);
/* prose_close ends what is open: before the caller appends something by itself, and at the end. */
void prose_close(struct prose_writer *writer);

#endif
