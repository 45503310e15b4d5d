/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate that is itself an anchor: trusted directly, and never as its own issuer. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/factory/trial.h"

static void test_anchor_as_leaf(void **state)
{
    struct trial t;
    (void)state;

    trial_open(&t);
    struct fc_spec root = fc_root(&t.arena);
    struct span der = fc_cert(&t.arena, &root);
    assert_true(trial_anchor(&t, der));
    t.in.purpose = PURPOSE_ANY;
    assert_int_equal(trial_judge(&t, der), REASON_OK);
    assert_int_equal(t.report.chosen.num, 1);
    assert_true(t.report.chosen.anchored);
    trial_close(&t);
}

static void test_refused_anchor_as_leaf(void **state)
{
    struct trial t;
    (void)state;

    trial_open(&t);
    struct fc_spec root = fc_root(&t.arena);
    struct span der = fc_cert(&t.arena, &root);
    assert_true(trial_anchor(&t, der));
    /* A CA is no server: the report speaks of one certificate, not of a chain of it with itself. */
    assert_int_not_equal(trial_judge(&t, der), REASON_OK);
    assert_non_null(trial_finding(&t, RULE_LEAF_IS_CA));
    assert_int_equal(t.report.chosen.num, 1);
    assert_true(t.report.chosen.anchored);
    trial_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_anchor_as_leaf),
        cmocka_unit_test(test_refused_anchor_as_leaf),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
