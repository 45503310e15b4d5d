/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered of CRLs for other chains. */
#include "config.h"

#include "lib/path/known.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "tests/factory/trial.h"
#include "tests/unit/path/arena_kit.h"

/* Gives a CRL of this issuer to the trial, the n-th one, as one of the options. */
static void give_crl(struct trial *t, const struct fc_spec *issuer, enum fkey key)
{
    struct fc_crl crl = fc_crl_of(&arena, issuer);

    crl.key = key;
    assert_true(trial_crl(t, fc_crl(&arena, &crl)));
    struct crl *last = (struct crl *)(uintptr_t)t->crls[t->in.num_crls - 1];
    last->lasting = (uint32_t)t->in.num_crls;
}

/* The signatures of CRLs that last are verified for few chains only, whether they are right or
 * wrong; no answer is taken for that of another CRL. */
static void test_crls(void **state)
{
    struct fc_spec root = fc_root(&arena), ca = fc_intermediate(&arena), leaf = fc_leaf(&arena);
    struct known *known;
    struct trial t;
    (void)state;

    assert_int_equal(known_new(&known, 4 << 20), ERR_OK);
    trial_open(&t);
    t.judges_once = true; /* other tests share the knowns of the second judgement */
    t.in.known = known;
    t.in.revocation = REVOCATION_HARD;
    assert_true(trial_anchor(&t, fc_cert(&arena, &root)));
    assert_true(trial_helper(&t, fc_cert(&arena, &ca)));
    give_crl(&t, &root, root.key);
    give_crl(&t, &ca, ca.key);
    for (int i = 0; i < 5; i++)
        assert_int_equal(trial_judge(&t, fc_cert(&arena, &leaf)), REASON_OK);
    assert_int_equal(t.report.signatures_checked, 4);
    assert_int_equal(t.report.signatures_known, 4);
    /* Those that do not last are verified. */
    for (size_t i = 0; i < t.in.num_crls; i++)
        ((struct crl *)(uintptr_t)t.crls[i])->lasting = 0;
    assert_int_equal(trial_judge(&t, fc_cert(&arena, &leaf)), REASON_OK);
    assert_int_equal(t.report.signatures_known, 2);
    /* One that somebody else has signed. */
    t.in.num_crls = 0;
    give_crl(&t, &root, root.key);
    t.in.num_crls = 2;
    give_crl(&t, &ca, FKEY_P256_D);
    t.crls[1] = t.crls[2];
    t.in.num_crls = 2;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(trial_judge(&t, fc_cert(&arena, &leaf)), REASON_REVOCATION_UNKNOWN);
        assert_int_equal(trial_finding(&t, RULE_BAD_CRL)->err, ERR_SIG_MISMATCH);
        assert_int_equal(t.report.signatures_known, t.report.signatures_checked - (i == 0));
    }
    known_free(known);
    trial_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crls),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
