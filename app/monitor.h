/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * monitor: what the operands of a run have come to, for --nagios and --prometheus.
 *
 *     monitor_open before the first untrusted byte, monitor_add for each operand, monitor_close
 */
#ifndef TB_APP_MONITOR_H
#define TB_APP_MONITOR_H

#include "app/side_file.h"
#include "lib/base/arena.h"
#include "lib/view/monitor/monitor_row.h"

struct monitor {
    bool nagios; /* write the output of a plugin */
    bool counts; /* the exit code depends on whether there are warnings */
    const char *command;
    struct monitor_leads leads;
    struct side_file metrics; /* --prometheus */
    struct arena *arena;
    struct monitor_row *rows;
    size_t num, cap;
};

/* monitor_open opens the file of --prometheus (path; NULL: none).  The settings of `monitor` are
 * set before.  *sys_errno is for strerror.  Errors: WRITE. */
enum err monitor_open(struct monitor *monitor, const char *path, int *sys_errno) MUST_CHECK;

/* monitor_add keeps a row, whose text it copies.  Of two rows for the same input and address the
 * worse one stays: a series of metrics is there once. */
enum err monitor_add(struct monitor *monitor, const struct monitor_row *row) MUST_CHECK;

/* monitor_add_report is monitor_add for a row whose warnings, times and message come from a
 * report, which may be NULL. */
enum err monitor_add_report(struct monitor *monitor, struct monitor_row *row,
                            const struct report *report, const struct view_input *in) MUST_CHECK;

/* monitor_close writes the line of the plugin to out, and the metrics to their file.  The exit code
 * of writing them. */
int monitor_close(struct monitor *monitor, struct output *out);

/* monitor_wants: rows are of use. */
static inline bool monitor_wants(const struct monitor *monitor)
{
    return monitor->nagios || monitor->counts || monitor->metrics.path != NULL;
}

/* monitor_state is the worst state of all rows; monitor_warned, how many warnings they have. */
enum plugin_state monitor_state(const struct monitor *monitor);
unsigned monitor_warned(const struct monitor *monitor);

#endif
