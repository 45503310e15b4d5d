/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every rule of findings.def that judges one server has facts here that break it, and facts close
 * to them that do not.
 */
#include "config.h"

#include "tests/unit/scan/judge_kit.h"

static void test_good(void **state)
{
    struct scan_findings out;

    (void)state;
    good();
    assert_int_equal(scan_judge(&out, &facts, FC_NOW, &arena), ERR_OK);
    for (size_t i = 0; i < out.num; i++)
        fail_msg("%s was found", scan_rule_id(out.v[i].rule));
}

/* Of a server about which nothing is known, only that is said. */
static void test_unknown(void **state)
{
    struct scan_findings out;

    (void)state;
    facts = (struct scan_facts){.arena = &arena};
    assert_int_equal(scan_judge(&out, &facts, FC_NOW, &arena), ERR_OK);
    assert_int_equal(out.num, 2);
    assert_int_equal(out.v[0].rule, SCAN_RULE_UNKNOWN_VERSIONS);
    assert_int_equal(out.v[0].ids.num, SCAN_VERSIONS);
    assert_int_equal(out.v[1].rule, SCAN_RULE_UNKNOWN_FEATURES);
    assert_int_equal(out.v[1].ids.num, FEATURE_COUNT);
    raised[SCAN_RULE_UNKNOWN_VERSIONS] = raised[SCAN_RULE_UNKNOWN_FEATURES] = true;
    facts.is_quick = true;
    assert_int_equal(scan_judge(&out, &facts, FC_NOW, &arena), ERR_OK);
    assert_int_equal(out.num, 0);
}

/* What the versions of a server do not have is not unknown. */
static void test_moot(void **state)
{
    (void)state;
    good();
    facts.features[FEATURE_EMS].answer = SCAN_UNKNOWN;
    assert_int_equal(raise_rule(SCAN_RULE_UNKNOWN_FEATURES)->ids.v[0], FEATURE_EMS);
    facts.versions[SCAN_1_2].accepted = SCAN_UNKNOWN;
    assert_non_null(find_rule(SCAN_RULE_UNKNOWN_FEATURES));
    facts.versions[SCAN_1_2].accepted = SCAN_NO;
    refuse_rule(SCAN_RULE_UNKNOWN_FEATURES);
    good();
    facts.features[FEATURE_RESUMPTION_PSK].answer = SCAN_UNKNOWN;
    assert_non_null(find_rule(SCAN_RULE_UNKNOWN_FEATURES));
    facts.versions[SCAN_1_3].accepted = SCAN_NO;
    refuse_rule(SCAN_RULE_UNKNOWN_FEATURES);
}

/* Nor is what nothing of the server has a use for. */
static void test_no_use(void **state)
{
    static uint16_t cbc[] = {0xc009};

    (void)state;
    good();
    facts.features[FEATURE_ENCRYPT_THEN_MAC].answer = SCAN_UNKNOWN;
    refuse_rule(SCAN_RULE_UNKNOWN_FEATURES);
    facts.versions[SCAN_1_3].suites.complete = false; /* TLS 1.3 has no suite with CBC */
    refuse_rule(SCAN_RULE_UNKNOWN_FEATURES);
    facts.versions[SCAN_1_2].suites.complete = false;
    assert_non_null(find_rule(SCAN_RULE_UNKNOWN_FEATURES));
    good();
    facts.features[FEATURE_ENCRYPT_THEN_MAC].answer = SCAN_UNKNOWN;
    facts.versions[SCAN_1_2].suites.ids = (struct scan_ids){cbc, 1, 1};
    assert_non_null(find_rule(SCAN_RULE_UNKNOWN_FEATURES));
    good();
    facts.features[FEATURE_FALLBACK_SCSV].answer = SCAN_UNKNOWN;
    assert_non_null(find_rule(SCAN_RULE_UNKNOWN_FEATURES));
    facts.versions[SCAN_1_3].accepted = SCAN_NO;
    refuse_rule(SCAN_RULE_UNKNOWN_FEATURES);
    facts.versions[SCAN_1_1].accepted = SCAN_UNKNOWN; /* there may be a version to fall back to */
    assert_non_null(find_rule(SCAN_RULE_UNKNOWN_FEATURES));
}

static void test_not_tls(void **state)
{
    (void)state;
    good();
    facts.features[FEATURE_HEARTBLEED].answer = SCAN_YES;
    facts.trouble = SCAN_UNREACHED;
    refuse_rule(SCAN_RULE_HEARTBLEED);
    facts.trouble = SCAN_NOT_TLS;
    refuse_rule(SCAN_RULE_HEARTBLEED);
}

