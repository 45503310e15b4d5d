/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar chart: for each group a title, its bars, and an axis with its unit. */
#include "config.h"

#include "lib/view/speed/speed_scale.h"
#include "lib/view/text/html.h"

enum {
    WIDTH = 880,
    LEFT = 270, /* where bars begin */
    BARS = 480, /* the longest */
    TOP = 70,
    ROW = 22,
    THICK = 14,
    TITLE = 44, /* of a group */
    AXIS = 40,
    LABEL_CAP = 1024,
};

static const char style[] = "<style>\n"
                            "text { font: 13px system-ui, sans-serif; fill: #222 }\n"
                            ".page { fill: #fff }\n"
                            ".bar { fill: #2563a8 }\n"
                            ".spread { stroke: #d97706; stroke-width: 2 }\n"
                            ".axis { stroke: #99a; stroke-width: 1 }\n"
                            ".dim { fill: #667 }\n"
                            ".bold { font-weight: 600 }\n"
                            "@media (prefers-color-scheme: dark) {\n"
                            "text { fill: #eee }\n"
                            ".page { fill: #16181d }\n"
                            ".bar { fill: #5b9bd8 }\n"
                            ".dim { fill: #99a }\n"
                            "}\n"
                            "</style>\n";

struct chart {
    struct buf *out; /* NULL: only the height is wanted */
    const struct speed_view *view;
    enum lang lang;
    int y;
};

static void put_text(const struct chart *c, int x, int y, const char *attributes, struct span text)
{
    buf_printf(c->out, "<text x=\"%d\" y=\"%d\" %s>", x, y, attributes);
    html_put(c->out, text);
    buf_str(c->out, "</text>\n");
}

static int place(const struct speed_scale *scale, double rate)
{
    double part = speed_part(scale, rate);

    return LEFT + (int)((part < 1 ? part : 1) * BARS + 0.5);
}

/* The bar, a mark as wide as the spread on either side of its end, and the figure. */
static void put_bar(const struct chart *c, const struct speed_line *line,
                    const struct speed_scale *scale)
{
    int end = place(scale, line->rate), middle = c->y + THICK / 2;
    struct buf text;

    buf_init(&text, LABEL_CAP);
    speed_label(&text, line, c->lang);
    put_text(c, LEFT - 8, c->y + THICK - 3, "text-anchor=\"end\"", buf_span(&text));
    buf_printf(c->out, "<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", LEFT,
               c->y, end - LEFT, THICK);
    buf_printf(c->out, "<line class=\"spread\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n",
               place(scale, line->rate * (1 - line->spread / 100)), middle,
               place(scale, line->rate * (1 + line->spread / 100)), middle);
    buf_truncate(&text, 0);
    speed_rate(&text, line->rate, line->bytes > 0);
    put_text(c, end + 8, c->y + THICK - 3, "class=\"dim\"", buf_span(&text));
    buf_free(&text);
}

static void put_axis(const struct chart *c, const struct speed_scale *scale)
{
    double mark = scale->from;
    struct buf text;

    buf_init(&text, LABEL_CAP);
    buf_printf(c->out, "<line class=\"axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", LEFT,
               c->y, LEFT + BARS, c->y);
    while (mark <= scale->to) {
        int x = place(scale, mark);

        buf_printf(c->out, "<line class=\"axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", x,
                   c->y, x, c->y + 4);
        buf_truncate(&text, 0);
        speed_tick(&text, scale, mark);
        put_text(c, x, c->y + 18, "class=\"dim\" text-anchor=\"middle\"", buf_span(&text));
        mark = speed_next(scale, mark);
    }
    if (scale->is_log)
        put_text(c, LEFT - 40, c->y + 18, "class=\"dim\" text-anchor=\"end\"",
                 span_str(lang_text(c->lang, N_("logarithmic"))));
    buf_free(&text);
}

static void put_group(struct chart *c, size_t group)
{
    const struct speed_scale scale = speed_scale(c->view, group);

    if (scale.to <= 0)
        return;
    c->y += TITLE;
    if (c->out != NULL)
        put_text(c, LEFT, c->y - 12, "class=\"bold\"",
                 span_str(lang_text(c->lang, c->view->groups[group].title)));
    for (size_t i = 0; i < c->view->num_lines; i++) {
        const struct speed_line *line = &c->view->lines[i];

        if (line->group != group || !speed_is_measured(line))
            continue;
        if (c->out != NULL)
            put_bar(c, line, &scale);
        c->y += ROW;
    }
    if (c->out != NULL)
        put_axis(c, &scale);
    c->y += AXIS;
}

static int put_groups(struct buf *out, const struct speed_view *view, enum lang lang)
{
    struct chart chart = {out, view, lang, TOP};

    for (size_t i = 0; i < view->num_groups; i++)
        put_group(&chart, i);
    return chart.y;
}

void speed_svg(struct buf *out, const struct speed_view *view, enum lang lang)
{
    int height = put_groups(NULL, view, lang);
    const struct chart head = {out, view, lang, 0};
    struct span title = span_str(lang_text(lang, N_("The speed of cryptography on this machine")));

    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
               "height=\"%d\" role=\"img\">\n<title>",
               WIDTH, height, WIDTH, height);
    html_put(out, title);
    buf_str(out, "</title>\n");
    buf_str(out, style);
    buf_printf(out, "<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n", WIDTH, height);
    put_text(&head, LEFT, 32, "class=\"bold\"", title);
    put_text(&head, LEFT, 52, "class=\"dim\"",
             span_str(lang_text(lang, N_("medians per second, measured by tlsbox speed; the marks "
                                         "at the ends are the spread"))));
    (void)put_groups(out, view, lang);
    buf_str(out, "</svg>\n");
}
