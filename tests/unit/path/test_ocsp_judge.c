/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one OCSP response says (RFC 6960 3.2, 4.2.2). */
#include "config.h"

#include "tests/unit/path/ocspkit.h"

static void test_statuses(void **state)
{
    struct bench b;
    struct mint_single *m = &b.response.spec.singles[0];

    open_bench(&b, state);
    assert_ok(&b);
    assert_int_equal(answer_of(&b)->this_update, FC_NOW - 3600);
    assert_int_equal(answer_of(&b)->next_update, FC_NOW + 3 * FC_DAY);
    m->status = MINT_UNKNOWN;
    assert_answer(&b, "revocation-unknown", "unknown", ERR_OK);
    assert_non_null(trial_finding(&b.k->trial, RULE_OCSP_UNKNOWN));
    m->status = MINT_REVOKED;
    m->reason = 1;
    assert_gone(&b);
    assert_int_equal(answer_of(&b)->revoked_at, FC_NOW - 2 * FC_DAY);
    assert_int_equal(answer_of(&b)->reason, 1);
    const struct finding *f = trial_finding(&b.k->trial, RULE_REVOKED_OCSP);
    assert_non_null(f);
    assert_int_equal(f->a, FC_NOW - 2 * FC_DAY);
    assert_true(span_eq(f->other, SPAN_LIT("response.der")));
}

/* 4.2.1: a response without content is no answer, and nothing about the certificate. */
static void test_results(void **state)
{
    static const enum err errs[] = {ERR_OCSP_MALFORMED_REQUEST, ERR_OCSP_INTERNAL_ERROR,
                                    ERR_OCSP_TRY_LATER,         ERR_OCSP_RESULT,
                                    ERR_OCSP_SIG_REQUIRED,      ERR_OCSP_UNAUTHORIZED};
    struct bench b;

    open_bench(&b, state);
    for (unsigned i = 0; i < sizeof errs / sizeof errs[0]; i++) {
        b.response.spec.result = i + 1;
        assert_unusable(&b, errs[i]);
    }
    b.response.spec.result = 0;
    b.response.spec.type = FC_UNKNOWN_OID;
    assert_unusable(&b, ERR_OCSP_TYPE);
}

/* 3.2 (1): the response is about this certificate: its serial number, its issuer's name and key. */
static void test_cert_id(void **state)
{
    struct bench b;
    struct mint_single *m = &b.response.spec.singles[0];

    open_bench(&b, state);
    m->id = mint_cert_id(b.a, DIGEST_SHA256, b.k->ca.subject, fkey_spki(b.a, b.k->ca.key),
                         b.k->leaf.serial);
    assert_ok(&b);
    m->id = mint_cert_id(b.a, DIGEST_SHA1, b.k->ca.subject, fkey_spki(b.a, b.k->ca.key),
                         SPAN_LIT("\x01"));
    assert_string_equal(reason_code(judge(&b)), "revocation-unknown");
    assert_null(trial_finding(&b.k->trial, RULE_BAD_OCSP));
    assert_non_null(trial_finding(&b.k->trial, RULE_REVOCATION_UNKNOWN));
    m->id = mint_cert_id(b.a, DIGEST_SHA1, b.k->root.subject, fkey_spki(b.a, b.k->ca.key),
                         b.k->leaf.serial);
    assert_string_equal(reason_code(judge(&b)), "revocation-unknown");
    m->id = mint_cert_id(b.a, DIGEST_SHA1, b.k->ca.subject, fkey_spki(b.a, FKEY_P256_D),
                         b.k->leaf.serial);
    assert_string_equal(reason_code(judge(&b)), "revocation-unknown");
    /* A hash that we do not know. */
    m->id = FD(b.a, DER_SEQUENCE, FD(b.a, DER_SEQUENCE, fd_oid(b.a, FC_UNKNOWN_OID)),
               fd_octets(b.a, SPAN_LIT("x")), fd_octets(b.a, SPAN_LIT("y")),
               fd_tlv(b.a, DER_INTEGER, b.k->leaf.serial));
    assert_unusable(&b, ERR_OCSP_HASH);
}

