/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/requirement.h"

#include <stdio.h>

#include "lib/base/file.h"
#include "lib/crypto/pubkey.h"
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
    struct requirement_fault fault;
    enum err err = requirement_read(&requirement, span_str(text), &arena, &fault);

    if (err != ERR_OK)
        fail_msg("line %zu: %s", fault.line, err_id(err));
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
}

static void show(enum fkey key, int64_t seconds)
{
    struct fc_spec leaf = fc_leaf(&arena);

    fc_rekey(&arena, &leaf, key);
    leaf.not_before = FC_NOW;
    leaf.not_after = FC_NOW + seconds - 1; /* both ends count */
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

static void test_text(void **state)
{
    (void)state;
    require("\xef\xbb\xbf# ours\r\n\r\n  title = Our servers  \r\n\tversions=TLS 1.3 , TLS 1.2 # "
            "both\r\n");
    assert_true(span_eq(requirement.title, SPAN_LIT("Our servers")));
    assert_int_equal(requirement.items[REQUIRE_VERSIONS].ids.num, 2);
    require("like = intermediate\ncertificate-days = 47\nocsp-staple = no\n"
            "title = ours");
    assert_int_equal(requirement.items[REQUIRE_DAYS].number, 47);
    assert_int_equal(requirement.items[REQUIRE_SUITES].ids.num, 9);
    assert_false(requirement.items[REQUIRE_STAPLE].is_asked);
    assert_true(span_eq(requirement.title, SPAN_LIT("ours")));
}

/* The example for people is right, and asks for everything that it names. */
static void test_example(void **state)
{
    struct requirement_fault fault;
    struct file file;
    char path[1024];

    (void)state;
    (void)snprintf(path, sizeof path, "%s/contrib/require/servers.conf", getenv("top_srcdir"));
    assert_int_equal(file_read(&file, path, 1 << 16), ERR_OK);
    enum err err = requirement_read(&requirement, file.bytes, &arena, &fault);
    if (err != ERR_OK)
        fail_msg("line %zu: %s", fault.line, err_id(err));
    assert_true(span_eq(requirement.title, SPAN_LIT("Our servers")));
    assert_int_equal(requirement.items[REQUIRE_DAYS].number, 100);
    assert_int_equal(requirement.items[REQUIRE_RSA_BITS].number, 2048);
    assert_int_equal(requirement.features[FEATURE_POST_QUANTUM], SCAN_YES);
    file_close(&file);
}

/* Names of keys are those that certificates are shown with. */
static void test_key_names(void **state)
{
    struct buf out;

    (void)state;
    for (unsigned kind = KEY_RSA; kind <= KEY_MLDSA87; kind++) {
        buf_init(&out, 100);
        buf_str(&out, "certificate-keys = ");
        keyinfo_print(&out, &(struct keyinfo){.kind = kind});
        buf_u8(&out, 0);
        require((const char *)out.p);
        assert_int_equal(requirement.items[REQUIRE_KEYS].ids.v[0], kind);
        buf_free(&out);
    }
}

static void test_faults(void **state)
{
    static const struct {
        const char *text;
        enum err err;
        size_t line;
        const char *at, *meant;
    } rows[] = {
        {"", ERR_REQUIREMENT_EMPTY, 0, "", NULL},
        {"# nothing\n\n", ERR_REQUIREMENT_EMPTY, 2, "", NULL},
        {"title = ours\n", ERR_REQUIREMENT_EMPTY, 1, "", NULL},
        {"ocsp-staple = no", ERR_REQUIREMENT_EMPTY, 1, "", NULL},
        {"versions = TLS 1.3\nversions", ERR_REQUIREMENT_LINE, 2, "versions", NULL},
        {"sutes = modern", ERR_REQUIREMENT_KEY, 1, "sutes", "suites"},
        {"= modern", ERR_REQUIREMENT_KEY, 1, "", NULL},
        {"earlydata = no", ERR_REQUIREMENT_KEY, 1, "earlydata", "early_data"},
        {"dh-bits = 2048\n\ndh_bits = 3072", ERR_REQUIREMENT_TWICE, 3, "dh_bits", NULL},
        {"versions = TLS 1.2, TLS 1.4", ERR_REQUIREMENT_VALUE, 1, "TLS 1.4", "TLS 1.0"},
        {"versions =", ERR_REQUIREMENT_VALUE, 1, "", NULL},
        {"versions = TLS 1.2,,TLS 1.3", ERR_REQUIREMENT_VALUE, 1, "", NULL},
        {"suites = modern, TLS_FOO", ERR_TLS_SUITE_NAME, 1, "TLS_FOO", NULL},
        {"groups = x25519 x25520", ERR_TLS_GROUP_NAME, 1, "x25520", NULL},
        {"signature-schemes = rsa", ERR_TLS_SCHEME_NAME, 1, "rsa", NULL},
        {"certificate-keys = P-255", ERR_REQUIREMENT_VALUE, 1, "P-255", "P-256"},
        {"certificate-signatures = ecdsa-with-SHA257", ERR_REQUIREMENT_VALUE, 1,
         "ecdsa-with-SHA257", "ecdsa-with-SHA256"},
        {"dh-bits = 0x800", ERR_REQUIREMENT_NUMBER, 1, "0x800", NULL},
        {"dh-bits = 1234567890", ERR_REQUIREMENT_NUMBER, 1, "1234567890", NULL},
        {"dh-bits =", ERR_REQUIREMENT_NUMBER, 1, "", NULL},
        {"server-order = server", ERR_REQUIREMENT_YES, 1, "server", NULL},
        {"early-data = 0", ERR_REQUIREMENT_YES, 1, "0", NULL},
        {"dh-bits = 2048\nlike = modern", ERR_REQUIREMENT_LIKE, 2, "modern", NULL},
        {"title = ours\ndh-bits = 1\nlike = old", ERR_REQUIREMENT_LIKE, 3, "old", NULL},
        {"like = moderm", ERR_REQUIREMENT_VALUE, 1, "moderm", "modern"},
    };
    struct requirement_fault fault;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum err err = requirement_read(&requirement, span_str(rows[i].text), &arena, &fault);
        if (err != rows[i].err || fault.err != err || fault.line != rows[i].line)
            fail_msg("%s: %s in line %zu", rows[i].text, err_id(err), fault.line);
        if (!span_eq(fault.at, span_str(rows[i].at)))
            fail_msg("%s: at %.*s", rows[i].text, (int)fault.at.n, (const char *)fault.at.p);
        if (rows[i].meant == NULL ? fault.meant != NULL
                                  : fault.meant == NULL || strcmp(fault.meant, rows[i].meant) != 0)
            fail_msg("%s: meant %s", rows[i].text, fault.meant == NULL ? "-" : fault.meant);
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
        cmocka_unit_test(test_text),         cmocka_unit_test(test_key_names),
        cmocka_unit_test(test_example),      cmocka_unit_test(test_faults),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
