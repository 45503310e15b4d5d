/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limits of a scan: connections, time, rate, and its end from outside. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "app/scan/host_work.h"
#include "app/scan/pace.h"
#include "app/scan/usual_offer.h"
#include "tests/unit/app/scan/host_trial.h"

static enum mood_act says(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    (void)number;
    return hello.n == 0 ? MOOD_WAIT : MOOD_SAY;
}

static enum mood_act silent_after_ten(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    return number > 10 || hello.n == 0 ? MOOD_WAIT : MOOD_TLS;
}

static void test_connections(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, endless_questions, ENDLESS_NUM, says);
    /* A ServerHello is enough: the version decides that nothing follows. */
    t.k.words = SPAN_LIT("\x16\x03\x03\0\x36\x02\0\0\x32\x03\x03"
                         "01234567890123456789012345678901\0\x13\x01\0"
                         "\0\x0a\0\x2b\0\x02\x03\x04\0\x29\0\0");
    t.plan.per_host = 8;
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_STOPPED, REASON_LIMIT,
                       "the limit of connections was reached; not found out: no end, no end");
    assert_int_equal(t.k.accepted, HOST_CONNECTIONS_MAX);
    host_trial_end(&t);
}

static void test_time(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, silent_after_ten);
    t.plan.timeout_us = 10 * SECOND;
    t.plan.limit_us = SECOND / 2;
    host_trial_run(&t);
    assert_int_equal(t.host.facts.waited_us, 0);
    host_trial_came_to(&t, SCAN_TIME, REASON_TIMEOUT,
                       "the time for the scan was over; not found out: eight hellos, eight hellos");
    assert_in_range(t.us, SECOND / 2, 2 * SECOND);
    assert_int_equal(t.ended, 3);
    host_trial_end(&t);
}

/* A server that is silent until the end has no list of what was not asked. */
static void test_time_of_silence(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, mood_silent);
    t.plan.timeout_us = SECOND / 4;
    t.plan.limit_us = SECOND * 3 / 8;
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_NOT_TLS, REASON_TIMEOUT,
                       "the server had answered no hello when the time for the scan was over: the "
                       "server accepted the connection and sent nothing");
    host_trial_end(&t);
}

/* The limit is one of the server's time: that for which turns are waited for does not count. */
static void test_time_of_turns(void **state)
{
    static const struct pace_limits slow = {8, 0};
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, mood_good);
    assert_int_equal(pace_new_in(&t.plan.pace, &slow, t.k.loop), ERR_OK);
    t.plan.limit_us = SECOND;
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_WHOLE, REASON_OK, "");
    assert_true(t.us > SECOND);
    assert_in_range(t.host.facts.waited_us, SECOND, t.us);
    pace_free(t.plan.pace);
    host_trial_end(&t);
}

static struct host_trial *stopping;

static enum mood_act stops(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    if (number == 5) {
        host_scan_stop(&stopping->host);
        host_scan_stop(&stopping->host);
    }
    return hello.n == 0 ? MOOD_WAIT : MOOD_TLS;
}

static void test_stop(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, stops);
    stopping = &t;
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_STOPPED, REASON_OK,
                       "the scan was stopped; not found out: eight hellos, eight hellos");
    assert_true(t.host.facts.connections > 0);
    assert_int_equal(t.ended, 3);
    host_trial_end(&t);
}

/* One that is freed while it runs calls nobody, and leaves nothing. */
static enum mood_act frees(struct mood_kit *k, unsigned number, struct span hello)
{
    if (number == 3) {
        host_scan_free(&stopping->host);
        mood_kit_close(k);
    }
    return hello.n == 0 ? MOOD_WAIT : MOOD_TLS;
}

static void test_freed(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, frees);
    stopping = &t;
    assert_int_equal(host_scan_start(&t.host), ERR_OK);
    assert_int_equal(net_run(t.k.loop), ERR_OK);
    assert_int_equal(t.dones, 0);
    host_trial_end(&t);
}

/* What cannot be sent is our own fault, and not a server that blocks. */
static bool always(const struct scan_facts *facts)
{
    return facts->address.n > 0;
}

