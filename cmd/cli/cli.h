/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cli: completions and parts of the man pages, made from the option tables.
 *
 * `tlsbox --dump-cli WHAT` is for the build alone: the committed files are compared with it by
 * `make check` and rewritten by `make update-cli`.
 */
#ifndef TB_CMD_CLI_CLI_H
#define TB_CMD_CLI_CLI_H

#include "cmd/cli/cmd.h"

/* cli_dump writes what is asked for: bash, zsh, fish, or man-PART-COMMAND; the exit code. */
int cli_dump(struct run *run, const char *what);

/* cli_first_sentence is what a text begins with, without the full stop. */
struct span cli_first_sentence(const char *text);

void cli_bash(struct buf *out);
void cli_zsh(struct buf *out);
void cli_fish(struct buf *out);

/* cli_man appends the part ("options", "exits", "examples", "commands", "faults") of a command's
 * page; false where there is no such part. */
bool cli_man(struct buf *out, struct span part, const struct cmd *cmd);

/* cli_values appends what is completed for an option that has a function for that. */
void cli_values(struct buf *out, const struct opt *opt);

#endif
