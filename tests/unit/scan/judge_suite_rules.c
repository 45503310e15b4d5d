/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules about suites, groups, primes and signatures: tests of test_scan_judge.c. */
#include "config.h"

#include "tests/unit/scan/judge_kit.h"

/* A suite, and the rule that it breaks: of its cipher or of its key exchange. */
static const struct {
    enum scan_rule rule;
    unsigned suite;
} suite_rows[] = {
    {SCAN_RULE_SUITE_NULL, TLS_RSA_WITH_NULL_SHA256},
    {SCAN_RULE_SUITE_NULL, TLS_SHA256_SHA256},
    {SCAN_RULE_SUITE_NULL, TLS_NULL_WITH_NULL_NULL},
    {SCAN_RULE_SUITE_EXPORT, TLS_RSA_EXPORT_WITH_DES40_CBC_SHA},
    {SCAN_RULE_SUITE_EXPORT, TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5},
    {SCAN_RULE_SUITE_ANON, TLS_DH_anon_WITH_AES_128_GCM_SHA256},
    {SCAN_RULE_SUITE_RC4, TLS_ECDHE_RSA_WITH_RC4_128_SHA},
    {SCAN_RULE_SUITE_DES, TLS_RSA_WITH_DES_CBC_SHA},
    {SCAN_RULE_SUITE_SMALL_BLOCK, TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA},
    {SCAN_RULE_SUITE_SMALL_BLOCK, TLS_RSA_WITH_IDEA_CBC_SHA},
    {SCAN_RULE_SUITE_MD5, TLS_RSA_WITH_RC4_128_MD5},
    {SCAN_RULE_SUITE_STATIC_RSA, TLS_RSA_WITH_AES_128_GCM_SHA256},
    {SCAN_RULE_SUITE_STATIC_DH, TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256},
    {SCAN_RULE_SUITE_STATIC_DH, TLS_DH_RSA_WITH_AES_128_GCM_SHA256},
    {SCAN_RULE_SUITE_DHE, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256},
    {SCAN_RULE_SUITE_OBSOLETE, TLS_PSK_WITH_AES_128_GCM_SHA256},
};

void test_suites(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof suite_rows / sizeof suite_rows[0]; i++) {
        good();
        facts_add(&facts, &facts.versions[SCAN_1_2].suites.ids, suite_rows[i].suite);
        const struct scan_finding *finding = raise_rule(suite_rows[i].rule);
        assert_int_equal(finding->topic, SCAN_ABOUT_SUITES);
        assert_int_equal(finding->ids.num, 1);
        assert_int_equal(finding->ids.v[0], suite_rows[i].suite);
    }
}

/* A suite without a single finding would pass for good: no broken one may do so. */
void test_all_broken_suites(void **state)
{
    const struct suite *suite;

    (void)state;
    for (size_t i = 0; (suite = suite_at(i)) != NULL; i++) {
        struct scan_findings out;
        good();
        facts_add(&facts, &facts.versions[SCAN_1_2].suites.ids, suite->id);
        assert_int_equal(scan_judge(&out, &facts, FC_NOW, &arena), ERR_OK);
        bool is_found = out.num > 0;
        if (suite->status == STATUS_BROKEN && !is_found)
            fail_msg("%s is broken, and nothing is found", suite->name);
        if (suite->status == STATUS_RECOMMENDED && is_found)
            fail_msg("%s is recommended: %s", suite->name, scan_rule_id(out.v[0].rule));
        arena_reset(&arena);
    }
}

void test_cbc(void **state)
{
    (void)state;
    good();
    facts_add(&facts, &facts.versions[SCAN_1_2].suites.ids, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA);
    refuse_rule(SCAN_RULE_SUITE_CBC);
    facts.features[FEATURE_ENCRYPT_THEN_MAC].answer = SCAN_UNKNOWN;
    refuse_rule(SCAN_RULE_SUITE_CBC);
    facts.features[FEATURE_ENCRYPT_THEN_MAC].answer = SCAN_NO;
    raise_rule(SCAN_RULE_SUITE_CBC);
}

