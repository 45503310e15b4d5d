/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/batch.h"

#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "app/batch/answer.h"
#include "app/batch/batch_progress.h"
#include "app/batch/batch_resume.h"
#include "app/batch/line_source.h"
#include "app/batch/pipeline.h"
#include "app/batch/stop.h"
#include "app/file_error.h"
#include "lib/net/net.h"

/* What all workers may take of memory at the same time, and one of them, for ordinary requests. */
enum { ARENAS_BYTES = 4 << 20, ARENA_LEAST = 64 << 10, ARENA_MOST = 256 << 10 };

enum { MAPPED_BYTES = 128 << 10 };

/* One run of a batch. */
struct batch_run {
    struct batch *batch;
    struct line_source source;
    struct batch_progress progress;
    struct arena *arenas; /* of the workers */
    enum err err;         /* what kept answers from being made */
};

unsigned batch_jobs(void)
{
    cpu_set_t set;
    long online = sysconf(_SC_NPROCESSORS_ONLN);

    if (sched_getaffinity(0, sizeof set, &set) == 0)
        online = CPU_COUNT(&set);
    return online < 1 ? 1 : online > PIPELINE_JOBS_MAX ? PIPELINE_JOBS_MAX : (unsigned)online;
}

static enum filled fill(void *ctx, struct batch_block *block, bool may_be_large)
{
    struct batch_run *r = ctx;

    return line_source_fill(&r->source, block, may_be_large);
}

static void work(void *ctx, unsigned worker, struct batch_block *block)
{
    struct batch_run *r = ctx;

    answer_block(r->batch, block, &r->arenas[worker]);
}

/* What a worker has for a request, and keeps for the next one. */
static size_t arena_bytes(unsigned jobs)
{
    size_t share = ARENAS_BYTES / jobs;

    return share > ARENA_MOST ? ARENA_MOST : share < ARENA_LEAST ? ARENA_LEAST : share;
}

/* Input that cannot be read has a line on standard error, too, in its place among the results. */
static void say_unread(struct batch *batch, const struct batch_block *block)
{
    const char *path = block->data.n > 0 ? (const char *)block->data.p : block->input;

    (void)file_error_say(batch->out, path, block->err, block->sys_errno);
}

static bool drain(void *ctx, struct batch_block *block)
{
    struct batch_run *r = ctx;
    struct batch *b = r->batch;

    if (block->kind == BLOCK_UNREAD) {
        batch_progress_clear(&r->progress);
        say_unread(b, block);
    }
    if (!line_sink_put(&b->sink, buf_span(&block->answers)))
        return false;
    tally_add(&b->tally, &block->tally);
    batch_progress_tick(&r->progress, block->input_n, &b->tally);
    r->err = block->answers.err;
    return r->err == ERR_OK;
}

/* A reader that has gone away needs no message. */
static void say_unwritten(const struct batch *batch)
{
    const struct line_sink *sink = &batch->sink;

    if (sink->sys_errno != EPIPE)
        output_say(batch->out, "standard output: %s: %s; results written: %" PRIu64 "%s [%s]",
                   err_text(ERR_WRITE), strerror(sink->sys_errno), sink->lines,
                   sink->is_torn ? ", and a part of the next" : "",
                   reason_code(err_reason(ERR_WRITE)));
}

static void say_stopped(const struct batch *batch)
{
    output_say(batch->out, "stopped by %s; results written: %" PRIu64, stop_name(batch->signal),
               batch->sink.lines);
}

static enum err run(struct batch_run *r, struct arena *arena)
{
    struct batch *b = r->batch;
    const struct pipeline pipeline = {
        .ctx = r, .jobs = b->jobs, .fill = fill, .work = work, .drain = drain};

    r->arenas = arena_alloc(arena, b->jobs, sizeof *r->arenas);
    if (r->arenas == NULL)
        return arena->err;
    for (unsigned i = 0; i < b->jobs; i++) {
        arena_init(&r->arenas[i], arena_bytes(b->jobs));
        r->arenas[i].block = arena_bytes(b->jobs);
    }
    batch_progress_init(&r->progress, b->sink.fd, b->inputs, b->num_inputs);
    enum err e = pipeline_run(&pipeline, arena);
    batch_progress_clear(&r->progress);

    for (unsigned i = 0; i < b->jobs; i++)
        arena_free(&r->arenas[i]);
    return e == ERR_OK ? r->err : e;
}

/* After a signal there may be no results at all: it can come while earlier ones are read. */
static enum err resume_and_run(struct batch *batch, struct arena *arena)
{
    const struct batch_resume resume = {.path = batch->resume,
                                        .command = "verify",
                                        .run = "verify --batch",
                                        .what = "request",
                                        .out = batch->out,
                                        .fd = batch->sink.fd};
    struct batch_run r = {.batch = batch};

    TRY(batch_resume_open(&batch->done, &resume));
    batch->selects = batch->done.ids.num > 0 || batch->shard.of > 1;
    line_source_init(&r.source, batch->inputs, batch->num_inputs);
    batch->file_bytes = r.source.block_bytes = pipeline_block_bytes(batch->jobs);
    enum err e = stop_signal() == 0 ? run(&r, arena) : ERR_OK;

    line_source_close(&r.source);
    if (e != ERR_OK)
        output_say(batch->out, "%s; results written: %" PRIu64 " [%s]", err_text(e),
                   batch->sink.lines, reason_code(err_reason(e)));
    return e;
}

enum err batch_run(struct batch *batch, struct arena *arena)
{
    uint64_t begin_us = net_now_us();

    /* The room of a long request goes back to the system at once, whichever thread had it. */
    (void)mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
    if (!stop_watch())
        return ERR_MEMORY;
    enum err e = resume_and_run(batch, arena);

    batch->took_us = net_now_us() - begin_us;
    batch->signal = stop_signal();
    stop_end();
    if (batch->sink.failed) {
        say_unwritten(batch);
        e = ERR_WRITE;
    }
    if (batch->signal != 0)
        say_stopped(batch);
    if (e == ERR_OK && batch->signal == 0)
        batch_resume_end(&batch->done, batch->tally.no_id, batch->out);
    return e;
}

void batch_free(struct batch *batch)
{
    done_ids_free(&batch->done);
}
