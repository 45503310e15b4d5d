/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/scan/scan_charts.h"

#include "lib/view/text/html.h"

enum { WIDTH = 320, LEFT = 138, BARS = 134, ROW = 24, THICK = 12, BASE = 13 };

/* The class of elements of this tone. */
static const char *class_of(enum scan_tone tone)
{
    static const char *const classes[] = {
        [TONE_PLAIN] = "plain", [TONE_GOOD] = "good", [TONE_WARN] = "warn", [TONE_BAD] = "bad"};

    return classes[tone];
}

unsigned scan_percent(size_t num, size_t all)
{
    if (all == 0 || num == 0)
        return 0;
    size_t percent = (num * 100 + all / 2) / all;

    if (num < all && percent == 100)
        percent = 99;
    return percent == 0 ? 1 : (unsigned)percent;
}

void scan_prose_put(struct buf *out, struct span prose)
{
    bool is_code = false;

    for (;;) {
        size_t n = span_find(prose, '`');
        html_put(out, span_head(prose, n));
        if (n == prose.n)
            break;
        buf_str(out, is_code ? "</code>" : "<code>");
        is_code = !is_code;
        prose = span_tail(prose, n + 1);
    }
    buf_str(out, is_code ? "</code>" : "");
}

/* At least a line can be seen of what is not nothing. */
static unsigned length_of(size_t num, size_t all)
{
    if (num == 0 || all == 0)
        return 0;
    size_t length = num * BARS / all;

    return length < 2 ? 2 : (unsigned)length;
}

static void put_bar(struct buf *out, const struct scan_bar *bar, size_t all, unsigned y)
{
    buf_printf(out, "<text x=\"0\" y=\"%u\">", y + BASE);
    html_put(out, span_str(bar->label));
    buf_printf(out,
               "</text>\n<rect class=\"track\" x=\"%d\" y=\"%u\" width=\"%d\" height=\"%d\" "
               "rx=\"3\"/>\n",
               LEFT, y + 3, BARS, THICK);
    buf_printf(out,
               "<rect class=\"bar %s\" x=\"%d\" y=\"%u\" width=\"%u\" height=\"%d\" rx=\"3\"/>\n",
               class_of(bar->tone), LEFT, y + 3, length_of(bar->num, all), THICK);
    buf_printf(out, "<text class=\"num\" x=\"%d\" y=\"%u\" text-anchor=\"end\">%zu</text>\n", WIDTH,
               y + BASE, bar->num);
}

/* "TLS 1.3: 820 (91 %)": the same as the picture, in words. */
static void put_words(struct buf *out, const struct scan_chart *chart)
{
    for (size_t i = 0; i < chart->num_bars; i++) {
        const struct scan_bar *bar = &chart->bars[i];
        html_printf(out, "%s%s: %zu (%u %%)", i > 0 ? "; " : "", bar->label, bar->num,
                    scan_percent(bar->num, chart->all));
    }
}

void scan_chart_put(struct buf *out, const struct scan_chart *chart)
{
    buf_str(out, "<figure class=\"card\">\n<figcaption>");
    html_put(out, span_str(chart->title));
    buf_printf(out, "</figcaption>\n<svg viewBox=\"0 0 %d %zu\" role=\"img\" aria-label=\"", WIDTH,
               chart->num_bars * ROW);
    put_words(out, chart);
    buf_str(out, "\">\n");
    for (size_t i = 0; i < chart->num_bars; i++)
        put_bar(out, &chart->bars[i], chart->all, (unsigned)i * ROW);
    buf_str(out, "</svg>\n</figure>\n");
}
