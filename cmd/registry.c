/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry: the commands that there are, a row each in list.def. */
#include "config.h"

#include <string.h>

#include "cmd/cmd.h"

static const struct cmd *const cmds[] = {
#define CMD(name) &cmd_##name,
#include "cmd/list.def"
#undef CMD
};

const struct cmd *cmd_at(size_t i)
{
    return i < sizeof cmds / sizeof cmds[0] ? cmds[i] : NULL;
}

const struct cmd *cmd_find(const char *name)
{
    for (size_t i = 0; i < sizeof cmds / sizeof cmds[0]; i++) {
        if (strcmp(cmds[i]->name, name) == 0)
            return cmds[i];
    }
    return NULL;
}