/* 3.2 (2) to (4), 4.2.2.2: the issuer's key, which the responderID names. */
static void test_issuer_signs(void **state)
{
    struct bench b;

    open_bench(&b, state);
    b.response.spec.name = b.k->ca.subject;
    assert_ok(&b);
    b.response.spec.corrupt = true;
    assert_unusable(&b, ERR_SIG_MISMATCH);
    b.response.spec.corrupt = false;
    b.response.key = FKEY_P256_D;
    assert_unusable(&b, ERR_SIG_MISMATCH);
    b.response.key = b.k->ca.key;
    b.response.spec.name = b.k->root.subject;
    assert_unusable(&b, ERR_OCSP_RESPONDER);
    b.response.spec.name = (struct span){0};
    b.response.spec.key_hash = fkey_id(b.a, FKEY_P256_D);
    assert_unusable(&b, ERR_OCSP_RESPONDER);
    /* The root is not the issuer, though it is above it. */
    b.response.key = b.k->root.key;
    b.response.spec.key_hash = fkey_id(b.a, b.k->root.key);
    assert_unusable(&b, ERR_OCSP_RESPONDER);
}

static void test_delegated(void **state)
{
    struct bench b;
    struct fc_exts *e = &b.responder.exts;

    open_bench(&b, state);
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_ok(&b);
    b.response.spec.name = (struct span){0};
    b.response.spec.key_hash = fkey_id(b.a, b.responder.key);
    assert_ok(&b);
    b.response.spec.key_hash = fkey_id(b.a, FKEY_P256_D);
    assert_unusable(&b, ERR_OCSP_RESPONDER);
    fc_ocsp_by(b.a, &b.response, &b.responder);
    b.response.spec.num_certs = 0;
    assert_unusable(&b, ERR_OCSP_RESPONDER);
    fc_ocsp_by(b.a, &b.response, &b.responder);
    b.response.key = FKEY_P256_D;
    assert_unusable(&b, ERR_SIG_MISMATCH);

    fc_set(e, FC_OID_EKU, false, fc_eku(b.a, FC_EKU_ANY));
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_unusable(&b, ERR_OCSP_SIGNER_EKU);
    fc_drop(e, FC_OID_EKU);
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_unusable(&b, ERR_OCSP_SIGNER_EKU);
    fc_set(e, FC_OID_EKU, false, fc_eku(b.a, FC_EKU_OCSP));
    fc_set(e, FC_OID_KU, true, fc_ku(b.a, KU_KEY_ENCIPHERMENT));
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_unusable(&b, ERR_OCSP_SIGNER_USAGE);
    fc_set(e, FC_OID_KU, true, fc_ku(b.a, KU_NON_REPUDIATION));
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_ok(&b);
    fc_drop(e, FC_OID_KU);
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_ok(&b);
}

/* A delegated responder is issued directly by the CA, valid, and keeps the rules of
 * certificates. */
static void test_delegated_path(void **state)
{
    struct bench b;

    open_bench(&b, state);
    b.responder.not_after = FC_NOW - 1;
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_unusable(&b, ERR_OCSP_SIGNER_PATH);
    b.responder.not_after = FC_NOW;
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_ok(&b);
    b.responder.issuer_key = FKEY_P256_D;
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_unusable(&b, ERR_OCSP_SIGNER_PATH);
    fc_reissue(b.a, &b.responder, &b.k->root);
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_unusable(&b, ERR_OCSP_SIGNER_ISSUER);
    fc_reissue(b.a, &b.responder, &b.k->ca);
    fc_add(&b.responder.exts, FC_UNKNOWN_OID, true, fd_null(b.a));
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_unusable(&b, ERR_OCSP_SIGNER_PATH);
    fc_drop(&b.responder.exts, FC_UNKNOWN_OID);
    fc_rekey(b.a, &b.responder, FKEY_RSA1024_A);
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_unusable(&b, ERR_OCSP_SIGNER_PATH);
    /* The certificate whose status is asked is no responder of its own. */
    b.response.key = b.k->leaf.key;
    b.response.spec.name = b.k->leaf.subject;
    b.response.spec.certs[0] = fc_cert(b.a, &b.k->leaf);
    assert_unusable(&b, ERR_OCSP_SIGNER_EKU);
}

