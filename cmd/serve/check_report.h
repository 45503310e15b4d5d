/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_report: what came of `--check`, as a table or as JSON. */
#ifndef TB_CMD_SERVE_CHECK_REPORT_H
#define TB_CMD_SERVE_CHECK_REPORT_H

#include "app/serve/client_check.h"

/* The first and the last job are those without a fault. */
void check_report(const struct serve *serve, const struct client_check_job *jobs, size_t num);

#endif
