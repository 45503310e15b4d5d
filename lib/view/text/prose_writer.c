/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/prose_writer.h"

#include "lib/view/text/html.h"

/* Prose is indented, labels of tables have a minimum width, and a long number is broken after 64
 * digits. */
enum { INDENT = 4, LABEL_WIDTH = 27, LONG_WIDTH = 64 };

void prose_mark(const struct prose_writer *writer, struct buf *out, struct span text, bool code)
{
    if (text.n == 0)
        return;
    if (!prose_is_html(writer)) {
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

/* Ends the table, list or box that is open.  In a terminal, an empty line does. */
void prose_close(struct prose_writer *writer)
{
    static const char *const ends[] = {"", "</table>\n", "</dl>\n", "</aside>\n"};

    if (prose_is_html(writer))
        buf_str(writer->out, ends[writer->open < PROSE_NOTE ? writer->open : PROSE_NOTE]);
    else if (writer->open != PROSE_NOTHING)
        buf_u8(writer->out, '\n');
    writer->open = PROSE_NOTHING;
}

/* Closes what was open, unless it is of the same kind; true if a new part begins. */
static bool turn(struct prose_writer *writer, int part)
{
    if (writer->open == part && part != PROSE_NOTHING)
        return false;
    prose_close(writer);
    writer->open = part;
    return true;
}

static void put_tagged(struct buf *out, const char *tag, struct span markup)
{
    buf_printf(out, "<%s>", tag);
    buf_put(out, markup);
    buf_printf(out, "</%s>\n", tag);
}

void prose_head(struct prose_writer *writer, struct span title)
{
    if (prose_is_html(writer)) {
        put_tagged(writer->out, "h1", title);
        return;
    }
    text_prose(writer->out, writer->style, INK_BOLD, 0, 0, title);
    buf_u8(writer->out, '\n');
}

/* text_fold ends the line: that is undone, so that the colour ends before it. */
void prose_title(struct prose_writer *writer, struct span title)
{
    turn(writer, PROSE_NOTHING);
    writer->titles++;
    if (prose_is_html(writer)) {
        buf_printf(writer->out, "<h2>%u. ", writer->titles);
        buf_put(writer->out, title);
        buf_str(writer->out, "</h2>\n");
        return;
    }
    text_ink(writer->out, writer->style, INK_BOLD);
    buf_printf(writer->out, "%2u  ", writer->titles);
    text_fold(writer->out, writer->style, INDENT, INDENT, title);
    buf_truncate(writer->out, writer->out->n - (writer->out->n > 0 ? 1 : 0));
    text_ink(writer->out, writer->style, INK_PLAIN);
    buf_str(writer->out, "\n\n");
}

void prose_para(struct prose_writer *writer, struct span prose)
{
    turn(writer, PROSE_NOTHING);
    if (prose_is_html(writer)) {
        put_tagged(writer->out, "p", prose);
        return;
    }
    text_pad(writer->out, INDENT);
    text_fold(writer->out, writer->style, INDENT, INDENT, prose);
    buf_u8(writer->out, '\n');
}

/* Consecutive notes of one kind share a box and its heading. */
void prose_note(struct prose_writer *writer, enum prose_note kind, const char *heading,
                struct span prose)
{
    struct span lead =
        writer->style != NULL && writer->style->utf8 ? SPAN_LIT("    \u2502 ") : SPAN_LIT("    | ");
    bool begins = turn(writer, PROSE_NOTE + (int)kind);

    if (prose_is_html(writer)) {
        if (begins) {
            buf_printf(writer->out, "<aside class=\"%s\">\n", notes[kind].kind);
            put_tagged(writer->out, "b", span_str(heading));
        }
        put_tagged(writer->out, "p", prose);
        return;
    }
    buf_put(writer->out, lead);
    if (begins) {
        text_ink(writer->out, writer->style, notes[kind].ink);
        buf_str(writer->out, heading);
        text_ink(writer->out, writer->style, INK_PLAIN);
        buf_u8(writer->out, '\n');
        buf_put(writer->out, lead);
    }
    text_fold_lead(writer->out, writer->style, INDENT + 2, lead, prose);
}

/* Consecutive values share a table. */
void prose_value(struct prose_writer *writer, struct span label, struct span value)
{
    bool begins = turn(writer, PROSE_TABLE);
    int width = text_width(label) < LABEL_WIDTH ? LABEL_WIDTH : text_width(label) + 2;

    if (prose_is_html(writer)) {
        buf_str(writer->out, begins ? "<table>\n<tr><th scope=\"row\">" : "<tr><th scope=\"row\">");
        buf_put(writer->out, label);
        buf_str(writer->out, "</th><td>");
        buf_put(writer->out, value);
        buf_str(writer->out, "</td></tr>\n");
        return;
    }
    /* A long number gets lines of its own, with 32 bytes each.  A value that does not fit beside a
     * long label begins on the next line, below the other values. */
    struct style wide = *writer->style;
    bool fits = INDENT + width + text_width(value) <= text_columns(writer->style);
    bool is_long = !fits && span_find(value, ' ') == value.n;
    bool below = is_long || (!fits && width > LABEL_WIDTH);
    int deep = is_long ? INDENT + 2 : INDENT + LABEL_WIDTH;
    if (text_columns(&wide) > INDENT + 2 + LONG_WIDTH)
        wide.columns = INDENT + 2 + LONG_WIDTH;
    text_pad(writer->out, INDENT);
    text_ink(writer->out, writer->style, INK_DIM);
    text_cell(writer->out, label, below ? 0 : width);
    text_ink(writer->out, writer->style, INK_PLAIN);
    if (below) {
        buf_u8(writer->out, '\n');
        text_pad(writer->out, deep);
    }
    text_fold(writer->out, is_long ? &wide : writer->style, below ? deep : INDENT + width, deep,
              value);
}

void prose_term(struct prose_writer *writer, struct span term, struct span prose)
{
    bool begins = turn(writer, PROSE_TERMS);

    if (prose_is_html(writer)) {
        buf_str(writer->out, begins ? "<dl>\n" : "");
        put_tagged(writer->out, "dt", term);
        put_tagged(writer->out, "dd", prose);
        return;
    }
    text_pad(writer->out, INDENT);
    text_ink(writer->out, writer->style, INK_BOLD);
    buf_put(writer->out, term);
    text_ink(writer->out, writer->style, INK_PLAIN);
    buf_str(writer->out, writer->colon);
    text_fold(writer->out, writer->style,
              INDENT + text_width(term) + text_width(span_str(writer->colon)), INDENT + 2, prose);
}

void prose_command(struct prose_writer *writer, struct span lines)
{
    turn(writer, PROSE_NOTHING);
    if (prose_is_html(writer)) {
        put_tagged(writer->out, "pre", lines);
        return;
    }
    while (lines.n > 0) {
        struct span line = span_head(lines, span_find(lines, '\n'));
        text_pad(writer->out, INDENT + 2);
        buf_put(writer->out, line);
        buf_u8(writer->out, '\n');
        lines = span_tail(lines, line.n + 1);
    }
    buf_u8(writer->out, '\n');
}
