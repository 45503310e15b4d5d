/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rate of connections, by a clock that only the test moves. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "app/scan/pace.h"

#define SECOND ((uint64_t)1000000)

/* Connections, in the order in which they came. */
struct seen {
    uint64_t at;
    size_t address;
};
enum { SEEN_MAX = 20000 };

static struct field {
    struct pace *pace;
    uint64_t now, wake_at; /* wake_at 0: not set */
    size_t wakes, num;
    struct seen v[SEEN_MAX];
} field;

/* One who connects to an address, `left` times. */
struct caller {
    struct pace_turn turn;
    size_t address, left;
};

static uint64_t fake_now(void *ctx)
{
    struct field *f = ctx;

    return f->now;
}

static void fake_wake(void *ctx, uint64_t us)
{
    struct field *f = ctx;

    f->wake_at = us == PACE_NEVER ? 0 : f->now + us;
}

static void begin(unsigned rate, unsigned per_address)
{
    const struct pace_limits limits = {rate, per_address};

    field.now = 5 * SECOND;
    field.wake_at = field.wakes = field.num = 0;
    assert_int_equal(
        pace_new(&field.pace, &limits, &(struct pace_clock){&field, fake_now, fake_wake}), ERR_OK);
}

static struct span name_of(size_t address, char out[32])
{
    snprintf(out, 32, "192.0.2.%zu", address);
    return span_str(out);
}

static void ask(struct caller *c)
{
    char name[32];

    if (c->left == 0)
        return;
    c->left--;
    assert_int_equal(pace_ask(field.pace, &c->turn, name_of(c->address, name)), ERR_OK);
}

static void on_go(void *ctx)
{
    struct caller *c = ctx;

    assert_true(field.num < SEEN_MAX);
    assert_null(c->turn.site);
    field.v[field.num++] = (struct seen){field.now, c->address};
    ask(c);
}

static void caller_begin(struct caller *c, size_t address, size_t times)
{
    *c = (struct caller){.turn = {.go = on_go, .ctx = c}, .address = address, .left = times};
    ask(c);
}

/* Moves the clock from alarm to alarm, each of which comes up to a millisecond late. */
static void run(uint64_t until)
{
    while (field.wake_at != 0 && field.wake_at <= until) {
        field.now = (field.wake_at > field.now ? field.wake_at : field.now) + 999;
        field.now -= field.now % 1000;
        field.wake_at = 0;
        field.wakes++;
        pace_wake(field.pace);
    }
    if (field.now < until)
        field.now = until;
}

/* The most connections in any second, in all (address 0) or to one. */
static size_t most_in_a_second(size_t address)
{
    size_t most = 0;

    for (size_t i = 0; i < field.num; i++) {
        size_t n = 0;

        for (size_t j = i; j < field.num && field.v[j].at < field.v[i].at + SECOND; j++)
            n += address == 0 || field.v[j].address == address;
        most = n > most ? n : most;
    }
    return most;
}

static void test_one_address(void **state)
{
    struct caller c;

    (void)state;
    begin(200, 20);
    caller_begin(&c, 1, 100);
    run(5 * SECOND + 3 * SECOND + SECOND / 2);
    assert_int_equal(field.num, 80);
    assert_int_equal(most_in_a_second(0), 20);
    run(60 * SECOND);
    assert_int_equal(field.num, 100);
    assert_int_equal(field.wake_at, 0);
    pace_free(field.pace);
}

/* 300 addresses: together they get 200 a second, each of them the same. */
static void test_many_addresses(void **state)
{
    static struct caller c[300];
    size_t least = SEEN_MAX, most = 0;

    (void)state;
    begin(200, 20);
    for (size_t i = 0; i < 300; i++)
        caller_begin(&c[i], 1 + i, 20);
    run(field.now + 10 * SECOND);
    assert_in_range(field.num, 1990, 2010);
    assert_in_range(most_in_a_second(0), 195, 200);
    /* The first one was alone when it came, and has had the burst. */
    for (size_t i = 1; i < 300; i++) {
        size_t n = 20 - 1 - c[i].left;

        least = n < least ? n : least;
        most = n > most ? n : most;
    }
    assert_in_range(least, 6, 7);
    assert_in_range(most, 6, 7);
    /* Not more than one alarm for each connection. */
    assert_true(field.wakes <= field.num + 10);
    run(field.now + 60 * SECOND);
    assert_int_equal(field.num, 6000);
    pace_free(field.pace);
}