static void test_troubles(void **state)
{
    static const struct {
        enum scan_trouble trouble;
        enum scan_rule rule;
    } rows[] = {
        {SCAN_BLOCKED, SCAN_RULE_BLOCKED},
        {SCAN_UNSTEADY, SCAN_RULE_UNSTEADY},
        {SCAN_TIME, SCAN_RULE_CUT_SHORT},
        {SCAN_STOPPED, SCAN_RULE_CUT_SHORT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        good();
        facts.trouble = rows[i].trouble;
        raise_rule(rows[i].rule);
    }
}

static void test_old_versions(void **state)
{
    (void)state;
    good();
    facts.versions[SCAN_SSL_2].accepted = SCAN_YES;
    raise_rule(SCAN_RULE_SSL_2);
    refuse_rule(SCAN_RULE_SSL_3);
    facts_accept(&facts, SCAN_SSL_3, TLS_RSA_WITH_RC4_128_SHA);
    raise_rule(SCAN_RULE_SSL_3);
    refuse_rule(SCAN_RULE_OLD_TLS);
    facts_accept(&facts, SCAN_1_1, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA);
    assert_int_equal(raise_rule(SCAN_RULE_OLD_TLS)->ids.num, 1);
    facts_accept(&facts, SCAN_1_0, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA);
    assert_int_equal(raise_rule(SCAN_RULE_OLD_TLS)->ids.num, 2);
    assert_int_equal(raise_rule(SCAN_RULE_OLD_TLS)->ids.v[0], TLS_1_0);
    for (unsigned row = SCAN_SSL_2; row <= SCAN_1_1; row++)
        facts.versions[row].accepted = SCAN_UNKNOWN;
    refuse_rule(SCAN_RULE_SSL_2);
    refuse_rule(SCAN_RULE_SSL_3);
    refuse_rule(SCAN_RULE_OLD_TLS);
}

static void test_new_versions(void **state)
{
    (void)state;
    good();
    facts.versions[SCAN_1_3].accepted = SCAN_UNKNOWN;
    refuse_rule(SCAN_RULE_NO_TLS_1_3);
    facts.versions[SCAN_1_3].accepted = SCAN_NO;
    raise_rule(SCAN_RULE_NO_TLS_1_3);
    facts.versions[SCAN_1_2].accepted = SCAN_NO;
    refuse_rule(SCAN_RULE_NO_TLS_1_3);
    refuse_rule(SCAN_RULE_NO_TLS_1_2); /* nothing at all is accepted */
    facts_accept(&facts, SCAN_1_1, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA);
    raise_rule(SCAN_RULE_NO_TLS_1_2);
    facts.versions[SCAN_1_2].accepted = SCAN_UNKNOWN;
    refuse_rule(SCAN_RULE_NO_TLS_1_2);
    facts.versions[SCAN_1_2].accepted = SCAN_NO;
    facts.versions[SCAN_1_3].accepted = SCAN_UNKNOWN;
    refuse_rule(SCAN_RULE_NO_TLS_1_2);
}

/* Features whose answer alone breaks a rule. */
static const struct {
    enum scan_feature feature;
    enum scan_answer bad;
    enum scan_rule rule;
} feature_rows[] = {
    {FEATURE_POST_QUANTUM, SCAN_NO, SCAN_RULE_NO_POST_QUANTUM},
    {FEATURE_COMPRESSION, SCAN_YES, SCAN_RULE_COMPRESSION},
    {FEATURE_CLIENT_RENEGOTIATION, SCAN_YES, SCAN_RULE_CLIENT_RENEGOTIATION},
    {FEATURE_SECURE_RENEGOTIATION, SCAN_NO, SCAN_RULE_NO_SECURE_RENEGOTIATION},
    {FEATURE_EMS, SCAN_NO, SCAN_RULE_NO_EMS},
    {FEATURE_EARLY_DATA, SCAN_YES, SCAN_RULE_EARLY_DATA},
    {FEATURE_CLIENT_CERTIFICATE, SCAN_YES, SCAN_RULE_CLIENT_CERTIFICATE},
    {FEATURE_SNI_NEEDED, SCAN_YES, SCAN_RULE_SNI_NEEDED},
    {FEATURE_GREASE_TOLERANT, SCAN_NO, SCAN_RULE_GREASE_INTOLERANT},
    {FEATURE_LARGE_HELLO_TOLERANT, SCAN_NO, SCAN_RULE_LARGE_HELLO_INTOLERANT},
    {FEATURE_SPLIT_HELLO_TOLERANT, SCAN_NO, SCAN_RULE_SPLIT_HELLO_INTOLERANT},
    {FEATURE_MEDIUM_HELLO_TOLERANT, SCAN_NO, SCAN_RULE_MEDIUM_HELLO_INTOLERANT},
    {FEATURE_MANY_SUITES_TOLERANT, SCAN_NO, SCAN_RULE_MANY_SUITES_INTOLERANT},
    {FEATURE_EMPTY_SHARE_TOLERANT, SCAN_NO, SCAN_RULE_EMPTY_SHARE_INTOLERANT},
    {FEATURE_VERSION_TOLERANT, SCAN_NO, SCAN_RULE_VERSION_INTOLERANT},
    {FEATURE_EXTENSION_TOLERANT, SCAN_NO, SCAN_RULE_EXTENSION_INTOLERANT},
    {FEATURE_CHOOSES_UNOFFERED, SCAN_YES, SCAN_RULE_CHOOSES_UNOFFERED},
    {FEATURE_HEARTBLEED, SCAN_YES, SCAN_RULE_HEARTBLEED},
    {FEATURE_CCS_INJECTION, SCAN_YES, SCAN_RULE_CCS_INJECTION},
    {FEATURE_TICKETBLEED, SCAN_YES, SCAN_RULE_TICKETBLEED},
    {FEATURE_ROBOT, SCAN_YES, SCAN_RULE_ROBOT},
};

/* What Apache does is not the fault of its TLS library. */
static void test_unoffered(void **state)
{
    (void)state;
    good();
    facts.features[FEATURE_CHOOSES_UNOFFERED].answer = SCAN_YES;
    facts.only_alpn_unoffered = true;
    raise_rule(SCAN_RULE_ALPN_UNOFFERED);
    refuse_rule(SCAN_RULE_CHOOSES_UNOFFERED);
    facts.only_alpn_unoffered = false;
    raise_rule(SCAN_RULE_CHOOSES_UNOFFERED);
}

static void test_features(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof feature_rows / sizeof feature_rows[0]; i++) {
        struct scan_feature_value *value = &facts.features[feature_rows[i].feature];
        good();
        value->answer = feature_rows[i].bad;
        raise_rule(feature_rows[i].rule);
        value->answer = SCAN_UNKNOWN;
        refuse_rule(feature_rows[i].rule);
        value->answer = feature_rows[i].bad == SCAN_YES ? SCAN_NO : SCAN_YES;
        refuse_rule(feature_rows[i].rule);
    }
}

