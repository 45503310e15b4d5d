/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry: the list of commands, for commands that refer to others. */
#include "config.h"

#include <string.h>

#include "cmd/cli/cmd.h"

static struct {
    const struct cmd *const *list;
    size_t num;
    const struct cmd *top;
} all;

void cmd_register(const struct cmd *const *list, size_t num, const struct cmd *top)
{
    all.list = list;
    all.num = num;
    all.top = top;
}

const struct cmd *cmd_top(void)
{
    return all.top;
}

const struct cmd *cmd_at(size_t i)
{
    return i < all.num ? all.list[i] : NULL;
}

const struct cmd *cmd_find(const char *name)
{
    for (size_t i = 0; i < all.num; i++) {
        if (strcmp(all.list[i]->name, name) == 0)
            return all.list[i];
    }
    return NULL;
}
