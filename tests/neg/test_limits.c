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
#include <time.h>

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
        ca = fc_ca_under(&t.arena, level_name(&t.arena, i), i % 2 == 0 ? FKEY_P256_B : FKEY_P256_D,
                         &above);
        assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
        above = ca;
    }
    leaf = fc_leaf_under(&t.arena, &above);
    assert_true(trial_host(&t, FC_HOST));
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_LIMIT);
    trial_close(&t);
}

/*
 * What follows took many seconds where a rule forgot to take from the budget: more than a minute
 * in a build like this one.  Within it each takes a fraction of a second.
 */
static void assert_quick(clock_t begin)
{
    assert_true(clock() - begin < 8 * CLOCKS_PER_SEC);
}

/* O=é…é, CN=cn: the bytes of the two forms differ, the characters do not. */
static struct span accented(struct arena *a, bool utf8, unsigned num, const char *cn)
{
    uint8_t *p = fd_alloc(a, 2 * num);

    for (unsigned i = 0; i < num; i++) {
        p[2 * i] = utf8 ? 0xc3 : 0x00;
        p[2 * i + 1] = utf8 ? 0xa9 : 0xe9;
    }
    return FD(a, DER_SEQUENCE,
              fc_rdn(a, "2.5.4.10", utf8 ? DER_UTF8_STRING : DER_BMP_STRING, span_of(p, 2 * num)),
              fc_rdn(a, "2.5.4.3", DER_UTF8_STRING, span_str(cn)));
}

/* Characters beyond ASCII are folded before names are compared, which costs a hundred times as
 * much as comparing them: once for each name, whoever asks. */
static void test_accented_chain(void **state)
{
    enum { LEVELS = 36, LONG = 10000 };
    struct fc_spec above, ca, leaf;
    struct trial t;
    clock_t begin;

    (void)state;
    trial_open(&t);
    above = fc_root(&t.arena);
    above.not_after = FC_NOW - 1;
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &above)));
    for (unsigned i = 0; i < LEVELS; i++) {
        ca = fc_ca_under(&t.arena, "", FKEY_P256_A, &above);
        ca.subject = accented(&t.arena, true, LONG, level_name(&t.arena, i));
        if (i > 0)
            ca.issuer = accented(&t.arena, false, LONG, level_name(&t.arena, i - 1));
        assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
        above = ca;
    }
    leaf = fc_leaf_under(&t.arena, &above);
    leaf.issuer = accented(&t.arena, false, LONG, level_name(&t.arena, LEVELS - 1));
    begin = clock();
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_EXPIRED);
    assert_quick(begin);
    trial_close(&t);
}

static void test_accented_constraints(void **state)
{
    enum { NUM = 60, LONG = 10000 };
    struct fc_spec root, ca, leaf;
    struct span names[2][NUM];
    struct trial t;
    clock_t begin;

    (void)state;
    trial_open(&t);
    root = fc_root(&t.arena);
    ca = fc_intermediate(&t.arena);
    leaf = fc_leaf(&t.arena);
    for (unsigned i = 0; i < NUM; i++) {
        names[0][i] = fc_dir(&t.arena, accented(&t.arena, true, LONG, "x"));
        names[1][i] = fc_dir(&t.arena, accented(&t.arena, false, LONG, "y"));
    }
    fc_set(&ca.exts, FC_OID_NC, true,
           fc_nc(&t.arena, (struct span){0}, fd_join(&t.arena, names[0], NUM)));
    fc_set(&leaf.exts, FC_OID_SAN, false,
           FC_NAMES(&t.arena, fd_join(&t.arena, names[1], NUM), fc_dns(&t.arena, FC_HOST)));
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    assert_true(trial_host(&t, FC_HOST));
    begin = clock();
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_OK);
    assert_quick(begin);
    trial_close(&t);
}

