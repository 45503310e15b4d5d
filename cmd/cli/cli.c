/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --dump-cli: which format is meant, and for a man page which part of which command. */
#include "config.h"

#include "cmd/cli/cli.h"

#include "lib/base/lookup.h"

/* man-PART-COMMAND */
static bool dump_man(struct buf *out, struct span rest)
{
    struct span part = span_head(rest, span_find(rest, '-'));
    struct span name = span_tail(rest, part.n + 1);

    for (size_t i = 0; cmd_at(i) != NULL; i++) {
        if (span_eq(span_str(cmd_at(i)->name), name))
            return cli_man(out, part, cmd_at(i));
    }
    return span_eq(span_str(cmd_top()->name), name) && cli_man(out, part, cmd_top());
}

int cli_dump(struct run *run, const char *what)
{
    static const struct {
        const char *name;
        void (*dump)(struct buf *out);
    } shells[] = {{"bash", cli_bash}, {"zsh", cli_zsh}, {"fish", cli_fish}};
    struct span asked = span_str(what);
    size_t i = LOOKUP_NAME(shells, name, asked);

    if (i < LOOKUP_COUNT(shells)) {
        shells[i].dump(&run->out.data);
        return EXIT_OK;
    }
    if (span_starts(asked, SPAN_LIT("man-")) && dump_man(&run->out.data, span_tail(asked, 4)))
        return EXIT_OK;
    return cmd_wrong(run, "--dump-cli: no such format: '%s'", what);
}
