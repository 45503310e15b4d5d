/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/path/arena_kit.h"
#include "tests/unit/scan/facts_kit.h"

static struct scan_facts one, two;
static bool raised[SCAN_RULE_COUNT];

static void good(void)
{
    facts_good(&one, &arena);
    facts_good(&two, &arena);
    two.address = SPAN_LIT("192.0.2.2:443");
}

static struct scan_findings compare(void)
{
    const struct scan_facts *all[] = {&one, &two};
    struct scan_findings out;

    assert_int_equal(scan_compare(&out, all, 2, &arena), ERR_OK);
    return out;
}

/* Exactly this rule is broken, and the address is named. */
static const struct scan_finding *differ(enum scan_rule rule, const char *address)
{
    static struct scan_findings out;

    out = compare();
    assert_int_equal(out.num, 1);
    assert_int_equal(out.v[0].rule, rule);
    assert_true(span_eq(out.v[0].name, span_str(address)));
    raised[rule] = true;
    return &out.v[0];
}

static void test_same(void **state)
{
    (void)state;
    good();
    assert_int_equal(compare().num, 0);
}

static void test_versions(void **state)
{
    (void)state;
    good();
    two.versions[SCAN_1_0].accepted = SCAN_YES;
    assert_int_equal(differ(SCAN_RULE_ADDRESSES_VERSIONS, "192.0.2.2:443")->ids.v[0], TLS_1_0);
    one.versions[SCAN_1_0].accepted = SCAN_UNKNOWN;
    assert_int_equal(compare().num, 0);
}

static void test_suites(void **state)
{
    (void)state;
    good();
    facts_add(&one, &one.versions[SCAN_1_2].suites.ids, TLS_RSA_WITH_RC4_128_SHA);
    assert_int_equal(differ(SCAN_RULE_ADDRESSES_SUITES, "192.0.2.1:443")->ids.v[0],
                     TLS_RSA_WITH_RC4_128_SHA);
    two.versions[SCAN_1_2].suites.complete = false;
    assert_int_equal(compare().num, 0);
}

static void test_groups(void **state)
{
    (void)state;
    good();
    facts_add(&two, &two.versions[SCAN_1_3].groups.ids, GROUP_SECP521R1);
    differ(SCAN_RULE_ADDRESSES_GROUPS, "192.0.2.2:443");
    one.versions[SCAN_1_3].groups.complete = false;
    assert_int_equal(compare().num, 0);
}

static void test_certificates(void **state)
{
    struct fc_spec leaf = fc_leaf(&arena);

    (void)state;
    good();
    facts_show(&two, &leaf, 2);
    differ(SCAN_RULE_ADDRESSES_CERTIFICATES, "192.0.2.2:443");
    two.chains[0].key = "RSA 2048"; /* for another kind of key there is another one */
    assert_int_equal(compare().num, 0);
    two.chains[0].key = "P-256";
    two.chains[0].without_sni = true;
    assert_int_equal(compare().num, 0);
}

static void test_features(void **state)
{
    (void)state;
    good();
    two.features[FEATURE_EMS].answer = SCAN_NO;
    assert_int_equal(differ(SCAN_RULE_ADDRESSES_FEATURES, "192.0.2.1:443")->ids.v[0], FEATURE_EMS);
    two.features[FEATURE_EMS].answer = SCAN_UNKNOWN;
    assert_int_equal(compare().num, 0);
}

static void test_reached(void **state)
{
    (void)state;
    good();
    two.trouble = SCAN_NOT_TLS;
    two.versions[SCAN_1_0].accepted = SCAN_YES;
    differ(SCAN_RULE_ADDRESSES_REACHED, "192.0.2.2:443");
    two.trouble = SCAN_UNREACHED;
    two.address = (struct span){0};
    two.input = SPAN_LIT("[2001:db8::1]:443");
    differ(SCAN_RULE_ADDRESSES_REACHED, "[2001:db8::1]:443");
    one.trouble = SCAN_UNREACHED;
    assert_int_equal(compare().num, 0); /* all are alike */
}

static void test_every_rule(void **state)
{
    (void)state;
    for (unsigned rule = 0; rule < SCAN_RULE_COUNT; rule++) {
        if (!raised[rule] && strncmp(scan_rule_id(rule), "ADDRESSES_", 10) == 0)
            fail_msg("no test raises %s", scan_rule_id(rule));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),         cmocka_unit_test(test_versions),
        cmocka_unit_test(test_suites),       cmocka_unit_test(test_groups),
        cmocka_unit_test(test_certificates), cmocka_unit_test(test_features),
        cmocka_unit_test(test_reached),      cmocka_unit_test(test_every_rule),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
