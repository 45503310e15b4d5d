/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revocation by CRLs, rule by rule: what a CRL must be, and what follows from it. */
#include "config.h"

#include "lib/path/revoke.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "tests/unit/path/revkit.h"

static void test_good(void **state)
{
    struct revkit *k = *state;

    assert_good(k);
    assert_null(trial_finding(&k->trial, RULE_REVOCATION_UNKNOWN));
    /* The leaf, its CA and a CRL for each. */
    assert_int_equal(k->trial.report.signatures_checked, 4);
}

static void test_modes(void **state)
{
    struct revkit *k = *state;

    k->no_root_crl = k->no_ca_crl = true;
    assert_unknown(k, ERR_OK);
    assert_int_equal(trial_finding(&k->trial, RULE_REVOCATION_UNKNOWN)->severity, SEVERITY_ERROR);
    k->trial.in.revocation = REVOCATION_SOFT;
    assert_good(k);
    assert_int_equal(trial_finding(&k->trial, RULE_REVOCATION_UNKNOWN)->severity, SEVERITY_WARNING);
    k->trial.in.revocation = REVOCATION_OFF;
    assert_good(k);
    assert_null(trial_finding(&k->trial, RULE_REVOCATION_UNKNOWN));
    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, 1);
    k->no_ca_crl = false;
    assert_good(k);
    k->trial.in.revocation = REVOCATION_SOFT;
    assert_revoked(k);
}

/* Every certificate but the anchor is asked about. */
static void test_one_missing(void **state)
{
    struct revkit *k = *state;

    k->no_root_crl = true;
    assert_unknown(k, ERR_OK);
    assert_int_equal(trial_finding(&k->trial, RULE_REVOCATION_UNKNOWN)->cert, 1);
    k->no_root_crl = false;
    k->no_ca_crl = true;
    assert_unknown(k, ERR_OK);
    assert_int_equal(trial_finding(&k->trial, RULE_REVOCATION_UNKNOWN)->cert, 0);
}

static void test_revoked(void **state)
{
    struct revkit *k = *state;

    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, 4);
    assert_revoked(k);
    const struct finding *f = trial_finding(&k->trial, RULE_REVOKED);
    assert_int_equal(f->cert, 0);
    assert_int_equal(f->a, FC_NOW - 2 * FC_DAY);
    assert_int_equal(f->b, 4);
    assert_true(span_eq(f->at, k->leaf.serial));
    assert_true(span_eq(f->other, k->ca.subject));
}

static void test_revoked_ca(void **state)
{
    struct revkit *k = *state;

    fc_revoke(&k->arena, &k->root_crl, k->ca.serial, -1);
    assert_revoked(k);
    assert_int_equal(trial_finding(&k->trial, RULE_REVOKED)->cert, 1);
    assert_int_equal(trial_finding(&k->trial, RULE_REVOKED)->b, -1);
}

static void test_others_revoked(void **state)
{
    struct revkit *k = *state;

    fc_revoke(&k->arena, &k->ca_crl, SPAN_LIT("\x05"), 1);
    /* The same number, but of another issuer. */
    fc_revoke(&k->arena, &k->root_crl, k->leaf.serial, 1);
    assert_good(k);
}

static void test_hold(void **state)
{
    struct revkit *k = *state;

    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, CRL_HOLD);
    assert_revoked(k);
}

static void test_current(void **state)
{
    struct revkit *k = *state;

    k->ca_crl.this_update = FC_NOW;
    k->ca_crl.next_update = FC_NOW;
    assert_good(k);
    k->ca_crl.next_update = FC_NOW - 1;
    k->ca_crl.this_update = FC_NOW - 10;
    assert_stale(k);
    assert_int_equal(trial_finding(&k->trial, RULE_STALE_CRL)->a, FC_NOW - 1);
    assert_int_equal(trial_finding(&k->trial, RULE_STALE_CRL)->b, FC_NOW - 10);
    k->ca_crl.this_update = FC_NOW + 1;
    k->ca_crl.next_update = FC_NOW + 10;
    assert_stale(k);
    k->ca_crl.this_update = FC_NOW - 1;
    k->ca_crl.next_update = INT64_MIN;
    assert_stale(k);
    k->trial.in.revocation = REVOCATION_SOFT;
    assert_good(k);
    assert_int_equal(trial_finding(&k->trial, RULE_STALE_CRL)->severity, SEVERITY_WARNING);
}

