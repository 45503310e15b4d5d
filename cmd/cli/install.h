/* SPDX-License-Identifier: GPL-3.0-or-later */
/* install: links that run a command by its own name. */
#ifndef TB_CMD_CLI_INSTALL_H
#define TB_CMD_CLI_INSTALL_H

#include "cmd/cli/cmd.h"

/* install_links makes dir/tlsbox-COMMAND for every command; returns the exit code. */
int install_links(struct run *run, const char *dir, bool symbolic);

#endif
