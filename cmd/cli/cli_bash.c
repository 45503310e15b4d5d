/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The completion for bash. */
#include "config.h"

#include "cmd/cli/cli.h"

/* Appends the names of all commands, each with the prefix. */
static void command_names(struct buf *out, const char *sep, const char *prefix)
{
    for (size_t i = 0; cmd_at(i) != NULL; i++)
        buf_printf(out, "%s%s%s", i == 0 ? "" : sep, prefix, cmd_at(i)->name);
}

/* The completions for the value after `COMMAND --OPTION`. */
static void values(struct buf *out, const struct cmd *cmd)
{
    struct opt_flat flat;

    opt_flatten(&flat, cmd->opts);
    for (size_t i = 0; i < flat.num; i++) {
        const struct opt *o = flat.opt[i];

        /* An optional value must be in the same word and is completed with the option. */
        if (!opt_is_option(o) || o->help == NULL || o->arg == NULL || o->kind == OPT_MAYBE)
            continue;
        buf_printf(out, "    '%s --%s') ", cmd == cmd_top() ? "" : cmd->name, o->name);
        if (opt_names(o) != NULL) {
            buf_str(out, "_tlsbox_words '");
            for (int k = 0; o->names[k] != NULL; k++)
                buf_printf(out, "%s%s", k == 0 ? "" : " ", o->names[k]);
            buf_str(out, "' ;;\n");
        } else if (o->value != NULL) {
            buf_str(out, o->has_commas ? "_tlsbox_list '" : "_tlsbox_words '");
            cli_values(out, o->value);
            buf_str(out, "' ;;\n");
        } else if (o->complete != COMPLETE_NONE) {
            buf_str(out, o->complete == COMPLETE_FILE ? "_tlsbox_files -f ;;\n"
                                                      : "_tlsbox_files -d ;;\n");
        } else {
            buf_str(out, "COMPREPLY=() ;;\n");
        }
    }
}

/* The completions for a word that begins with a dash. */
static void options(struct buf *out, const struct cmd *cmd)
{
    struct opt_flat flat;
    const char *sep = "";

    opt_flatten(&flat, cmd->opts);
    buf_printf(out, "    '%s -'*) _tlsbox_words '", cmd == cmd_top() ? "" : cmd->name);
    for (size_t i = 0; i < flat.num; i++) {
        const struct opt *o = flat.opt[i];

        if (!opt_is_option(o) || o->help == NULL)
            continue;
        if (o->letter != 0)
            buf_printf(out, "%s-%c", sep, o->letter);
        buf_printf(out, "%s--%s", o->letter != 0 ? " " : sep, o->name);
        sep = " ";
        for (int k = 0; o->kind == OPT_MAYBE && o->names[k] != NULL; k++)
            buf_printf(out, " --%s=%s", o->name, o->names[k]);
    }
    buf_str(out, "' ;;\n");
}

/* The completions for operands. */
static void operands(struct buf *out, const struct cmd *cmd)
{
    buf_printf(out, "    '%s '*) ", cmd == cmd_top() ? "" : cmd->name);
    switch (cmd->operand) {
    case OPERAND_FILE: buf_str(out, "_tlsbox_files -f ;;\n"); break;
    case OPERAND_DIR: buf_str(out, "_tlsbox_files -d ;;\n"); break;
    case OPERAND_NONE: buf_str(out, "COMPREPLY=() ;;\n"); break;
    case OPERAND_COMMAND:
        buf_str(out, "_tlsbox_words '");
        command_names(out, " ", "");
        buf_str(out, "' ;;\n");
        break;
    case OPERAND_REASON:
        buf_str(out, "_tlsbox_words '");
        for (enum reason k = 0; k < REASON_COUNT; k++)
            buf_printf(out, "%s%s", k == 0 ? "" : " ", reason_code(k));
        buf_str(out, "' ;;\n");
        break;
    case OPERAND_SUBCOMMAND:
        buf_str(out, "if [[ ${COMP_WORDS[COMP_CWORD - 1]} == *");
        buf_printf(out, "%s ]]; then _tlsbox_words '", cmd->name);
        cli_values(out, cmd->word);
        buf_str(out, "'; else _tlsbox_files -f; fi ;;\n");
        break;
    case OPERAND_WORD:
        buf_str(out, "_tlsbox_words '");
        cli_values(out, cmd->word);
        buf_str(out, "' ;;\n");
        break;
    }
}

/* Appends the part for tlsbox itself and those for its commands. */
static void for_all(struct buf *out, void (*each)(struct buf *out, const struct cmd *cmd))
{
    each(out, cmd_top());
    for (size_t i = 0; cmd_at(i) != NULL; i++)
        each(out, cmd_at(i));
}

void cli_bash(struct buf *out)
{
    buf_str(out,
            "# SPDX-License-Identifier: GPL-3.0-or-later\n"
            "# Completion of tlsbox for bash; written by 'make update-cli'.\n\n"
            "_tlsbox_words() {\n"
            "    mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\")\n"
            "}\n\n"
            "# What follows the last comma is completed.\n"
            "_tlsbox_list() {\n"
            "    local head=\n"
            "    [[ $cur != *,* ]] || head=${cur%,*},\n"
            "    mapfile -t COMPREPLY < <(compgen -P \"$head\" -W \"$1\" -- \"${cur##*,}\")\n"
            "    compopt -o nospace 2>/dev/null || :\n"
            "}\n\n"
            "_tlsbox_files() {\n"
            "    mapfile -t COMPREPLY < <(compgen \"$1\" -- \"$cur\")\n"
            "    compopt -o filenames 2>/dev/null || :\n"
            "}\n\n"
            "_tlsbox() {\n"
            "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
            "    local name=${COMP_WORDS[0]##*/} word\n"
            "    # '=' parts words: --option=value are three.\n"
            "    if [[ $cur == '=' ]]; then\n"
            "        cur=\n"
            "    elif [[ $prev == '=' ]]; then\n"
            "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
            "    fi\n"
            "    if [[ $name == tlsbox ]]; then\n"
            "        name=\n"
            "        for word in \"${COMP_WORDS[@]:1:COMP_CWORD - 1}\"; do\n"
            "            case $word in\n"
            "            ");
    command_names(out, " | ", "");
    buf_str(out, ") name=$word && break ;;\n"
                 "            esac\n"
                 "        done\n"
                 "    fi\n"
                 "    name=${name#tlsbox-}\n"
                 "    case \"$name $prev\" in\n");
    for_all(out, values);
    buf_str(out, "    *)\n        case \"$name $cur\" in\n");
    for_all(out, options);
    for_all(out, operands);
    buf_str(out, "        esac\n        ;;\n    esac\n}\n\ncomplete -F _tlsbox tlsbox ");
    command_names(out, " ", "tlsbox-");
    buf_u8(out, '\n');
}
