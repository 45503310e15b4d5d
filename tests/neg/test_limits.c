/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Chains made to cost as much as possible: each is answered within the budget, and what it cost
 * is counted rather than timed.
 */
#include "config.h"

#include "tests/neg/limits_kit.h"

/* CVE-2018-16875: exponentially many paths. */
static void test_maze(void **state)
{
    struct fc_spec bottom, leaf, root;
    struct trial t;

    (void)state;
    trial_open(&t);
    add_maze(&t, 10, 8, &bottom);
    leaf = fc_leaf_under(&t.arena, &bottom);
    root = fc_root(&t.arena);
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    assert_true(trial_host(&t, FC_HOST));
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_LIMIT);
    assert_non_null(trial_finding(&t, RULE_BUDGET));
    assert_true(t.report.signatures_checked <= budget_default().signatures + 20);
    assert_true(t.report.paths_tried <= budget_default().candidates + 200);
    trial_close(&t);
}

/* A maze beside the right way does not keep it from being found. */
static void test_maze_beside(void **state)
{
    struct fc_spec bottom, leaf, root, ca;
    struct trial t;

    (void)state;
    trial_open(&t);
    root = fc_root(&t.arena);
    ca = fc_intermediate(&t.arena);
    leaf = fc_leaf(&t.arena);
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    add_maze(&t, 3, 3, &bottom);
    assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    assert_true(trial_host(&t, FC_HOST));
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_OK);
    assert_int_equal(t.report.signatures_checked, 2);
    trial_close(&t);
}

/* Many anchors of one name: a store walks over those before it to find the next one. */
static void test_many_anchors(void **state)
{
    enum { DECOYS = 200 };
    struct fc_spec ca, leaf, root, decoy;
    struct trial t;

    (void)state;
    trial_open(&t);
    ca = fc_intermediate(&t.arena);
    leaf = fc_leaf(&t.arena);
    root = decoy = fc_root(&t.arena);
    fc_rekey(&t.arena, &decoy, FKEY_P256_E);
    decoy.issuer_key = decoy.key;
    for (int i = 0; i < DECOYS; i++) {
        uint8_t *serial = fd_alloc(&t.arena, 1);
        *serial = (uint8_t)(i % 100 + 1);
        decoy.serial = span_of(serial, 1);
        assert_true(trial_anchor(&t, fc_cert(&t.arena, &decoy)));
    }
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_OK);
    t.in.budget.comparisons = 2000;
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_LIMIT);
    trial_close(&t);
}

/* Many keys under one name, none of them the issuer's: each costs a signature. */
static void test_many_keys(void **state)
{
    static const enum fkey keys[] = {FKEY_P256_D, FKEY_P256_E, FKEY_P256_F, FKEY_P256_G};
    struct fc_spec root, ca, leaf;
    struct trial t;

    (void)state;
    trial_open(&t);
    t.in.budget.signatures = 3;
    root = fc_root(&t.arena);
    leaf = fc_leaf(&t.arena);
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        ca = fc_intermediate(&t.arena);
        ca.key = keys[i];
        assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    }
    assert_true(trial_host(&t, FC_HOST));
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_LIMIT);
    trial_close(&t);
}

static enum reason judge_products(unsigned constraints, unsigned names)
{
    struct fc_spec root, ca, leaf;
    struct trial t;
    enum reason got;

    trial_open(&t);
    root = fc_root(&t.arena);
    ca = fc_intermediate(&t.arena);
    leaf = fc_leaf(&t.arena);
    fc_set(&ca.exts, FC_OID_NC, true,
           fc_nc(&t.arena, (struct span){0}, many_names(&t.arena, "x", constraints)));
    fc_set(&leaf.exts, FC_OID_SAN, false,
           FC_NAMES(&t.arena, fc_dns(&t.arena, FC_HOST), many_names(&t.arena, "y", names)));
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    assert_true(trial_host(&t, FC_HOST));
    got = trial_judge(&t, fc_cert(&t.arena, &leaf));
    if (got == REASON_LIMIT)
        assert_int_equal(trial_finding(&t, RULE_BUDGET)->a, SPENT_NAMES);
    trial_close(&t);
    return got;
}

/* Name constraints times names. */
static void test_products(void **state)
{
    (void)state;
    assert_int_equal(judge_products(50, 50), REASON_OK);
    assert_int_equal(judge_products(1, 10000), REASON_OK);
    assert_int_equal(judge_products(700, 700), REASON_OK);
    assert_int_equal(judge_products(2000, 2000), REASON_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maze),
        cmocka_unit_test(test_maze_beside),
        cmocka_unit_test(test_many_anchors),
        cmocka_unit_test(test_many_keys),
        cmocka_unit_test(test_products),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
