/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The completion for fish. */
#include "config.h"

#include "cmd/cli/cli.h"

/* Appends text in single quotes for fish. */
static void quoted(struct buf *out, struct span text)
{
    buf_u8(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'' || text.p[i] == '\\')
            buf_u8(out, '\\');
        buf_u8(out, text.p[i]);
    }
    buf_u8(out, '\'');
}

/* Begins a line that applies to this command. */
static void begin(struct buf *out, const struct cmd *cmd)
{
    buf_printf(out, "complete -c tlsbox -n '__tlsbox_is %s'", cmd->name);
}

/* The completion of one option and its value. */
static void option(struct buf *out, const struct cmd *cmd, const struct opt *opt)
{
    begin(out, cmd);
    if (opt->letter != 0)
        buf_printf(out, " -s %c", opt->letter);
    buf_printf(out, " -l %s", opt->name);
    if (opt_names(opt) != NULL) {
        buf_printf(out, " %s-a '", opt->kind == OPT_MAYBE ? "" : "-x ");
        for (int i = 0; opt->names[i] != NULL; i++)
            buf_printf(out, "%s%s", i == 0 ? "" : " ", opt->names[i]);
        buf_u8(out, '\'');
    } else if (opt->value != NULL) {
        buf_printf(out, " -x -a '%s", opt->has_commas ? "(__fish_append , " : "");
        cli_values(out, opt->value);
        buf_printf(out, "%s'", opt->has_commas ? ")" : "");
    } else if (opt->arg != NULL) {
        buf_str(out, opt->complete == COMPLETE_NONE  ? " -x"
                     : opt->complete == COMPLETE_DIR ? " -x -a '(__fish_complete_directories)'"
                                                     : " -r -F");
    }
    buf_str(out, " -d ");
    quoted(out, cli_first_sentence(opt->help));
    buf_u8(out, '\n');
}

/* The completions of operands: files, directories, or names with a description. */
static void operands(struct buf *out, const struct cmd *cmd)
{
    switch (cmd->operand) {
    case OPERAND_NONE: return;
    case OPERAND_FILE:
        begin(out, cmd);
        buf_str(out, " -F\n");
        return;
    case OPERAND_DIR:
        begin(out, cmd);
        buf_str(out, " -a '(__fish_complete_directories)'\n");
        return;
    case OPERAND_COMMAND:
        for (size_t i = 0; cmd_at(i) != NULL; i++) {
            begin(out, cmd);
            buf_printf(out, " -a %s -d ", cmd_at(i)->name);
            quoted(out, span_str(cmd_at(i)->summary));
            buf_u8(out, '\n');
        }
        return;
    case OPERAND_REASON:
        for (enum reason k = 0; k < REASON_COUNT; k++) {
            begin(out, cmd);
            buf_printf(out, " -a %s -d ", reason_code(k));
            quoted(out, span_str(reason_meaning(k)));
            buf_u8(out, '\n');
        }
        return;
    case OPERAND_SUBCOMMAND:
        begin(out, cmd);
        buf_str(out, " -F\n");
        begin(out, cmd);
        buf_str(out, " -a '");
        cli_values(out, cmd->word);
        buf_str(out, "'\n");
        return;
    case OPERAND_WORD:
        begin(out, cmd);
        buf_str(out, " -a '");
        cli_values(out, cmd->word);
        buf_str(out, "'\n");
        return;
    }
}

/* All completions of one command. */
static void command(struct buf *out, const struct cmd *cmd)
{
    struct opt_flat flat;

    buf_u8(out, '\n');
    opt_flatten(&flat, cmd->opts);
    for (size_t i = 0; i < flat.num; i++) {
        if (opt_is_option(flat.opt[i]) && flat.opt[i]->help != NULL)
            option(out, cmd, flat.opt[i]);
    }
    operands(out, cmd);
}

void cli_fish(struct buf *out)
{
    buf_str(out, "# SPDX-License-Identifier: GPL-3.0-or-later\n"
                 "# Completion of tlsbox for fish; written by 'make update-cli'.\n\n"
                 "# The command is the first word, where that is no option; else it is tlsbox.\n"
                 "function __tlsbox_is\n"
                 "    set -l words (commandline -opc) tlsbox\n"
                 "    string match -q -- '-*' $words[2]; and set words[2] tlsbox\n"
                 "    test $words[2] = $argv[1]\n"
                 "end\n\n"
                 "complete -c tlsbox -f\n");
    for (size_t i = 0; cmd_at(i) != NULL; i++)
        buf_printf(out, "complete -c tlsbox-%s -w 'tlsbox %s'\n", cmd_at(i)->name, cmd_at(i)->name);
    command(out, cmd_top());
    for (size_t i = 0; cmd_at(i) != NULL; i++)
        command(out, cmd_at(i));
}
