/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>

#include <cmocka.h>

#include "app/batch/pipeline.h"

enum { BLOCKS = 2000, LARGE_EVERY = 7, MEMORY = 1 << 20 };

/* A source of numbered blocks, and a sink that counts them. */
struct plant {
    uint64_t num, made, drained; /* blocks */
    uint64_t fail_at;            /* the block that the sink refuses; 0: none */
    bool in_order;
    atomic_uint in_use, most, large, most_large, worked, turns, most_turns;
    bool takes_turns; /* every third block does, and its work has two parts */
    unsigned jobs;
};

static void raise_to(atomic_uint *most, unsigned value)
{
    unsigned before = atomic_load(most);

    while (before < value && !atomic_compare_exchange_weak(most, &before, value))
        ;
}

static enum filled fill(void *ctx, struct batch_block *block, bool may_be_large)
{
    struct plant *p = ctx;

    if (p->made == p->num)
        return FILLED_END;
    bool is_large = (p->made + 1) % LARGE_EVERY == 0;
    if (is_large && !may_be_large)
        return FILLED_LARGE;
    block->is_large = is_large;
    block->line = ++p->made;
    raise_to(&p->most, atomic_fetch_add(&p->in_use, 1) + 1);
    if (is_large)
        raise_to(&p->most_large, atomic_fetch_add(&p->large, 1) + 1);
    return FILLED;
}

/* The work differs from block to block, so that they are not completed in order. */
static void work(void *ctx, unsigned worker, struct batch_block *block)
{
    struct plant *p = ctx;

    assert_true(worker < p->jobs);
    for (volatile uint64_t i = 0; i < block->line * 7919 % 5000; i++)
        ;
    atomic_fetch_add(&p->worked, 1);
    buf_printf(&block->answers, "%u", (unsigned)block->line);
    if (!p->takes_turns || block->line % 3 != 0 || !pipeline_turn(block))
        return;
    raise_to(&p->most_turns, atomic_fetch_add(&p->turns, 1) + 1);
    assert_int_equal(block->answers.n, 0);
    assert_true(pipeline_turn(block));
    buf_str(&block->answers, "the rest");
    atomic_fetch_sub(&p->turns, 1);
}

static bool drain(void *ctx, struct batch_block *block)
{
    struct plant *p = ctx;

    bool is_rest = block->answers.n > 0 && block->answers.p[0] == 't';

    p->in_order = p->in_order && block->line == (p->drained += !is_rest) && block->answers.n > 0;
    if (is_rest)
        return true;
    if (block->is_large)
        atomic_fetch_sub(&p->large, 1);
    atomic_fetch_sub(&p->in_use, 1);
    return block->line != p->fail_at;
}

static enum err run(struct plant *p)
{
    const struct pipeline pipeline = {
        .ctx = p, .jobs = p->jobs, .fill = fill, .work = work, .drain = drain};
    struct arena arena;

    p->in_order = true;
    arena_init(&arena, MEMORY);
    enum err e = pipeline_run(&pipeline, &arena);

    arena_free(&arena);
    return e;
}

static const unsigned jobs[] = {1, 2, 3, 8, 40};

/* Each block comes out once and in order; few are in use at any time, and one large one. */
static void test_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        struct plant p = {.num = BLOCKS, .jobs = jobs[i]};

        assert_int_equal(run(&p), ERR_OK);
        assert_true(p.in_order);
        assert_int_equal(p.drained, BLOCKS);
        assert_int_equal(p.worked, BLOCKS);
        assert_in_range(p.most, 1, jobs[i] == 1 ? 1 : 2 * jobs[i] + 2);
        assert_int_equal(p.most_large, 1);
    }
}

static void test_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        struct plant p = {.jobs = jobs[i]};

        assert_int_equal(run(&p), ERR_OK);
        assert_int_equal(p.drained, 0);
    }
}

/* The oldest block alone has its turn, and what it has so far is written then. */
static void test_turns(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        struct plant p = {.num = BLOCKS, .jobs = jobs[i], .takes_turns = true};

        assert_int_equal(run(&p), ERR_OK);
        assert_true(p.in_order);
        assert_int_equal(p.drained, BLOCKS);
        assert_int_equal(p.most_turns, 1);
    }
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        struct plant p = {.num = BLOCKS, .jobs = jobs[i], .takes_turns = true, .fail_at = 99};

        assert_int_equal(run(&p), ERR_OK);
        assert_int_equal(p.drained, 99);
    }
}

/* Blocks are smaller with more threads, down to what a chain needs. */
static void test_block_bytes(void **state)
{
    (void)state;
    assert_int_equal(pipeline_block_bytes(1), BLOCK_BYTES);
    assert_int_equal(pipeline_block_bytes(8), BLOCK_BYTES);
    assert_true(pipeline_block_bytes(64) < BLOCK_BYTES);
    assert_true(pipeline_block_bytes(PIPELINE_JOBS_MAX) >= 16 * 1024);
}

/* After the sink has failed nothing more is written, and the source is not read to its end. */
static void test_sink_fails(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        struct plant p = {.num = BLOCKS, .jobs = jobs[i], .fail_at = 100};

        assert_int_equal(run(&p), ERR_OK);
        assert_true(p.in_order);
        assert_int_equal(p.drained, 100);
        assert_in_range(p.made, 100, 100 + 2 * jobs[i] + 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),      cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_turns),      cmocka_unit_test(test_block_bytes),
        cmocka_unit_test(test_sink_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
