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
    /* Its keyUsage is that of a CA alone: the report speaks of one certificate, not of a chain of
     * it with itself.  That it is a CA is a warning, since it is the anchor itself. */
    assert_int_equal(trial_judge(&t, der), REASON_KEY_USAGE);
    assert_non_null(trial_finding(&t, RULE_KEY_USAGE));
    assert_null(trial_finding(&t, RULE_LEAF_IS_CA));
    assert_int_equal(trial_finding(&t, RULE_ANCHOR_AS_LEAF)->severity, SEVERITY_WARNING);
    assert_int_equal(t.report.chosen.num, 1);
    assert_true(t.report.chosen.anchored);
    trial_close(&t);
}

/* The leaf's key is prepared once, and the caller that uses the leaf gets it. */
static void test_leaf_key(void **state)
{
    struct pubkey *key = NULL;
    struct trial t;
    (void)state;

    trial_open(&t);
    struct fc_spec root = fc_root(&t.arena), ca = fc_intermediate(&t.arena);
    struct fc_spec leaf = fc_leaf(&t.arena);
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    t.in.leaf_key = &key;
    /* The second time the first key is given back. */
    for (int i = 0; i < 2; i++) {
        assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_OK);
        assert_non_null(key);
    }
    /* An issuer's key is none of the leaf's. */
    leaf.spki = fkey_spki_with(&t.arena, FC_UNKNOWN_OID, (struct span){0}, SPAN_LIT("key"));
    assert_int_not_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_OK);
    assert_null(key);
    trial_close(&t);
}

/* A clock that is asked `left` times before the time is over. */
static bool count_down(void *clock)
{
    unsigned *left = clock;

    return *left == 0 || --*left == 0;
}

/* However long it takes until the time is over, there is a verdict then, and it is one of those
 * two. */
static void test_time_up(void **state)
{
    unsigned asked = 0;
    (void)state;

    for (unsigned n = 1; n < 40; n++) {
        struct trial t;
        unsigned left = n;

        trial_open(&t);
        struct fc_spec root = fc_root(&t.arena), ca = fc_intermediate(&t.arena);
        struct fc_spec leaf = fc_leaf(&t.arena);
        assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
        assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
        t.in.budget.is_over = count_down;
        t.in.budget.clock = &left;
        enum reason reason = trial_judge(&t, fc_cert(&t.arena, &leaf));
        if (reason == REASON_OK) {
            trial_close(&t);
            break;
        }
        asked = n;
        assert_int_equal(reason, REASON_LIMIT);
        assert_non_null(trial_finding(&t, RULE_TIME_UP));
        assert_null(trial_finding(&t, RULE_BUDGET));
        trial_close(&t);
    }
    /* Before each signature at least. */
    assert_true(asked >= 2 && asked < 39);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_anchor_as_leaf),
        cmocka_unit_test(test_refused_anchor_as_leaf),
        cmocka_unit_test(test_leaf_key),
        cmocka_unit_test(test_time_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
