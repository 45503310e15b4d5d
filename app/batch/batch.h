/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch: many requests, one a line, to as many results, in order and in constant memory.
 *
 * line_source reads blocks of lines, pipeline distributes them, answer judges what is in them, and
 * line_sink writes the results.
 */
#ifndef TB_APP_BATCH_BATCH_H
#define TB_APP_BATCH_BATCH_H

#include "app/batch/line_sink.h"
#include "app/batch/tally.h"
#include "app/verify/verifier.h"

/* What a batch is to do.  Everything is borrowed. */
struct batch {
    struct verifier *verifier; /* open; its settings are the defaults of requests */
    struct output *out;        /* for messages: nothing else is written to it */
    char *const *inputs;       /* files of requests, and directories; "-": standard input */
    size_t num_inputs;
    uint64_t timeout_us; /* for one request */
    unsigned jobs;       /* threads, at least 1 */

    /* Set by batch_run. */
    struct line_sink sink; /* the caller sets its fd */
    struct tally tally;
    int signal; /* the one that ended the run early, or 0 */
};

/* batch_jobs is the number of processors that the process may use. */
unsigned batch_jobs(void);

/* batch_run answers everything.  Messages about input that cannot be read, and about output that
 * cannot be written, are printed.  The exit code is in the tally, and in the errors: those of
 * pipeline_run; WRITE. */
enum err batch_run(struct batch *batch, struct arena *arena) MUST_CHECK;

#endif
