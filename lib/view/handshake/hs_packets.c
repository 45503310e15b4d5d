/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of packets: one line per message, as packet analysers show them. */
#include "config.h"

#include "lib/view/handshake/hs_caption.h"
#include "lib/view/handshake/hs_dialogue.h"
#include "lib/view/handshake/message_list.h"
#include "lib/view/text/text.h"

enum { COLUMNS = 7, CELL_CAP = 128 };

/* Widths of the columns: number, time, from, to, record, message, length. */
static const int widths[COLUMNS] = {3, 11, 7, 7, 16, 27, 7};

/* A cell that is aligned to the right. */
static void put_right(struct buf *out, struct span text, int width)
{
    text_pad(out, width - text_width(text));
    buf_put(out, text);
}

/* The names of the columns; numbers are aligned to the right, like their cells. */
static void put_heading(struct buf *out, const struct style *style)
{
    static const char *const names[COLUMNS] = {"NO",     "TIME",    "FROM",  "TO",
                                               "RECORD", "MESSAGE", "LENGTH"};

    text_ink(out, style, INK_DIM);
    put_right(out, span_str(names[0]), widths[0]);
    put_right(out, span_str(names[1]), widths[1]);
    text_pad(out, 2);
    for (int i = 2; i < COLUMNS - 1; i++)
        text_cell(out, span_str(names[i]), widths[i]);
    put_right(out, span_str(names[COLUMNS - 1]), widths[COLUMNS - 1]);
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
}

/* The number of the record, the kind of its content, and a mark if it was encrypted. */
static void put_record(struct buf *cell, const struct message_row *row)
{
    static const char *const kinds[] = {
        [EVENT_MESSAGE] = "Handshake", [EVENT_CCS] = "CCS",       [EVENT_ALERT] = "Alert",
        [EVENT_DATA] = "Data",         [EVENT_RECORD] = "Unread",
    };

    if (row->entry->event.kind == EVENT_DIALOGUE) {
        buf_str(cell, hs_dialogue_title(&row->entry->event));
        return;
    }
    buf_printf(cell, "%zu %s%s", row->entry->record, kinds[row->entry->event.kind],
               row->encrypted ? " *" : "");
}

/* A message before TLS has no number: the numbers are those of JSON.  The cell is reused for each
 * column. */
static void put_row(struct buf *out, struct buf *cell, const struct message_row *row,
                    unsigned number, const struct style *style)
{
    const char *peer =
        row->entry->event.kind == EVENT_DIALOGUE ? hs_dialogue_peer(&row->entry->event) : "server";

    if (number > 0)
        buf_printf(cell, "%u", number);
    put_right(out, buf_span(cell), widths[0]);
    buf_truncate(cell, 0);
    text_us(cell, row->us);
    put_right(out, buf_span(cell), widths[1]);
    text_pad(out, 2);
    text_cell(out, span_str(row->sent ? "client" : peer), widths[2]);
    text_cell(out, span_str(row->sent ? peer : "client"), widths[3]);
    buf_truncate(cell, 0);
    put_record(cell, row);
    text_cell(out, buf_span(cell), widths[4]);
    buf_truncate(cell, 0);
    if (row->entry->event.kind == EVENT_DIALOGUE)
        hs_dialogue_label(cell, &row->entry->event, (size_t)widths[5] - 4);
    else
        message_list_label(cell, row);
    buf_u8(cell, ' ');
    message_list_code(cell, row);
    text_ink(out, style, message_list_is_alarm(row) ? INK_BAD : INK_BOLD);
    text_cell(out, buf_span(cell), widths[5]);
    text_ink(out, style, INK_PLAIN);
    buf_truncate(cell, 0);
    buf_printf(cell, " %zu", row->n);
    put_right(out, buf_span(cell), widths[6]);
    buf_truncate(cell, 0);
    buf_u8(out, '\n');
}

void hs_packets(struct buf *out, const struct hs_view *view, const struct style *style)
{
    struct message_list flow = message_list_open(view->events, false);
    struct message_row row;
    struct buf cell;
    unsigned number = 0;

    flow.dialogue = true;
    put_heading(out, style);
    buf_init(&cell, CELL_CAP);
    while (message_list_next(&flow, &row))
        put_row(out, &cell, &row, row.entry->event.kind == EVENT_DIALOGUE ? 0 : ++number, style);
    buf_str(out, "* encrypted\n");
    hs_caption_negotiated(&cell, view->info);
    if (cell.n > 0)
        buf_printf(out, "%.*s\n", (int)cell.n, (const char *)cell.p);
    buf_free(&cell);
    if (view->events->is_full)
        buf_str(out, "The event log is full: later events are missing.\n");
}