void test_forward_secrecy(void **state)
{
    struct scan_version *version = &facts.versions[SCAN_1_2];

    (void)state;
    good();
    version->suites = (struct scan_list){0};
    facts_accept(&facts, SCAN_1_2, TLS_RSA_WITH_AES_128_GCM_SHA256);
    refuse_rule(SCAN_RULE_NO_FORWARD_SECRECY); /* TLS 1.3 has it */
    facts.versions[SCAN_1_3].accepted = SCAN_UNKNOWN;
    refuse_rule(SCAN_RULE_NO_FORWARD_SECRECY);
    facts.versions[SCAN_1_3].accepted = SCAN_NO;
    raise_rule(SCAN_RULE_NO_FORWARD_SECRECY);
    version->suites.complete = false;
    refuse_rule(SCAN_RULE_NO_FORWARD_SECRECY);
    version->suites.complete = true;
    facts.versions[SCAN_1_1].accepted = SCAN_UNKNOWN;
    refuse_rule(SCAN_RULE_NO_FORWARD_SECRECY);
    facts.versions[SCAN_1_1].accepted = SCAN_NO;
    facts_add(&facts, &version->suites.ids, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256);
    refuse_rule(SCAN_RULE_NO_FORWARD_SECRECY);
    version->accepted = SCAN_NO; /* nothing is left but SSL 2.0, which has findings of its own */
    facts.versions[SCAN_SSL_2].accepted = SCAN_YES;
    refuse_rule(SCAN_RULE_NO_FORWARD_SECRECY);
}

void test_order(void **state)
{
    struct scan_list *list = &facts.versions[SCAN_1_2].suites;

    (void)state;
    good();
    list->order = SCAN_ORDER_CLIENT;
    refuse_rule(SCAN_RULE_CLIENT_ORDER); /* all are good */
    facts_add(&facts, &list->ids, TLS_RSA_WITH_AES_128_CBC_SHA);
    assert_int_equal(raise_rule(SCAN_RULE_CLIENT_ORDER)->ids.v[0], TLS_RSA_WITH_AES_128_CBC_SHA);
    list->order = SCAN_ORDER_UNKNOWN;
    refuse_rule(SCAN_RULE_CLIENT_ORDER);
    list->order = SCAN_ORDER_SERVER;
    refuse_rule(SCAN_RULE_CLIENT_ORDER);
    list->ids = (struct scan_ids){0};
    list->order = SCAN_ORDER_CLIENT;
    facts_add(&facts, &list->ids, TLS_RSA_WITH_AES_128_CBC_SHA);
    refuse_rule(SCAN_RULE_CLIENT_ORDER); /* none is better */
}

void test_primes(void **state)
{
    struct scan_version *version = &facts.versions[SCAN_1_2];

    (void)state;
    good();
    version->dh_bits = 2048;
    refuse_rule(SCAN_RULE_DH_SHORT);
    version->dh_bits = 2047;
    assert_int_equal(raise_rule(SCAN_RULE_DH_SHORT)->number, 2047);
    version->dh_bits = 1025;
    raise_rule(SCAN_RULE_DH_SHORT);
    refuse_rule(SCAN_RULE_DH_1024);
    version->dh_bits = 1024;
    raise_rule(SCAN_RULE_DH_1024);
    refuse_rule(SCAN_RULE_DH_SHORT);
    refuse_rule(SCAN_RULE_DH_COMMON);
    version->dh_common = true;
    raise_rule(SCAN_RULE_DH_COMMON);
    refuse_rule(SCAN_RULE_DH_1024);
    version->dh_bits = 2048; /* the shortest of all versions counts */
    facts.versions[SCAN_1_1].dh_bits = 1024;
    raise_rule(SCAN_RULE_DH_1024);
}

void test_groups_and_schemes(void **state)
{
    (void)state;
    good();
    facts_add(&facts, &facts.versions[SCAN_1_2].groups.ids, GROUP_SECP521R1);
    refuse_rule(SCAN_RULE_GROUP_WEAK);
    facts_add(&facts, &facts.versions[SCAN_1_2].groups.ids, GROUP_SECP192R1);
    facts_add(&facts, &facts.versions[SCAN_1_2].groups.ids, GROUP_SECT163K1);
    assert_int_equal(raise_rule(SCAN_RULE_GROUP_WEAK)->ids.num, 2);
    facts_add(&facts, &facts.versions[SCAN_1_2].schemes.ids, SCHEME_RSA_PKCS1_SHA256);
    refuse_rule(SCAN_RULE_SCHEME_SHA1);
    facts_add(&facts, &facts.versions[SCAN_1_3].schemes.ids, SCHEME_ECDSA_SHA1);
    raise_rule(SCAN_RULE_SCHEME_SHA1);
    facts.versions[SCAN_1_3].schemes.ids.num = 0;
    facts_add(&facts, &facts.versions[SCAN_1_2].schemes.ids, SCHEME_ECDSA_SHA1);
    raise_rule(SCAN_RULE_SCHEME_SHA1);
    refuse_rule(SCAN_RULE_SCHEME_MD5);
    facts_add(&facts, &facts.versions[SCAN_1_2].schemes.ids, SCHEME_RSA_PKCS1_MD5);
    raise_rule(SCAN_RULE_SCHEME_MD5);
}
