/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server does at times never becomes a fact.  Some servers hang up at every second hello, or
 * stop answering after a number of connections.  Whatever a whole scan finds out about them is what
 * it finds out about the same server that always answers, or "not found out".
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "lib/scan/facts.h"
#include "tests/unit/app/scan/host_trial.h"

/* After how many connections the server changes what it does.  The silent one costs a time limit
 * for each. */
static unsigned patience;

static enum mood_act every_second(struct mood_kit *k, unsigned number, struct span hello)
{
    return hello.n > 0 && number % 2 == 0 ? MOOD_CLOSE : mood_good(k, number, hello);
}

static enum mood_act every_third(struct mood_kit *k, unsigned number, struct span hello)
{
    return hello.n > 0 && number % 3 == 0 ? MOOD_RESET : mood_good(k, number, hello);
}

static enum mood_act gone(struct mood_kit *k, unsigned number, struct span hello)
{
    return number > patience ? MOOD_GONE : mood_good(k, number, hello);
}

static enum mood_act shut(struct mood_kit *k, unsigned number, struct span hello)
{
    return number > patience ? MOOD_CLOSE : mood_good(k, number, hello);
}

static enum mood_act silent(struct mood_kit *k, unsigned number, struct span hello)
{
    return number > patience ? MOOD_WAIT : mood_good(k, number, hello);
}

/* closes: it refuses by closing. */
static void scan(struct host_trial *t, bool closes,
                 enum mood_act (*mood)(struct mood_kit *k, unsigned number, struct span hello))
{
    host_trial_begin(t, NULL, 0, mood);
    t->k.closes = closes;
    t->k.words = SPAN_LIT("\x15\x03\x01\0\x02\x02\x28"); /* handshake_failure */
    /* Only silence is waited for: a busy machine must not look like it. */
    t->plan.timeout_us = mood == silent ? SECOND / 4 : 20 * SECOND;
    t->plan.limit_us = 60 * SECOND;
    t->plan.rest_us = SECOND / 100;
    host_trial_by_name(t);
    host_trial_run(t);
}

static enum mood_act alerts(struct mood_kit *k, unsigned number, struct span hello)
{
    return number > patience && hello.n > 0 ? MOOD_SAY : mood_good(k, number, hello);
}

static enum mood_act alert_every(unsigned every, struct mood_kit *k, unsigned number,
                                 struct span hello)
{
    return hello.n > 0 && number % every == 0 ? MOOD_SAY : mood_good(k, number, hello);
}

static enum mood_act alert_every_second(struct mood_kit *k, unsigned number, struct span hello)
{
    return alert_every(2, k, number, hello);
}

static enum mood_act alert_every_third(struct mood_kit *k, unsigned number, struct span hello)
{
    return alert_every(3, k, number, hello);
}

static enum mood_act alert_every_seventh(struct mood_kit *k, unsigned number, struct span hello)
{
    return alert_every(7, k, number, hello);
}

/* --- comparing ----------------------------------------------------------------------------- */

static void compare_answer(const char *what, enum scan_answer is, enum scan_answer must)
{
    if (is != SCAN_UNKNOWN && is != must)
        fail_msg("after %u connections: %s is %d instead of %d", patience, what, is, must);
}

static void compare_list(const char *what, const struct scan_list *is, const struct scan_list *must)
{
    for (size_t i = 0; i < is->ids.num; i++) {
        if (!scan_ids_has(&must->ids, is->ids.v[i]))
            fail_msg("after %u connections: %s has %u", patience, what, is->ids.v[i]);
    }
    if (is->complete && is->ids.num != must->ids.num)
        fail_msg("after %u connections: %s is called complete with %zu of %zu", patience, what,
                 is->ids.num, must->ids.num);
    if (is->order != SCAN_ORDER_UNKNOWN && is->order != must->order)
        fail_msg("after %u connections: the order of %s", patience, what);
}

