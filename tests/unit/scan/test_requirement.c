/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/requirement.h"

#include "tests/unit/path/arena_kit.h"
#include "tests/unit/scan/facts_kit.h"

static struct scan_facts facts;
static struct requirement requirement;
static bool broken[REQUIRE_COUNT];

static void good(void)
{
    facts_good(&facts, &arena);
}

static void require(const char *text)
{
    facts_require(&requirement, text, &arena);
}

static void guideline(const char *name)
{
    bool found;

    assert_int_equal(requirement_find(&found, &requirement, span_str(name), &arena), ERR_OK);
    assert_true(found);
}

static struct requirement_check check(void)
{
    struct requirement_check out;

    assert_int_equal(requirement_check(&out, &requirement, &facts, &arena), ERR_OK);
    return out;
}

/* The only line has this result. */
static struct requirement_line one(enum requirement_item item, enum requirement_result result)
{
    struct requirement_check out = check();

    assert_int_equal(out.num, 1);
    assert_int_equal(out.v[0].item, item);
    if (out.v[0].result != result)
        fail_msg("%s is %s", requirement_key(item), requirement_result_name(out.v[0].result));
    assert_int_equal(out.result, result);
    if (result == REQUIREMENT_BROKEN)
        broken[item] = true;
    return out.v[0];
}

static void test_guidelines(void **state)
{
    bool found;

    (void)state;
    for (size_t i = 0; requirement_name(i) != NULL; i++)
        guideline(requirement_name(i));
    assert_int_equal(requirement_find(&found, &requirement, SPAN_LIT("Modern"), &arena), ERR_OK);
    assert_false(found);
    good();
    guideline("intermediate");
    assert_int_equal(check().result, REQUIREMENT_MET);
    assert_int_equal(check().num, 9);
    guideline("modern");
    struct requirement_check out = check();
    assert_int_equal(out.result, REQUIREMENT_BROKEN);
    for (size_t i = 0; i < out.num; i++)
        assert_true((out.v[i].result == REQUIREMENT_BROKEN) ==
                    (out.v[i].item == REQUIRE_VERSIONS || out.v[i].item == REQUIRE_SUITES));
    facts.versions[SCAN_1_2] = (struct scan_version){.accepted = SCAN_NO};
    assert_int_equal(check().result, REQUIREMENT_MET);
    guideline("old"); /* it wants an RSA key */
    assert_int_equal(check().result, REQUIREMENT_BROKEN);
}

/* What is not known never passes, whatever it is. */
static void test_unknown(void **state)
{
    (void)state;
    for (size_t i = 0; requirement_name(i) != NULL; i++) {
        guideline(requirement_name(i));
        facts = (struct scan_facts){.arena = &arena};
        struct requirement_check out = check();
        assert_int_equal(out.result, REQUIREMENT_UNKNOWN);
        for (size_t k = 0; k < out.num; k++) {
            if (out.v[k].result != REQUIREMENT_UNKNOWN)
                fail_msg("%s is %s", requirement_key(out.v[k].item),
                         requirement_result_name(out.v[k].result));
        }
    }
    good();
    require("versions = TLS 1.2, TLS 1.3");
    assert_int_equal(check().result, REQUIREMENT_MET);
    facts.trouble = SCAN_UNREACHED;
    assert_int_equal(check().result, REQUIREMENT_UNKNOWN);
    facts.trouble = SCAN_NOT_TLS;
    assert_int_equal(check().result, REQUIREMENT_UNKNOWN);
    assert_int_equal(requirement_reason(REQUIREMENT_MET), REASON_OK);
    assert_int_equal(requirement_reason(REQUIREMENT_UNKNOWN), REASON_REQUIREMENT_UNKNOWN);
    assert_int_equal(requirement_reason(REQUIREMENT_BROKEN), REASON_BELOW_REQUIREMENT);
    assert_int_equal(reason_exit(REASON_REQUIREMENT_UNKNOWN), 1);
    assert_int_equal(reason_exit(REASON_BELOW_REQUIREMENT), 1);
}

static void test_versions(void **state)
{
    (void)state;
    good();
    require("versions = TLS 1.2, tlsv1.3");
    one(REQUIRE_VERSIONS, REQUIREMENT_MET);
    facts.versions[SCAN_SSL_2].accepted = SCAN_UNKNOWN;
    one(REQUIRE_VERSIONS, REQUIREMENT_UNKNOWN);
    facts.versions[SCAN_1_0].accepted = SCAN_YES;
    assert_int_equal(one(REQUIRE_VERSIONS, REQUIREMENT_BROKEN).ids.v[0], TLS_1_0);
    good();
    require("needed-versions = TLS 1.3");
    one(REQUIRE_NEEDED_VERSIONS, REQUIREMENT_MET);
    facts.versions[SCAN_1_3].accepted = SCAN_UNKNOWN;
    one(REQUIRE_NEEDED_VERSIONS, REQUIREMENT_UNKNOWN);
    facts.versions[SCAN_1_3].accepted = SCAN_NO;
    one(REQUIRE_NEEDED_VERSIONS, REQUIREMENT_BROKEN);
    good();
    require("versions = TLS 1.2, TLS 1.3");
    for (unsigned row = 0; row < SCAN_VERSIONS; row++)
        facts.versions[row].accepted = SCAN_NO;
    one(REQUIRE_VERSIONS, REQUIREMENT_UNKNOWN);
}

