/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every rule of lib/path, broken once on purpose in each profile. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/neg/rules.h"

static const struct theme *const themes[] = {
    &rules_form,    &rules_exts,   &rules_ca,     &rules_purpose, &rules_names, &rules_paths,
    &rules_crls,    &rules_ocsp,   &rules_crlite, &rules_keys,    &rules_mldsa, &rules_dated,
    &rules_relaxed, &rules_stores, &rules_ct,     &rules_sct,
};

/* Rules that no chain of ours can break, and why. */
static const struct {
    enum rule rule;
    const char *why;
} exempt[] = {
    {RULE_BROKEN_HELPER, "given where files are read, before there is a chain"},
    {RULE_KEY_MISMATCH, "given where the key is read"},
    {RULE_TIME_UP, "needs a clock: tests/unit/path/test_judge.c"},
    {RULE_DANE_MISMATCH, "needs TLSA records: tests/unit/path/test_dane.c"},
    {RULE_DANE_BOGUS, "likewise"},
    {RULE_DANE_UNKNOWN, "likewise"},
    {RULE_DANE_INSECURE, "likewise"},
    {RULE_DANE_ABSENT, "likewise"},
    {RULE_DANE_UNUSABLE, "likewise"},
};

static const char *const profiles[] = {"webpki", "rfc5280", "cabf"};

static void set_open(struct set *s, struct trial *t, enum profile profile)
{
    trial_open(t);
    t->in.profile = profile;
    memset(s, 0, sizeof *s);
    s->a = &t->arena;
    s->t = t;
    s->root = fc_root(s->a);
    s->ca = fc_intermediate(s->a);
    s->leaf = fc_leaf(s->a);
    s->host = FC_HOST;
}

static enum reason set_judge(struct set *s)
{
    if (!s->no_root)
        assert_true(trial_anchor(s->t, fc_cert(s->a, &s->root)));
    for (size_t i = 0; i < s->num_roots; i++)
        assert_true(trial_anchor(s->t, fc_cert(s->a, &s->roots[i])));
    for (size_t i = 0; i < s->t->num_anchors; i++)
        s->t->anchors[i].unfit = i == 0 && !s->no_root ? s->root_unfit : s->roots_unfit;
    s->t->anchors[0].is_system = s->root_system;
    s->t->anchors[0].terms = s->root_terms;
    for (size_t i = 0; i < s->num_more; i++)
        assert_true(trial_helper(s->t, fc_cert(s->a, &s->more[i])));
    if (!s->no_ca)
        assert_true(trial_helper(s->t, fc_cert(s->a, &s->ca)));
    for (size_t i = 0; i < s->num_crls; i++)
        assert_true(trial_crl(s->t, fc_crl(s->a, &s->crls[i])));
    if (s->host != NULL)
        assert_true(trial_host(s->t, s->host));
    return trial_judge(s->t, fc_cert(s->a, &s->leaf));
}

static void print_findings(const struct row *row, const char *what, enum profile p,
                           const struct trial *t)
{
    print_message("%s (%s, %s): %s\n", row->name, what, profiles[p], reason_code(t->report.reason));
    for (size_t i = 0; i < t->report.chosen.num_findings; i++) {
        const struct finding *f = &t->report.chosen.findings[i];

        print_message("  %s at %d, severity %d, %s\n", rule_id(f->rule), f->cert, (int)f->severity,
                      err_id(f->err));
    }
}

static bool only_error(const struct report *r, enum rule rule)
{
    for (size_t i = 0; i < r->chosen.num_findings; i++) {
        const struct finding *f = &r->chosen.findings[i];

        if (f->severity == SEVERITY_ERROR && f->rule != rule)
            return false;
    }
    return true;
}

static bool bad_as_expected(const struct row *row, enum profile p, const struct trial *t,
                            enum reason got)
{
    const struct finding *f = trial_finding(t, row->rule);
    char level = row->levels[p];

    if (level == 'N')
        return got == REASON_OK && f == NULL;
    if (f == NULL || (row->cert != -2 && f->cert != row->cert))
        return false;
    if (level == 'W')
        return got == REASON_OK && f->severity == SEVERITY_WARNING;
    if (f->severity != SEVERITY_ERROR || rule_reason(row->rule) != row->reason)
        return false;
    if (row->with_others)
        return got != REASON_OK && path_has_error(&t->report.chosen);
    return got == row->reason && only_error(&t->report, row->rule);
}

