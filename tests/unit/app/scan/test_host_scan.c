/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scans of servers with moods: what is learnt, and what is not. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/unit/app/scan/host_trial.h"

/* --- moods --------------------------------------------------------------------------------- */

static void test_good(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, mood_good);
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_WHOLE, REASON_OK, "");
    assert_int_equal(t.host.facts.connections, 17);
    assert_int_equal(t.host.facts.features[FEATURE_CHOOSES_UNOFFERED].answer, SCAN_NO);
    assert_int_equal(t.k.accepted, 17);
    assert_int_equal(t.learnt[ATTEMPT_ANSWERED], 17);
    assert_int_equal(t.host.facts.sent, t.k.received);
    assert_true(t.host.facts.received > 17 * 50);
    assert_int_equal(t.ended, 3);
    assert_true(t.host.facts.total_us > 0 && t.host.facts.total_us <= t.us);
    assert_true(span_starts(t.host.facts.address, SPAN_LIT("127.0.0.1:")));
    host_trial_end(&t);
}

static void test_quick(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, mood_good);
    t.plan.quick = true;
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_WHOLE, REASON_OK, "");
    assert_int_equal(t.k.accepted, 1);
    /* One answer does not show that a server chooses only what was offered. */
    assert_int_equal(t.host.facts.features[FEATURE_CHOOSES_UNOFFERED].answer, SCAN_UNKNOWN);
    host_trial_end(&t);
}

/* --- nobody there -------------------------------------------------------------------------- */

static void test_closed_port(void **state)
{
    struct host_trial t;
    char text[100];

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, mood_good);
    t.host.request.port = kit_free_port();
    t.plan.retries = 2;
    host_trial_run(&t);
    snprintf(text, sizeof text, "127.0.0.1:%u: connection refused", t.host.request.port);
    host_trial_came_to(&t, SCAN_UNREACHED, REASON_REFUSED, text);
    assert_int_equal(t.host.facts.connections, 0);
    /* Two more tries, after a quarter and half a second. */
    assert_in_range(t.us, SECOND * 3 / 4, 5 * SECOND);
    assert_int_equal(t.ended, 1);
    assert_string_equal(t.host.facts.features[FEATURE_EMS].because, "the server was not reached");
    host_trial_end(&t);
}

static void test_no_name(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, mood_good);
    t.host.request.host = "not a host";
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_UNREACHED, REASON_USAGE, err_text(ERR_NET_HOST));
    host_trial_end(&t);
}

/* Silence costs four hellos at most, and none of them is repeated. */
static void test_silent(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, mood_silent);
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_NOT_TLS, REASON_TIMEOUT,
                       "the server accepted the connection and sent nothing");
    assert_in_range(t.k.accepted, 4, 5);
    host_trial_end(&t);
    host_trial_begin(&t, plain_questions, PLAIN_NUM, mood_silent);
    t.plan.quick = true;
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_NOT_TLS, REASON_TIMEOUT,
                       "the server accepted the connection and sent nothing");
    assert_int_equal(t.k.accepted, 1);
    host_trial_end(&t);
}

static enum mood_act closes(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    (void)number;
    return hello.n == 0 ? MOOD_WAIT : MOOD_CLOSE;
}

static void test_closes(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, closes);
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_NOT_TLS, REASON_RESET,
                       "the server closed the connection before it sent anything");
    assert_in_range(t.k.accepted, 7, 12);
    host_trial_end(&t);
}

static enum mood_act says(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    (void)number;
    return hello.n == 0 ? MOOD_WAIT : MOOD_SAY;
}

/* One connection shows that a server speaks another protocol, or sends garbage. */
static void test_foreign(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, says);
    t.k.words = SPAN_LIT("HTTP/1.1 400 Bad Request\r\n\r\n");
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_NOT_TLS, REASON_NOT_TLS, "the server does not speak TLS but HTTP");
    assert_int_equal(t.k.accepted, 1);
    host_trial_end(&t);
    host_trial_begin(&t, plain_questions, PLAIN_NUM, says);
    t.k.words = SPAN_LIT("\xde\xad\xbe\xef\xca\xfe\xba\xbe");
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_NOT_TLS, REASON_NOT_TLS, "the server does not speak TLS");
    host_trial_end(&t);
}

static enum mood_act drips(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    (void)number;
    return hello.n == 0 ? MOOD_WAIT : MOOD_DRIP;
}