/* 4.2.2.2.1: without nocheck the responder's own status counts. */
static void test_responder_status(void **state)
{
    struct bench b;

    open_bench(&b, state);
    fc_drop(&b.responder.exts, FC_OID_OCSP_NOCHECK);
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_unusable(&b, ERR_OCSP_SIGNER_STATUS);
    b.k->trial.in.revocation = REVOCATION_SOFT;
    assert_ok(&b);
    b.k->trial.in.revocation = REVOCATION_HARD;
    b.k->no_ca_crl = false;
    assert_ok(&b);
    fc_revoke(b.a, &b.k->ca_crl, b.responder.serial, 1);
    assert_string_equal(reason_code(judge(&b)), "ok"); /* the CRL speaks for the leaf */
    assert_int_equal(answer_of(&b)->err, ERR_OCSP_SIGNER_REVOKED);
    fc_add(&b.responder.exts, FC_OID_OCSP_NOCHECK, false, fd_null(b.a));
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_ok(&b);
}

/* The leaf's intermediate under one more, which two roots have certified: one has revoked it.  The
 * CRL about the responder is by a signer that has a path to this first root alone. */
static struct fc_spec two_roots(struct bench *b)
{
    struct revkit *k = b->k;
    struct fc_spec other = fc_root(b->a), mid, signer = fc_leaf_under(b->a, &k->root);
    struct span uri = fc_uri(b->a, "http://example.com/responders.crl");

    other.subject = other.issuer = fc_name(b->a, "CN=Other Root");
    other.issuer_key = FKEY_P256_E;
    fc_rekey(b->a, &other, FKEY_P256_E);
    mid = fc_ca_under(b->a, "CN=Middle", FKEY_P256_D, &k->root);
    mid.serial = SPAN_LIT("\x61");
    fc_reissue(b->a, &k->ca, &mid);
    revkit_helper(k, mid);
    fc_revoke(b->a, &k->root_crl, mid.serial, 1);
    revkit_crl(k, fc_crl_of(b->a, &mid));
    fc_reissue(b->a, &mid, &other);
    revkit_helper(k, mid);
    revkit_crl(k, fc_crl_of(b->a, &other));

    signer.subject = k->ca.subject;
    signer.serial = SPAN_LIT("\x62");
    fc_rekey(b->a, &signer, FKEY_P256_F);
    fc_set(&signer.exts, FC_OID_KU, true, fc_ku(b->a, KU_CRL_SIGN));
    fc_drop(&signer.exts, FC_OID_EKU);
    fc_drop(&signer.exts, FC_OID_SAN);
    revkit_helper(k, signer);
    struct fc_crl *crl = revkit_crl(k, fc_crl_of(b->a, &signer));
    fc_set(&crl->exts, FC_OID_IDP, true, fc_idp(b->a, (struct fc_idp){.names = uri}));
    fc_drop(&b->responder.exts, FC_OID_OCSP_NOCHECK);
    fc_add(&b->responder.exts, FC_OID_CRLDP, false, revkit_point(k, uri, 0, (struct span){0}));
    return other;
}

