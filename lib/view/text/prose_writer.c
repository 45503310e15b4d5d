/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/prose_writer.h"

#include "lib/view/text/html.h"

enum { INDENT = 4, LABEL_WIDTH = 27, LONG_WIDTH = 64 };

void prose_mark(const struct prose_writer *s, struct buf *out, struct span text, bool code)
{
    if (text.n == 0)
        return;
    if (!prose_is_html(s)) {
        safe_put(out, text);
        return;
    }
    buf_str(out, code ? "<code>" : "");
    html_put(out, text);
    buf_str(out, code ? "</code>" : "");
}

static const struct note_row {
    const char *kind;
    enum ink ink;
} notes[PROSE_NOTES] = {
    [PROSE_EVE] = {"eve", INK_WARN},
    [PROSE_BOTH] = {"both", INK_GOOD},
    [PROSE_ALARM] = {"alarm", INK_BAD},
};

void prose_close(struct prose_writer *s)
{
    static const char *const ends[] = {"", "</table>\n", "</dl>\n", "</aside>\n"};

    if (prose_is_html(s))
        buf_str(s->out, ends[s->open < PROSE_NOTE ? s->open : PROSE_NOTE]);
    else if (s->open != PROSE_NOTHING)
        buf_u8(s->out, '\n');
    s->open = PROSE_NOTHING;
}

/* Closes what was open, unless it is of the same kind; true if a new part begins. */
static bool turn(struct prose_writer *s, int part)
{
    if (s->open == part && part != PROSE_NOTHING)
        return false;
    prose_close(s);
    s->open = part;
    return true;
}

static void put_tagged(struct buf *out, const char *tag, struct span markup)
{
    buf_printf(out, "<%s>", tag);
    buf_put(out, markup);
    buf_printf(out, "</%s>\n", tag);
}

void prose_head(struct prose_writer *s, struct span title)
{
    if (prose_is_html(s)) {
        put_tagged(s->out, "h1", title);
        return;
    }
    text_prose(s->out, s->style, INK_BOLD, 0, 0, title);
    buf_u8(s->out, '\n');
}

/* text_fold ends the line: that is undone, so that the colour ends before it. */
void prose_title(struct prose_writer *s, struct span title)
{
    turn(s, PROSE_NOTHING);
    s->titles++;
    if (prose_is_html(s)) {
        buf_printf(s->out, "<h2>%u. ", s->titles);
        buf_put(s->out, title);
        buf_str(s->out, "</h2>\n");
        return;
    }
    text_ink(s->out, s->style, INK_BOLD);
    buf_printf(s->out, "%2u  ", s->titles);
    text_fold(s->out, s->style, INDENT, INDENT, title);
    buf_truncate(s->out, s->out->n - (s->out->n > 0 ? 1 : 0));
    text_ink(s->out, s->style, INK_PLAIN);
    buf_str(s->out, "\n\n");
}

void prose_para(struct prose_writer *s, struct span prose)
{
    turn(s, PROSE_NOTHING);
    if (prose_is_html(s)) {
        put_tagged(s->out, "p", prose);
        return;
    }
    text_pad(s->out, INDENT);
    text_fold(s->out, s->style, INDENT, INDENT, prose);
    buf_u8(s->out, '\n');
}

/* Consecutive notes of one kind share a box and its heading. */
void prose_note(struct prose_writer *s, enum prose_note kind, const char *heading,
                struct span prose)
{
    struct span lead =
        s->style != NULL && s->style->utf8 ? SPAN_LIT("    \u2502 ") : SPAN_LIT("    | ");
    bool begins = turn(s, PROSE_NOTE + (int)kind);

    if (prose_is_html(s)) {
        if (begins) {
            buf_printf(s->out, "<aside class=\"%s\">\n", notes[kind].kind);
            put_tagged(s->out, "b", span_str(heading));
        }
        put_tagged(s->out, "p", prose);
        return;
    }
    buf_put(s->out, lead);
    if (begins) {
        text_ink(s->out, s->style, notes[kind].ink);
        buf_str(s->out, heading);
        text_ink(s->out, s->style, INK_PLAIN);
        buf_u8(s->out, '\n');
        buf_put(s->out, lead);
    }
    text_fold_lead(s->out, s->style, INDENT + 2, lead, prose);
}

/* Consecutive values share a table. */
void prose_value(struct prose_writer *s, struct span label, struct span value)
{
    bool begins = turn(s, PROSE_TABLE);
    int width = text_width(label) < LABEL_WIDTH ? LABEL_WIDTH : text_width(label) + 2;

    if (prose_is_html(s)) {
        buf_str(s->out, begins ? "<table>\n<tr><th scope=\"row\">" : "<tr><th scope=\"row\">");
        buf_put(s->out, label);
        buf_str(s->out, "</th><td>");
        buf_put(s->out, value);
        buf_str(s->out, "</td></tr>\n");
        return;
    }
    /* A long number gets lines of its own, with 32 bytes each. */
    struct style wide = *s->style;
    bool is_long = INDENT + width + text_width(value) > text_columns(s->style) &&
                   span_find(value, ' ') == value.n;
    if (text_columns(&wide) > INDENT + 2 + LONG_WIDTH)
        wide.columns = INDENT + 2 + LONG_WIDTH;
    text_pad(s->out, INDENT);
    text_ink(s->out, s->style, INK_DIM);
    text_cell(s->out, label, is_long ? 0 : width);
    text_ink(s->out, s->style, INK_PLAIN);
    if (is_long) {
        buf_u8(s->out, '\n');
        text_pad(s->out, INDENT + 2);
        text_fold(s->out, &wide, INDENT + 2, INDENT + 2, value);
    } else {
        text_fold(s->out, s->style, INDENT + width, INDENT + LABEL_WIDTH, value);
    }
}

void prose_term(struct prose_writer *s, struct span term, struct span prose)
{
    bool begins = turn(s, PROSE_TERMS);

    if (prose_is_html(s)) {
        buf_str(s->out, begins ? "<dl>\n" : "");
        put_tagged(s->out, "dt", term);
        put_tagged(s->out, "dd", prose);
        return;
    }
    text_pad(s->out, INDENT);
    text_ink(s->out, s->style, INK_BOLD);
    buf_put(s->out, term);
    text_ink(s->out, s->style, INK_PLAIN);
    buf_str(s->out, s->colon);
    text_fold(s->out, s->style, INDENT + text_width(term) + text_width(span_str(s->colon)),
              INDENT + 2, prose);
}

void prose_command(struct prose_writer *s, struct span lines)
{
    turn(s, PROSE_NOTHING);
    if (prose_is_html(s)) {
        put_tagged(s->out, "pre", lines);
        return;
    }
    while (lines.n > 0) {
        struct span line = span_head(lines, span_find(lines, '\n'));
        text_pad(s->out, INDENT + 2);
        buf_put(s->out, line);
        buf_u8(s->out, '\n');
        lines = span_tail(lines, line.n + 1);
    }
    buf_u8(s->out, '\n');
}
