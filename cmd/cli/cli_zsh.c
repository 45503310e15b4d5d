/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The completion for zsh. */
#include "config.h"

#include "cmd/cli/cli.h"

/* Appends text for a single-quoted _arguments specification. */
static void quoted(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'')
            buf_str(out, "'\\'");
        else if (strchr("[]:\\", text.p[i]) != NULL)
            buf_u8(out, '\\');
        buf_u8(out, text.p[i]);
    }
}

/* The message and action for a value. */
static void value(struct buf *out, const struct opt *opt)
{
    buf_str(out, opt->kind == OPT_MAYBE ? "::" : ":");
    quoted(out, span_str(opt->arg));
    buf_u8(out, ':');
    if (opt_names(opt) != NULL) {
        for (int i = 0; opt->names[i] != NULL; i++)
            buf_printf(out, "%s%s", i == 0 ? "(" : " ", opt->names[i]);
        buf_u8(out, ')');
    } else if (opt->value != NULL) {
        buf_printf(out, "%s", opt->has_commas ? "_values -s , item " : "(");
        cli_values(out, opt->value);
        buf_str(out, opt->has_commas ? "" : ")");
    } else if (opt->complete != COMPLETE_NONE) {
        buf_str(out, opt->complete == COMPLETE_FILE ? "_files" : "_files -/");
    }
}

/* The _arguments specification of one option. */
static void option(struct buf *out, const struct opt *opt)
{
    bool repeats = opt->kind == OPT_LIST || opt->repeats;

    if (opt->letter != 0)
        buf_printf(out, "        '(-%c --%s)'{-%c,--%s}'[", opt->letter, opt->name, opt->letter,
                   opt->name);
    else
        buf_printf(out, "        '%s--%s%s[", repeats ? "*" : "", opt->name,
                   opt->kind == OPT_MAYBE ? "=-"
                   : opt->arg != NULL     ? "="
                                          : "");
    quoted(out, cli_first_sentence(opt->help));
    buf_u8(out, ']');
    if (opt->arg != NULL)
        value(out, opt);
    buf_str(out, "' \\\n");
}

/* The _arguments specification of the operands. */
static void operands(struct buf *out, const struct cmd *cmd)
{
    switch (cmd->operand) {
    case OPERAND_FILE: buf_str(out, "        '*:file:_files'\n"); break;
    case OPERAND_DIR: buf_str(out, "        '*:directory:_files -/'\n"); break;
    case OPERAND_NONE: buf_str(out, "        ':'\n"); break;
    case OPERAND_COMMAND: buf_str(out, "        '1:command:_tlsbox_commands'\n"); break;
    case OPERAND_REASON:
        buf_str(out, "        '*:code:(");
        for (enum reason k = 0; k < REASON_COUNT; k++)
            buf_printf(out, "%s%s", k == 0 ? "" : " ", reason_code(k));
        buf_str(out, ")'\n");
        break;
    case OPERAND_SUBCOMMAND:
        buf_str(out, "        '1:subcommand:(");
        cli_values(out, cmd->word);
        buf_str(out, ")' \\\n        '*:file:_files'\n");
        break;
    case OPERAND_WORD:
        buf_str(out, "        '*:word:(");
        cli_values(out, cmd->word);
        buf_str(out, ")'\n");
        break;
    }
}

/* The completion function of one command. */
static void function(struct buf *out, const struct cmd *cmd)
{
    struct opt_flat flat;

    opt_flatten(&flat, cmd->opts);
    buf_printf(out, "_tlsbox_cmd_%s() {\n    _arguments -s -S \\\n", cmd->name);
    for (size_t i = 0; i < flat.num; i++) {
        if (opt_is_option(flat.opt[i]) && flat.opt[i]->help != NULL)
            option(out, flat.opt[i]);
    }
    operands(out, cmd);
    buf_str(out, "}\n\n");
}

void cli_zsh(struct buf *out)
{
    buf_str(out, "#compdef tlsbox");
    for (size_t i = 0; cmd_at(i) != NULL; i++)
        buf_printf(out, " tlsbox-%s", cmd_at(i)->name);
    buf_str(out, "\n# SPDX-License-Identifier: GPL-3.0-or-later\n"
                 "# Completion of tlsbox for zsh; written by 'make update-cli'.\n\n"
                 "_tlsbox_commands() {\n    local -a commands=(\n");
    for (size_t i = 0; cmd_at(i) != NULL; i++) {
        buf_printf(out, "        '%s:", cmd_at(i)->name);
        quoted(out, span_str(cmd_at(i)->summary));
        buf_str(out, "'\n");
    }
    buf_str(out, "    )\n    _describe command commands\n}\n\n");
    function(out, cmd_top());
    for (size_t i = 0; cmd_at(i) != NULL; i++)
        function(out, cmd_at(i));
    buf_str(out,
            "_tlsbox() {\n"
            "    local name=${service#tlsbox-}\n"
            "    if [[ $name == tlsbox ]] && (( CURRENT > 2 )) && [[ $words[2] != -* ]]; then\n"
            "        name=$words[2]\n"
            "        shift words\n"
            "        (( CURRENT-- ))\n"
            "    fi\n"
            "    (( $+functions[_tlsbox_cmd_$name] )) && _tlsbox_cmd_$name\n"
            "}\n\n"
            "_tlsbox \"$@\"\n");
}