static void test_drips(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, drips);
    t.k.words = SPAN_LIT("\x16\x03\x03\x02\0\x02\0\x01\xfc\x03\x03, and more of it, slowly");
    host_trial_run(&t);
    assert_true(t.us < 15 * SECOND);
    host_trial_came_to(&t, SCAN_NOT_TLS, REASON_TIMEOUT,
                       "the server sent nothing more in the middle of its answer");
    host_trial_end(&t);
}

/* What begins like a record and is none is garbage, however slowly it comes. */
static void test_garbage_drips(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, drips);
    t.k.words = SPAN_LIT("\x16\x16\x16\x16\x16\x16\x16\x16");
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_NOT_TLS, REASON_NOT_TLS, "the server does not speak TLS");
    assert_int_equal(t.k.accepted, 1);
    host_trial_end(&t);
}

/* ServerHello of TLS 1.2, and then something else. */
#define HELLO_OF_12                          \
    "\x16\x03\x03\0\x2a\x02\0\0\x26\x03\x03" \
    "0123456789abcdef0123456789abcdef\0\xc0\x2f\0"

/* A server that chooses TLS 1.2 in its hello speaks TLS, although no flight of it is whole. */
static void test_never_whole(void **state)
{
    static const struct {
        struct span words;
        enum reason reason;
        const char *message;
    } cases[] = {
        {SPAN_INIT(HELLO_OF_12 "\x16\x03\x03\xff\xff"), REASON_PEER_VIOLATION,
         "the server began its answers, and none was whole: a record holds more than 2^14 bytes "
         "of plaintext"},
        {SPAN_INIT(HELLO_OF_12 "\x15\x03\x03\0\x02\x02\x50"), REASON_ALERT,
         "the server began its answers, and none was whole: the server sent the alert "
         "internal_error"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct host_trial t;

        host_trial_begin(&t, NULL, 0, says);
        t.k.words = cases[i].words;
        host_trial_run(&t);
        host_trial_came_to(&t, SCAN_BROKEN, cases[i].reason, cases[i].message);
        assert_int_equal(t.host.facts.versions[SCAN_1_2].accepted, SCAN_YES);
        assert_int_equal(t.host.facts.features[FEATURE_HEARTBLEED].answer, SCAN_UNKNOWN);
        assert_string_equal(t.host.facts.features[FEATURE_SCTS].because,
                            "no answer of the server was whole");
        host_trial_end(&t);
    }
}

/* A server that refuses STARTTLS has not blocked us. */
static void test_no_starttls(void **state)
{
    struct host_trial t;
    char text[100];

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, says);
    t.plan.starttls = STARTTLS_POSTGRES;
    t.k.words = SPAN_LIT("N");
    host_trial_run(&t);
    snprintf(text, sizeof text, "127.0.0.1:%u: the server does not offer TLS", t.k.port);
    host_trial_came_to(&t, SCAN_NOT_TLS, REASON_STARTTLS, text);
    assert_int_equal(t.k.accepted, 2);
    assert_string_equal(t.host.facts.features[FEATURE_EMS].because, "the server answered no hello");
    host_trial_end(&t);
}

/* --- one alert for everything -------------------------------------------------------------- */

static void test_one_alert(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, says);
    t.k.words = SPAN_LIT("\x15\x03\x01\0\x02\x02\x28");
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_NOT_TLS, REASON_ALERT,
                       "the server answered every hello with the alert handshake_failure");
    /* It stops before all 17 are asked. */
    assert_in_range(t.k.accepted, 12, 15);
    host_trial_end(&t);
}

static enum mood_act refuses_in_turn(struct mood_kit *k, unsigned number, struct span hello)
{
    k->words = number > 1 ? SPAN_LIT("\x15\x03\x01\0\x02\x02\x46")
                          : SPAN_LIT("\x15\x03\x01\0\x02\x02\x70");
    return hello.n == 0 ? MOOD_WAIT : MOOD_SAY;
}

/* The first hello is the most usual one: its alert is the one to know. */
static void test_alerts_differ(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, refuses_in_turn);
    t.plan.per_host = 1;
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_NOT_TLS, REASON_ALERT,
                       "the server refused all 12 hellos with alerts, the first one with "
                       "unrecognized_name: scan it by a name that it serves");
    host_trial_end(&t);
}

/* --- hang-ups ------------------------------------------------------------------------------ */

static enum mood_act hangs_up_at_odd(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    (void)number;
    if (hello.n == 0)
        return MOOD_WAIT;
    return trial_is_odd(hello) ? MOOD_CLOSE : MOOD_TLS;
}

