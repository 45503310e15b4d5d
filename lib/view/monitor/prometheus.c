/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics in the text format that Prometheus and node exporters read. */
#include "config.h"

#include "lib/view/monitor/monitor_row.h"

#include "lib/base/lookup.h"
#include "lib/view/monitor/monitor_numbers.h"
#include "lib/view/view.h"

/* A metric: its value, or false if a row has none. */
struct metric {
    char name[44], help[96];
    bool (*value)(double *out, const struct monitor_row *row);
};

static bool verdict_ok(double *out, const struct monitor_row *row)
{
    *out = row->exit == EXIT_OK;
    return true;
}

static bool exit_code(double *out, const struct monitor_row *row)
{
    *out = row->exit;
    return true;
}

static bool warnings(double *out, const struct monitor_row *row)
{
    *out = row->warnings;
    return true;
}

static bool not_after(double *out, const struct monitor_row *row)
{
    *out = (double)row->not_after;
    return row->has_end;
}

static bool not_before(double *out, const struct monitor_row *row)
{
    *out = (double)row->not_before;
    return row->has_end;
}

static bool days_left(double *out, const struct monitor_row *row)
{
    *out = monitor_days(row);
    return row->has_end;
}

static bool ratio_left(double *out, const struct monitor_row *row)
{
    *out = monitor_percent(row) / 100;
    return row->has_end;
}

static bool checked(double *out, const struct monitor_row *row)
{
    *out = (double)row->now;
    return true;
}

static const struct metric metrics[] = {
    {ROW_TEXT("tlsbox_ok"), ROW_TEXT("1 if the verdict is positive, else 0."), verdict_ok},
    {ROW_TEXT("tlsbox_exit_code"), ROW_TEXT("The exit code of the check, as in tlsbox(1)."),
     exit_code},
    {ROW_TEXT("tlsbox_warnings"), ROW_TEXT("How many warnings there are."), warnings},
    {ROW_TEXT("tlsbox_not_after_timestamp_seconds"),
     ROW_TEXT("When the first certificate of the path expires."), not_after},
    {ROW_TEXT("tlsbox_not_before_timestamp_seconds"),
     ROW_TEXT("When the validity of that certificate began."), not_before},
    {ROW_TEXT("tlsbox_days_left"), ROW_TEXT("Days until the path expires; negative afterwards."),
     days_left},
    {ROW_TEXT("tlsbox_lifetime_left_ratio"),
     ROW_TEXT("The share of that certificate's lifetime that is left, 1 to 0."), ratio_left},
    {ROW_TEXT("tlsbox_checked_timestamp_seconds"), ROW_TEXT("When this was checked."), checked},
};

/* A label's value: quotes, backslashes and line ends are escaped; controls cannot pass. */
static void put_value(struct buf *out, struct span text)
{
    struct buf safe;

    buf_init(&safe, 1 << 18);
    safe_put(&safe, text);
    buf_u8(out, '"');
    for (size_t i = 0; i < safe.n; i++) {
        if (safe.p[i] == '"' || safe.p[i] == '\\')
            buf_u8(out, '\\');
        buf_u8(out, safe.p[i]);
    }
    buf_u8(out, '"');
    buf_free(&safe);
}

static void put_labels(struct buf *out, const struct monitor_row *row, const char *command)
{
    buf_printf(out, "{command=\"%s\",input=", command);
    put_value(out, span_str(row->input));
    if (row->address != NULL) {
        buf_str(out, ",address=");
        put_value(out, span_str(row->address));
    }
}

static void put_head(struct buf *out, const char *name, const char *help)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void put_metric(struct buf *out, const struct metric *metric, const struct monitor_row *rows,
                       size_t num, const char *command)
{
    double value;

    put_head(out, metric->name, metric->help);
    for (size_t i = 0; i < num; i++) {
        if (!metric->value(&value, &rows[i]))
            continue;
        buf_str(out, metric->name);
        put_labels(out, &rows[i], command);
        buf_printf(out, "} %.15g\n", value); /* 9999-12-31 whole */
    }
}

/* A series of its own has the reason, so that the others stay the same series when it changes. */
static void put_reasons(struct buf *out, const struct monitor_row *rows, size_t num,
                        const char *command)
{
    put_head(out, "tlsbox_reason_info", "The reason of a negative verdict or a failure.");
    for (size_t i = 0; i < num; i++) {
        if (rows[i].reason == REASON_OK)
            continue;
        buf_str(out, "tlsbox_reason_info");
        put_labels(out, &rows[i], command);
        buf_printf(out, ",reason=\"%s\"} 1\n", reason_code(rows[i].reason));
    }
}

void monitor_prometheus(struct buf *out, const struct monitor_row *rows, size_t num,
                        const char *command)
{
    for (size_t i = 0; i < LOOKUP_COUNT(metrics); i++)
        put_metric(out, &metrics[i], rows, num, command);
    put_reasons(out, rows, num, command);
}