/* Small rates too: none of these may come a little early. */
static void test_small_rates(void **state)
{
    (void)state;
    for (unsigned rate = 1; rate <= 60; rate++) {
        struct caller c;

        begin(rate, 0);
        caller_begin(&c, 1, 100);
        run(field.now + 10 * SECOND);
        assert_int_equal(most_in_a_second(0), rate);
        pace_forget(field.pace, &c.turn);
        pace_free(field.pace);
    }
}

/* A busy address does not hold up one that comes later. */
static void test_fair(void **state)
{
    static struct caller busy[50];
    struct caller late;

    (void)state;
    begin(100, 20);
    for (size_t i = 0; i < 50; i++)
        caller_begin(&busy[i], 1, 40);
    run(field.now + SECOND / 3);
    size_t before = field.num;
    caller_begin(&late, 2, 5);
    run(field.now + SECOND / 10);
    assert_int_equal(late.left, 0);
    assert_true(field.num - before <= 15);
    for (size_t i = 0; i < 50; i++)
        pace_forget(field.pace, &busy[i].turn);
    pace_free(field.pace);
}

/* Rates without a limit: everything at once, and no alarm. */
static void test_no_limit(void **state)
{
    struct caller c;

    (void)state;
    begin(0, 0);
    caller_begin(&c, 1, 5000);
    assert_int_equal(field.num, 5000);
    assert_int_equal(field.wake_at, 0);
    pace_free(field.pace);
}

/* Large rates keep up although the alarm counts in milliseconds. */
static void test_large_rate(void **state)
{
    static struct caller c[2000];

    (void)state;
    begin(5000, 0);
    for (size_t i = 0; i < 2000; i++)
        caller_begin(&c[i], 1 + i, 8);
    run(field.now + 2 * SECOND);
    assert_in_range(field.num, 9950, 10150);
    for (size_t i = 0; i < 2000; i++)
        pace_forget(field.pace, &c[i].turn);
    assert_int_equal(field.wake_at, 0);
    pace_free(field.pace);
}

/* One that is forgotten gets no turn, and an alarm for nobody is cancelled. */
static void test_forget(void **state)
{
    struct caller a, b, c;

    (void)state;
    begin(0, 1);
    caller_begin(&a, 1, 2);
    caller_begin(&b, 1, 1);
    caller_begin(&c, 1, 1);
    assert_int_equal(field.num, 1);
    assert_non_null(a.turn.site);
    pace_forget(field.pace, &b.turn);
    pace_forget(field.pace, &b.turn);
    run(field.now + 5 * SECOND);
    assert_int_equal(field.num, 3);
    caller_begin(&a, 1, 3);
    pace_forget(field.pace, &a.turn);
    assert_int_equal(field.wake_at, 0);
    run(field.now + 5 * SECOND);
    assert_int_equal(field.num, 4);
    pace_free(field.pace);
}

/* Addresses are forgotten: a hundred thousand one after the other leave no trace in the time. */
static void test_many_over_time(void **state)
{
    struct caller c;

    (void)state;
    begin(0, 20);
    for (size_t i = 0; i < 100000; i++) {
        field.num = 0;
        caller_begin(&c, 1 + i, 1);
        assert_int_equal(field.num, 1);
        field.now += 10000;
    }
    pace_free(field.pace);
}

/* In a loop, by its clock. */
static void test_loop(void **state)
{
    const struct pace_limits limits = {0, 10};
    struct net_loop *l;
    struct caller c;

    (void)state;
    field.num = 0;
    field.now = net_now_us();
    assert_int_equal(net_loop_new(&l), ERR_OK);
    assert_int_equal(pace_new_in(&field.pace, &limits, l), ERR_OK);
    caller_begin(&c, 1, 15);
    assert_int_equal(net_run(l), ERR_OK);
    assert_int_equal(field.num, 15);
    assert_in_range(net_now_us() - field.now, SECOND, 3 * SECOND);
    pace_free(field.pace);
    net_loop_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_address), cmocka_unit_test(test_many_addresses),
        cmocka_unit_test(test_fair),        cmocka_unit_test(test_no_limit),
        cmocka_unit_test(test_large_rate),  cmocka_unit_test(test_forget),
        cmocka_unit_test(test_small_rates), cmocka_unit_test(test_many_over_time),
        cmocka_unit_test(test_loop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
