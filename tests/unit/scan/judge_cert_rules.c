/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules about certificates: tests of test_scan_judge.c. */
#include "config.h"

#include "tests/unit/scan/judge_kit.h"

void test_verdicts(void **state)
{
    struct scan_chain *chain = &facts.chains[0];

    (void)state;
    good();
    chain->reason = REASON_EXPIRED;
    chain->sentence = SPAN_LIT("it has expired");
    assert_int_equal(raise_rule(SCAN_RULE_CERT_REFUSED)->reason, REASON_EXPIRED);
    assert_true(span_eq(raise_rule(SCAN_RULE_CERT_REFUSED)->name, chain->sentence));
    chain->is_judged = false;
    refuse_rule(SCAN_RULE_CERT_REFUSED);
    chain->is_judged = true;
    chain->reason = REASON_UNKNOWN_ISSUER;
    raise_rule(SCAN_RULE_CERT_REFUSED);
    refuse_rule(SCAN_RULE_CERT_NO_ISSUER); /* something was sent with it */
    chain->num = 1;
    raise_rule(SCAN_RULE_CERT_NO_ISSUER);
    refuse_rule(SCAN_RULE_CERT_REFUSED);
    facts.chains[0].without_sni = true;
    refuse_rule(SCAN_RULE_CERT_NO_ISSUER);
}

/* A self-signed certificate has no issuer that is missing. */
void test_self_signed(void **state)
{
    struct fc_spec root = fc_root(&arena);

    (void)state;
    good();
    facts_show(&facts, &root, 1);
    facts.chains[0].reason = REASON_UNKNOWN_ISSUER;
    refuse_rule(SCAN_RULE_CERT_NO_ISSUER);
    raise_rule(SCAN_RULE_CERT_REFUSED);
}

static void show_validity(int64_t before, int64_t after)
{
    struct fc_spec leaf = fc_leaf(&arena);

    leaf.not_before = FC_NOW + before * FC_DAY;
    leaf.not_after = FC_NOW + after * FC_DAY;
    facts_show(&facts, &leaf, 2);
}

void test_expiry(void **state)
{
    (void)state;
    good();
    show_validity(-379, 21);
    refuse_rule(SCAN_RULE_CERT_EXPIRES_SOON);
    show_validity(-380, 20);
    assert_int_equal(raise_rule(SCAN_RULE_CERT_EXPIRES_SOON)->number, 20 * FC_DAY);
    facts.chains[0].reason = REASON_HOST_MISMATCH;
    refuse_rule(SCAN_RULE_CERT_EXPIRES_SOON); /* something worse is said */
    facts.chains[0].reason = REASON_OK;
    show_validity(-4, 2); /* of six days */
    refuse_rule(SCAN_RULE_CERT_EXPIRES_SOON);
    show_validity(-5, 1);
    raise_rule(SCAN_RULE_CERT_EXPIRES_SOON);
    show_validity(-6, -1);
    refuse_rule(SCAN_RULE_CERT_EXPIRES_SOON);
}

/* RSASSA-PSS with SHA-256, and SHA-1 in its mask generation function (RFC 4055 3.1). */
static struct span pss_with_mgf_sha1(void)
{
    struct arena *a = &arena;
    struct span sha256 = FD(a, DER_SEQUENCE, fd_oid(a, "2.16.840.1.101.3.4.2.1"), fd_null(a));
    struct span sha1 = FD(a, DER_SEQUENCE, fd_oid(a, "1.3.14.3.2.26"), fd_null(a));
    struct span mgf = FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.1.8"), sha1);

    return FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.1.10"),
              FD(a, DER_SEQUENCE, FD(a, DER_CTXC(0), sha256), FD(a, DER_CTXC(1), mgf),
                 FD(a, DER_CTXC(2), fd_int(a, 32))));
}

void test_digests(void **state)
{
    struct fc_spec leaf = fc_leaf(&arena);

    (void)state;
    good();
    leaf.sig = FSIG_ECDSA_SHA1;
    leaf.not_after = FC_NOW + 60 * FC_DAY;
    facts_show(&facts, &leaf, 2);
    raise_rule(SCAN_RULE_CERT_SHA1);
    facts.chains[0].reason = REASON_WEAK_SIGNATURE;
    refuse_rule(SCAN_RULE_CERT_SHA1);
    struct fc_spec root = fc_root(&arena);
    root.sig = FSIG_ECDSA_SHA1;
    facts_show(&facts, &root, 1);
    refuse_rule(SCAN_RULE_CERT_SHA1);
    leaf.sig = FSIG_PSS_SHA256;
    leaf.issuer_key = FKEY_RSA2048_A;
    facts_show(&facts, &leaf, 2);
    refuse_rule(SCAN_RULE_CERT_SHA1);
    leaf.inner_alg = leaf.outer_alg = pss_with_mgf_sha1();
    facts_show(&facts, &leaf, 2);
    raise_rule(SCAN_RULE_CERT_SHA1);
}

void test_staple(void **state)
{
    struct fc_spec leaf = fc_leaf(&arena);

    (void)state;
    good();
    facts.features[FEATURE_OCSP_STAPLE].answer = SCAN_NO;
    fc_drop(&leaf.exts, oid_dotted(OID_EXT_AIA));
    facts_show(&facts, &leaf, 2);
    refuse_rule(SCAN_RULE_NO_OCSP_STAPLE); /* it names no responder */
    fc_add(&leaf.exts, oid_dotted(OID_EXT_AIA), false,
           fc_aia(&arena, "http://ocsp.example.com", NULL));
    facts_show(&facts, &leaf, 2);
    raise_rule(SCAN_RULE_NO_OCSP_STAPLE);
    facts.features[FEATURE_OCSP_STAPLE].answer = SCAN_UNKNOWN;
    refuse_rule(SCAN_RULE_NO_OCSP_STAPLE);
    facts.features[FEATURE_OCSP_STAPLE].answer = SCAN_NO;
    facts.chains[0].is_stapled = true;
    refuse_rule(SCAN_RULE_NO_OCSP_STAPLE);
}

void test_without_sni(void **state)
{
    (void)state;
    good();
    facts.chains[1] = facts.chains[0];
    facts.chains[1].without_sni = true;
    facts.chains[1].reason = REASON_HOST_MISMATCH;
    facts.num_chains = 2;
    assert_int_equal(raise_rule(SCAN_RULE_CERT_OTHER_WITHOUT_SNI)->chain, 1);
    refuse_rule(SCAN_RULE_CERT_REFUSED);
    facts.chains[0].without_sni = true;
    refuse_rule(SCAN_RULE_CERT_OTHER_WITHOUT_SNI); /* there is nothing to compare with */
}
