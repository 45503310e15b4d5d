/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan: the options of the command, and how its results are written. */
#ifndef TB_CMD_SCAN_SCAN_H
#define TB_CMD_SCAN_SCAN_H

#include "app/batch/line_sink.h"
#include "app/scan/scan_run.h"
#include "cmd/cli/cmd.h"
#include "cmd/options/connect_options.h"

struct scan_opts {
    struct string_list files;
    bool cidr;
    struct connect_options connecting;
    bool quick, json;
    int jobs, per_host, rate, retries;
    char *resume;
    struct shard shard;
    int color; /* enum color */
    struct verify_settings judging;
};

/* Where results go. */
struct scan_output {
    struct run *run;
    const struct scan_opts *opts;
    struct style style, aside; /* of standard output and standard error */
    bool is_only;              /* there is one target: it is shown in detail */
    bool has_progress;         /* a line of progress stands on standard error */
    unsigned drawn;            /* parts of the text that were written already */
    struct line_sink sink;     /* of --json */
    enum err err;              /* what kept a result from being written, other than the sink */
};

/* scan_output_grown shows the facts that came in: struct scan_run.grown.
 * scan_output_result writes the result of a target: struct scan_run.result. */
void scan_output_grown(void *ctx, const struct scan_facts *facts);
bool scan_output_result(void *ctx, const struct scan_result *result);

#endif