static void test_suites(void **state)
{
    struct scan_list *list = &facts.versions[SCAN_1_2].suites;

    (void)state;
    good();
    require("suites = modern");
    one(REQUIRE_SUITES, REQUIREMENT_MET);
    facts_add(&facts, &list->ids, TLS_FALLBACK_SCSV); /* a signal is no suite */
    one(REQUIRE_SUITES, REQUIREMENT_MET);
    list->complete = false;
    one(REQUIRE_SUITES, REQUIREMENT_UNKNOWN);
    facts_add(&facts, &list->ids, TLS_RSA_WITH_AES_128_CBC_SHA);
    assert_int_equal(one(REQUIRE_SUITES, REQUIREMENT_BROKEN).ids.v[0],
                     TLS_RSA_WITH_AES_128_CBC_SHA);
    good();
    facts.versions[SCAN_SSL_2].accepted = SCAN_YES;
    one(REQUIRE_SUITES, REQUIREMENT_BROKEN);
    facts.versions[SCAN_SSL_2].accepted = SCAN_UNKNOWN;
    one(REQUIRE_SUITES, REQUIREMENT_UNKNOWN);
}

static void test_groups(void **state)
{
    (void)state;
    good();
    require("groups = X25519MLKEM768 x25519 secp256r1");
    one(REQUIRE_GROUPS, REQUIREMENT_MET);
    facts.versions[SCAN_1_2].groups.complete = false;
    one(REQUIRE_GROUPS, REQUIREMENT_UNKNOWN);
    facts.versions[SCAN_1_2].suites = (struct scan_list){0};
    facts_accept(&facts, SCAN_1_2, TLS_RSA_WITH_AES_128_GCM_SHA256);
    facts.versions[SCAN_1_2].groups = (struct scan_list){0};
    one(REQUIRE_GROUPS, REQUIREMENT_MET); /* no suite uses a group */
    facts.versions[SCAN_1_3].groups.complete = false;
    one(REQUIRE_GROUPS, REQUIREMENT_UNKNOWN);
    facts_add(&facts, &facts.versions[SCAN_1_3].groups.ids, GROUP_SECP521R1);
    assert_int_equal(one(REQUIRE_GROUPS, REQUIREMENT_BROKEN).ids.v[0], GROUP_SECP521R1);
    good();
    facts_accept(&facts, SCAN_1_1, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA);
    facts.versions[SCAN_1_1].groups.complete = false;
    one(REQUIRE_GROUPS, REQUIREMENT_MET); /* TLS 1.2 has the same list */
    facts.versions[SCAN_1_2].accepted = SCAN_UNKNOWN;
    facts.versions[SCAN_1_1].groups.complete = true;
    one(REQUIRE_GROUPS, REQUIREMENT_UNKNOWN);
    facts.versions[SCAN_1_1].groups.complete = false;
    facts.versions[SCAN_1_2].accepted = SCAN_NO;
    one(REQUIRE_GROUPS, REQUIREMENT_UNKNOWN);
}

static void test_schemes(void **state)
{
    (void)state;
    good();
    require("signature-schemes = modern");
    one(REQUIRE_SCHEMES, REQUIREMENT_MET);
    facts.versions[SCAN_1_3].schemes.complete = false;
    one(REQUIRE_SCHEMES, REQUIREMENT_UNKNOWN);
    facts_add(&facts, &facts.versions[SCAN_1_2].schemes.ids, SCHEME_ECDSA_SHA1);
    assert_int_equal(one(REQUIRE_SCHEMES, REQUIREMENT_BROKEN).ids.v[0], SCHEME_ECDSA_SHA1);
}

static void test_primes(void **state)
{
    struct scan_version *version = &facts.versions[SCAN_1_2];

    (void)state;
    good();
    require("dh-bits = 2048");
    one(REQUIRE_DH_BITS, REQUIREMENT_MET);
    version->suites.complete = false;
    one(REQUIRE_DH_BITS, REQUIREMENT_UNKNOWN);
    version->suites.complete = true;
    facts_add(&facts, &version->suites.ids, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256);
    one(REQUIRE_DH_BITS, REQUIREMENT_UNKNOWN);
    version->dh_bits = 2048;
    one(REQUIRE_DH_BITS, REQUIREMENT_MET);
    version->dh_bits = 2047;
    assert_int_equal(one(REQUIRE_DH_BITS, REQUIREMENT_BROKEN).number, 2047);
}

