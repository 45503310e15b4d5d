/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cli: completions and parts of the man pages, made from the option tables.
 *
 * `tlsbox --dump-cli WHAT` is used only by the build: `make check` compares its output with the
 * committed files, and `make update-cli` rewrites them.
 */
#ifndef TB_CMD_CLI_CLI_H
#define TB_CMD_CLI_CLI_H

#include "cmd/cli/cmd.h"

/* cli_dump writes bash, zsh, fish, or man-PART-COMMAND; returns the exit code. */
int cli_dump(struct run *run, const char *what);

/* cli_first_sentence is the first sentence of a text, without the full stop. */
struct span cli_first_sentence(const char *text);

void cli_bash(struct buf *out);
void cli_zsh(struct buf *out);
void cli_fish(struct buf *out);

/* cli_man appends a part ("options", "exits", "examples", "commands", "faults") of a command's
 * page; false if there is no such part. */
bool cli_man(struct buf *out, struct span part, const struct cmd *cmd);

/* cli_values appends the words that an option or an operand has a function for, separated by
 * blanks. */
void cli_values(struct buf *out, const char *(*value)(size_t i));

#endif
