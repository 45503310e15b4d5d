/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify_batch: the options of `verify --batch`, and its run. */
#ifndef TB_CMD_VERIFY_VERIFY_BATCH_H
#define TB_CMD_VERIFY_VERIFY_BATCH_H

#include "app/batch/line_id.h"
#include "app/verify/verifier.h"
#include "cmd/cli/cmd.h"

struct batch_opts {
    bool batch;
    int jobs; /* 0: one for each processor */
    char *resume;
    struct shard shard;
    bool stats;
};

extern const struct opt verify_batch_group[];

/* verify_batch_wrong checks that nothing goes only with --batch: EXIT_OK, or that of cmd_wrong. */
int verify_batch_wrong(struct run *run, const struct batch_opts *opts);

/* verify_batch_run answers the requests of the operands, or of standard input; its exit code.  The
 * verifier's inputs are open. */
int verify_batch_run(struct run *run, const struct batch_opts *opts, struct verifier *verifier,
                     uint64_t timeout_us);

#endif