/* RFC 5280 6.3.3 (f): the status of a responder is that under the anchor of the path. */
static void test_responder_of_two_paths(void **state)
{
    struct bench b;

    open_bench(&b, state);
    struct fc_spec other = two_roots(&b);
    b.response = fc_ocsp_of(b.a, &b.k->ca, &b.k->leaf);
    fc_ocsp_by(b.a, &b.response, &b.responder);
    assert_string_equal(reason_code(judge(&b)), "revoked");
    assert_true(trial_anchor(&b.k->trial, fc_cert(b.a, &other)));
    assert_int_not_equal(trial_judge(&b.k->trial, fc_cert(b.a, &b.k->leaf)), REASON_OK);
    /* Without the revocation the first path serves, and with nocheck both do. */
    fc_add(&b.responder.exts, FC_OID_OCSP_NOCHECK, false, fd_null(b.a));
    fc_ocsp_by(b.a, &b.response, &b.responder);
    judge(&b);
    assert_true(trial_anchor(&b.k->trial, fc_cert(b.a, &other)));
    assert_int_equal(trial_judge(&b.k->trial, fc_cert(b.a, &b.k->leaf)), REASON_OK);
}

/* Only the first certificates of a response are looked at. */
static void test_many_certs(void **state)
{
    struct bench b;
    struct fc_spec other;

    open_bench(&b, state);
    other = fc_responder(b.a, &b.k->ca);
    other.subject = fc_name(b.a, "CN=Other");
    fc_ocsp_by(b.a, &b.response, &b.responder);
    for (size_t i = 0; i < 8; i++) {
        b.response.spec.certs[i] = fc_cert(b.a, &other);
        b.response.spec.num_certs = i + 2;
        b.response.spec.certs[i + 1] = fc_cert(b.a, &b.responder);
        if (i < 7)
            assert_ok(&b);
    }
    assert_unusable(&b, ERR_OCSP_RESPONDER);
}

static void test_times(void **state)
{
    struct bench b;
    struct mint_ocsp *m = &b.response.spec;

    open_bench(&b, state);
    m->singles[0].this_update = FC_NOW + 300;
    assert_ok(&b);
    m->singles[0].this_update = FC_NOW + 301;
    assert_aged(&b, ERR_OCSP_NOT_YET);
    m->singles[0].this_update = FC_NOW - 8 * FC_DAY;
    m->singles[0].next_update = FC_NOW - 300;
    assert_ok(&b);
    m->singles[0].next_update = FC_NOW - 301;
    assert_aged(&b, ERR_OCSP_EXPIRED);
    assert_non_null(trial_finding(&b.k->trial, RULE_OCSP_STALE));
    m->singles[0].next_update = INT64_MIN;
    assert_aged(&b, ERR_OCSP_NO_NEXT);
    m->singles[0].this_update = FC_NOW - 300 - FC_DAY;
    assert_ok(&b);
    m->singles[0].this_update--;
    assert_aged(&b, ERR_OCSP_NO_NEXT);
    m->singles[0].this_update = FC_NOW;
    m->produced_at = FC_NOW + 300;
    assert_ok(&b);
    m->produced_at = FC_NOW + 301;
    assert_unusable(&b, ERR_OCSP_PRODUCED);
    m->produced_at = FC_NOW;
    m->singles[0].next_update = FC_NOW - 1;
    assert_unusable(&b, ERR_OCSP_VALIDITY);
}

static void test_flaws(void **state)
{
    struct bench b;
    struct mint_ocsp *m = &b.response.spec;

    open_bench(&b, state);
    mint_add(&m->exts, FC_UNKNOWN_OID, true, fd_null(b.a));
    assert_unusable(&b, ERR_OCSP_CRITICAL);
    m->exts.num = 0;
    mint_add(&m->singles[0].exts, FC_UNKNOWN_OID, true, fd_null(b.a));
    assert_unusable(&b, ERR_OCSP_CRITICAL);
    m->singles[0].exts.num = 0;
    m->version = 2;
    assert_unusable(&b, ERR_OCSP_VERSION);
    m->version = 1;
    mint_add(&m->exts, FC_OID_OCSP_NONCE, false, mint_nonce(b.a, SPAN_LIT("")));
    assert_unusable(&b, ERR_OCSP_NONCE_LENGTH);
    /* A revocation counts in spite of them: it is final. */
    m->singles[0].status = MINT_REVOKED;
    assert_gone(&b);
}