/* compare: nothing that is known differs; whole: and all of it is known. */
static void compare(const struct scan_facts *is, const struct scan_facts *must, bool whole)
{
    for (size_t i = 0; i < SCAN_VERSIONS; i++) {
        const struct scan_version *a = &is->versions[i], *b = &must->versions[i];

        compare_answer("a version", a->accepted, b->accepted);
        compare_list("suites", &a->suites, &b->suites);
        compare_list("groups", &a->groups, &b->groups);
        compare_list("schemes", &a->schemes, &b->schemes);
        if (whole)
            assert_int_equal(a->suites.ids.num + a->groups.ids.num + a->schemes.ids.num,
                             b->suites.ids.num + b->groups.ids.num + b->schemes.ids.num);
    }
    compare_answer("ALPN", is->alpn_answer, must->alpn_answer);
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        static const char *const keys[] = {
#define FEATURE(ID, key, kind, title, ref) key,
#include "lib/scan/features.def"
#undef FEATURE
        };

        compare_answer(keys[i], is->features[i].answer, must->features[i].answer);
        /* That a server never chose what was not offered is said of a steady one alone. */
        if (whole && i != FEATURE_CHOOSES_UNOFFERED &&
            is->features[i].answer != must->features[i].answer)
            fail_msg("%s is not known", keys[i]);
    }
}

/* --- tests --------------------------------------------------------------------------------- */

static struct host_trial best;

static int begin(void **state)
{
    (void)state;
    scan(&best, false, mood_good);
    host_trial_came_to(&best, SCAN_WHOLE, REASON_OK, "");
    return 0;
}

static int end(void **state)
{
    (void)state;
    host_trial_end(&best);
    return 0;
}

static void test_unsteady(void **state)
{
    static enum mood_act (*const moods[])(struct mood_kit * k, unsigned number,
                                          struct span hello) = {every_second, every_third};

    (void)state;
    patience = 0;
    for (size_t i = 0; i < 4; i++) {
        struct host_trial t;

        scan(&t, i >= 2, moods[i % 2]);
        assert_int_equal(t.host.facts.trouble, SCAN_UNSTEADY);
        compare(&t.host.facts, &best.host.facts, i < 2);
        host_trial_end(&t);
    }
}

static void blocked_by(enum mood_act (*mood)(struct mood_kit *k, unsigned number,
                                             struct span hello),
                       unsigned step)
{
    for (patience = 1; patience + 1 < best.host.facts.connections; patience += step) {
        struct host_trial t;

        scan(&t, false, mood);
        if (t.host.facts.trouble != SCAN_BLOCKED)
            fail_msg("after %u connections: trouble %d", patience, (int)t.host.facts.trouble);
        compare(&t.host.facts, &best.host.facts, false);
        host_trial_end(&t);
    }
}

static void test_gone(void **state)
{
    (void)state;
    blocked_by(gone, 5);
}

static void test_closes(void **state)
{
    (void)state;
    blocked_by(shut, 4);
}

static void test_silent(void **state)
{
    (void)state;
    blocked_by(silent, 25);
}

/* One that answers everything with the same alert from then on: that is noticed at the end. */
static void test_alerts(void **state)
{
    (void)state;
    for (patience = 1; patience < best.host.facts.connections; patience += 5) {
        struct host_trial t;

        scan(&t, false, alerts);
        host_trial_came_to(&t, SCAN_UNSTEADY, REASON_OK,
                           "the server refuses now what it accepted at first");
        compare(&t.host.facts, &best.host.facts, false);
        host_trial_end(&t);
    }
}

/* One of several servers behind an address refuses what the others accept. */
static void test_alerts_between(void **state)
{
    static enum mood_act (*const moods[])(struct mood_kit * k, unsigned number,
                                          struct span hello) = {
        alert_every_second, alert_every_third, alert_every_seventh};

    (void)state;
    patience = 0;
    for (size_t i = 0; i < sizeof moods / sizeof moods[0]; i++) {
        struct host_trial t;

        scan(&t, false, moods[i]);
        assert_int_equal(t.host.facts.trouble, SCAN_UNSTEADY);
        compare(&t.host.facts, &best.host.facts, false);
        host_trial_end(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unsteady), cmocka_unit_test(test_gone),
        cmocka_unit_test(test_closes),   cmocka_unit_test(test_silent),
        cmocka_unit_test(test_alerts),   cmocka_unit_test(test_alerts_between),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
