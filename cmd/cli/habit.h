/* SPDX-License-Identifier: GPL-3.0-or-later */
/* habit: commands and options that people know from other tools, and how they are said here. */
#ifndef TB_CMD_CLI_HABIT_H
#define TB_CMD_CLI_HABIT_H

#include "cmd/cli/cmd.h"

/* habit_word appends a sentence on the first word of a command line; false where it is no habit. */
bool habit_word(struct buf *out, const char *word);

/* habit_option appends one on the first option of a command line that is another tool's; false
 * where there is none. */
bool habit_option(struct buf *out, const struct cmd *cmd, int argc, char **argv);

/* habit_operand appends one on a first word that is no command but a host or a file. */
bool habit_operand(struct buf *out, const char *word);

/* habit_host: is an operand that should be a file, and is none, meant as a server? */
bool habit_host(const char *operand);

#endif
