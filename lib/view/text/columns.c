/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/columns.h"

#include <assert.h>

/* FLEXIBLE_LEAST: a column that is cut keeps this much. */
enum { GAP = 2, FLEXIBLE_LEAST = 12, CELL_CAP = 1 << 16 };

/* The table being put. */
struct put {
    struct buf *out, text;
    const struct columns *table;
    const struct style *style;
    int indent, last; /* the last column that has a cell */
    int widths[COLUMNS_MAX];
};

static struct span cell_of(struct put *p, size_t row, int column)
{
    buf_truncate(&p->text, 0);
    p->table->cell(&p->text, p->table->ctx, row, column);
    return buf_span(&p->text);
}

static struct span head_of(const struct put *p, int column)
{
    return span_str(lang_text(p->style->lang, p->table->heads[column]));
}

/* Column by column; then the flexible one gives what is too much. */
static void measure(struct put *p)
{
    int sum = p->indent, flexible = p->table->flexible;

    for (int k = 0; k < p->table->num; k++) {
        int width = 0, head = text_width(head_of(p, k));
        for (size_t i = 0; i < p->table->rows; i++) {
            int cell = text_width(cell_of(p, i, k));
            width = cell > width ? cell : width;
        }
        p->widths[k] = width > 0 && head > width ? head : width;
        sum += width > 0 ? p->widths[k] + (k > 0 ? GAP : 0) : 0;
        p->last = width > 0 ? k : p->last;
    }
    int room = p->widths[flexible] - (sum - text_columns(p->style));
    if (sum > text_columns(p->style) && room < p->widths[flexible] &&
        p->widths[flexible] > FLEXIBLE_LEAST)
        p->widths[flexible] = room < FLEXIBLE_LEAST ? FLEXIBLE_LEAST : room;
}

/* The text of the cell, with spaces after it up to the next cell of the row. */
static void put_cell(struct put *p, int column, enum ink ink)
{
    int width = p->widths[column];

    text_cut(&p->text, width);
    text_ink(p->out, p->style, ink);
    buf_put(p->out, buf_span(&p->text));
    if (ink != INK_PLAIN)
        text_ink(p->out, p->style, INK_PLAIN);
    if (column < p->last)
        text_pad(p->out, width + GAP - text_width(buf_span(&p->text)));
}

static void put_head(struct put *p)
{
    text_pad(p->out, p->indent);
    text_ink(p->out, p->style, INK_DIM);
    for (int k = 0; k <= p->last; k++) {
        if (p->widths[k] > 0)
            text_cell(p->out, head_of(p, k), k < p->last ? p->widths[k] + GAP : 0);
    }
    text_ink(p->out, p->style, INK_PLAIN);
    buf_u8(p->out, '\n');
}

/* The row ends after its last cell that is not empty. */
static void put_row(struct put *p, size_t row)
{
    int last = 0, all = p->last;

    for (int k = 0; k <= all; k++)
        last = cell_of(p, row, k).n > 0 ? k : last;
    p->last = last;
    text_pad(p->out, p->indent);
    for (int k = 0; k <= last; k++) {
        (void)cell_of(p, row, k);
        if (p->widths[k] > 0)
            put_cell(p, k, p->table->ink(p->table->ctx, row, k));
    }
    p->last = all;
    buf_u8(p->out, '\n');
}

void columns_put(struct buf *out, const struct columns *table, const struct style *style,
                 int indent)
{
    struct put p = {.out = out, .table = table, .style = style, .indent = indent};

    assert(table->num <= COLUMNS_MAX && table->flexible < table->num);
    buf_init(&p.text, CELL_CAP);
    measure(&p);
    put_head(&p);
    for (size_t i = 0; i < table->rows; i++)
        put_row(&p, i);
    buf_free(&p.text);
}
