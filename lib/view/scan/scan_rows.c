/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/scan/scan_rows.h"

const char *scan_say(const struct scan_sheet *sheet, const char *english)
{
    return lang_text(sheet->style->lang, english);
}

enum scan_sign scan_sign_of(enum mark mark)
{
    return (enum scan_sign)mark;
}

static void put_sign(const struct scan_sheet *sheet, enum scan_sign sign)
{
    if (sign != SIGN_UNKNOWN) {
        checks_mark(sheet->out, sheet->style, (enum mark)sign);
        return;
    }
    text_ink(sheet->out, sheet->style, INK_DIM);
    buf_u8(sheet->out, '?');
    text_ink(sheet->out, sheet->style, INK_PLAIN);
}

void scan_title(const struct scan_sheet *sheet, const char *english)
{
    buf_u8(sheet->out, '\n');
    text_ink(sheet->out, sheet->style, INK_BOLD);
    buf_str(sheet->out, scan_say(sheet, english));
    text_ink(sheet->out, sheet->style, INK_PLAIN);
    buf_u8(sheet->out, '\n');
}

/* The note in its column, right after a text that is too wide for it, or on lines of its own. */
static void put_note(const struct scan_sheet *sheet, const struct scan_row *row, int at)
{
    int column = row->indent + 2 + row->width + 2;
    int room = text_columns(sheet->style) - text_width(span_str(row->note));

    if (column < at + 2)
        column = at + 2;
    if (column > room && at + 2 <= room)
        column = room;
    if (column > room) {
        buf_u8(sheet->out, '\n');
        text_prose(sheet->out, sheet->style, INK_DIM, row->indent + 4, 0, span_str(row->note));
        return;
    }
    text_pad(sheet->out, column - at);
    text_ink(sheet->out, sheet->style, INK_DIM);
    buf_str(sheet->out, row->note);
    text_ink(sheet->out, sheet->style, INK_PLAIN);
    buf_u8(sheet->out, '\n');
}

void scan_row_put(const struct scan_sheet *sheet, const struct scan_row *row)
{
    int at = row->indent + 2, width = text_width(row->text);

    text_pad(sheet->out, row->indent);
    put_sign(sheet, row->sign);
    buf_u8(sheet->out, ' ');
    if (row->is_bold)
        text_ink(sheet->out, sheet->style, INK_BOLD);
    if (row->hang > 0 || at + width > text_columns(sheet->style)) {
        text_fold(sheet->out, sheet->style, at, at + row->hang, row->text);
        buf_truncate(sheet->out, sheet->out->n > 0 ? sheet->out->n - 1 : 0);
        at = text_columns(sheet->style);
    } else {
        buf_put(sheet->out, row->text);
        at += width;
    }
    if (row->is_bold)
        text_ink(sheet->out, sheet->style, INK_PLAIN);
    if (row->note[0] == 0)
        buf_u8(sheet->out, '\n');
    else
        put_note(sheet, row, at);
}
