/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/verify/verify_batch.h"

#include <unistd.h>

#include "app/batch/batch.h"
#include "app/batch/pipeline.h"
#include "app/batch/stop.h"
#include "app/batch/summary.h"
#include "lib/base/file.h"

enum { SUMMARY_MAX = 64 * 1024 };

#define AT(member) .offset = offsetof(struct batch_opts, member)

static enum err parse_shard(void *field, struct arena *arena, const char *text)
{
    (void)arena;
    return line_id_shard_parse(field, text);
}

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
     .help =
         "With --batch, judge in N threads, at most 64. Without it there is one for each processor "
         "that the process may use."},
    {.kind = OPT_STRING,
     .name = "resume",
     .arg = "FILE",
     AT(resume),
     .complete = COMPLETE_FILE,
     .help = "With --batch, continue an earlier run: requests whose id has a result in FILE are "
             "skipped. Append to the same file with '>>'; if its last line is not complete, "
             "that part is cut off. If FILE does not exist, no request is skipped."},
    {.kind = OPT_PARSE,
     .name = "shard",
     .arg = "K/N",
     AT(shard),
     .parse = parse_shard,
     .help = "With --batch, answer only the K-th of N parts of the requests, which are chosen by "
             "their ids. N runs with K from 1 to N answer each request once."},
    {.kind = OPT_FLAG,
     .name = "stats",
     AT(stats),
     .help = "With --batch, print a summary to standard error at the end. The exit code is then 0 "
             "if all chains were judged, whatever the verdicts."},
    {.kind = OPT_END},
};

/* What a file begins with that has no requests, and what to do. */
static const struct {
    struct span begin;
    const char *hint;
} others[] = {
    {SPAN_INIT("-----BEGIN "),
     "PEM, not requests in JSON: leave out --batch, or name its directory"},
    {SPAN_INIT("\x1f\x8b\x08"), "compressed: use gzip -dc FILE | tlsbox verify --batch"},
    {SPAN_INIT("\x28\xb5\x2f\xfd"), "compressed: use zstd -dc FILE | tlsbox verify --batch"},
    {SPAN_INIT("\xff\xfe"), "UTF-16, and requests are UTF-8: use iconv -f UTF-16 -t UTF-8"},
    {SPAN_INIT("\xfe\xff"), "UTF-16, and requests are UTF-8: use iconv -f UTF-16 -t UTF-8"},
};

/* The hint for a file of something else, or NULL.  What cannot be read is reported later. */
static const char *is_other(const char *path)
{
    uint8_t data[16];
    struct file_parts file;
    size_t got = 0;

    if (strcmp(path, "-") == 0 || !file_is_regular(path) || file_parts_open(&file, path) != ERR_OK)
        return NULL;
    enum err e = file_parts_read(&file, 0, data, sizeof data, &got);

    file_parts_close(&file);
    for (size_t i = 0; e == ERR_OK && i < sizeof others / sizeof others[0]; i++) {
        if (span_starts(span_of(data, got), others[i].begin))
            return others[i].hint;
    }
    return NULL;
}

int verify_batch_wrong(struct run *run, const struct batch_opts *opts)
{
    const struct {
        const char *name;
        bool is_given;
    } options[] = {{"jobs", opts->jobs != 0},
                   {"resume", opts->resume != NULL},
                   {"shard", opts->shard.of != 0},
                   {"stats", opts->stats}};

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (options[i].is_given && !opts->batch)
            return cmd_wrong(run, "--%s goes with --batch", options[i].name);
    }
    /* Results would be read as requests, each with a result, without end. */
    if (opts->batch && run->num_operands == 0 && file_is_open_as("-", STDOUT_FILENO))
        return cmd_wrong(run, "standard input is also standard output");
    for (size_t i = 0; opts->batch && i < run->num_operands; i++) {
        if (file_is_open_as(run->operands[i], STDOUT_FILENO))
            return cmd_wrong(run, "'%s' is also standard output", run->operands[i]);
        const char *hint = is_other(run->operands[i]);
        if (hint != NULL)
            return cmd_wrong(run, "'%s' is %s", run->operands[i], hint);
    }
    return EXIT_OK;
}

/* Nothing is read without usable trust anchors: every result would say the same. */
static int no_anchors(struct run *run, const struct trust_inputs *inputs)
{
    output_say(&run->out, "not verified: %.*s [%s]", (int)inputs->message.n,
               (const char *)inputs->message.p, reason_code(inputs->reason));
    return reason_exit(inputs->reason);
}

static void say_summary(struct run *run, const struct batch *batch)
{
    struct buf text;

    buf_init(&text, SUMMARY_MAX);
    summary_put(&text, batch);
    output_aside(&run->out, buf_span(&text));
    buf_free(&text);
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
                          .resume = opts->resume,
                          .shard = opts->shard,
                          .sink = {.fd = STDOUT_FILENO}};

    if (inputs->reason != REASON_OK)
        return no_anchors(run, inputs);
    if (run->num_operands == 0 && isatty(STDIN_FILENO) == 1)
        output_say(&run->out, "reading requests from the terminal, one in each line, until Ctrl-D");
    store_read_all(inputs->store);
    enum err e = batch_run(&batch, run->arena);

    if (opts->stats)
        say_summary(run, &batch);
    batch_free(&batch);
    if (batch.signal != 0)
        stop_raise(batch.signal);
    return exit_worse(tally_exit(&batch.tally, opts->stats), reason_exit(err_reason(e)));
}