static void test_order(void **state)
{
    (void)state;
    good();
    require("server-order = yes");
    one(REQUIRE_SERVER_ORDER, REQUIREMENT_MET);
    facts.versions[SCAN_1_2].suites.order = SCAN_ORDER_UNKNOWN;
    one(REQUIRE_SERVER_ORDER, REQUIREMENT_UNKNOWN);
    facts.versions[SCAN_1_2].suites.order = SCAN_ORDER_CLIENT;
    assert_int_equal(one(REQUIRE_SERVER_ORDER, REQUIREMENT_BROKEN).ids.v[0], TLS_1_2);
    facts.versions[SCAN_1_2].suites.ids.num = 1;
    one(REQUIRE_SERVER_ORDER, REQUIREMENT_MET);
    facts.versions[SCAN_1_2].suites.order = SCAN_ORDER_UNKNOWN;
    facts.versions[SCAN_1_2].suites.complete = false; /* there may be another one */
    one(REQUIRE_SERVER_ORDER, REQUIREMENT_UNKNOWN);
}

static void show(enum fkey key, int64_t seconds)
{
    struct fc_spec leaf = fc_leaf(&arena);

    fc_rekey(&arena, &leaf, key);
    leaf.not_before = FC_NOW;
    leaf.not_after = FC_NOW + seconds - 1; /* both ends count */
    facts_show(&facts, &leaf, 2);
}

/* A key for RSASSA-PSS alone (RFC 4055 1.2). */
static void show_pss_key(enum fkey key)
{
    struct fc_spec leaf = fc_leaf(&arena);

    leaf.spki =
        fkey_spki_with(&arena, "1.2.840.113549.1.1.10", (struct span){0}, fkey_bits(&arena, key));
    facts_show(&facts, &leaf, 2);
}

static void test_keys(void **state)
{
    (void)state;
    good();
    require("certificate-keys = P-256, rsa");
    one(REQUIRE_KEYS, REQUIREMENT_MET);
    show(FKEY_P384_A, FC_DAY);
    one(REQUIRE_KEYS, REQUIREMENT_BROKEN);
    facts.chains[0].without_sni = true; /* nobody asks for this one, and there is no other */
    one(REQUIRE_KEYS, REQUIREMENT_UNKNOWN);
    require("rsa-bits = 2048");
    show(FKEY_P384_A, FC_DAY);
    one(REQUIRE_RSA_BITS, REQUIREMENT_MET);
    show(FKEY_RSA2048_A, FC_DAY);
    one(REQUIRE_RSA_BITS, REQUIREMENT_MET);
    show(FKEY_RSA1024_A, FC_DAY);
    assert_int_equal(one(REQUIRE_RSA_BITS, REQUIREMENT_BROKEN).number, 1024);
    assert_int_equal(one(REQUIRE_RSA_BITS, REQUIREMENT_BROKEN).chain, 0);
    show_pss_key(FKEY_RSA1024_A);
    assert_int_equal(one(REQUIRE_RSA_BITS, REQUIREMENT_BROKEN).number, 1024);
    show_pss_key(FKEY_RSA2048_A);
    one(REQUIRE_RSA_BITS, REQUIREMENT_MET);
}

/* A certificate that cannot be read may be anything; a scan that was cut short may have missed
 * one. */
static void test_doubtful_certificates(void **state)
{
    (void)state;
    good();
    require("certificate-keys = P-256");
    facts.chains[0].certs[0] = SPAN_LIT("x");
    one(REQUIRE_KEYS, REQUIREMENT_UNKNOWN);
    good();
    facts.trouble = SCAN_BLOCKED;
    one(REQUIRE_KEYS, REQUIREMENT_UNKNOWN);
    facts.trouble = SCAN_WHOLE;
    facts.is_quick = true;
    one(REQUIRE_KEYS, REQUIREMENT_UNKNOWN);
    facts.is_quick = false;
    facts.num_chains = 0;
    one(REQUIRE_KEYS, REQUIREMENT_UNKNOWN);
}