static void test_renegotiation(void **state)
{
    (void)state;
    good();
    facts.features[FEATURE_CLIENT_RENEGOTIATION].answer = SCAN_YES;
    facts.features[FEATURE_SECURE_RENEGOTIATION].answer = SCAN_NO;
    raise_rule(SCAN_RULE_INSECURE_RENEGOTIATION);
    refuse_rule(SCAN_RULE_CLIENT_RENEGOTIATION);
    refuse_rule(SCAN_RULE_NO_SECURE_RENEGOTIATION);
    facts.features[FEATURE_SECURE_RENEGOTIATION].answer = SCAN_UNKNOWN;
    refuse_rule(SCAN_RULE_INSECURE_RENEGOTIATION);
    good();
    facts.versions[SCAN_1_2].accepted = SCAN_NO; /* TLS 1.3 alone has no renegotiation, … */
    facts.features[FEATURE_SECURE_RENEGOTIATION].answer = SCAN_NO;
    facts.features[FEATURE_EMS].answer = SCAN_NO;
    refuse_rule(SCAN_RULE_NO_SECURE_RENEGOTIATION);
    refuse_rule(SCAN_RULE_NO_EMS); /* … and needs no EMS */
}

static void test_fallback(void **state)
{
    (void)state;
    good();
    facts.features[FEATURE_FALLBACK_SCSV].answer = SCAN_NO;
    refuse_rule(SCAN_RULE_NO_FALLBACK_SCSV); /* TLS 1.3 protects itself */
    facts_accept(&facts, SCAN_1_1, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA);
    raise_rule(SCAN_RULE_NO_FALLBACK_SCSV);
    facts.features[FEATURE_FALLBACK_SCSV].answer = SCAN_UNKNOWN;
    refuse_rule(SCAN_RULE_NO_FALLBACK_SCSV);
    facts.features[FEATURE_FALLBACK_SCSV].answer = SCAN_NO;
    facts.versions[SCAN_1_2].accepted = facts.versions[SCAN_1_3].accepted = SCAN_NO;
    refuse_rule(SCAN_RULE_NO_FALLBACK_SCSV); /* there is nothing to fall back from */
}

