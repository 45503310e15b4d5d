/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/cli/plugin.h"

#include <string.h>

#include "lib/view/monitor/monitor_row.h"

/* The command has the option. */
static bool has_option(const struct cmd *cmd, const char *name)
{
    struct opt_flat flat;

    opt_flatten(&flat, cmd->opts);
    for (size_t i = 0; i < flat.num; i++) {
        if (opt_is_option(flat.opt[i]) && strcmp(flat.opt[i]->name, name) == 0)
            return true;
    }
    return false;
}

/* A command line that was not understood has no options: its words tell.  "--nag" is as good as
 * the whole name, since no other option begins like that. */
static bool asks(const struct cmd *cmd, int argc, char **argv)
{
    static const char word[] = "--nagios";

    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        size_t n = strlen(argv[i]);
        if (n >= 5 && n < sizeof word && strncmp(argv[i], word, n) == 0)
            return has_option(cmd, word + 2);
    }
    return false;
}

static enum plugin_state state_of(const struct run *run, int code)
{
    return run->is_critical ? PLUGIN_CRITICAL : plugin_state_of(code, run->warnings);
}

void plugin_finish(struct run *run, int argc, char **argv, int code)
{
    if (code == EXIT_USAGE && asks(run->cmd, argc, argv))
        run->is_plugin = true;
    if (run->is_plugin && !run->plugin_said && run->out.data.n == 0)
        monitor_nagios_none(&run->out.data, state_of(run, code), buf_span(&run->out.said));
}

int plugin_exit(const struct run *run, int code)
{
    return run->is_plugin ? (int)state_of(run, code) : code;
}
