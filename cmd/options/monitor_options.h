/* SPDX-License-Identifier: GPL-3.0-or-later */
/* monitor_options: --nagios and --prometheus. */
#ifndef TB_CMD_OPTIONS_MONITOR_OPTIONS_H
#define TB_CMD_OPTIONS_MONITOR_OPTIONS_H

#include "app/monitor.h"
#include "app/verify/verify_settings.h"
#include "cmd/cli/cmd.h"

struct monitor_opts {
    bool nagios;
    const char *prometheus;
};

/* To be included in a command's table, for a struct monitor_opts. */
extern const struct opt monitor_group[];

/* monitor_options_open makes the monitor of a run and opens its file; from then on main translates
 * the exit code if --nagios was given.  monitor_options_close writes what it has, and returns the
 * worse of the two exit codes. */
int monitor_options_open(struct monitor *monitor, struct run *run, const struct monitor_opts *opts,
                         const struct result_settings *result);
int monitor_options_close(struct monitor *monitor, struct run *run, int code);

#endif
