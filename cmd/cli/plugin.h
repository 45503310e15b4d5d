/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plugin: the exit code of a monitoring plugin, which --nagios asks for. */
#ifndef TB_CMD_CLI_PLUGIN_H
#define TB_CMD_CLI_PLUGIN_H

#include "cmd/cli/cmd.h"

/* plugin_finish is called when the run is over.  A command line that was not understood counts as
 * one of a plugin if it asks for that, and if nothing was printed for the monitor, its line has the
 * last diagnostic. */
void plugin_finish(struct run *run, int argc, char **argv, int code);

/* plugin_exit is the exit code of the process: that of a plugin where one was asked for. */
int plugin_exit(const struct run *run, int code);

#endif
