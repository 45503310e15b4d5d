/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/speed/speed_scale.h"

#include <stdio.h>

enum { KB = 1024, MB = 1024 * 1024, DIGITS_MAX = 40, LOG_BITS = 20 };

bool speed_is_measured(const struct speed_line *line)
{
    return line->state == SPEED_MEASURED || line->state == SPEED_ALIKE;
}

void speed_grouped(struct buf *out, double value)
{
    char digits[DIGITS_MAX];
    int n = snprintf(digits, sizeof digits, "%.0f", value);

    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            buf_u8(out, ',');
        buf_u8(out, (uint8_t)digits[i]);
    }
}

void speed_rate(struct buf *out, double rate, bool is_bytes)
{
    if (is_bytes && rate < MB) {
        buf_printf(out, "%.2f KB/s", rate / KB);
    } else if (is_bytes && rate < 100.0 * MB) {
        buf_printf(out, "%.2f MB/s", rate / MB);
    } else if (is_bytes) {
        speed_grouped(out, rate / MB);
        buf_str(out, " MB/s");
    } else if (rate < 100) {
        buf_printf(out, "%.1f /s", rate);
    } else {
        speed_grouped(out, rate);
        buf_str(out, " /s");
    }
}

/* What is done with the algorithm.  Names of groups need no translation. */
static const char *const operations[] = {N_("encrypt"),
                                         N_("decrypt"),
                                         N_("sign"),
                                         N_("verify"),
                                         N_("client"),
                                         N_("server"),
                                         N_("in software"),
                                         N_("chain"),
                                         N_("resumed"),
                                         N_("verify, known issuer"),
                                         N_("chain, known issuers"),
                                         N_("resumed, X25519"),
                                         N_("resumed, X25519MLKEM768")};

const char *speed_operation(const char *operation, enum lang lang)
{
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        if (strcmp(operations[i], operation) == 0)
            return lang_text(lang, operations[i]);
    }
    return operation;
}

void speed_label(struct buf *out, const struct speed_line *line, enum lang lang)
{
    buf_str(out, line->name);
    if (line->is_book)
        lang_count(out, lang, N_(", {n} bytes"), line->bytes);
    else if (line->digest_bytes > 0)
        lang_count(out, lang, N_(", {n} bytes"), line->digest_bytes);
    else if (*line->operation != '\0')
        buf_printf(out, " %s", speed_operation(line->operation, lang));
}

/* The logarithm to the base of 2 of a number above 0: the whole part by halving, then a bit for
 * each time that the rest is squared. */
static double log_2(double value)
{
    double log = 0, bit = 1;

    while (value >= 2) {
        value /= 2;
        log += 1;
    }
    while (value < 1) {
        value *= 2;
        log -= 1;
    }
    for (int i = 0; i < LOG_BITS; i++) {
        value *= value;
        bit /= 2;
        if (value >= 2) {
            value /= 2;
            log += bit;
        }
    }
    return log;
}

/* The unit of the marks of a scale, per second. */
static double unit_of(const struct speed_scale *scale)
{
    if (!scale->is_bytes)
        return 1;
    return scale->to < MB ? KB : MB;
}

/* A logarithmic scale starts at the power of ten below the smallest rate, which then has a bar. */
static double start_of(const struct speed_scale *scale, double least)
{
    double from = unit_of(scale) / 1e6;

    while (from * 10 < least)
        from *= 10;
    return from;
}

struct speed_scale speed_scale(const struct speed_view *view, size_t group)
{
    struct speed_scale scale = {0};
    double least = 0;

    for (size_t i = 0; i < view->num_lines; i++) {
        const struct speed_line *line = &view->lines[i];

        if (line->group != group || !speed_is_measured(line) || line->rate <= 0)
            continue;
        scale.is_bytes = line->bytes > 0;
        least = least > 0 && least < line->rate ? least : line->rate;
        scale.to = scale.to > line->rate ? scale.to : line->rate;
    }
    scale.is_log = scale.to > least * SPEED_LOG_FROM;
    if (scale.is_log)
        scale.from = start_of(&scale, least);
    return scale;
}

double speed_part(const struct speed_scale *scale, double rate)
{
    if (scale->to <= 0 || rate <= scale->from)
        return 0;
    if (!scale->is_log)
        return rate / scale->to;
    return log_2(rate / scale->from) / log_2(scale->to / scale->from);
}

void speed_bars(struct buf *out, const struct speed_scale *scale, enum lang lang)
{
    if (!scale->is_log)
        return;
    buf_str(out, lang_text(lang, N_("The bars are logarithmic: their left end is ")));
    speed_tick(out, scale, scale->from);
    buf_str(out, lang_text(lang, N_(", and equal lengths are equal factors.")));
}

void speed_tick(struct buf *out, const struct speed_scale *scale, double value)
{
    double shown = value / unit_of(scale);

    if (shown < 1)
        buf_printf(out, "%g", shown);
    else
        speed_grouped(out, shown);
    buf_str(out, !scale->is_bytes ? " /s" : unit_of(scale) < MB ? " KB/s" : " MB/s");
}

/* A linear scale has three to six marks, at steps of 1, 2 or 5 times a power of ten. */
double speed_next(const struct speed_scale *scale, double mark)
{
    static const double factors[] = {2, 2.5, 2};
    double step = unit_of(scale) / 1e6;

    if (scale->is_log)
        return mark * 10;
    for (size_t i = 0; step * 6 < scale->to; i++)
        step *= factors[i % 3];
    return mark + step;
}
