/* SPDX-License-Identifier: GPL-3.0-or-later */
/* monitor_numbers: what is left of a validity, in days and in per cent. */
#ifndef TB_LIB_VIEW_MONITOR_MONITOR_NUMBERS_H
#define TB_LIB_VIEW_MONITOR_MONITOR_NUMBERS_H

#include "lib/view/monitor/monitor_row.h"

/* monitor_down rounds down to 1/parts, as whole days are: what is shown is never more than what is
 * left. */
static inline double monitor_down(double value, double parts)
{
    double shown = (double)(int64_t)(value * parts);

    return (shown > value * parts ? shown - 1 : shown) / parts;
}

/* Negative after the end. */
static inline double monitor_days(const struct monitor_row *row)
{
    return (double)(row->not_after - row->now) / (24 * 60 * 60);
}

/* From 0 to 100: a share of the lifetime, of which nothing is left after the end and nothing has
 * passed before the beginning. */
static inline double monitor_percent(const struct monitor_row *row)
{
    double lifetime = (double)(row->not_after - row->not_before);
    double left = (double)(row->not_after - row->now);

    if (lifetime <= 0 || left <= 0)
        return 0;
    return left >= lifetime ? 100 : 100 * left / lifetime;
}

#endif
