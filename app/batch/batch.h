/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch: many requests, one a line, to as many results, in order and in constant memory.
 *
 * line_source reads blocks of lines, pipeline distributes them, answer judges what is in them, and
 * line_sink writes the results.
 */
#ifndef TB_APP_BATCH_BATCH_H
#define TB_APP_BATCH_BATCH_H

#include "app/batch/done_ids.h"
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
    char *resume;        /* a file of earlier results, which are not repeated; NULL: none */
    struct shard shard;  /* which requests are answered */

    /* Set by batch_run. */
    struct done_ids done;
    size_t file_bytes;     /* larger files of a directory are answered one at a time */
    bool selects;          /* not every request is answered: by the shard, or because of `done` */
    struct line_sink sink; /* the caller sets its fd */
    struct tally tally;
    uint64_t took_us; /* for all of it */
    int signal;       /* the one that ended the run early, or 0 */
};

/* batch_jobs is the number of processors that the process may use. */
unsigned batch_jobs(void);

/* batch_run answers everything, and prints what goes wrong: input that cannot be read, output that
 * cannot be written.  The exit code is that of the tally, or of the error, if it is worse. */
enum err batch_run(struct batch *batch, struct arena *arena) MUST_CHECK;
void batch_free(struct batch *batch);

#endif
