/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_diagram.h"

#include "lib/view/handshake/hs_caption.h"
#include "lib/view/handshake/hs_dialogue.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

/* The column of times, the longest arrow, and the most characters of a name. */
enum { TIME_WIDTH = 12, ARROW_MAX = 62, LABEL_CAP = 1024, NAME_MAX = 60 };

static void put_times(struct buf *out, const char *sign, int n)
{
    for (int i = 0; i < n; i++)
        buf_str(out, sign);
}

/* The arrow's line with the label in it: double if it is encrypted. */
static void put_shaft(struct buf *out, const struct message_row *row, const struct style *style,
                      int width, enum lang lang)
{
    const char *shaft =
        row->encrypted ? (style->utf8 ? "\u2550" : "=") : (style->utf8 ? "\u2500" : "-");
    struct buf label;

    buf_init(&label, LABEL_CAP);
    hs_caption_arrow(&label, row, lang);
    int free = width - 1 - 2 - text_width(buf_span(&label));
    if (free < 4) { /* there is only room for the name */
        buf_truncate(&label, 0);
        message_list_label(&label, row);
        free = width - 1 - 2 - text_width(buf_span(&label));
    }
    int left = free < 4 ? 2 : row->sent ? 3 : free - 3;
    if (!row->sent)
        buf_u8(out, '<');
    put_times(out, shaft, left);
    buf_u8(out, ' ');
    text_ink(out, style,
             message_list_is_alarm(row) ? INK_BAD
             : row->encrypted           ? INK_GOOD
                                        : INK_BOLD);
    buf_put(out, buf_span(&label));
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, ' ');
    put_times(out, shaft, free - left);
    if (row->sent)
        buf_u8(out, '>');
    buf_free(&label);
}

/* One line per message: its time, and an arrow between the two vertical lines. */
void diagram_text(struct buf *out, const struct hs_view *view, const struct style *style,
                  enum lang lang)
{
    const char *line = style->utf8 ? "\u2502" : "|";
    int width = text_columns(style) - TIME_WIDTH - 4;
    struct message_list flow = message_list_open(view->events, true);
    struct message_row row;
    struct buf cell;

    if (width > ARROW_MAX)
        width = ARROW_MAX;
    text_pad(out, TIME_WIDTH);
    text_cell(out, span_str(lang_text(lang, N_("client"))), width - 2);
    buf_printf(out, "%s\n", lang_text(lang, N_("server")));
    flow.dialogue = true;
    buf_init(&cell, LABEL_CAP);
    while (message_list_next(&flow, &row)) {
        text_us(&cell, row.us);
        text_pad(out, TIME_WIDTH - 2 - (int)cell.n);
        text_ink(out, style, INK_DIM);
        buf_put(out, buf_span(&cell));
        text_ink(out, style, INK_PLAIN);
        buf_truncate(&cell, 0);
        buf_printf(out, "  %s", line);
        put_shaft(out, &row, style, width, lang);
        buf_printf(out, "%s\n", line);
    }
    hs_caption(&cell, view);
    buf_u8(out, '\n');
    text_pad(out, 2);
    text_fold(out, style, 2, 2, buf_span(&cell));
    buf_printf(out, "  %s %s   %s %s\n", style->utf8 ? "\u2500" : "-", lang_text(lang, N_("clear")),
               style->utf8 ? "\u2550" : "=", lang_text(lang, N_("encrypted")));
    buf_free(&cell);
}

/* A name in Mermaid's text: its syntax has no quoting, so characters that could be syntax are
 * replaced. */
static void put_plain(struct buf *out, const char *text)
{
    for (size_t i = 0; text != NULL && text[i] != 0 && i < NAME_MAX; i++) {
        uint8_t c = span_lower((uint8_t)text[i]);
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        buf_u8(out, plain ? (uint8_t)text[i] : '_');
    }
}

/* Text from outside in Mermaid: what could be syntax there, or markup of a page, is replaced. */
static void put_mermaid_text(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.n; i++) {
        bool plain =
            text.p[i] >= 0x80 || (text.p[i] >= 0x20 && strchr("#;<>&%{}\\", text.p[i]) == NULL);
        buf_u8(out, plain ? text.p[i] : '_');
    }
}

/* Opens and closes the block of a dialogue before TLS; row NULL: after the last one. */
static void put_mermaid_block(struct buf *out, uint8_t *open, const struct message_row *row)
{
    const struct event *e = row == NULL ? NULL : &row->entry->event;
    uint8_t dialogue = e != NULL && e->kind == EVENT_DIALOGUE ? e->type : 0;

    if (*open == dialogue)
        return;
    if (*open != 0)
        buf_str(out, "    end\n");
    if (dialogue != 0) {
        buf_str(out, "    opt ");
        hs_dialogue_block(out, e);
        buf_u8(out, '\n');
    }
    *open = dialogue;
}

/* An arrow between the client and the server, or the proxy.  Dashed arrows are encrypted. */
static void put_mermaid_arrow(struct buf *out, const struct message_row *row)
{
    const struct event *e = &row->entry->event;
    bool before = e->kind == EVENT_DIALOGUE;
    char peer = before && dialogue_is_proxy((enum dialogue)e->type) ? 'P' : 'S';
    struct buf text;

    buf_init(&text, LABEL_CAP);
    buf_printf(out, "    %s%c%s%c: ", before ? "    " : "", row->sent ? 'C' : peer,
               row->encrypted ? "-->>" : "->>", row->sent ? peer : 'C');
    if (before)
        message_list_label(&text, row);
    else
        hs_caption_arrow(&text, row, LANG_EN);
    put_mermaid_text(out, buf_span(&text));
    buf_truncate(&text, 0);
    text_us(&text, row->us);
    buf_printf(out, " (%s%.*s)\n", row->encrypted ? "encrypted, " : "", (int)text.n,
               (const char *)text.p);
    buf_free(&text);
}

/* The log has messages with a proxy. */
static bool has_proxy(const struct event_log *log)
{
    for (size_t i = 0; i < log->num; i++) {
        const struct event *e = &log->v[i].event;
        if (e->kind == EVENT_DIALOGUE && dialogue_is_proxy((enum dialogue)e->type))
            return true;
    }
    return false;
}

/* The diagram as text for Mermaid, which Markdown renderers draw. */
static void put_mermaid(struct buf *out, const struct hs_view *view)
{
    struct message_list flow = message_list_open(view->events, true);
    struct message_row row;
    uint8_t open = 0;
    struct buf text;

    flow.dialogue = true;
    buf_str(out, "sequenceDiagram\n    participant C as client\n");
    if (has_proxy(view->events))
        buf_str(out, "    participant P as proxy\n");
    buf_str(out, "    participant S as server ");
    put_plain(out, view->host);
    buf_u8(out, '\n');
    while (message_list_next(&flow, &row)) {
        put_mermaid_block(out, &open, &row);
        put_mermaid_arrow(out, &row);
    }
    put_mermaid_block(out, &open, NULL);
    buf_init(&text, LABEL_CAP);
    hs_caption(&text, view);
    buf_printf(out, "    Note over C,S: %.*s\n", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

void hs_diagram(struct buf *out, const struct hs_view *view, enum hs_diagram kind,
                const struct style *style)
{
    switch (kind) {
    case HS_DIAGRAM_TEXT: diagram_text(out, view, style, LANG_EN); break;
    case HS_DIAGRAM_MERMAID: put_mermaid(out, view); break;
    case HS_DIAGRAM_SVG: diagram_svg(out, view, DIAGRAM_ALONE, LANG_EN); break;
    }
}
