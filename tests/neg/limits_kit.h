/* SPDX-License-Identifier: GPL-3.0-or-later */
/* limits_kit: what the tests of these files share. */
#ifndef TB_TESTS_NEG_LIMITS_KIT_H
#define TB_TESTS_NEG_LIMITS_KIT_H

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
static inline void add_maze(struct trial *t, unsigned wide, unsigned high, struct fc_spec *bottom)
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

/* `num` GeneralNames of the form "PREFIXi.example.com". */
static inline struct span many_names(struct arena *a, const char *prefix, unsigned num)
{
    struct span *parts = fd_alloc(a, num * sizeof *parts);
    char text[64];

    for (unsigned i = 0; i < num; i++) {
        snprintf(text, sizeof text, "%s%u.example.com", prefix, i);
        parts[i] = fc_dns(a, text);
    }
    return fd_join(a, parts, num);
}

/* CVE-2023-0464: a policy tree that doubles on each level; the graph stays small. */
static inline void test_policies(void **state)
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
static inline void test_long_chain(void **state)
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
static inline void assert_quick(clock_t begin)
{
    assert_true(clock() - begin < 8 * CLOCKS_PER_SEC);
}

/* O=é…é, CN=cn: the bytes of the two forms differ, the characters do not. */
static inline struct span accented(struct arena *a, bool utf8, unsigned num, const char *cn)
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
static inline void test_accented_chain(void **state)
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

/* DSA keys without parameters can be neither judged nor used before a path is complete: each path
 * looks at them again. */
static inline void test_inherited_keys(void **state)
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

/* Above the issuer of the leaf no CA allows another below it: the search ends there, and does not
 * try the ways from there on. */
static inline void test_path_length(void **state)
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
static inline void test_large_constraint(void **state)
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

#endif
