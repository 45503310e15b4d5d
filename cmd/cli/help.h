/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help: the text of --help, made from a command's tables. */
#ifndef TB_CMD_CLI_HELP_H
#define TB_CMD_CLI_HELP_H

#include "cmd/cli/cmd.h"

void help_text(struct buf *out, const struct cmd *cmd, const struct style *style);

/* help_exits calls each with every row of the table of exit codes. */
void help_exits(struct buf *out, void (*each)(struct buf *out, const void *arg, int code,
                                              const char *meaning), const void *arg);

#endif
