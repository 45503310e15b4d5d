/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipeline: blocks go from one source through many workers to one sink, in order.
 *
 * The calling thread is the source.  The blocks are a ring of fixed size: the source waits while
 * all are in use, so that neither a slow worker nor a slow sink makes memory grow.  Each block
 * costs its worker one lock: it returns one and takes the next.  The sink is called by the
 * worker that completes the oldest block, and by one at a time.
 *
 * All blocks together have room for ordinary requests, whatever the number of threads.  What needs
 * more waits until its block is the oldest (pipeline_turn): only one at a time is.
 */
#ifndef TB_APP_BATCH_PIPELINE_H
#define TB_APP_BATCH_PIPELINE_H

#include "app/batch/batch_block.h"
#include "lib/base/arena.h"

/* The most workers for which everything stays within 64 MiB. */
enum { PIPELINE_JOBS_MAX = 64 };

/* pipeline_block_bytes is the size of blocks for a number of threads.  The answers in a block have
 * at most PIPELINE_ANSWERS times as many bytes before its turn. */
enum { PIPELINE_ANSWERS = 2 };
size_t pipeline_block_bytes(unsigned jobs);

/* What the source has: a block, nothing more, or a block for which it needs the room of a large
 * one, of which the pipeline has only one at a time: it is then called again. */
enum filled { FILLED, FILLED_END, FILLED_LARGE };

struct pipeline {
    void *ctx;
    unsigned jobs; /* workers; 1: the calling thread does everything */
    enum filled (*fill)(void *ctx, struct batch_block *block, bool may_be_large);
    void (*work)(void *ctx, unsigned worker, struct batch_block *block);
    bool (*drain)(void *ctx, struct batch_block *block); /* false: no more can be written */
};

/* pipeline_run returns when all blocks are written, or when the sink has failed.  Errors: MEMORY,
 * LIMIT, also if no thread can be started; if some can, it makes do with them. */
enum err pipeline_run(const struct pipeline *pipeline, struct arena *arena) MUST_CHECK;

/*
 * pipeline_turn waits until a block that is being worked on is the oldest, and gives the answers
 * that it has so far to the sink.  From then on no other block is written, and no other worker has
 * its turn, until the work ends.  The caller may raise the cap of the answers, which are empty.
 * False: the sink has failed.
 */
bool pipeline_turn(struct batch_block *block) MUST_CHECK;

#endif
