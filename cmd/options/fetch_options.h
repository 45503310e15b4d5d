/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_options: how what certificates name is fetched. */
#ifndef TB_CMD_OPTIONS_FETCH_OPTIONS_H
#define TB_CMD_OPTIONS_FETCH_OPTIONS_H

#include "app/fetch/fetch.h"
#include "cmd/cli/opt.h"

/* An option struct holds a struct fetch_settings and includes fetch_group at its offset. */
extern const struct opt fetch_group[];

#endif