static void test_row(void **state)
{
    const struct row *row = *state;
    bool well = true;

    for (enum profile p = 0; p < PROFILE_COUNT; p++) {
        struct trial t;
        struct set s;
        enum reason got;

        set_open(&s, &t, p);
        row->bad(&s);
        got = set_judge(&s);
        if (!bad_as_expected(row, p, &t, got)) {
            print_findings(row, "broken", p, &t);
            well = false;
        }
        trial_close(&t);

        set_open(&s, &t, p);
        if (row->good != NULL)
            row->good(&s);
        got = set_judge(&s);
        if (got != REASON_OK || trial_finding(&t, row->rule) != NULL) {
            print_findings(row, "neighbour", p, &t);
            well = false;
        }
        trial_close(&t);
    }
    assert_true(well);
}

/* The chain that everything starts from breaks no rule in any profile, not even as a warning. */
static void test_unbroken(void **state)
{
    (void)state;
    for (enum profile p = 0; p < PROFILE_COUNT; p++) {
        struct trial t;
        struct set s;

        set_open(&s, &t, p);
        assert_int_equal(set_judge(&s), REASON_OK);
        assert_int_equal(t.report.chosen.num_findings, 0);
        assert_true(t.report.chosen.anchored);
        assert_int_equal(t.report.chosen.num, 3);
        assert_int_equal(t.report.signatures_checked, 2);
        trial_close(&t);
    }
}

/* What is reported is the path that was built, not what was sent. */
static void test_built_path(void **state)
{
    struct fc_spec stranger;
    struct trial t;
    struct set s;
    struct span der[3];

    (void)state;
    set_open(&s, &t, PROFILE_WEBPKI);
    stranger = fc_ca_under(s.a, "C=US,O=Stranger,CN=CA", FKEY_P256_H, &s.root);
    s.more[s.num_more++] = stranger;
    s.more[s.num_more++] = s.root;
    s.more[s.num_more++] = s.leaf;
    assert_int_equal(set_judge(&s), REASON_OK);
    der[0] = fc_cert(s.a, &s.leaf);
    der[1] = fc_cert(s.a, &s.ca);
    der[2] = fc_cert(s.a, &s.root);
    assert_int_equal(t.report.chosen.num, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(span_eq(t.report.chosen.links[i].cert->der, der[i]));
    assert_int_equal(t.report.chosen.links[2].source, SOURCE_ANCHOR);
    trial_close(&t);
}

static void test_complete(void **state)
{
    bool seen[RULE_COUNT] = {false}, all = true;

    (void)state;
    for (size_t i = 0; i < sizeof exempt / sizeof exempt[0]; i++)
        seen[exempt[i].rule] = true;
    for (size_t i = 0; i < sizeof themes / sizeof themes[0]; i++) {
        for (size_t n = 0; n < themes[i]->num; n++)
            seen[themes[i]->rows[n].rule] = true;
    }
    for (enum rule r = 0; r < RULE_COUNT; r++) {
        if (!seen[r])
            print_message("no row breaks %s\n", rule_id(r));
        all = all && seen[r];
    }
    assert_true(all);
}

enum { TESTS_MAX = 700 };

int main(void)
{
    static struct CMUnitTest tests[TESTS_MAX] = {
        cmocka_unit_test(test_unbroken),
        cmocka_unit_test(test_complete),
        cmocka_unit_test(test_built_path),
    };
    size_t num = 3;

    for (size_t i = 0; i < sizeof themes / sizeof themes[0]; i++) {
        for (size_t n = 0; n < themes[i]->num && num < TESTS_MAX; n++) {
            const struct row *row = &themes[i]->rows[n];

            tests[num++] = (struct CMUnitTest){
                .name = row->name, .test_func = test_row, .initial_state = (void *)(uintptr_t)row};
        }
    }
    if (num == TESTS_MAX)
        return 99;
    return _cmocka_run_group_tests("rules", tests, num, NULL, NULL);
}