/* What was revoked stays so, unless it was on hold. */
static void test_stale_and_revoked(void **state)
{
    struct revkit *k = *state;
    struct fc_entry *e = fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, 1);

    k->ca_crl.this_update = FC_NOW - 10 * FC_DAY;
    k->ca_crl.next_update = FC_NOW - 5 * FC_DAY;
    e->date = FC_NOW - 11 * FC_DAY;
    assert_revoked(k);
    fc_set(&e->exts, FC_OID_REASON, false, SPAN_LIT("\x0a\x01\x06"));
    assert_stale(k);
    fc_set(&e->exts, FC_OID_REASON, false, SPAN_LIT("\x0a\x01\x01"));
    /* A CRL of the future about a revocation of the future. */
    k->ca_crl.this_update = FC_NOW + 2 * FC_DAY;
    k->ca_crl.next_update = FC_NOW + 5 * FC_DAY;
    e->date = FC_NOW + FC_DAY;
    assert_stale(k);
}

static void test_signature(void **state)
{
    struct revkit *k = *state;

    k->ca_crl.corrupt = true;
    assert_bad_crl(k, ERR_SIG_MISMATCH);
    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, 1);
    assert_bad_crl(k, ERR_SIG_MISMATCH);
    k->ca_crl.corrupt = false;
    k->ca_crl.key = FKEY_P256_F;
    assert_bad_crl(k, ERR_SIG_MISMATCH);
    k->trial.in.revocation = REVOCATION_SOFT;
    assert_good(k);
}

static void test_number_absent(void **state)
{
    struct revkit *k = *state;

    fc_drop(&k->ca_crl.exts, FC_OID_CRL_NUMBER);
    assert_bad_crl(k, ERR_CRL_NUMBER_ABSENT);
    k->trial.in.revocation = REVOCATION_SOFT;
    assert_good(k);
    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, 1);
    assert_revoked(k);
}

static void test_unknown_critical(void **state)
{
    struct revkit *k = *state;

    fc_add(&k->ca_crl.exts, FC_UNKNOWN_OID, false, fd_null(&k->arena));
    assert_good(k);
    fc_set(&k->ca_crl.exts, FC_UNKNOWN_OID, true, fd_null(&k->arena));
    assert_bad_crl(k, ERR_CRL_UNKNOWN_CRITICAL);
    fc_drop(&k->ca_crl.exts, FC_UNKNOWN_OID);
    /* In an entry it spoils the whole list. */
    struct fc_entry *e = fc_revoke(&k->arena, &k->ca_crl, SPAN_LIT("\x05"), 1);
    fc_add(&e->exts, FC_UNKNOWN_OID, true, fd_null(&k->arena));
    assert_bad_crl(k, ERR_CRL_UNKNOWN_CRITICAL);
    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, CRL_HOLD);
    assert_revoked(k);
}

static void test_defect(void **state)
{
    struct revkit *k = *state;

    k->ca_crl.entries_raw = SPAN_LIT("\x30\x00");
    assert_bad_crl(k, ERR_CRL_EMPTY_LIST);
    k->ca_crl.entries_raw = (struct span){0};
    fc_add(&k->ca_crl.exts, FC_OID_CRL_NUMBER, false, fd_int(&k->arena, 8));
    assert_bad_crl(k, ERR_EXT_DUPLICATE);
    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, 1);
    assert_revoked(k);
}

static void test_weak(void **state)
{
    struct revkit *k = *state;

    k->ca_crl.sig = FSIG_ECDSA_SHA1;
    assert_bad_crl(k, ERR_CRL_WEAK);
    k->trial.in.allow_weak = true;
    assert_good(k);
}

/* Of two CRLs with the same scope the newer one counts, in whatever order they come. */
static void test_newest(void **state)
{
    struct revkit *k = *state;
    struct fc_crl *other = revkit_crl(k, k->ca_crl);

    other->this_update -= FC_DAY;
    fc_revoke(&k->arena, other, k->leaf.serial, CRL_HOLD);
    assert_good(k);
    other->this_update += 2 * FC_DAY - 1;
    assert_revoked(k);
}

