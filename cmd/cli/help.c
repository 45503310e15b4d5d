/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of --help, made from a command's tables.  The exit codes come from
 * lib/base/exits.def. */
#include "config.h"

#include "cmd/cli/help.h"

#include "lib/view/text/text.h"

/* The column of the texts; a longer option gets a line of its own. */
enum { HELP_COLUMN = 28 };

/* Each line of the text is a paragraph; a blank line separates them. */
static void paragraphs(struct buf *out, const char *text, int indent, const struct style *style)
{
    struct span rest = span_str(text);

    while (rest.n > 0) {
        struct span line = span_head(rest, span_find(rest, '\n'));

        rest = span_tail(rest, line.n + 1);
        text_pad(out, indent);
        text_fold(out, style, indent, indent, line);
        if (rest.n > 0)
            buf_u8(out, '\n');
    }
}

/* Puts a text into its column, after a left side that begins at `start`. */
static void entry(struct buf *out, size_t start, const char *text, const struct style *style)
{
    int at = (int)(out->n - start);

    if (at + 2 > HELP_COLUMN) {
        buf_u8(out, '\n');
        at = 0;
    }
    text_pad(out, HELP_COLUMN - at);
    text_fold(out, style, HELP_COLUMN, HELP_COLUMN, span_str(text));
}

static void heading(struct buf *out, const char *text, const struct style *style)
{
    buf_u8(out, '\n');
    text_ink(out, style, INK_BOLD);
    buf_printf(out, "%s:", text);
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
}

/* A row for each option that has a help text, and a heading for each group. */
static void options(struct buf *out, const struct cmd *cmd, const struct style *style)
{
    struct opt_flat flat;

    opt_flatten(&flat, cmd->opts);
    for (size_t i = 0; i < flat.num; i++) {
        const struct opt *o = flat.opt[i];
        size_t start = out->n;

        if (o->help == NULL)
            continue;
        if (o->kind == OPT_GROUP) {
            heading(out, o->help, style);
            continue;
        }
        if (o->letter != 0)
            buf_printf(out, "  -%c, ", o->letter);
        else
            buf_str(out, "      ");
        buf_printf(out, "--%s", o->name);
        opt_arg(out, o);
        entry(out, start, o->help, style);
    }
}

void help_exits(struct buf *out, void (*each)(struct buf *out, const void *arg, int code,
                                              const char *meaning), const void *arg)
{
#define EXIT(id, code, meaning) each(out, arg, code, meaning);
#include "lib/base/exits.def"
#undef EXIT
}

static void exit_row(struct buf *out, const void *arg, int code, const char *meaning)
{
    const struct style *style = arg;

    buf_printf(out, "  %2d  ", code);
    text_fold(out, style, 6, 6, span_str(meaning));
}

static void commands(struct buf *out, const struct style *style)
{
    heading(out, "Commands", style);
    for (size_t i = 0; cmd_at(i) != NULL; i++) {
        size_t start = out->n;

        buf_printf(out, "  %s", cmd_at(i)->name);
        entry(out, start, cmd_at(i)->summary, style);
    }
}

void help_text(struct buf *out, const struct cmd *cmd, const struct style *style)
{
    bool top = cmd == cmd_top();

    buf_printf(out, "Usage: tlsbox %s%s%s\n\n", top ? "" : cmd->name, top ? "" : " ", cmd->usage);
    paragraphs(out, cmd->about, 0, style);
    if (top)
        commands(out, style);
    options(out, cmd, style);
    heading(out, "Examples", style);
    for (const struct example *e = cmd->examples; e->line != NULL; e++) {
        buf_printf(out, "  %s\n      ", e->line);
        text_fold(out, style, 6, 6, span_str(e->what));
    }
    heading(out, "Exit codes", style);
    help_exits(out, exit_row, style);
    buf_printf(out, "\nMore: man tlsbox%s%s\n", top ? "" : "-", top ? "" : cmd->name);
}

/* `tlsbox help [COMMAND]`.  A reason code is a frequent mistake for a command and gets a hint. */
static int help_run(struct run *run)
{
    struct style style = output_style(COLOR_AUTO);
    const struct cmd *c = cmd_top();

    if (run->num_operands > 1)
        return cmd_wrong(run, "give one COMMAND at a time");
    if (run->num_operands == 1)
        c = cmd_find(run->operands[0]);
    if (c == NULL) {
        struct suggest near = {.to = span_str(run->operands[0])};

        for (enum reason k = 0; k < REASON_COUNT; k++) {
            if (strcmp(reason_code(k), run->operands[0]) == 0)
                return cmd_wrong(run, "'%s' is a reason code: see 'tlsbox explain %s'",
                                 run->operands[0], run->operands[0]);
        }
        for (size_t i = 0; cmd_at(i) != NULL; i++)
            suggest_try(&near, cmd_at(i)->name);
        return cmd_unknown(run, "command", run->operands[0], &near);
    }
    help_text(&run->out.data, c, &style);
    return EXIT_OK;
}

static const struct opt help_opts[] = {
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example help_examples[] = {
    {"tlsbox help", "All commands, each with its purpose."},
    {"tlsbox help verify", "All options of verify."},
    {NULL, NULL},
};

const struct cmd cmd_help = {
    .name = "help",
    .summary = "show how to use a command",
    .usage = "[COMMAND]",
    .about = "Prints the help of COMMAND, like 'tlsbox COMMAND --help'. Without COMMAND, prints "
             "the help of tlsbox itself, with a list of all commands.",
    .opts = help_opts,
    .examples = help_examples,
    .operand = OPERAND_COMMAND,
    .run = help_run,
};
