/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Chains made to cost as much as possible: each is answered within the budget, and what it cost
 * is counted rather than timed.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/factory/trial.h"

/* Name of the CA on a level. */
static const char *level_name(struct arena *a, unsigned level)
{
    char text[64];
    char *name;

    snprintf(text, sizeof text, "C=US,O=Maze,CN=Level %u", level);
    name = fd_alloc(a, strlen(text) + 1);
    memcpy(name, text, strlen(text) + 1);
    return name;
}

/*
 * A maze: `wide` certificates on each of `high` levels, all of one key, so that all signatures
 * verify, and none leads out at the top: wide^high ways.
 */
static void add_maze(struct trial *t, unsigned wide, unsigned high, struct fc_spec *bottom)
{
    struct fc_spec above = fc_root(&t->arena);

    above.subject = fc_name(&t->arena, level_name(&t->arena, high));
    for (unsigned level = high; level-- > 0;) {
        struct fc_spec ca =
            fc_ca_under(&t->arena, level_name(&t->arena, level), FKEY_P256_A, &above);

        for (unsigned i = 0; i < wide; i++) {
            uint8_t *serial = fd_alloc(&t->arena, 1);

            *serial = (uint8_t)(i + 1);
            ca.serial = span_of(serial, 1);
            assert_true(trial_helper(t, fc_cert(&t->arena, &ca)));
        }
        above = ca;
    }
    *bottom = above;
}

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

/* `num` GeneralNames of the form "PREFIXi.example.com". */
static struct span many_names(struct arena *a, const char *prefix, unsigned num)
{
    struct span *parts = fd_alloc(a, num * sizeof *parts);
    char text[64];

    for (unsigned i = 0; i < num; i++) {
        snprintf(text, sizeof text, "%s%u.example.com", prefix, i);
        parts[i] = fc_dns(a, text);
    }
    return fd_join(a, parts, num);
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
        assert_non_null(trial_finding(&t, RULE_BUDGET));
    trial_close(&t);
    return got;
}

/* Name constraints times names. */
static void test_products(void **state)
{
    (void)state;
    assert_int_equal(judge_products(50, 50), REASON_OK);
    assert_int_equal(judge_products(1, 10000), REASON_OK);
    assert_int_equal(judge_products(2000, 2000), REASON_LIMIT);
}

/* CVE-2023-0464: a policy tree that doubles on each level; the graph stays small. */
static void test_policies(void **state)
{
    enum { LEVELS = 24 };
    struct fc_spec above, ca, leaf;
    struct trial t;

    (void)state;
    trial_open(&t);
    t.in.policy.require_explicit = true;
    above = fc_root(&t.arena);
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &above)));
    for (unsigned i = 0; i < LEVELS; i++) {
        enum fkey key = i % 2 == 0 ? FKEY_P256_B : FKEY_P256_D;

        ca = fc_ca_under(&t.arena, level_name(&t.arena, i), key, &above);
        fc_set(&ca.exts, FC_OID_CP, false, fc_cp(&t.arena, "1.2.3.1 1.2.3.2"));
        fc_set(&ca.exts, FC_OID_PM, true,
               fc_pm(&t.arena, "1.2.3.1 1.2.3.1 1.2.3.1 1.2.3.2 1.2.3.2 1.2.3.1 1.2.3.2 1.2.3.2"));
        assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
        above = ca;
    }
    leaf = fc_leaf_under(&t.arena, &above);
    fc_set(&leaf.exts, FC_OID_CP, false, fc_cp(&t.arena, "1.2.3.1"));
    assert_true(trial_host(&t, FC_HOST));
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_OK);
    /* With every policy node of the tree kept this would be 2^24 of them. */
    assert_true(t.work.used < 4u << 20);
    fc_set(&leaf.exts, FC_OID_CP, false, fc_cp(&t.arena, "1.2.3.3"));
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_POLICY);
    assert_true(t.work.used < 4u << 20);
    trial_close(&t);
}

/* A chain longer than any honest one. */
static void test_long_chain(void **state)
{
    enum { LEVELS = 100 };
    struct fc_spec above, ca, leaf;
    struct trial t;

    (void)state;
    trial_open(&t);
    above = fc_root(&t.arena);
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &above)));
    for (unsigned i = 0; i < LEVELS; i++) {
        ca = fc_ca_under(&t.arena, level_name(&t.arena, i),
                         i % 2 == 0 ? FKEY_P256_B : FKEY_P256_D, &above);
        assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
        above = ca;
    }
    leaf = fc_leaf_under(&t.arena, &above);
    assert_true(trial_host(&t, FC_HOST));
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_LIMIT);
    trial_close(&t);
}

/* Ten thousand names and a megabyte are read in one go. */
static void test_large(void **state)
{
    struct fc_spec root, ca, leaf;
    struct trial t;
    struct span der, filler;

    (void)state;
    trial_open(&t);
    root = fc_root(&t.arena);
    ca = fc_intermediate(&t.arena);
    leaf = fc_leaf(&t.arena);
    filler = span_of(fd_alloc(&t.arena, 1 << 20), 1 << 20);
    fc_set(&leaf.exts, FC_UNKNOWN_OID, false, fd_octets(&t.arena, filler));
    fc_set(&leaf.exts, FC_OID_SAN, false,
           FC_NAMES(&t.arena, many_names(&t.arena, "z", 10000), fc_dns(&t.arena, FC_HOST)));
    der = fc_cert(&t.arena, &leaf);
    assert_true(der.n > 1 << 20);
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    assert_true(trial_host(&t, FC_HOST));
    assert_int_equal(trial_judge(&t, der), REASON_OK);
    assert_true(t.work.used < 1 << 20);
    trial_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maze),      cmocka_unit_test(test_maze_beside),
        cmocka_unit_test(test_many_keys), cmocka_unit_test(test_products),
        cmocka_unit_test(test_policies),  cmocka_unit_test(test_long_chain),
        cmocka_unit_test(test_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
