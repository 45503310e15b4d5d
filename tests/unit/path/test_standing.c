/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The status of a certificate from all sources together. */
#include "config.h"

#include "tests/unit/path/ocspkit.h"

/* Revoked by one valid source wins; else good by one; else the nearest trouble. */
static void test_combination(void **state)
{
    struct bench b;
    struct fc_ocsp bad;

    open_bench(&b, state);
    bad = b.response;
    bad.spec.corrupt = true;
    give(&b, &bad);
    give(&b, &b.response);
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    assert_int_equal(b.k->trial.report.num_answers, 3); /* the CA has one of its CRL */
    b.response.spec.singles[0].status = MINT_REVOKED;
    b.k->no_ca_crl = false; /* good by CRL, revoked by OCSP */
    assert_gone(&b);
    b.response.spec.singles[0].status = MINT_GOOD;
    fc_revoke(b.a, &b.k->ca_crl, b.k->leaf.serial, 1);
    assert_answer(&b, "revoked", "good", ERR_OK);
    /* A response that is no good does not hide that the CRL is stale. */
    b.k->ca_crl.num_entries = 0;
    b.k->ca_crl.next_update = FC_NOW - 1;
    b.response.spec.result = 3;
    assert_string_equal(reason_code(judge(&b)), "revocation-unknown");
    b.k->trial.in.revocation = REVOCATION_SOFT;
    assert_string_equal(reason_code(judge(&b)), "ok");
}

/* The intermediate's own status comes from its issuer. */
static void test_intermediate(void **state)
{
    struct bench b;
    struct fc_ocsp of_ca;

    open_bench(&b, state);
    b.k->no_root_crl = true;
    of_ca = fc_ocsp_of(b.a, &b.k->root, &b.k->ca);
    give(&b, &b.response);
    assert_string_equal(reason_code(revkit_judge(b.k)), "revocation-unknown");
    give(&b, &of_ca);
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    of_ca.spec.singles[0].status = MINT_REVOKED;
    b.num = 1;
    give(&b, &of_ca);
    assert_string_equal(reason_code(revkit_judge(b.k)), "revoked");
    assert_int_equal(trial_finding(&b.k->trial, RULE_REVOKED_OCSP)->cert, 1);
}

/* What came with a handshake or was fetched. */
static void bring(struct bench *b, enum evidence_source source, const struct cert *target)
{
    b->num = 0;
    give(b, &b->response);
    b->given[0].source = source;
    b->given[0].target = target;
    b->evidence.ocsp = b->given;
    b->evidence.num_ocsp = 1;
    b->k->trial.in.num_ocsp = 0;
    b->k->trial.in.evidence = &b->evidence;
}

/* Without --revocation a staple can still refuse: it came unasked, and is signed by the CA. */
static void test_staple(void **state)
{
    struct bench b;
    struct cert leaf;
    struct fail f = {0};

    open_bench(&b, state);
    b.k->trial.in.revocation = REVOCATION_OFF;
    assert_int_equal(cert_parse(&leaf, fc_cert(b.a, &b.k->leaf), &f), ERR_OK);
    bring(&b, EVIDENCE_STAPLE, &leaf);
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    assert_int_equal(answer_of(&b)->status, REV_STATUS_GOOD);
    assert_int_equal(answer_of(&b)->source, EVIDENCE_STAPLE);
    b.response.spec.singles[0].status = MINT_REVOKED;
    bring(&b, EVIDENCE_STAPLE, &leaf);
    assert_string_equal(reason_code(revkit_judge(b.k)), "revoked");
    bring(&b, EVIDENCE_FILE, &leaf); /* nobody asked */
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    b.response.spec.corrupt = true; /* a forgery is a warning */
    bring(&b, EVIDENCE_STAPLE, &leaf);
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    assert_int_equal(trial_finding(&b.k->trial, RULE_BAD_OCSP)->severity, SEVERITY_WARNING);
    /* It was sent for this certificate and is about another. */
    b.response.spec.corrupt = false;
    b.response.spec.singles[0].id = mint_cert_id(b.a, DIGEST_SHA1, b.k->ca.subject,
                                                 fkey_spki(b.a, b.k->ca.key), SPAN_LIT("\x01"));
    bring(&b, EVIDENCE_STAPLE, &leaf);
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    assert_int_equal(answer_of(&b)->err, ERR_OCSP_OTHER_CERT);
}

/* RFC 7633: refused under hard, a warning else; what stands for the staple depends on whether there
 * was a handshake. */
