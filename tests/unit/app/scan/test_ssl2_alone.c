/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers that answer no hello of TLS: the last one that a scan tries is that of SSL 2.0. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/wire/ssl2.h"
#include "tests/unit/app/scan/host_trial.h"

static enum mood_act ssl2_alone(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    (void)number;
    return hello.n == 0 ? MOOD_WAIT : ssl2_is_record(hello) ? MOOD_SAY : MOOD_CLOSE;
}

static enum mood_act closes(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    (void)number;
    return hello.n == 0 ? MOOD_WAIT : MOOD_CLOSE;
}

static unsigned hellos_of_ssl2;

static enum mood_act alerts(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    (void)number;
    hellos_of_ssl2 += ssl2_is_record(hello);
    return hello.n == 0 ? MOOD_WAIT : MOOD_SAY;
}

/* All questions. */
static void scan(struct host_trial *t,
                 enum mood_act (*mood)(struct mood_kit *k, unsigned number, struct span hello),
                 struct span words)
{
    host_trial_begin(t, NULL, 0, mood);
    t->plan.timeout_us = SECOND / 4;
    t->plan.rest_us = SECOND / 100;
    t->host.request.host = "localhost";
    t->host.name = "localhost";
    t->k.words = words;
    host_trial_run(t);
}

/* No hello and no cipher of SSL 2.0 is accepted; another error says nothing. */
static void test_error(void **state)
{
    struct host_trial t;
    const struct scan_facts *facts = &t.host.facts;

    (void)state;
    scan(&t, ssl2_alone, SPAN_LIT("\x80\x03\0\0\x01"));
    host_trial_came_to(&t, SCAN_NOT_TLS, REASON_ALERT,
                       "the server sent the error NO-CIPHER-ERROR of SSL 2.0");
    assert_int_not_equal(facts->versions[SCAN_SSL_2].accepted, SCAN_YES);
    host_trial_end(&t);
    scan(&t, ssl2_alone, SPAN_LIT("\x80\x03\0\0\x02"));
    host_trial_came_to(&t, SCAN_NOT_TLS, REASON_ALERT,
                       "the server sent the error NO-CERTIFICATE-ERROR of SSL 2.0");
    assert_int_equal(facts->versions[SCAN_SSL_2].accepted, SCAN_UNKNOWN);
    host_trial_end(&t);
}

static enum mood_act ssl2_beside(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    (void)number;
    return hello.n == 0 ? MOOD_WAIT : ssl2_is_record(hello) ? MOOD_SAY : MOOD_TLS;
}

/* The same beside newer versions. */
static void test_error_beside(void **state)
{
    struct host_trial t;
    const struct scan_facts *facts = &t.host.facts;

    (void)state;
    scan(&t, ssl2_beside, SPAN_LIT("\x80\x03\0\0\x01"));
    host_trial_came_to(&t, SCAN_WHOLE, REASON_OK, "");
    assert_int_equal(facts->versions[SCAN_SSL_2].accepted, SCAN_NO);
    assert_int_equal(facts->versions[SCAN_1_3].accepted, SCAN_YES);
    host_trial_end(&t);
    scan(&t, ssl2_beside, SPAN_LIT("\x80\x03\0\0\x02"));
    host_trial_came_to(&t, SCAN_WHOLE, REASON_OK, "");
    assert_int_equal(facts->versions[SCAN_SSL_2].accepted, SCAN_UNKNOWN);
    host_trial_end(&t);
}

static void test_ssl2_alone(void **state)
{
    struct host_trial t;
    const struct scan_facts *facts = &t.host.facts;

    (void)state;
    scan(&t, ssl2_alone,
         SPAN_LIT("\x80\x22\x04\0\x01\0\x02\0\x01\0\x06\0\x10?\x01\0\x80\x07\0\xc0"
                  "0123456789abcdef"));
    host_trial_came_to(&t, SCAN_WHOLE, REASON_OK, "");
    assert_int_equal(facts->versions[SCAN_SSL_2].accepted, SCAN_YES);
    assert_int_equal(facts->suites2.num, 2);
    for (size_t i = SCAN_SSL_3; i < SCAN_VERSIONS; i++)
        assert_int_equal(facts->versions[i].accepted, SCAN_NO);
    assert_int_equal(facts->features[FEATURE_CHOOSES_UNOFFERED].answer, SCAN_NO);
    assert_int_equal(facts->features[FEATURE_MANY_SUITES_TOLERANT].answer, SCAN_UNKNOWN);
    assert_in_range(facts->connections, 10, 40);
    host_trial_end(&t);
}

/* A hang-up is asked for twice: five hellos. */
static void test_closes(void **state)
{
    struct host_trial t;

    (void)state;
    scan(&t, closes, (struct span){0});
    assert_int_equal(t.host.facts.trouble, SCAN_NOT_TLS);
    assert_int_equal(t.host.facts.versions[SCAN_SSL_2].accepted, SCAN_UNKNOWN);
    assert_int_equal(t.host.facts.connections, 10);
    host_trial_end(&t);
}

/* Silence takes the whole time limit: four hellos, once. */
static void test_silent(void **state)
{
    struct host_trial t;

    (void)state;
    scan(&t, mood_silent, (struct span){0});
    assert_int_equal(t.host.facts.trouble, SCAN_NOT_TLS);
    assert_int_equal(t.host.facts.connections, 4);
    host_trial_end(&t);
}

/* One that answers is asked for SSL 2.0 by the question about it alone. */
static void test_alerts(void **state)
{
    struct host_trial t;

    (void)state;
    hellos_of_ssl2 = 0;
    scan(&t, alerts, SPAN_LIT("\x15\x03\x01\0\x02\x02\x28"));
    assert_int_equal(t.host.facts.versions[SCAN_SSL_2].accepted, SCAN_NO);
    assert_int_equal(hellos_of_ssl2, 1);
    host_trial_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ssl2_alone),   cmocka_unit_test(test_error),
        cmocka_unit_test(test_error_beside), cmocka_unit_test(test_closes),
        cmocka_unit_test(test_silent),       cmocka_unit_test(test_alerts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