static void set_number(struct revkit *k, struct fc_crl *crl, int number)
{
    fc_set(&crl->exts, FC_OID_CRL_NUMBER, false, fd_int(&k->arena, number));
}

/* RFC 5280 5.2.3: of two CRLs of the same time the number says which supersedes the other. */
static void test_number_decides(void **state)
{
    static const int numbers[][2] = {
        {7, 8}, {0x7f, 0x80}, {0xff, 0x100}, {0, 1}, {0xffff, 0x10000}};
    struct revkit *k = *state;
    struct fc_crl *other = revkit_crl(k, k->ca_crl);

    fc_revoke(&k->arena, other, k->leaf.serial, CRL_HOLD);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        set_number(k, &k->ca_crl, numbers[i][0]);
        set_number(k, other, numbers[i][1]);
        assert_revoked(k);
        set_number(k, &k->ca_crl, numbers[i][1]);
        set_number(k, other, numbers[i][0]);
        assert_good(k);
    }
    /* In whichever order they come. */
    struct fc_crl swapped = k->ca_crl;
    k->ca_crl = *other;
    *other = swapped;
    assert_good(k);
    set_number(k, &k->ca_crl, 0x20000);
    assert_revoked(k);
    /* A later time goes before a higher number. */
    other->this_update++;
    assert_good(k);
}

/* Neither supersedes the other: what one of them revokes is revoked. */
static void test_same_number(void **state)
{
    struct revkit *k = *state;
    struct fc_crl *other = revkit_crl(k, k->ca_crl);

    assert_good(k);
    fc_revoke(&k->arena, other, k->leaf.serial, CRL_HOLD);
    assert_revoked(k);
    struct fc_crl swapped = k->ca_crl;
    k->ca_crl = *other;
    *other = swapped;
    assert_revoked(k);
}

/* RFC 5280 5: version 1 counts as a complete CRL; it has no number. */
static void test_version_1(void **state)
{
    struct revkit *k = *state;

    k->ca_crl.version = 1;
    k->ca_crl.exts.num = 0;
    assert_good(k);
    /* One of the same time with a number does not supersede it. */
    struct fc_crl *numbered = revkit_crl(k, fc_crl_of(&k->arena, &k->ca));
    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, CRL_HOLD);
    assert_revoked(k);
    numbered->this_update++;
    assert_good(k);
    k->num_crls = 0;
    k->ca_crl.num_entries = 0;
    fc_add(&k->ca_crl.exts, FC_OID_CRL_NUMBER, false, fd_int(&k->arena, 7));
    assert_bad_crl(k, ERR_CRL_V1_EXTENSIONS);
}

/* A CRL of no use does not harm where another one serves. */
static void test_useless_beside_good(void **state)
{
    struct revkit *k = *state;
    struct fc_crl *other = revkit_crl(k, k->ca_crl);

    other->corrupt = true;
    other->this_update++;
    fc_revoke(&k->arena, other, k->leaf.serial, 1);
    assert_good(k);
    assert_null(trial_finding(&k->trial, RULE_BAD_CRL));
}

/* No flipped bit of a CRL makes a good one of one that revokes. */
static void test_flips(void **state)
{
    struct revkit *k = *state;
    struct trial *t = &k->trial;
    struct arena *a = &k->arena;

    fc_revoke(a, &k->ca_crl, k->leaf.serial, 1);
    assert_revoked(k);
    struct span der = fc_crl(a, &k->ca_crl), leaf = fc_cert(a, &k->leaf);
    for (size_t i = 0; i < der.n; i++) {
        uint8_t *p = fd_alloc(a, der.n);
        struct fail f = {0};
        struct crl crl;
        memcpy(p, der.p, der.n);
        p[i] ^= (uint8_t)(1 << i % 8);
        if (crl_parse(&crl, span_of(p, der.n), &f) != ERR_OK)
            continue;
        t->crls[1] = &crl;
        assert_int_not_equal(trial_judge(t, leaf), REASON_OK);
    }
}

/* Asks `times` times about the chain that was judged last, within one budget for all. */
static enum reason ask_times(struct revkit *k, int times, uint64_t signatures, uint64_t comparisons)
{
    struct trial *t = &k->trial;
    struct budget budget = {.signatures = signatures, .comparisons = comparisons};
    struct report report = {.arena = &t->work};
    struct path path = {0};
    struct keyring keys;
    struct revoker revoker = {.in = &t->in, .keys = &keys, .arena = &t->work};

