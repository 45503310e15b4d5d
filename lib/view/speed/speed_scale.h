/* SPDX-License-Identifier: GPL-3.0-or-later */
/* speed_scale: figures with their units, and the lengths of bars. */
#ifndef TB_LIB_VIEW_SPEED_SPEED_SCALE_H
#define TB_LIB_VIEW_SPEED_SPEED_SCALE_H

#include "lib/view/speed/speed_view.h"

/* speed_is_measured: there is a rate to show. */
bool speed_is_measured(const struct speed_line *line);

/* speed_rate appends a rate with its unit: "1,234 MB/s", "93.80 KB/s", "41,250 /s". */
void speed_rate(struct buf *out, double rate, bool is_bytes);

/* speed_grouped appends a number, rounded, with a comma after each three digits. */
void speed_grouped(struct buf *out, double value);

/* speed_label appends what the row is about: "RSA-2048 sign", "SHA-256, 32 bytes". */
void speed_label(struct buf *out, const struct speed_line *line, enum lang lang);

/* speed_operation is what is done with the algorithm, in words. */
const char *speed_operation(const char *operation, enum lang lang);

/* The scale of one group.  It starts at 0; or, if the largest rate is more than SPEED_LOG_FROM
 * times the smallest, at a power of ten, and is logarithmic. */
enum { SPEED_LOG_FROM = 100 };
struct speed_scale {
    bool is_log, is_bytes;
    double from, to; /* to 0: nothing was measured */
};
struct speed_scale speed_scale(const struct speed_view *view, size_t group);

/* speed_tick appends a mark of the scale with its unit: "0.01 MB/s", "10,000 /s".  speed_next is
 * the mark after this one; the first is scale.from. */
void speed_tick(struct buf *out, const struct speed_scale *scale, double value);
double speed_next(const struct speed_scale *scale, double mark);

/* speed_part is how much of the longest bar a rate's bar takes, 0 to 1. */
double speed_part(const struct speed_scale *scale, double rate);

/* speed_bars appends the sentence that explains the scale. */
void speed_bars(struct buf *out, const struct speed_scale *scale, enum lang lang);

#endif
