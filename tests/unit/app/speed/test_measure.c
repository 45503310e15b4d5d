/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/speed/measure.h"
#include "app/speed/speed_bare.h"
#include "tests/unit/app/speed/kit_double.h"

/* A clock that a run advances: by `step`, and by `slow` more in some runs. */
struct fake {
    uint64_t now, step, runs, stop_after;
    uint64_t slow_from, slow_to, slow;
    enum err err;
};

static uint64_t now(void *ctx)
{
    return ((const struct fake *)ctx)->now;
}

static bool is_stopped(void *ctx)
{
    const struct fake *f = ctx;

    return f->stop_after > 0 && f->runs >= f->stop_after;
}

static enum err run(void *ctx)
{
    struct fake *f = ctx;

    f->now += f->step;
    if (f->runs >= f->slow_from && f->runs < f->slow_to)
        f->now += f->slow;
    f->runs++;
    return f->err;
}

static enum err measure(struct measure *out, struct fake *fake, uint64_t ns, uint64_t least)
{
    const struct measure_clock clock = {fake, now, is_stopped};
    const struct measure_plan plan = {ns, least};

    return measure_run(out, &plan, &clock, run, fake);
}

#define SECOND UINT64_C(1000000000)

static void test_rate(void **state)
{
    struct fake fake = {.step = 2000};
    struct measure m;

    (void)state;
    assert_int_equal(measure(&m, &fake, SECOND, 1), ERR_OK);
    assert_int_equal(m.num, MEASURE_ROUNDS);
    for (size_t i = 0; i < m.num; i++)
        assert_near(m.rates[i], 500000, 1e-6);
    assert_near(measure_quartile(&m, 2), 500000, 1e-6);
    assert_near(measure_spread(&m), 0, 1e-9);
    /* No more than was asked for, but for the warm-up and the last batch of each round. */
    assert_true(fake.now >= SECOND * MEASURE_ROUNDS / (MEASURE_ROUNDS + 1));
    assert_true(fake.now < SECOND * 3 / 2);
}

/* Work that takes longer than a round is run once in each. */
static void test_slow(void **state)
{
    struct fake fake = {.step = 3 * SECOND};
    struct measure m;

    (void)state;
    assert_int_equal(measure(&m, &fake, SECOND, 1), ERR_OK);
    assert_int_equal(fake.runs, MEASURE_ROUNDS + 1);
    assert_near(measure_quartile(&m, 2), 1.0 / 3, 1e-9);
}

static void test_least(void **state)
{
    struct fake fake = {.step = SECOND};
    struct measure m;

    (void)state;
    assert_int_equal(measure(&m, &fake, SECOND / 10, 1000), ERR_OK);
    assert_true(fake.runs >= 1000);
    assert_true(fake.runs < 1020);
}

/* What disturbs two rounds of nine does not move the median. */
static void test_disturbed(void **state)
{
    struct fake fake = {.step = SECOND / 10, .slow_from = 2, .slow_to = 4, .slow = SECOND};
    struct measure m;

    (void)state;
    assert_int_equal(measure(&m, &fake, SECOND, 1), ERR_OK);
    assert_near(measure_quartile(&m, 2), 10, 1e-6);
    assert_true(m.rates[0] < 1);
}

static void test_stop(void **state)
{
    struct fake fake = {.step = SECOND, .stop_after = 4};
    struct measure m;

    (void)state;
    assert_int_equal(measure(&m, &fake, SECOND, 1), ERR_OK);
    assert_int_equal(fake.runs, 4);
    assert_int_equal(m.num, 2); /* a run to warm up, and the round that was cut short is left out */
    fake = (struct fake){.step = 1, .stop_after = 1};
    assert_int_equal(measure(&m, &fake, SECOND, 1), ERR_OK);
    assert_int_equal(m.num, 0);
    assert_near(measure_quartile(&m, 2), 0, 0);
    assert_near(measure_spread(&m), 0, 0);
}

static void test_error(void **state)
{
    struct fake fake = {.step = 1, .err = ERR_SPEED_ANSWER};
    struct measure m;

    (void)state;
    assert_int_equal(measure(&m, &fake, SECOND, 1), ERR_SPEED_ANSWER);
    assert_int_equal(fake.runs, 1);
}

static void test_quartiles(void **state)
{
    const struct measure nine = {{10, 20, 30, 40, 50, 60, 70, 80, 90}, 9};
    const struct measure four = {{1, 2, 3, 5}, 4}, one = {{7}, 1};

    (void)state;
    assert_near(measure_quartile(&nine, 1), 30, 0);
    assert_near(measure_quartile(&nine, 2), 50, 0);
    assert_near(measure_quartile(&nine, 3), 70, 0);
    assert_near(measure_spread(&nine), 40, 1e-9); /* (70 - 30) / 2 of 50 */
    assert_near(measure_quartile(&four, 1), 1.75, 1e-9);
    assert_near(measure_quartile(&four, 2), 2.5, 1e-9);
    assert_near(measure_quartile(&four, 4), 5, 0);
    assert_near(measure_quartile(&one, 1), 7, 0);
    assert_near(measure_quartile(&one, 3), 7, 0);
}

static void test_samples(void **state)
{
    const struct measure m = {{0.1, 1.0 / 3, 2, 3, 4, 5, 6, 1e9, 1.5e9}, 9};
    static const char *const wrong[] = {
        "",
        "1\n2\n3\n4\n5\n6\n7\n8\n",
        "1\n2\n3\n4\n5\n6\n7\n8\n9",
        "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n",
        "2\n1\n3\n4\n5\n6\n7\n8\n9\n",
        "0\n2\n3\n4\n5\n6\n7\n8\n9\n",
        "x\n2\n3\n4\n5\n6\n7\n8\n9\n",
        "1\n2\n3\n4\n5\n6\n7\n8\nnan\n",
        "1\n2\n3\n4\n5\n6\n7\n8\ninf\n",
        "1 \n2\n3\n4\n5\n6\n7\n8\n9\n",
        "000000000000000000000000000000000000000000000000000000000000000000000001\n",
    };
    struct measure back;
    struct buf text;

    (void)state;
    buf_init(&text, 4096);
    speed_samples_put(&text, &m);
    assert_true(speed_samples_read(&back, buf_span(&text)));
    assert_memory_equal(back.rates, m.rates, sizeof m.rates);
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_false(speed_samples_read(&back, span_str(wrong[i])));
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rate),      cmocka_unit_test(test_slow),
        cmocka_unit_test(test_least),     cmocka_unit_test(test_disturbed),
        cmocka_unit_test(test_stop),      cmocka_unit_test(test_error),
        cmocka_unit_test(test_quartiles), cmocka_unit_test(test_samples),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