/* A maze whose every way ends at an expired anchor, below it a leaf that is slow to read. */
static void test_maze_large_leaf(void **state)
{
    struct fc_spec root, bottom, leaf;
    struct trial t;
    clock_t begin;

    (void)state;
    trial_open(&t);
    root = fc_root(&t.arena);
    root.subject = fc_name(&t.arena, level_name(&t.arena, 10));
    root.issuer = root.subject;
    root.not_after = FC_NOW - 1;
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    add_maze(&t, 4, 10, &bottom);
    leaf = fc_leaf_under(&t.arena, &bottom);
    fc_set(&leaf.exts, FC_OID_SAN, false,
           FC_NAMES(&t.arena, many_names(&t.arena, "z", 50000), fc_dns(&t.arena, FC_HOST)));
    assert_true(trial_host(&t, FC_HOST));
    begin = clock();
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_LIMIT);
    assert_quick(begin);
    assert_true(t.report.paths_tried > 500);
    trial_close(&t);
}

/* DSA keys without parameters can be neither judged nor used before a path is complete: each path
 * looks at them again. */
static void test_inherited_keys(void **state)
{
    enum { WIDE = 4, HIGH = 10, NAMES = 10000 };
    struct fc_spec above, ca, leaf;
    struct trial t;
    clock_t begin;

    (void)state;
    trial_open(&t);
    above = fc_root(&t.arena);
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &above)));
    for (unsigned level = 0; level < HIGH; level++) {
        ca = fc_ca_under(&t.arena, level_name(&t.arena, level), FKEY_P256_A, &above);
        ca.spki = FD(&t.arena, DER_SEQUENCE,
                     FD(&t.arena, DER_SEQUENCE, fd_oid(&t.arena, "1.2.840.10040.4.1")),
                     fd_bits(&t.arena, fd_int(&t.arena, 12345)));
        fc_set(&ca.exts, FC_OID_SAN, false, FC_NAMES(&t.arena, many_names(&t.arena, "z", NAMES)));
        for (unsigned i = 0; i < WIDE; i++) {
            ca.serial = fd_copy(&t.arena, span_of((uint8_t[]){(uint8_t)(i + 1)}, 1));
            assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
        }
        above = ca;
    }
    leaf = fc_leaf_under(&t.arena, &above);
    begin = clock();
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_LIMIT);
    assert_quick(begin);
    assert_true(t.report.paths_tried < 100);
    trial_close(&t);
}

/* Distribution points times CRLs times helpers. */
static void test_distribution_points(void **state)
{
    enum { POINTS = 1000, HELPERS = 900, CRLS = 10 };
    struct fc_spec root, ca, leaf;
    struct span points[POINTS];
    struct trial t;
    clock_t begin;

    (void)state;
    trial_open(&t);
    root = fc_root(&t.arena);
    ca = fc_intermediate(&t.arena);
    leaf = fc_leaf(&t.arena);
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    while (t.in.num_helpers < HELPERS)
        t.helpers[t.in.num_helpers++] = t.helpers[0];
    for (unsigned i = 0; i < POINTS; i++)
        points[i] = fc_dp(&t.arena, fc_uri(&t.arena, "http://x/"), 0, (struct span){0});
    fc_set(&leaf.exts, FC_OID_CRLDP, false,
           fd_tlv(&t.arena, DER_SEQUENCE, fd_join(&t.arena, points, POINTS)));
    for (int i = 0; i < CRLS; i++) {
        struct fc_crl crl = fc_crl_of(&t.arena, &ca);
        crl.this_update -= i;
        crl.corrupt = true;
        assert_true(trial_crl(&t, fc_crl(&t.arena, &crl)));
    }
    t.in.revocation = REVOCATION_HARD;
    begin = clock();
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_LIMIT);
    assert_quick(begin);
    assert_true(t.report.paths_tried < 10);
    trial_close(&t);
}

/* Keys so long that each verification takes milliseconds. */
static void test_large_keys(void **state)
{
    enum { KEYS = 130, SIZE = 2048 };
    struct fc_spec root, ca, leaf;
    struct trial t;
    uint8_t *n;

    (void)state;
    trial_open(&t);
    root = fc_root(&t.arena);
    leaf = fc_leaf(&t.arena);
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    for (unsigned i = 0; i < KEYS; i++) {
        n = fd_alloc(&t.arena, SIZE);
        memset(n, 0xff, SIZE);
        n[SIZE / 2] = (uint8_t)i;
        ca = fc_intermediate(&t.arena);
        ca.spki = fkey_spki_with(&t.arena, "1.2.840.113549.1.1.1", fd_null(&t.arena),
                                 FD(&t.arena, DER_SEQUENCE, fd_unsigned(&t.arena, span_of(n, SIZE)),
                                    fd_unsigned(&t.arena, span_of(n, 8))));
        assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    }
    n = fd_alloc(&t.arena, SIZE);
    n[SIZE - 1] = 7;
    leaf.inner_alg = leaf.outer_alg = fkey_alg(&t.arena, FSIG_RSA_SHA256);
    leaf.signature_raw = fd_bits(&t.arena, span_of(n, SIZE));
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_LIMIT);
    assert_true(t.report.signatures_checked < 10);
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

