/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --timing: how long each step of the connection took. */
#include "config.h"

#include "lib/view/handshake/hs.h"
#include "lib/view/handshake/hs_steps.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum { TIME_WIDTH = 12, NAME_WIDTH = 30, INDENT = 2, LABEL_CAP = 1 << 16 };

static void put_time(struct buf *out, uint64_t us)
{
    struct buf cell;

    buf_init(&cell, 64);
    text_us(&cell, us);
    text_pad(out, TIME_WIDTH - (int)cell.n);
    buf_put(out, buf_span(&cell));
    buf_free(&cell);
}

/* A bar on the scale of the whole time: blank until the step begins, then as long as the step. */
static void put_bar(struct buf *out, const struct hs_step *step, uint64_t total,
                    const struct style *style)
{
    int room = text_columns(style) - INDENT - NAME_WIDTH - 2 * TIME_WIDTH - 2;
    uint64_t wide = room < 8 ? 8 : (uint64_t)room;
    uint64_t start = total == 0 ? 0 : (step->us - step->took) * wide / total;
    uint64_t end = total == 0 ? 0 : step->us * wide / total;

    text_pad(out, 2 + (int)start);
    text_ink(out, style, step->mark != NULL ? INK_WARN : INK_GOOD);
    for (uint64_t i = start; i < end || i == start; i++)
        buf_str(out, end == start ? (style->utf8 ? "\u258f" : ".") : style->utf8 ? "\u2588" : "#");
    text_ink(out, style, INK_PLAIN);
}

/* The step's direction and its messages, cut to the column. */
static void put_step(struct buf *out, const struct hs_step *step, const struct style *style)
{
    struct buf label, cell;

    buf_init(&label, LABEL_CAP);
    buf_init(&cell, LABEL_CAP);
    hs_steps_label(&label, step);
    if (step->mark == NULL)
        buf_printf(&cell, "%s ", message_list_arrow(step->first.sent, style));
    safe_cut(&cell, buf_span(&label), NAME_WIDTH - 7);
    text_pad(out, INDENT);
    text_cell(out, buf_span(&cell), NAME_WIDTH);
    buf_free(&cell);
    buf_free(&label);
}

/* For each step: when it was complete, how long it took since the step before, and a bar for it. */
void hs_timing(struct buf *out, const struct hs_view *view, const struct style *style)
{
    uint64_t total = hs_steps_total(view->events);
    struct hs_steps all = hs_steps_open(view->events);
    struct hs_step m;

    text_ink(out, style, INK_DIM);
    text_pad(out, INDENT);
    text_cell(out, SPAN_LIT("STEP"), NAME_WIDTH);
    buf_printf(out, "%*s%*s", TIME_WIDTH, "AT", TIME_WIDTH, "TOOK");
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
    while (hs_steps_next(&all, &m)) {
        put_step(out, &m, style);
        put_time(out, m.us);
        put_time(out, m.took);
        put_bar(out, &m, total, style);
        buf_u8(out, '\n');
    }
    text_pad(out, INDENT);
    text_cell(out, SPAN_LIT("total"), NAME_WIDTH);
    put_time(out, total);
    buf_u8(out, '\n');
}
