/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_report: the results of `--check`, as a table or as JSON. */
#ifndef TB_CMD_SERVE_CHECK_REPORT_H
#define TB_CMD_SERVE_CHECK_REPORT_H

#include "app/serve/client_check.h"

/* check_report prints the results of num jobs, of which the first and the last are without a
 * fault. */
void check_report(const struct serve *serve, const struct client_check_job *jobs, size_t num);

#endif
