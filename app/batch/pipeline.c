/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks have numbers in the order of the source; block n is in place n modulo the size of the
 * ring. Three numbers say where each is: it is with the sink or behind it below `written`, with
 * a worker or waiting for the sink below `taken`, waiting for a worker below `filled`, and free
 * from there on. */
#include "config.h"

#include "app/batch/pipeline.h"

#include <assert.h>
#include <pthread.h>

#include "app/batch/stop.h"

/* More than one block for each worker: while one waits for an older block, others are free. */
enum { BLOCKS_PER_JOB = 2, BLOCKS_MORE = 2 };

/* What all blocks may hold of requests, unless there are very many: a chain should fit into one. */
enum { BLOCKS_BYTES = 2 * 1024 * 1024, BLOCK_LEAST = 16 * 1024 };

struct slot {
    struct batch_block block;
    bool is_answered;
};

struct ring {
    const struct pipeline *pipeline;
    struct slot *slots;
    size_t size;

    pthread_mutex_t lock; /* protects the members below, and is_answered */
    pthread_cond_t is_filled, is_written, is_turn;
    uint64_t filled, taken, written;
    unsigned num_large, num_waiting; /* num_waiting: for their turn */
    bool is_complete;                /* the source has no more */
    bool is_draining;                /* a worker is with the sink */
    bool failed;                     /* the sink has failed */
};

struct worker {
    struct ring *ring;
    unsigned number;
    pthread_t thread;
};

static struct slot *slot_of(struct ring *ring, uint64_t n)
{
    return &ring->slots[n % ring->size];
}

static size_t ring_size(unsigned jobs)
{
    return jobs == 1 ? 1 : (size_t)jobs * BLOCKS_PER_JOB + BLOCKS_MORE;
}

size_t pipeline_block_bytes(unsigned jobs)
{
    size_t share = BLOCKS_BYTES / ring_size(jobs);

    return share > BLOCK_BYTES ? BLOCK_BYTES : share < BLOCK_LEAST ? BLOCK_LEAST : share;
}

/* Room for more than an ordinary block is not kept. */
static void block_reset(const struct ring *ring, struct batch_block *block)
{
    size_t bytes = pipeline_block_bytes(ring->pipeline->jobs);

    if (block->data.room > BLOCK_BYTES)
        buf_free(&block->data);
    if (block->answers.room > PIPELINE_ANSWERS * bytes)
        buf_free(&block->answers);
    buf_truncate(&block->data, 0);
    buf_truncate(&block->answers, 0);
    block->answers.cap = PIPELINE_ANSWERS * bytes;
    *block = (struct batch_block){.data = block->data, .answers = block->answers};
}

/* Gives the sink all blocks that are its turn.  The lock is held, but not while the sink writes. */
static void drain(struct ring *ring)
{
    ring->is_draining = true;
    while (ring->written < ring->taken && slot_of(ring, ring->written)->is_answered) {
        struct slot *slot = slot_of(ring, ring->written);
        bool failed = ring->failed, was_large = slot->block.is_large;

        pthread_mutex_unlock(&ring->lock);
        failed = failed || !ring->pipeline->drain(ring->pipeline->ctx, &slot->block);
        block_reset(ring, &slot->block);
        pthread_mutex_lock(&ring->lock);
        slot->is_answered = false;
        ring->failed = failed;
        ring->num_large -= was_large;
        ring->written++;
        pthread_cond_signal(&ring->is_written);
        if (ring->num_waiting > 0)
            pthread_cond_broadcast(&ring->is_turn);
    }
    ring->is_draining = false;
}

/* Blocks are taken in order, so a worker has the oldest one, and it does not wait. */
bool pipeline_turn(struct batch_block *block)
{
    struct ring *ring = block->ring;

    pthread_mutex_lock(&ring->lock);
    ring->num_waiting++;
    while (ring->written != block->number)
        pthread_cond_wait(&ring->is_turn, &ring->lock);
    ring->num_waiting--;
    bool failed = ring->failed;
    pthread_mutex_unlock(&ring->lock);
    if (failed || block->answers.n == 0)
        return !failed;
    failed = !ring->pipeline->drain(ring->pipeline->ctx, block);
    buf_truncate(&block->answers, 0);
    block->tally = (struct tally){0};
    block->input_n = 0;
    pthread_mutex_lock(&ring->lock);
    ring->failed = failed;
    pthread_mutex_unlock(&ring->lock);
    return !failed;
}