static void test_certificates(void **state)
{
    (void)state;
    good();
    require("certificate-signatures = ecdsa-with-SHA256");
    one(REQUIRE_SIGNATURES, REQUIREMENT_MET);
    require("certificate-signatures = ecdsa-with-SHA384");
    assert_true(
        span_eq(one(REQUIRE_SIGNATURES, REQUIREMENT_BROKEN).name, SPAN_LIT("ecdsa-with-SHA256")));
    require("certificate-days = 90");
    show(FKEY_P256_C, 90 * FC_DAY);
    one(REQUIRE_DAYS, REQUIREMENT_MET);
    show(FKEY_P256_C, 90 * FC_DAY + 1);
    assert_int_equal(one(REQUIRE_DAYS, REQUIREMENT_BROKEN).number, 91);
    struct fc_spec leaf = fc_leaf(&arena);
    leaf.not_after_raw = fd_str(&arena, DER_UTC_TIME, "991231000000"); /* without Z: unreadable */
    facts_show(&facts, &leaf, 2);
    one(REQUIRE_DAYS, REQUIREMENT_BROKEN);
    good();
    require("certificate-valid = yes");
    one(REQUIRE_VALID, REQUIREMENT_MET);
    facts.chains[0].is_judged = false;
    one(REQUIRE_VALID, REQUIREMENT_UNKNOWN);
    facts.chains[0].is_judged = true;
    facts.chains[0].reason = REASON_EXPIRED;
    one(REQUIRE_VALID, REQUIREMENT_BROKEN);
}

static void test_staple(void **state)
{
    struct fc_spec leaf = fc_leaf(&arena);

    (void)state;
    good();
    require("ocsp-staple = yes");
    facts.features[FEATURE_OCSP_STAPLE].answer = SCAN_NO;
    fc_drop(&leaf.exts, oid_dotted(OID_EXT_AIA));
    facts_show(&facts, &leaf, 2);
    one(REQUIRE_STAPLE, REQUIREMENT_MET); /* the certificate names no responder */
    fc_add(&leaf.exts, oid_dotted(OID_EXT_AIA), false,
           fc_aia(&arena, "http://ocsp.example.com", NULL));
    facts_show(&facts, &leaf, 2);
    one(REQUIRE_STAPLE, REQUIREMENT_BROKEN);
    facts.features[FEATURE_OCSP_STAPLE].answer = SCAN_UNKNOWN;
    one(REQUIRE_STAPLE, REQUIREMENT_UNKNOWN);
    facts.chains[0].is_stapled = true;
    one(REQUIRE_STAPLE, REQUIREMENT_MET);
}

static void test_features(void **state)
{
    (void)state;
    good();
    require("extended_master_secret = yes");
    one(REQUIRE_FEATURE_YES, REQUIREMENT_MET);
    facts.features[FEATURE_EMS].answer = SCAN_UNKNOWN;
    one(REQUIRE_FEATURE_YES, REQUIREMENT_UNKNOWN);
    facts.features[FEATURE_EMS].answer = SCAN_NO;
    assert_int_equal(one(REQUIRE_FEATURE_YES, REQUIREMENT_BROKEN).ids.v[0], FEATURE_EMS);
    facts.versions[SCAN_1_2].accepted = SCAN_NO;
    one(REQUIRE_FEATURE_YES, REQUIREMENT_MET); /* TLS 1.3 needs none */
    good();
    require("Early-Data = no\n");
    one(REQUIRE_FEATURE_NO, REQUIREMENT_MET);
    facts.features[FEATURE_EARLY_DATA].answer = SCAN_YES;
    one(REQUIRE_FEATURE_NO, REQUIREMENT_BROKEN);
    good();
    require("post-quantum = yes");
    facts.versions[SCAN_1_3].accepted = SCAN_NO;
    facts.features[FEATURE_POST_QUANTUM].answer = SCAN_UNKNOWN;
    one(REQUIRE_FEATURE_YES, REQUIREMENT_BROKEN); /* nothing else has it */
    good();
    require("ticket-lifetime = 7200");
    one(REQUIRE_TICKET_LIFETIME, REQUIREMENT_MET);
    facts.features[FEATURE_TICKET_LIFETIME].value = 7201;
    one(REQUIRE_TICKET_LIFETIME, REQUIREMENT_BROKEN);
    facts.features[FEATURE_TICKET_LIFETIME].answer = SCAN_NO;
    one(REQUIRE_TICKET_LIFETIME, REQUIREMENT_MET);
    facts.features[FEATURE_TICKET_LIFETIME].answer = SCAN_UNKNOWN;
    one(REQUIRE_TICKET_LIFETIME, REQUIREMENT_UNKNOWN);
}

static void test_every_item(void **state)
{
    (void)state;
    for (unsigned item = 0; item < REQUIRE_COUNT; item++) {
        if (!broken[item])
            fail_msg("no test breaks %s", requirement_sentence(item));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guidelines),   cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_versions),     cmocka_unit_test(test_suites),
        cmocka_unit_test(test_groups),       cmocka_unit_test(test_schemes),
        cmocka_unit_test(test_primes),       cmocka_unit_test(test_order),
        cmocka_unit_test(test_keys),         cmocka_unit_test(test_doubtful_certificates),
        cmocka_unit_test(test_certificates), cmocka_unit_test(test_staple),
        cmocka_unit_test(test_features),     cmocka_unit_test(test_every_item),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