static void test_tickets(void **state)
{
    struct scan_feature_value *life = &facts.features[FEATURE_TICKET_LIFETIME];

    (void)state;
    good();
    life->value = 86400;
    refuse_rule(SCAN_RULE_TICKETS_LONG);
    life->value = 86401;
    assert_int_equal(raise_rule(SCAN_RULE_TICKETS_LONG)->number, 86401);
    life->value = 604800;
    raise_rule(SCAN_RULE_TICKETS_LONG);
    refuse_rule(SCAN_RULE_TICKETS_TOO_LONG);
    life->value = 604801;
    raise_rule(SCAN_RULE_TICKETS_TOO_LONG);
    refuse_rule(SCAN_RULE_TICKETS_LONG);
    life->answer = SCAN_UNKNOWN;
    refuse_rule(SCAN_RULE_TICKETS_TOO_LONG);
}

static void test_sorted(void **state)
{
    struct scan_findings out;

    (void)state;
    good();
    facts.features[FEATURE_EARLY_DATA].answer = SCAN_YES;
    facts.features[FEATURE_HEARTBLEED].answer = SCAN_YES;
    facts.features[FEATURE_EMS].answer = SCAN_NO;
    facts.features[FEATURE_COMPRESSION].answer = SCAN_YES;
    facts.versions[SCAN_SSL_2].accepted = SCAN_YES;
    assert_int_equal(scan_judge(&out, &facts, FC_NOW, &arena), ERR_OK);
    assert_int_equal(out.num, 5);
    assert_int_equal(out.v[0].rule, SCAN_RULE_SSL_2);
    assert_int_equal(out.v[1].rule, SCAN_RULE_HEARTBLEED);
    assert_int_equal(out.v[2].rule, SCAN_RULE_COMPRESSION);
    assert_int_equal(out.v[3].rule, SCAN_RULE_NO_EMS);
    assert_int_equal(out.v[4].rule, SCAN_RULE_EARLY_DATA);
}

static void test_memory(void **state)
{
    struct arena small;
    struct scan_findings out;

    (void)state;
    good();
    facts.features[FEATURE_HEARTBLEED].answer = SCAN_YES;
    arena_init(&small, 64);
    assert_int_equal(scan_judge(&out, &facts, FC_NOW, &small), ERR_LIMIT);
    arena_free(&small);
}

/* The tests above have raised every rule; those of several addresses are in test_scan_compare. */
static void test_every_rule(void **state)
{
    (void)state;
    for (unsigned rule = 0; rule < SCAN_RULE_COUNT; rule++) {
        bool is_of_several = strncmp(scan_rule_id(rule), "ADDRESSES_", 10) == 0;
        if (!raised[rule] && !is_of_several)
            fail_msg("no test raises %s", scan_rule_id(rule));
    }
}

/* Sentences begin with a capital and end with a full stop, and have only known words. */
static void check_sentence(enum scan_rule rule, const char *text)
{
    static const char *const words[] = {"{ids}", "{number}", "{duration}", "{name}", "{key}"};
    bool starts = (text[0] >= 'A' && text[0] <= 'Z');
    char last = text[strlen(text) - 1];

    if (!starts || (last != '.' && last != '}'))
        fail_msg("%s: not a sentence: %s", scan_rule_id(rule), text);
    for (const char *at = strchr(text, '{'); at != NULL; at = strchr(at + 1, '{')) {
        bool is_known = false;
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            is_known = is_known || strncmp(at, words[i], strlen(words[i])) == 0;
        if (!is_known)
            fail_msg("%s: no such word: %s", scan_rule_id(rule), at);
    }
}

static void test_sentences(void **state)
{
    (void)state;
    for (unsigned rule = 0; rule < SCAN_RULE_COUNT; rule++) {
        check_sentence(rule, scan_rule_text(rule));
        check_sentence(rule, scan_rule_why(rule));
        check_sentence(rule, scan_rule_fix(rule));
    }
}

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 28);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_moot),
        cmocka_unit_test(test_not_tls),
        cmocka_unit_test(test_troubles),
        cmocka_unit_test(test_old_versions),
        cmocka_unit_test(test_new_versions),
        cmocka_unit_test(test_suites),
        cmocka_unit_test(test_all_broken_suites),
        cmocka_unit_test(test_cbc),
        cmocka_unit_test(test_forward_secrecy),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_primes),
        cmocka_unit_test(test_groups_and_schemes),
        cmocka_unit_test(test_features),
        cmocka_unit_test(test_unoffered),
        cmocka_unit_test(test_no_use),
        cmocka_unit_test(test_renegotiation),
        cmocka_unit_test(test_fallback),
        cmocka_unit_test(test_tickets),
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_self_signed),
        cmocka_unit_test(test_expiry),
        cmocka_unit_test(test_digests),
        cmocka_unit_test(test_staple),
        cmocka_unit_test(test_without_sni),
        cmocka_unit_test(test_sorted),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_every_rule),
        cmocka_unit_test(test_sentences),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
