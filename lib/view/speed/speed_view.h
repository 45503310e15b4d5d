/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * speed_view: what `speed` has measured, as a table with bars, as JSON, and as a bar chart in SVG.
 *
 * KB and MB are 1,024 and 1,048,576 bytes, as in the textbook whose table is repeated here.
 */
#ifndef TB_LIB_VIEW_SPEED_SPEED_VIEW_H
#define TB_LIB_VIEW_SPEED_SPEED_VIEW_H

#include "lib/view/view.h"

/* Rows that are compared with each other. */
struct speed_group {
    const char *word;          /* for JSON and operands */
    const char *title, *intro; /* English; the views translate them */
};

/* What became of a row. */
enum speed_state {
    SPEED_UNMEASURED, /* not asked for, or stopped before */
    SPEED_MEASURED,
    SPEED_UNAVAILABLE, /* cannot be measured here */
    SPEED_ALIKE,       /* measured, and no slower than with the processor's instructions */
};

struct speed_line {
    size_t group; /* index */
    const char *name, *operation;
    const char *meaning; /* English */
    enum speed_state state;
    double rate;   /* bytes, or runs if bytes is 0, per second */
    double spread; /* percent */
    size_t bytes;  /* that one run processes */
    size_t digest_bytes;
    bool varies; /* runs take different times: the spread says nothing about the machine */
    /* The textbook's table: how many times faster AES is (0: this is AES), and what the textbook
     * has, rate 0: nothing. */
    bool is_bare; /* without the processor's instructions */
    bool is_book;
    double ratio, book_rate, book_ratio;
};

struct speed_view {
    const struct speed_group *groups;
    size_t num_groups;
    const struct speed_line *lines;
    size_t num_lines;
    double seconds; /* per row */
    size_t rounds;
    bool is_stopped;
};

/* A spread above this means that something else kept the machine busy. */
#define SPEED_SPREAD_BUSY 5.0

/* speed_compare fills in the ratios of the textbook's table, and finds bare rows that are no slower
 * than those with the processor's instructions: it has none, or the build leaves no choice. */
void speed_compare(struct speed_line *lines, size_t num);

void speed_text(struct buf *out, const struct speed_view *view, const struct style *style);
enum err speed_json(struct buf *out, const struct speed_view *view) MUST_CHECK;
void speed_svg(struct buf *out, const struct speed_view *view, enum lang lang);

#endif