/* A server that refuses by closing: every answer is right, and after two that were made certain
 * the others are not asked again. */
static void test_hang_up_is_answer(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, odd_questions, ODD_NUM, hangs_up_at_odd);
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_WHOLE, REASON_OK, "");
    assert_int_equal(t.learnt[ATTEMPT_ANSWERED], 9);
    assert_int_equal(t.learnt[ATTEMPT_CLOSED], 8);
    assert_int_equal(t.wrong, 0);
    assert_in_range(t.k.accepted, 17, 17 + 3 + 8);
    host_trial_end(&t);
}

static enum mood_act every_second(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    if (hello.n == 0)
        return MOOD_WAIT;
    return number % 2 == 1 ? MOOD_CLOSE : MOOD_TLS;
}

/* Hangs up at every second hello: nothing is concluded from that. */
static void test_every_second(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, every_second);
    host_trial_run(&t);
    assert_int_equal(t.host.facts.trouble, SCAN_UNSTEADY);
    assert_int_equal(t.learnt[ATTEMPT_ANSWERED], 17);
    assert_int_equal(t.learnt[ATTEMPT_CLOSED], 0);
    assert_true(span_starts(t.host.facts.message, SPAN_LIT("the server hung up 1")));
    assert_in_range(t.k.accepted, 33, 40);
    host_trial_end(&t);
}

static enum mood_act third_resets(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    if (hello.n == 0)
        return MOOD_WAIT;
    return number == 3 ? MOOD_RESET : MOOD_TLS;
}

/* One that was lost on the way is no trouble. */
static void test_one_lost(void **state)
{
    struct host_trial t;

    (void)state;
    host_trial_begin(&t, plain_questions, PLAIN_NUM, third_resets);
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_WHOLE, REASON_OK, "");
    assert_int_equal(t.learnt[ATTEMPT_ANSWERED], 17);
    assert_int_equal(t.k.accepted, 18);
    host_trial_end(&t);
}

/* --- blocked ------------------------------------------------------------------------------- */

static enum mood_act gone_after_ten(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    if (number > 10)
        return MOOD_GONE;
    return hello.n == 0 ? MOOD_WAIT : MOOD_TLS;
}

static enum mood_act closes_after_ten(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    if (number > 10)
        return MOOD_CLOSE;
    return hello.n == 0 ? MOOD_WAIT : MOOD_TLS;
}

static enum mood_act silent_after_ten(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    return number > 10 || hello.n == 0 ? MOOD_WAIT : MOOD_TLS;
}

static void test_blocked(void **state)
{
    static enum mood_act (*const moods[])(struct mood_kit * k, unsigned number,
                                          struct span hello) = {gone_after_ten, closes_after_ten,
                                                                silent_after_ten};
    (void)state;
    for (size_t i = 0; i < sizeof moods / sizeof moods[0]; i++) {
        struct host_trial t;

        host_trial_begin(&t, plain_questions, PLAIN_NUM, moods[i]);
        host_trial_run(&t);
        assert_int_equal(t.host.facts.trouble, SCAN_BLOCKED);
        assert_int_equal(t.learnt[ATTEMPT_ANSWERED], 10);
        for (int kind = ATTEMPT_ALERTED; kind < TRIAL_KINDS; kind++)
            assert_int_equal(t.learnt[kind], 0);
        assert_true(span_starts(t.host.facts.message,
                                SPAN_LIT("the server answered 10 connections and then no more: ")));
        assert_true(trial_contains(t.host.facts.message,
                                   SPAN_LIT("; not found out: eight hellos, eight hellos")));
        assert_string_equal(t.host.facts.features[FEATURE_EMS].because,
                            "the server accepted no more connections");
        assert_true(t.us < 15 * SECOND);
        assert_int_equal(t.ended, 3);
        host_trial_end(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),          cmocka_unit_test(test_quick),
        cmocka_unit_test(test_closed_port),   cmocka_unit_test(test_no_name),
        cmocka_unit_test(test_silent),        cmocka_unit_test(test_closes),
        cmocka_unit_test(test_foreign),       cmocka_unit_test(test_drips),
        cmocka_unit_test(test_garbage_drips), cmocka_unit_test(test_never_whole),
        cmocka_unit_test(test_no_starttls),   cmocka_unit_test(test_alerts_differ),
        cmocka_unit_test(test_one_alert),     cmocka_unit_test(test_hang_up_is_answer),
        cmocka_unit_test(test_every_second),  cmocka_unit_test(test_one_lost),
        cmocka_unit_test(test_blocked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
