/* SPDX-License-Identifier: GPL-3.0-or-later */
/* habit: commands and options that people know from other tools, and their equivalents here. */
#ifndef TB_CMD_CLI_HABIT_H
#define TB_CMD_CLI_HABIT_H

#include "cmd/cli/cmd.h"

/* habit_word appends a sentence about the first word of a command line; false if it is not in
 * habits.def. */
bool habit_word(struct buf *out, const char *word);

/* habit_option appends one about the first option that belongs to another tool; false if there is
 * none. */
bool habit_option(struct buf *out, const struct cmd *cmd, int argc, char **argv);

/* habit_operand appends one about a first word that is a host or a file instead of a command; false
 * if it is neither. */
bool habit_operand(struct buf *out, const char *word);

/* habit_host: an operand that should be a file does not exist and looks like a server. */
bool habit_host(const char *operand);

#endif
