/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usage: the errors about command lines, and the options that all commands have. */
#include "config.h"

#include <string.h>

#include "cmd/cli/cmd.h"

/* The longest message about a command line. */
enum { WRONG_MAX = 1 << 18 };

int cmd_wrong(struct run *run, const char *format, ...)
{
    struct buf text;
    va_list ap;

    buf_init(&text, WRONG_MAX);
    va_start(ap, format);
    buf_vprintf(&text, format, ap);
    va_end(ap);
    output_say(&run->out, "%.*s; try '%s --help'", (int)text.n, (const char *)text.p, run->out.who);
    buf_free(&text);
    return EXIT_USAGE;
}

int cmd_unknown(struct run *run, const char *what, const char *given, const struct suggest *near)
{
    if (near->best == NULL)
        return cmd_wrong(run, "no such %s: '%s'", what, given);
    return cmd_wrong(run, "no such %s: '%s' (did you mean %s?)", what, given, near->best);
}

const struct opt cmd_common_opts[] = {
    {.kind = OPT_GROUP, .help = "Help"},
    {.kind = OPT_HELP, .name = "help", .letter = 'h', .help = "Print this help and exit."},
    {.kind = OPT_VERSION, .name = "version", .help = "Print the version and exit."},
    {.kind = OPT_END},
};

static const char *const colors[] = {"auto", "always", "never", NULL};

_Static_assert(COLOR_AUTO == 0 && COLOR_NEVER == 2, "names stand in the order of their enum");

const struct opt cmd_color_opts[] = {
    {.kind = OPT_ENUM, .name = "color", .arg = "WHEN", .names = colors,
     .help = "When to colour the text: auto (the default: on a terminal, unless NO_COLOR is set), "
             "always or never."},
    {.kind = OPT_END},
};
