/* SPDX-License-Identifier: GPL-3.0-or-later */
/* values: completions for options whose values are names of tables: number i, NULL after the
 * last. */
#ifndef TB_CMD_CLI_VALUES_H
#define TB_CMD_CLI_VALUES_H

#include <stddef.h>

const char *values_tls(size_t i);
const char *values_suites(size_t i); /* the sets, then suites that can be negotiated */
const char *values_groups(size_t i);
const char *values_sigalgs(size_t i);
const char *values_compressions(size_t i); /* "none", then the names */
const char *values_starttls(size_t i);
const char *values_bad(size_t i);

#endif
