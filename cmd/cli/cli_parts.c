/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the completions of all shells. */
#include "config.h"

#include "cmd/cli/cli.h"

struct span cli_first_sentence(const char *text)
{
    struct span s = span_str(text);

    for (size_t i = 0; i < s.n; i++) {
        if ((s.p[i] == '.' || s.p[i] == ':') && (i + 1 == s.n || s.p[i + 1] == ' '))
            return span_head(s, i);
    }
    return s;
}

void cli_values(struct buf *out, const char *(*value)(size_t i))
{
    for (size_t i = 0; value(i) != NULL; i++)
        buf_printf(out, "%s%s", i == 0 ? "" : " ", value(i));
}
