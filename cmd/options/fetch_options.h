/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_options: what is fetched of what certificates name, and how. */
#ifndef TB_CMD_OPTIONS_FETCH_OPTIONS_H
#define TB_CMD_OPTIONS_FETCH_OPTIONS_H

#include "app/fetch/gather.h"
#include "cmd/cli/cmd.h"

/* An option struct holds a struct fetch_settings and includes fetch_group at its offset. */
extern const struct opt fetch_group[];

/* For a verdict that waits: a struct gather_settings, which contains the other. */
extern const struct opt gather_group[];

/* fetch_options_wrong checks the options of gather_group against each other and --revocation:
 * EXIT_OK, or the exit code of cmd_wrong. */
int fetch_options_wrong(struct run *run, const struct gather_settings *settings,
                        const struct verify_settings *judging);

#endif