/* Above the issuer of the leaf no CA allows another below it: the search ends there, and does not
 * try the ways from there on. */
static void test_path_length(void **state)
{
    enum { WIDE = 4, HIGH = 10 };
    struct fc_spec above, ca, leaf;
    struct trial t;

    (void)state;
    trial_open(&t);
    above = fc_root(&t.arena);
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &above)));
    for (unsigned level = HIGH; level-- > 0;) {
        ca = fc_ca_under(&t.arena, level_name(&t.arena, level), FKEY_P256_A, &above);
        fc_set(&ca.exts, FC_OID_BC, true, fc_bc(&t.arena, true, 0));
        for (unsigned i = 0; i < WIDE; i++) {
            ca.serial = fd_copy(&t.arena, span_of((uint8_t[]){(uint8_t)(i + 1)}, 1));
            assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
        }
        above = ca;
    }
    leaf = fc_leaf_under(&t.arena, &above);
    assert_true(trial_host(&t, FC_HOST));
    t.in.budget.candidates = WIDE + WIDE * WIDE;
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_PATH_LENGTH);
    trial_close(&t);
}

/* A name constraint that takes long to read, above a long chain, on many paths. */
static void test_large_constraint(void **state)
{
    enum { LEVELS = 35, SIBLINGS = 60, SIZE = 100000 };
    struct fc_spec root, above, ca, leaf;
    struct trial t;
    clock_t begin;

    (void)state;
    trial_open(&t);
    root = fc_root(&t.arena);
    root.not_after = FC_NOW - 1;
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    above = fc_ca_under(&t.arena, "CN=Sibling", FKEY_P256_A, &root);
    for (unsigned i = 0; i < SIBLINGS; i++) {
        above.serial = fd_copy(&t.arena, span_of((uint8_t[]){(uint8_t)(i + 1)}, 1));
        assert_true(trial_helper(&t, fc_cert(&t.arena, &above)));
    }
    /* An X.400 address of empty OCTET STRINGs. */
    uint8_t *elements = fd_alloc(&t.arena, SIZE);
    for (size_t i = 0; i < SIZE; i += 2)
        elements[i] = DER_OCTET_STRING;
    struct span x400 = fd_tlv(&t.arena, DER_CTXC(3), span_of(elements, SIZE));
    for (unsigned i = LEVELS; i-- > 0;) {
        ca = fc_ca_under(&t.arena, level_name(&t.arena, i), FKEY_P256_A, &above);
        if (i == LEVELS - 1)
            fc_set(&ca.exts, FC_OID_NC, true, fc_nc(&t.arena, (struct span){0}, x400));
        assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
        above = ca;
    }
    leaf = fc_leaf_under(&t.arena, &above);
    begin = clock();
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_EXPIRED);
    assert_quick(begin);
    assert_true(t.report.paths_tried >= SIBLINGS);
    trial_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maze),
        cmocka_unit_test(test_maze_beside),
        cmocka_unit_test(test_many_anchors),
        cmocka_unit_test(test_many_keys),
        cmocka_unit_test(test_products),
        cmocka_unit_test(test_policies),
        cmocka_unit_test(test_long_chain),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_accented_chain),
        cmocka_unit_test(test_accented_constraints),
        cmocka_unit_test(test_maze_large_leaf),
        cmocka_unit_test(test_distribution_points),
        cmocka_unit_test(test_large_keys),
        cmocka_unit_test(test_inherited_keys),
        cmocka_unit_test(test_path_length),
        cmocka_unit_test(test_large_constraint),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