static bool ask_nothing(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    static const struct tls_config empty = {.min_version = TLS_1_2, .max_version = TLS_1_3};

    (void)run;
    (void)hello;
    out->depth = ATTEMPT_HANDSHAKE;
    out->config = &empty;
    return true;
}

static void learn_nothing(struct question_run *run, const struct attempt_outcome *outcome)
{
    (void)run;
    fail_msg("learnt %d", (int)outcome->kind);
}

static const struct scan_question nothing = {.name = "nothing",
                                             .most = 1,
                                             .ready = always,
                                             .ask = ask_nothing,
                                             .learn = learn_nothing,
                                             .end = NULL};

static void test_fault(void **state)
{
    const struct scan_question *const questions[] = {plain_questions[0], &nothing};
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, questions, 2, mood_good);
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_STOPPED, err_reason(ERR_TLS_OFFER_EMPTY),
                       "nothing is left to offer; not found out: nothing");
    host_trial_end(&t);
}

/* A question that is the last waits for all others, wherever it stands in the list. */
static bool ask_last(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    struct hello_offer offer;

    assert_int_equal(run->host->work->busy, 0);
    assert_int_equal(run->host->facts.connections, 17);
    usual_offer(&offer, run->host);
    hello_offer_put(hello, &offer, &run->host->plan->rng);
    out->depth = ATTEMPT_FLIGHT;
    return true;
}

static void learn_last(struct question_run *run, const struct attempt_outcome *outcome)
{
    (void)run;
    assert_int_equal(outcome->kind, ATTEMPT_ANSWERED);
}

static const struct scan_question last = {.name = "the last",
                                          .most = 1,
                                          .is_last = true,
                                          .ready = always,
                                          .ask = ask_last,
                                          .learn = learn_last};

static void test_last(void **state)
{
    const struct scan_question *const questions[] = {plain_questions[0], &last, plain_questions[1],
                                                     plain_questions[2]};
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, questions, 4, mood_good);
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_WHOLE, REASON_OK, "");
    assert_int_equal(t.k.accepted, 18);
    host_trial_end(&t);
}

/* Without per_host there are four attempts at a time, and one in a crowd.  Two questions can be
 * asked at a time, and the server is silent after ten connections. */
static unsigned running, running_later;

static enum mood_act more_come(struct mood_kit *k, unsigned number, struct span hello)
{
    if (number == 5)
        running = running_later;
    return silent_after_ten(k, number, hello);
}

static void test_crowd(void **state)
{
    static const struct {
        unsigned running, later, at_a_time;
    } rows[] = {{HOST_CROWD, HOST_CROWD, 2},
                {HOST_CROWD, HOST_CROWD + 1, 1},
                {HOST_CROWD + 1, HOST_CROWD + 1, 1}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct host_trial t;

        host_trial_begin(&t, plain_questions, PLAIN_NUM, more_come);
        running = rows[i].running;
        running_later = rows[i].later;
        t.plan.per_host = 0;
        t.plan.num_running = &running;
        t.plan.timeout_us = 10 * SECOND;
        t.plan.limit_us = SECOND / 2;
        host_trial_run(&t);
        assert_int_equal(t.k.accepted, 10 + rows[i].at_a_time);
        host_trial_end(&t);
    }
}

/* With a limit on the rate to one address: 17 connections at 10 a second. */
static void test_pace(void **state)
{
    const struct pace_limits limits = {0, 10};
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, mood_good);
    assert_int_equal(pace_new_in(&t.plan.pace, &limits, t.k.loop), ERR_OK);
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_WHOLE, REASON_OK, "");
    assert_int_equal(t.k.accepted, 17);
    assert_in_range(t.us, SECOND, 5 * SECOND);
    pace_free(t.plan.pace);
    t.plan.pace = NULL;
    host_trial_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_connections),
        cmocka_unit_test(test_time),
        cmocka_unit_test(test_time_of_silence),
        cmocka_unit_test(test_time_of_turns),
        cmocka_unit_test(test_stop),
        cmocka_unit_test(test_freed),
        cmocka_unit_test(test_last),
        cmocka_unit_test(test_pace),
        cmocka_unit_test(test_fault),
        cmocka_unit_test(test_crowd),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
