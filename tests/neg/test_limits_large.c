/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What large certificates, policies and constraints cost. */
#include "config.h"

#include "tests/neg/limits_kit.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
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