static void test_must_staple(void **state)
{
    struct bench b;
    struct cert leaf;
    struct fail f = {0};

    open_bench(&b, state);
    fc_add(&b.k->leaf.exts, FC_OID_TLS_FEATURE, false, extval_tls_feature(b.a, 5));
    assert_int_equal(cert_parse(&leaf, fc_cert(b.a, &b.k->leaf), &f), ERR_OK);
    assert_ok(&b); /* the file's response stands for it */
    assert_null(trial_finding(&b.k->trial, RULE_MUST_STAPLE));
    b.k->trial.in.num_ocsp = 0;
    b.k->no_ca_crl = false;
    assert_string_equal(reason_code(revkit_judge(b.k)), "must-staple");
    b.k->trial.in.revocation = REVOCATION_SOFT;
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    assert_int_equal(trial_finding(&b.k->trial, RULE_MUST_STAPLE)->severity, SEVERITY_WARNING);

    b.evidence.asked_staple = true;
    bring(&b, EVIDENCE_STAPLE, &leaf);
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    assert_null(trial_finding(&b.k->trial, RULE_MUST_STAPLE));
    b.k->trial.in.revocation = REVOCATION_HARD;
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    bring(&b, EVIDENCE_FETCHED, &leaf); /* good, and no staple */
    assert_string_equal(reason_code(revkit_judge(b.k)), "must-staple");
    assert_int_equal(trial_finding(&b.k->trial, RULE_MUST_STAPLE)->a, STAPLE_MISSING);
    b.response.spec.result = 3;
    bring(&b, EVIDENCE_STAPLE, &leaf);
    assert_string_equal(reason_code(revkit_judge(b.k)), "must-staple");
    assert_int_equal(trial_finding(&b.k->trial, RULE_MUST_STAPLE)->a, STAPLE_NOT_GOOD);
    b.k->trial.in.revocation = REVOCATION_OFF;
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    assert_int_equal(trial_finding(&b.k->trial, RULE_MUST_STAPLE)->severity, SEVERITY_WARNING);
}

/* An outage is no revocation, and names its URL. */
static void test_outage(void **state)
{
    struct bench b;
    struct cert leaf;
    struct fail f = {0};
    const struct evidence_outage outage = {.target = &leaf,
                                           .is_ocsp = true,
                                           .url = "http://ocsp.example.com",
                                           .err = ERR_NET_TIMEOUT,
                                           .text = SPAN_LIT("timed out")};

    open_bench(&b, state);
    assert_int_equal(cert_parse(&leaf, fc_cert(b.a, &b.k->leaf), &f), ERR_OK);
    b.evidence = (struct evidence){.outages = &outage, .num_outages = 1};
    b.k->trial.in.evidence = &b.evidence;
    assert_string_equal(reason_code(revkit_judge(b.k)), "revocation-unknown");
    const struct finding *found = trial_finding(&b.k->trial, RULE_REVOCATION_OUTAGE);
    assert_non_null(found);
    assert_true(span_eq(found->other, SPAN_LIT("http://ocsp.example.com")));
    assert_null(trial_finding(&b.k->trial, RULE_REVOCATION_UNKNOWN));
    assert_int_equal(answer_of(&b)->status, REV_STATUS_UNREACHABLE);
    b.k->trial.in.revocation = REVOCATION_SOFT;
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    assert_int_equal(trial_finding(&b.k->trial, RULE_REVOCATION_OUTAGE)->severity,
                     SEVERITY_WARNING);
    b.k->trial.in.revocation = REVOCATION_HARD;
    assert_ok(&b); /* another source is enough */
    assert_null(trial_finding(&b.k->trial, RULE_REVOCATION_OUTAGE));
}

/* BR 1.6.1: no status is needed, but a revocation still counts. */
static void test_short_lived(void **state)
{
    struct bench b;

    open_bench(&b, state);
    b.k->leaf.not_before = FC_NOW - FC_DAY;
    b.k->leaf.not_after = b.k->leaf.not_before + 7 * FC_DAY - 1;
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    assert_int_equal(b.k->trial.report.answers[0].mechanism, REV_SHORT_LIVED);
    assert_int_equal(b.k->trial.report.answers[0].status, REV_STATUS_NOT_NEEDED);
    b.k->leaf.not_after++;
    assert_string_equal(reason_code(revkit_judge(b.k)), "revocation-unknown");
    b.k->leaf.not_after--;
    b.response.spec.singles[0].status = MINT_REVOKED;
    assert_gone(&b);
}

/* Sources that the certificate names and nobody asked. */
static void test_not_asked(void **state)
{
    struct bench b;

    open_bench(&b, state);
    b.k->trial.in.revocation = REVOCATION_OFF;
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    assert_int_equal(answer_of(&b)->status, REV_STATUS_NOT_ASKED);
    assert_string_equal(answer_of(&b)->origin, "http://ocsp.example.com");
    b.response.spec.singles[0].status = MINT_REVOKED;
    assert_string_equal(reason_code(judge(&b)), "ok"); /* that of a file is not asked either */
    b.k->trial.in.num_ocsp = 0;
    fc_drop(&b.k->leaf.exts, FC_OID_AIA);
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    assert_int_equal(b.k->trial.report.num_answers, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, revkit_setup, revkit_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_combination), TEST(test_intermediate), TEST(test_staple),
        TEST(test_must_staple), TEST(test_outage),       TEST(test_short_lived),
        TEST(test_not_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
