/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_charts: bar charts inside a page of HTML, as SVG. */
#ifndef TB_LIB_VIEW_SCAN_SCAN_CHARTS_H
#define TB_LIB_VIEW_SCAN_SCAN_CHARTS_H

#include "lib/base/buf.h"
#include "lib/view/text/lang.h"

/* A bar: how many of all targets, and how good that is. */
enum scan_tone { TONE_PLAIN, TONE_GOOD, TONE_WARN, TONE_BAD };
struct scan_bar {
    const char *label; /* in the language of the page */
    size_t num;
    enum scan_tone tone;
};

struct scan_chart {
    const char *title; /* in the language of the page */
    const struct scan_bar *bars;
    size_t num_bars;
    size_t all; /* what a whole bar stands for */
};

/* scan_chart_put appends a figure with its title.  Those who cannot see it hear the numbers. */
void scan_chart_put(struct buf *out, const struct scan_chart *chart);

/* scan_prose_put appends prose as HTML; what stands between backquotes is code. */
void scan_prose_put(struct buf *out, struct span prose);

/* scan_percent is how much of all num is, rounded; what is neither nothing nor everything is never
 * shown as that. */
unsigned scan_percent(size_t num, size_t all);

#endif
