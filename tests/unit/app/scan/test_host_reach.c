/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of which one family of addresses is answered late or never (RFC 8305 3). */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/app/scan/host_trial.h"
#include "tests/unit/net/dns.h"

static const struct dns_row rows[] = {
    {"v6-never.example", DNS_A, DNS_OK, 0, {"127.0.0.1"}},
    {"v6-never.example", DNS_AAAA, DNS_SILENCE, 0, {NULL}},
    {"v4-late.example", DNS_A, DNS_OK, 200, {"127.0.0.1"}},
    {"v4-late.example", DNS_AAAA, DNS_OK, 0, {"::1"}},
    {"v4-none.example", DNS_A, DNS_OK, 200, {NULL}},
    {"v4-none.example", DNS_AAAA, DNS_OK, 0, {"::1"}},
};

static struct dns names;

static int names_begin(void **state)
{
    (void)state;
    dns_begin(&names, rows, sizeof rows / sizeof rows[0]);
    return 0;
}

static int names_end(void **state)
{
    (void)state;
    dns_end(&names);
    return 0;
}

/* The server is at 127.0.0.1 alone. */
static void begin(struct host_trial *t, const char *name)
{
    host_trial_begin(t, plain_questions, PLAIN_NUM, mood_good);
    t->plan.timeout_us = 10 * SECOND;
    t->host.request.host = name;
    assert_int_equal(net_loop_resolvers(t->k.loop, names.list), ERR_OK);
}

/* The addresses of one family are tried after a short delay. */
static void test_never(void **state)
{
    struct host_trial t;

    (void)state;
    begin(&t, "v6-never.example");
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_WHOLE, REASON_OK, "");
    assert_in_range(t.us, SECOND / 20, 3 * SECOND / 2);
    host_trial_end(&t);
}

/* If none of them accepts a connection, those of the other family are waited for. */
static void test_late(void **state)
{
    struct host_trial t;

    (void)state;
    begin(&t, "v4-late.example");
    host_trial_run(&t);
    host_trial_came_to(&t, SCAN_WHOLE, REASON_OK, "");
    assert_in_range(t.us, SECOND / 4, 2 * SECOND);
    host_trial_end(&t);
}

/* Which is done once. */
static void test_none(void **state)
{
    struct host_trial t;

    (void)state;
    begin(&t, "v4-none.example");
    t.plan.retries = 0;
    host_trial_run(&t);
    assert_int_equal(t.host.facts.trouble, SCAN_UNREACHED);
    assert_int_equal(t.host.facts.connections, 0);
    assert_true(t.us < 2 * SECOND);
    host_trial_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_never),
        cmocka_unit_test(test_late),
        cmocka_unit_test(test_none),
    };

    return cmocka_run_group_tests(tests, names_begin, names_end);
}
