/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/monitor.h"

#include <string.h>

enum { MESSAGE_MAX = 1 << 16, METRICS_MAX = 64 << 20 };

enum err monitor_open(struct monitor *monitor, const char *path, int *sys_errno)
{
    return side_file_open(&monitor->metrics, path, false, sys_errno);
}

static bool is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The row for the same input and address, or NULL. */
static struct monitor_row *find(struct monitor *monitor, const struct monitor_row *row)
{
    for (size_t i = 0; i < monitor->num; i++) {
        if (is_same(monitor->rows[i].input, row->input) &&
            is_same(monitor->rows[i].address, row->address))
            return &monitor->rows[i];
    }
    return NULL;
}

/* A copy with its end, as the rows have it; NULL stays NULL. */
static enum err keep(const char **out, struct arena *arena, const char *text)
{
    struct span copy;

    *out = NULL;
    if (text == NULL)
        return ERR_OK;
    TRY(arena_copy(arena, &copy, span_of(text, strlen(text) + 1)));
    *out = (const char *)copy.p;
    return ERR_OK;
}

enum err monitor_add(struct monitor *monitor, const struct monitor_row *row)
{
    struct monitor_row *same = find(monitor, row), copy = *row;

    if (!monitor_wants(monitor))
        return ERR_OK;
    TRY(keep(&copy.input, monitor->arena, row->input));
    TRY(keep(&copy.address, monitor->arena, row->address));
    TRY(arena_copy(monitor->arena, &copy.message, row->message));
    if (same != NULL) {
        enum plugin_state is = plugin_state_of(same->exit, same->warnings),
                          be = plugin_state_of(row->exit, row->warnings);
        if (plugin_worse(is, be) != is)
            *same = copy;
        return ERR_OK;
    }
    TRY(ARENA_GROW(monitor->arena, monitor->rows, monitor->num, monitor->cap));
    monitor->rows[monitor->num++] = copy;
    return ERR_OK;
}

/* The sentence that matters most: the headline, else the first warning. */
static const struct finding *finding_of(const struct path *path)
{
    const struct finding *f = path_headline(path);

    for (size_t i = 0; f == NULL && i < path->num_findings; i++) {
        if (path->findings[i].severity == SEVERITY_WARNING)
            f = &path->findings[i];
    }
    return f;
}

enum err monitor_add_report(struct monitor *monitor, struct monitor_row *row,
                            const struct report *report, const struct view_input *in)
{
    struct buf text;
    const struct finding *f = report == NULL ? NULL : finding_of(&report->chosen);

    if (!monitor_wants(monitor))
        return ERR_OK;
    if (report != NULL)
        monitor_row_report(row, report);
    buf_init(&text, MESSAGE_MAX);
    if (row->message.n == 0 && f != NULL) {
        finding_message(&text, f, &report->chosen, in);
        row->message = buf_span(&text);
    }
    enum err e = monitor_add(monitor, row);
    buf_free(&text);
    return e;
}

enum plugin_state monitor_state(const struct monitor *monitor)
{
    return monitor_worst(monitor->rows, monitor->num);
}

unsigned monitor_warned(const struct monitor *monitor)
{
    unsigned n = 0;

    for (size_t i = 0; i < monitor->num; i++)
        n += monitor->rows[i].warnings;
    return n;
}

int monitor_close(struct monitor *monitor, struct output *out)
{
    struct buf text;
    int code = EXIT_OK;

    if (monitor->nagios && monitor->num > 0)
        monitor_nagios(&out->data, monitor->rows, monitor->num, &monitor->leads);
    buf_init(&text, METRICS_MAX);
    if (monitor->metrics.path != NULL && monitor->num > 0) {
        monitor_prometheus(&text, monitor->rows, monitor->num, monitor->command);
        code = side_file_write(&monitor->metrics, &text, NULL, out);
    }
    buf_free(&text);
    side_file_close(&monitor->metrics);
    return code;
}
