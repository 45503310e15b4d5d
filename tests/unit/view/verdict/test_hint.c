/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hints that depend on more than the finding: on other errors, and on today. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "lib/base/cal.h"
#include "lib/view/verdict/message.h"
#include "tests/unit/view/viewkit.h"

static void put_hint(struct viewkit *k, enum rule rule)
{
    const struct finding *f = trial_finding(&k->t, rule);

    assert_non_null(f);
    finding_hint(&k->out, f, &k->t.report.chosen, &k->in);
}

/* The key is of an algorithm that is known by name only.  Whether that is the only error is said as
 * it is. */
static void test_hints_see_other_errors(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct viewkit k;
        kit_open(&k, "x.pem");
        struct arena *a = &k.t.arena;
        struct span alg = FD(a, DER_SEQUENCE, fd_oid(a, "2.16.840.1.101.3.4.3.20"));
        k.leaf.spki = FD(a, DER_SEQUENCE, alg, fd_bits(a, span_of(fd_alloc(a, 32), 32)));
        if (i == 1)
            assert_true(trial_host(&k.t, "other.example.com"));
        kit_judge(&k);
        put_hint(&k, RULE_KEY_UNSUPPORTED);
        assert_true(kit_has(&k, "that supports SLH-DSA-SHA2-128s"));
        assert_int_equal(kit_has(&k, ": no other error was found"), i == 0);
        kit_close(&k);
    }
}

/* How long the next certificate may be valid depends on today, or on a later time that was asked
 * about, not on an earlier one. */
static void test_hints_see_today(void **state)
{
    static const struct {
        const char *at, *hint;
    } rows[] = {{"2010-01-01", "have it reissued for less than 200 days"},
                {"2019-06-01", "have it reissued for less than 200 days"},
                {"2030-01-01", "have it reissued for less than 47 days"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct viewkit k;
        kit_open(&k, "x.pem");
        k.t.in.profile = PROFILE_CABF;
        assert_int_equal(cal_parse(&k.t.in.time, span_str(rows[i].at)), ERR_OK);
        assert_int_equal(cal_parse(&k.leaf.not_before, span_str("2019-01-01")), ERR_OK);
        assert_int_equal(cal_parse(&k.leaf.not_after, span_str("2040-01-01")), ERR_OK);
        kit_judge(&k);
        put_hint(&k, RULE_VALIDITY_TOO_LONG);
        assert_true(kit_has(&k, rows[i].hint));
        kit_close(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hints_see_other_errors),
        cmocka_unit_test(test_hints_see_today),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