static void test_weak(void **state)
{
    struct bench b;

    open_bench(&b, state);
    b.response.sig = FSIG_ECDSA_SHA1;
    assert_unusable(&b, ERR_OCSP_WEAK);
    b.response.spec.singles[0].status = MINT_REVOKED;
    assert_unusable(&b, ERR_OCSP_WEAK);
    b.response.spec.singles[0].status = MINT_GOOD;
    b.k->trial.in.allow_weak = true;
    assert_ok(&b);
}

/* RFC 9654: a nonce of another request is refused; none at all is that of a prepared answer. */
static void test_nonce(void **state)
{
    struct bench b;
    struct mint_exts *e = &b.response.spec.exts;

    open_bench(&b, state);
    mint_add(e, FC_OID_OCSP_NONCE, false, mint_nonce(b.a, SPAN_LIT("0123456789abcdef")));
    assert_ok(&b);
    b.given[0].nonce = SPAN_LIT("0123456789abcdef");
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
    b.given[0].nonce = SPAN_LIT("0123456789abcdeF");
    assert_string_equal(reason_code(revkit_judge(b.k)), "revocation-unknown");
    assert_int_equal(answer_of(&b)->err, ERR_OCSP_NONCE);
    e->num = 0;
    b.num = 0;
    give(&b, &b.response);
    b.given[0].nonce = SPAN_LIT("0123456789abcdef");
    assert_string_equal(reason_code(revkit_judge(b.k)), "ok");
}

/* Several SingleResponses about one certificate: a lasting revocation counts, else the newest. */
static void test_several(void **state)
{
    struct bench b;
    struct mint_ocsp *m = &b.response.spec;

    open_bench(&b, state);
    m->singles[1] = m->singles[0];
    m->num_singles = 2;
    m->singles[1].status = MINT_REVOKED;
    m->singles[1].this_update = FC_NOW - FC_DAY;
    assert_gone(&b);
    m->singles[1].reason = 6; /* on hold, and released since */
    assert_ok(&b);
    m->singles[1].this_update = FC_NOW - 60;
    assert_gone(&b);
    m->singles[1].this_update = m->singles[0].this_update;
    assert_gone(&b);
    m->singles[1].status = MINT_UNKNOWN;
    assert_answer(&b, "revocation-unknown", "unknown", ERR_OK);
}

/* A hold, or a revocation with a date to come, needs a current response; others are final. */
static void test_stale_revocation(void **state)
{
    struct bench b;
    struct mint_single *m = &b.response.spec.singles[0];

    open_bench(&b, state);
    m->status = MINT_REVOKED;
    m->this_update = FC_NOW - 9 * FC_DAY;
    m->next_update = FC_NOW - 2 * FC_DAY;
    m->revoked_at = FC_NOW - 10 * FC_DAY;
    assert_gone(&b);
    m->reason = 6;
    assert_aged(&b, ERR_OCSP_EXPIRED);
    m->reason = -1;
    m->revoked_at = FC_NOW + 1;
    assert_aged(&b, ERR_OCSP_EXPIRED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, revkit_setup, revkit_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_statuses),
        TEST(test_results),
        TEST(test_cert_id),
        TEST(test_issuer_signs),
        TEST(test_delegated),
        TEST(test_delegated_path),
        TEST(test_responder_status),
        TEST(test_responder_of_two_paths),
        TEST(test_many_certs),
        TEST(test_times),
        TEST(test_flaws),
        TEST(test_weak),
        TEST(test_nonce),
        TEST(test_several),
        TEST(test_stale_revocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
