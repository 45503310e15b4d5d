/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The diagram of the messages as SVG. */
#include "config.h"

#include "lib/view/handshake/hs_diagram.h"

#include "lib/view/handshake/hs_caption.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum {
    TOP = 80, /* the first arrow */
    ROW = 34,
    LABEL_CAP = 1024,
    NAME_MAX = 50, /* characters of a name from outside, and of a label */
    LABEL_MAX = 120,
    LINE = 18,  /* of a caption */
    LETTER = 8, /* the width of a letter there, at most */
};

/* The positions of the client's and the server's line.  Inside a page of prose the drawing is
 * narrow enough to be readable on a phone. */
static const struct svg_frame {
    int width, left, right;
} frames[] = {[DIAGRAM_ALONE] = {760, 150, 700}, [DIAGRAM_INSIDE] = {470, 92, 456}};

static const char head[] = "<style>\n"
                           "text { font: 13px system-ui, sans-serif; fill: #222 }\n"
                           "rect { fill: #fff }\n"
                           "line { stroke: #667; stroke-width: 1.5 }\n"
                           ".life { stroke: #99a; stroke-dasharray: 3 4 }\n"
                           ".sealed { stroke: #17803d; stroke-width: 2.5 }\n"
                           ".alarm { stroke: #c22 }\n"
                           "path { fill: #667 }\n"
                           "path.sealed { fill: #17803d; stroke: none }\n"
                           "path.alarm { fill: #c22; stroke: none }\n"
                           ".dim { fill: #778 }\n"
                           ".bold { font-weight: 600 }\n"
                           "@media (prefers-color-scheme: dark) {\n"
                           "text { fill: #eee }\n"
                           "rect { fill: #16181d }\n"
                           ".dim { fill: #99a }\n"
                           ".sealed { stroke: #5c8 }\n"
                           "path.sealed { fill: #5c8 }\n"
                           "}\n"
                           "</style>\n";

/* Text from outside: made harmless first, then escaped (XML 1.0 2.4). */
static void put_escaped(struct buf *out, struct span text)
{
    struct buf safe;

    buf_init(&safe, LABEL_CAP);
    safe_cut(&safe, text, LABEL_MAX);
    for (size_t i = 0; i < safe.n; i++) {
        switch (safe.p[i]) {
        case '<': buf_str(out, "&lt;"); break;
        case '>': buf_str(out, "&gt;"); break;
        case '&': buf_str(out, "&amp;"); break;
        case '"': buf_str(out, "&quot;"); break;
        default: buf_u8(out, safe.p[i]);
        }
    }
    buf_free(&safe);
}

static void put_label(struct buf *out, int x, int y, const char *kind, const char *anchor,
                      struct span text)
{
    buf_printf(out, "<text x=\"%d\" y=\"%d\" class=\"%s\" text-anchor=\"%s\">", x, y, kind, anchor);
    put_escaped(out, text);
    buf_str(out, "</text>\n");
}

/* A line with a triangle at its end, the time on the left, and the label above. */
static void put_arrow(struct buf *out, const struct message_row *row, int y,
                      const struct svg_frame *frame, enum lang lang)
{
    const char *kind = message_list_is_alarm(row) ? "alarm" : row->encrypted ? "sealed" : "clear";
    int tip = row->sent ? frame->right : frame->left,
        back = row->sent ? frame->right - 9 : frame->left + 9;
    struct buf text;

    buf_init(&text, LABEL_CAP);
    text_us(&text, row->us);
    put_label(out, frame->left - 16, y + 4, "dim", "end", buf_span(&text));
    buf_truncate(&text, 0);
    hs_caption_arrow(&text, row, lang);
    if (row->encrypted)
        buf_printf(&text, " (%s)", lang_text(lang, N_("encrypted")));
    put_label(out, (frame->left + frame->right) / 2, y - 6, "plain", "middle", buf_span(&text));
    buf_printf(out, "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", kind,
               row->sent ? frame->left : frame->right, y, back, y);
    buf_printf(out, "<path class=\"%s\" d=\"M%d %d L%d %d L%d %d Z\"/>\n", kind, tip, y, back,
               y - 5, back, y + 5);
    buf_free(&text);
}

/* The height of the drawing must be known before its first arrow. */
static unsigned count_rows(const struct event_log *log)
{
    struct message_list flow = message_list_open(log, true);
    struct message_row row;
    unsigned num = 0;

    flow.dialogue = true;
    while (message_list_next(&flow, &row))
        num++;
    return num;
}

/* Writes the caption in lines no longer than the drawing is wide; returns their number. out NULL:
 * they are only counted. */
static unsigned put_caption(struct buf *out, struct span text, const struct svg_frame *frame, int y)
{
    size_t most = (size_t)frame->width / LETTER;
    unsigned num = 0;

    while (text.n > 0) {
        size_t n = text.n;

        /* A line ends at a blank; text without one is not broken. */
        for (size_t i = most; n > most && i > 0; i--) {
            if (i < text.n && text.p[i] == ' ')
                n = i;
        }
        if (out != NULL)
            put_label(out, frame->width / 2, y + (int)num * LINE, "bold", "middle",
                      span_head(text, n));
        text = span_tail(text, n < text.n ? n + 1 : n);
        num++;
    }
    return num;
}

void diagram_svg(struct buf *out, const struct hs_view *view, enum diagram_place place,
                 enum lang lang)
{
    const struct svg_frame *f = &frames[place];
    int end = TOP + ROW * (int)count_rows(view->events), y = TOP, height;
    struct message_list flow = message_list_open(view->events, true);
    struct message_row row;
    struct buf text, caption;

    flow.dialogue = true;
    buf_init(&caption, LABEL_CAP);
    hs_caption(&caption, view);
    height = end + 40 + (int)(put_caption(NULL, buf_span(&caption), f, 0) - 1) * LINE;
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
               "height=\"%d\" role=\"img\">\n<title>TLS handshake</title>\n",
               f->width, height, f->width, height);
    buf_str(out, head);
    buf_printf(out, "<rect width=\"%d\" height=\"%d\"/>\n", f->width, height);
    put_label(out, f->left, 32, "bold", "middle", span_str(lang_text(lang, N_("client"))));
    buf_init(&text, LABEL_CAP);
    safe_cut(&text, span_str(view->host == NULL ? lang_text(lang, N_("server")) : view->host),
             NAME_MAX);
    put_label(out, f->right + 10, 32, "bold", "end", buf_span(&text));
    for (int i = 0; i < 2; i++)
        buf_printf(out, "<line class=\"life\" x1=\"%d\" y1=\"44\" x2=\"%d\" y2=\"%d\"/>\n",
                   i == 0 ? f->left : f->right, i == 0 ? f->left : f->right, end);
    for (; message_list_next(&flow, &row); y += ROW)
        put_arrow(out, &row, y, f, lang);
    put_caption(out, buf_span(&caption), f, end + 24);
    buf_free(&text);
    buf_free(&caption);
    buf_str(out, "</svg>\n");
}
