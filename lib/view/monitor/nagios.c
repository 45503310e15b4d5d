/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The output of a monitoring plugin: "TLSBOX STATE: text | performance data". */
#include "config.h"

#include "lib/view/monitor/monitor_row.h"

#include "lib/view/monitor/monitor_numbers.h"
#include "lib/view/view.h"

enum { NUMBERS_MAX = 16 << 20, DAY = 24 * 60 * 60 };

/* Text from outside on the line of a plugin: '|' would begin the performance data. */
static void put_text(struct buf *out, struct span text)
{
    size_t from = out->n;

    safe_put(out, text);
    for (size_t i = from; i < out->n; i++) {
        if (out->p[i] == '|' || out->p[i] == '\n')
            out->p[i] = out->p[i] == '|' ? '/' : ' ';
    }
}

static void put_left(struct buf *out, const struct monitor_row *row)
{
    buf_printf(out, "%.1f days left (%.0f %%)", monitor_down(monitor_days(row), 10),
               monitor_down(monitor_percent(row), 1));
    /* RFC 7671 5.1: only below a record of DANE-EE is a certificate good after its end. */
    if (row->warnings == 0 && monitor_days(row) < 0)
        buf_str(out, ", which do not count (DANE-EE)");
}

/* "chain.pem: expired: the certificate expired 3 days ago" */
static void put_row(struct buf *out, const struct monitor_row *row)
{
    put_text(out, span_str(row->input));
    if (row->address != NULL) {
        buf_str(out, " (");
        put_text(out, span_str(row->address));
        buf_u8(out, ')');
    }
    buf_str(out, ": ");
    if (row->reason != REASON_OK)
        buf_str(out, reason_code(row->reason));
    else if (row->has_end)
        put_left(out, row);
    else
        buf_str(out, "no time of expiry");
    if (row->message.n > 0) {
        buf_str(out, ": ");
        put_text(out, row->message);
    }
}

/* A part of a label of performance data: it is in quotes, and has no '='. */
static void put_label_part(struct buf *out, const char *text)
{
    size_t from = out->n;

    put_text(out, span_str(text));
    for (size_t i = from; i < out->n; i++) {
        if (out->p[i] == '\'' || out->p[i] == '=')
            out->p[i] = '_';
    }
    buf_u8(out, ' ');
}

/* Labels must differ: a server of several addresses has a row for each. */
static void put_label(struct buf *out, const struct monitor_row *row, size_t num, const char *what)
{
    buf_u8(out, '\'');
    if (num > 1)
        put_label_part(out, row->input);
    if (num > 1 && row->address != NULL)
        put_label_part(out, row->address);
    buf_printf(out, "%s'=", what);
}

/* ";10:;5:" is a threshold below which the value is too low. */
static void put_limit(struct buf *out, double limit)
{
    buf_u8(out, ';');
    if (limit > 0)
        buf_printf(out, "%.0f:", limit);
}

/* A lead may be for certificates of a short life only. */
static struct lead lead_for(const struct lead *lead, const struct monitor_row *row)
{
    bool applies = lead->longest == 0 || row->not_after - row->not_before <= lead->longest;

    return applies ? *lead : (struct lead){0};
}

static void put_numbers(struct buf *out, const struct monitor_row *row, size_t num,
                        const struct monitor_leads *leads)
{
    double lifetime = (double)(row->not_after - row->not_before) / DAY;
    struct lead warn = lead_for(&leads->warn, row), fail = lead_for(&leads->fail_within, row);

    if (!row->has_end)
        return;
    buf_u8(out, ' ');
    put_label(out, row, num, "days_left");
    buf_printf(out, "%.2f", monitor_down(monitor_days(row), 100));
    put_limit(out, (double)warn.seconds / DAY);
    put_limit(out, (double)fail.seconds / DAY);
    buf_printf(out, ";;%.2f ", lifetime > 0 ? lifetime : 0.0);
    put_label(out, row, num, "percent_left");
    buf_printf(out, "%.1f%%", monitor_down(monitor_percent(row), 10));
    put_limit(out, warn.percent);
    put_limit(out, fail.percent);
    buf_str(out, ";0;100");
}

/* How many of several are in which state. */
static void put_summary(struct buf *out, const struct monitor_row *rows, size_t num)
{
    size_t in[PLUGIN_UNKNOWN + 1] = {0};

    for (size_t i = 0; i < num; i++)
        in[plugin_state_of(rows[i].exit, rows[i].warnings)]++;
    buf_printf(out, "%zu checked: %zu ok, %zu warning, %zu critical, %zu unknown", num,
               in[PLUGIN_OK], in[PLUGIN_WARNING], in[PLUGIN_CRITICAL], in[PLUGIN_UNKNOWN]);
}

void monitor_nagios(struct buf *out, const struct monitor_row *rows, size_t num,
                    const struct monitor_leads *leads)
{
    struct buf numbers;

    buf_printf(out, "TLSBOX %s: ", plugin_state_name(monitor_worst(rows, num)));
    if (num == 1)
        put_row(out, &rows[0]);
    else
        put_summary(out, rows, num);
    buf_init(&numbers, NUMBERS_MAX);
    for (size_t i = 0; i < num; i++)
        put_numbers(&numbers, &rows[i], num, leads);
    if (numbers.n > 0) {
        buf_str(out, " |");
        buf_put(out, buf_span(&numbers));
    }
    buf_free(&numbers);
    buf_u8(out, '\n');
    for (size_t i = 0; i < num && num > 1; i++) {
        buf_printf(out, "%s: ", plugin_state_name(plugin_state_of(rows[i].exit, rows[i].warnings)));
        put_row(out, &rows[i]);
        buf_u8(out, '\n');
    }
}

void monitor_nagios_none(struct buf *out, enum plugin_state state, struct span why)
{
    buf_printf(out, "TLSBOX %s: ", plugin_state_name(state));
    put_text(out, why);
    buf_u8(out, '\n');
}
