/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a whole scan costs: connections and bytes, with all questions, as the server counts them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/unit/app/scan/host_trial.h"

/* The bar: one connection for each accepted suite, group and scheme of each version, and these. */
enum { OTHERS_MAX = 40 };
/* How many more a server costs that refuses by closing: each refusal may need a control. */
enum { CLOSING_MAX = 15 };
/* Bytes of one connection, on average: hellos, and for some a whole handshake. */
enum { SENT_MAX = 1500 };

static size_t accepted(const struct scan_facts *facts)
{
    size_t n = 0;

    for (size_t i = 0; i < SCAN_VERSIONS; i++) {
        const struct scan_version *v = &facts->versions[i];

        n += v->suites.ids.num + v->groups.ids.num + v->schemes.ids.num;
    }
    return n;
}

static void scan(struct host_trial *t, uint16_t version, bool closes)
{
    host_trial_begin(t, NULL, 0, mood_good);
    t->k.closes = closes;
    t->k.pair.host.max_version = version;
    pair_identity(&t->k.pair, FKEY_RSA2048_A);
    names_default_groups(&t->k.pair.host.groups);
    t->plan.timeout_us = 5 * SECOND;
    host_trial_by_name(t);
    host_trial_run(t);
    host_trial_came_to(t, SCAN_WHOLE, REASON_OK, "");
    assert_int_equal(t->host.facts.connections, t->k.accepted);
    assert_int_equal(t->host.facts.sent, t->k.received);
}

static void check(uint16_t version, bool closes, size_t most)
{
    struct host_trial t;

    scan(&t, version, closes);
    size_t basis = accepted(&t.host.facts), n = t.host.facts.connections;

    print_message("%zu accepted, %zu connections, %zu bytes sent, %zu received\n", basis, n,
                  (size_t)t.host.facts.sent, (size_t)t.host.facts.received);
    assert_true(basis > 10);
    assert_true(n <= basis + most);
    assert_true(t.host.facts.sent <= n * SENT_MAX);
    host_trial_end(&t);
}

static void test_both(void **state)
{
    (void)state;
    check(TLS_1_3, false, OTHERS_MAX);
}

static void test_old(void **state)
{
    (void)state;
    check(TLS_1_2, false, OTHERS_MAX);
}

static void test_closing(void **state)
{
    (void)state;
    check(TLS_1_3, true, OTHERS_MAX + CLOSING_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both),
        cmocka_unit_test(test_old),
        cmocka_unit_test(test_closing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