static void *worker_main(void *arg)
{
    struct worker *w = arg;
    struct ring *ring = w->ring;

    pthread_mutex_lock(&ring->lock);
    for (;;) {
        while (ring->taken == ring->filled && !ring->is_complete)
            pthread_cond_wait(&ring->is_filled, &ring->lock);
        if (ring->taken == ring->filled)
            break;
        struct slot *slot = slot_of(ring, ring->taken++);
        bool failed = ring->failed;

        pthread_mutex_unlock(&ring->lock);
        if (!failed)
            ring->pipeline->work(ring->pipeline->ctx, w->number, &slot->block);
        pthread_mutex_lock(&ring->lock);
        slot->is_answered = true;
        if (!ring->is_draining)
            drain(ring);
    }
    pthread_mutex_unlock(&ring->lock);
    return NULL;
}

/* Waits for a free block, and for the end of the last large one if the next is large. */
static bool wait_for_room(struct ring *ring, bool large)
{
    pthread_mutex_lock(&ring->lock);
    while (!ring->failed &&
           (ring->filled - ring->written == ring->size || (large && ring->num_large > 0)))
        pthread_cond_wait(&ring->is_written, &ring->lock);
    bool failed = ring->failed;
    pthread_mutex_unlock(&ring->lock);
    return !failed;
}

static void hand_out(struct ring *ring, struct batch_block *block)
{
    block->ring = ring;
    block->number = ring->filled;
    pthread_mutex_lock(&ring->lock);
    ring->num_large += block->is_large;
    ring->filled++;
    pthread_cond_signal(&ring->is_filled);
    pthread_mutex_unlock(&ring->lock);
}

/* The source.  Only it changes `filled`. */
static void fill_all(struct ring *ring)
{
    const struct pipeline *p = ring->pipeline;
    enum filled filled = FILLED;

    while (filled != FILLED_END && wait_for_room(ring, filled == FILLED_LARGE)) {
        struct batch_block *block = &slot_of(ring, ring->filled)->block;

        filled = p->fill(p->ctx, block, filled == FILLED_LARGE);
        if (filled == FILLED)
            hand_out(ring, block);
    }
    pthread_mutex_lock(&ring->lock);
    ring->is_complete = true;
    pthread_cond_broadcast(&ring->is_filled);
    pthread_mutex_unlock(&ring->lock);
}

static enum err run_threads(struct ring *ring, struct worker *workers)
{
    unsigned n = 0;

    stop_hold();
    for (; n < ring->pipeline->jobs; n++) {
        workers[n] = (struct worker){.ring = ring, .number = n};
        if (pthread_create(&workers[n].thread, NULL, worker_main, &workers[n]) != 0)
            break;
    }
    stop_release();
    if (n == 0)
        return ERR_MEMORY;
    fill_all(ring);
    while (n > 0)
        pthread_join(workers[--n].thread, NULL);
    return ERR_OK;
}

/* Without threads one block is enough. */
static void run_alone(struct ring *ring)
{
    const struct pipeline *p = ring->pipeline;
    struct batch_block *block = &ring->slots[0].block;

    while (!ring->failed) {
        enum filled filled = p->fill(p->ctx, block, true);

        assert(filled != FILLED_LARGE);
        if (filled == FILLED_END)
            break;
        block->ring = ring;
        p->work(p->ctx, 0, block);
        ring->failed = ring->failed || !p->drain(p->ctx, block);
        block_reset(ring, block);
    }
}

enum err pipeline_run(const struct pipeline *pipeline, struct arena *arena)
{
    struct ring ring = {.pipeline = pipeline,
                        .size = ring_size(pipeline->jobs),
                        .lock = PTHREAD_MUTEX_INITIALIZER,
                        .is_filled = PTHREAD_COND_INITIALIZER,
                        .is_written = PTHREAD_COND_INITIALIZER,
                        .is_turn = PTHREAD_COND_INITIALIZER};
    struct worker *workers = arena_alloc(arena, pipeline->jobs, sizeof *workers);
    enum err e = ERR_OK;

    ring.slots = arena_alloc(arena, ring.size, sizeof *ring.slots);
    if (workers == NULL || ring.slots == NULL)
        return arena->err;
    for (size_t i = 0; i < ring.size; i++) {
        buf_init(&ring.slots[i].block.data, BLOCK_DATA_MAX);
        block_reset(&ring, &ring.slots[i].block);
    }
    if (pipeline->jobs == 1)
        run_alone(&ring);
    else
        e = run_threads(&ring, workers);
    for (size_t i = 0; i < ring.size; i++) {
        buf_free(&ring.slots[i].block.data);
        buf_free(&ring.slots[i].block.answers);
    }
    return e;
}
