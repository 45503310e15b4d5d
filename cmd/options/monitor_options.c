/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/options/monitor_options.h"

#include "app/file_error.h"

#define AT(member) .offset = offsetof(struct monitor_opts, member)

const struct opt monitor_group[] = {
    {.kind = OPT_GROUP, .help = "Monitoring"},
    {.kind = OPT_FLAG,
     .name = "nagios",
     AT(nagios),
     .help = "Be a monitoring plugin: print one line with the state, the days and the share of the "
             "lifetime that are left (and a line for each operand if there are several), and exit "
             "with 0 if all is well, 1 if there are only warnings, 2 after a negative verdict or a "
             "failed connection, and 3 after anything else. --warn and --fail-within are the "
             "thresholds. With --json, the objects are printed instead."},
    {.kind = OPT_STRING,
     .name = "prometheus",
     .arg = "FILE",
     AT(prometheus),
     .complete = COMPLETE_FILE,
     .help = "Write metrics to this file, in the text format that Prometheus's node exporter "
             "reads. A reader finds either the old file or the new one."},
    {.kind = OPT_END},
};

int monitor_options_open(struct monitor *monitor, struct run *run, const struct monitor_opts *opts,
                         const struct result_settings *result)
{
    int sys_errno = 0;

    *monitor = (struct monitor){.nagios = opts->nagios && !result->json,
                                .command = run->cmd->name,
                                .leads = {result->warn, result->fail_within},
                                .arena = run->arena};
    run->is_plugin = opts->nagios;
    if (monitor_open(monitor, opts->prometheus, &sys_errno) != ERR_OK)
        return file_error_say(&run->out, opts->prometheus, ERR_WRITE, sys_errno);
    /* The exit code needs the warnings, also with --json. */
    monitor->counts = opts->nagios;
    return EXIT_OK;
}

int monitor_options_close(struct monitor *monitor, struct run *run, int code)
{
    run->plugin_said = monitor->nagios && monitor->num > 0;
    run->warnings = monitor_warned(monitor);
    run->is_critical = monitor_state(monitor) == PLUGIN_CRITICAL;
    return exit_worse(code, monitor_close(monitor, &run->out));
}