    keyring_init(&keys, &t->work, &budget);
    for (int i = 0; i < times; i++) {
        path = t->report.chosen;
        path.findings = NULL;
        path.num_findings = path.cap_findings = 0;
        assert_int_equal(revoke_path(&report, &path, &revoker), ERR_OK);
    }
    keyring_free(&keys);
    const struct finding *f = path_headline(&path);
    return f == NULL ? REASON_OK : rule_reason(f->rule);
}

static enum reason ask_again(struct revkit *k, uint64_t signatures, uint64_t comparisons)
{
    return ask_times(k, 1, signatures, comparisons);
}

static void test_budget_of_signatures(void **state)
{
    struct revkit *k = *state;

    assert_good(k);
    assert_int_equal(ask_again(k, 2, 100), REASON_OK);
    assert_int_equal(ask_again(k, 1, 100), REASON_LIMIT);
}

/* A long list is not walked as often as one likes. */
static void test_budget_of_entries(void **state)
{
    struct revkit *k = *state;
    struct arena *a = &k->arena;
    struct span list = FD(a, DER_SEQUENCE, fd_int(a, 5), fd_time(a, FC_NOW));

    assert_good(k);
    assert_int_equal(ask_again(k, 2, 20), REASON_OK);
    for (int i = 0; i < 15; i++)
        list = FD_CAT(a, list, list);
    k->ca_crl.entries_raw = fd_tlv(a, DER_SEQUENCE, list);
    assert_good(k);
    /* Nor digested: a unit for each KiB, and one for each half of it that is walked. */
    assert_int_equal(ask_again(k, 2, 20), REASON_LIMIT);
    assert_int_equal(ask_again(k, 2, list.n / 1024 + 20), REASON_LIMIT);
    assert_int_equal(ask_again(k, 2, list.n / 1024 + list.n / 512 + 20), REASON_OK);
}

/* More than a hundred KiB of entries. */
static size_t many_entries(struct revkit *k)
{
    struct arena *a = &k->arena;
    struct span list = FD(a, DER_SEQUENCE, fd_int(a, 5), fd_time(a, FC_NOW));

    for (int i = 0; i < 13; i++)
        list = FD_CAT(a, list, list);
    k->ca_crl.entries_raw = fd_tlv(a, DER_SEQUENCE, list);
    return list.n;
}

/* A certificate that stands in many paths costs one walk over its CRL. */
static void test_walked_once(void **state)
{
    struct revkit *k = *state;
    size_t n = many_entries(k);

    assert_good(k);
    assert_int_equal(ask_times(k, 1, 2, n / 1024 + n / 512 - 1), REASON_LIMIT);
    assert_int_equal(ask_times(k, 5, 2, n / 1024 + n / 512 + 100), REASON_OK);
}

/* What the issuer has not signed is not walked at all. */
static void test_stranger(void **state)
{
    struct revkit *k = *state;
    size_t n = many_entries(k);

    k->ca_crl.corrupt = true;
    assert_bad_crl(k, ERR_SIG_MISMATCH);
    assert_int_equal(ask_times(k, 1, 2, n / 1024 + 100), REASON_REVOCATION_UNKNOWN);
    /* Nor is it digested, where it bears another name. */
    k->ca_crl.issuer = fc_name(&k->arena, "CN=Stranger");
    assert_unknown(k, ERR_OK);
    assert_int_equal(ask_times(k, 1, 2, 100), REASON_REVOCATION_UNKNOWN);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, revkit_setup, revkit_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_good),
        TEST(test_modes),
        TEST(test_one_missing),
        TEST(test_revoked),
        TEST(test_revoked_ca),
        TEST(test_others_revoked),
        TEST(test_hold),
        TEST(test_current),
        TEST(test_stale_and_revoked),
        TEST(test_signature),
        TEST(test_number_absent),
        TEST(test_unknown_critical),
        TEST(test_defect),
        TEST(test_weak),
        TEST(test_newest),
        TEST(test_number_decides),
        TEST(test_same_number),
        TEST(test_version_1),
        TEST(test_useless_beside_good),
        TEST(test_flips),
        TEST(test_budget_of_signatures),
        TEST(test_budget_of_entries),
        TEST(test_walked_once),
        TEST(test_stranger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
