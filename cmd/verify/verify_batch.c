/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/verify/verify_batch.h"

#include <unistd.h>

#include "app/batch/batch.h"
#include "app/batch/pipeline.h"
#include "app/batch/stop.h"

#define AT(member) .offset = offsetof(struct batch_opts, member)

const struct opt verify_batch_group[] = {
    {.kind = OPT_GROUP, .help = "Many chains"},
    {.kind = OPT_FLAG,
     .name = "batch",
     AT(batch),
     .help =
         "Read requests instead of certificates, one in a line of JSON, from every FILE or from "
         "standard input, and print one line of JSON for each, in the same order. A FILE that "
         "is a directory stands for the files in it: each is a chain, and its path the id."},
    {.kind = OPT_INT,
     .name = "jobs",
     .arg = "N",
     AT(jobs),
     .least = 1,
     .number = PIPELINE_JOBS_MAX,
     .help = "With --batch, judge in N threads (default: one for each processor that the process "
             "may use)."},
    {.kind = OPT_END},
};

int verify_batch_wrong(struct run *run, const struct batch_opts *opts)
{
    if (opts->jobs != 0 && !opts->batch)
        return cmd_wrong(run, "--jobs goes with --batch");
    return EXIT_OK;
}

/* Nothing is read without usable trust anchors: every result would say the same. */
static int no_anchors(struct run *run, const struct trust_inputs *inputs)
{
    output_say(&run->out, "not verified: %.*s [%s]", (int)inputs->message.n,
               (const char *)inputs->message.p, reason_code(inputs->reason));
    return reason_exit(inputs->reason);
}

int verify_batch_run(struct run *run, const struct batch_opts *opts, struct verifier *verifier,
                     uint64_t timeout_us)
{
    static char dash[] = "-", *standard_input[] = {dash};
    const struct trust_inputs *inputs = verifier_open(verifier);
    struct batch batch = {.verifier = verifier,
                          .out = &run->out,
                          .inputs = run->num_operands > 0 ? run->operands : standard_input,
                          .num_inputs = run->num_operands > 0 ? run->num_operands : 1,
                          .timeout_us = timeout_us,
                          .jobs = opts->jobs > 0 ? (unsigned)opts->jobs : batch_jobs(),
                          .sink = {.fd = STDOUT_FILENO}};

    if (inputs->reason != REASON_OK)
        return no_anchors(run, inputs);
    enum err e = batch_run(&batch, run->arena);

    if (batch.signal != 0)
        stop_raise(batch.signal);
    return exit_worse(tally_exit(&batch.tally, false), reason_exit(err_reason(e)));
}
