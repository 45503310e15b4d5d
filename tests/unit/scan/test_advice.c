/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/advice.h"

#include "tests/unit/path/arena_kit.h"
#include "tests/unit/scan/facts_kit.h"

static size_t advise(struct scan_advice out[SCAN_ADVICE_MAX], const enum scan_rule *rules,
                     size_t num)
{
    struct scan_finding v[SCAN_RULE_COUNT] = {{0}};

    for (size_t i = 0; i < num; i++)
        v[i].rule = rules[i];
    size_t chosen;

    assert_int_equal(
        scan_advise(out, &chosen, &(struct scan_findings){.v = v, .num = num}, NULL, &arena),
        ERR_OK);
    return chosen;
}

static void test_order(void **state)
{
    static const enum scan_rule rules[] = {
        SCAN_RULE_ROBOT,        SCAN_RULE_OLD_TLS,         SCAN_RULE_SUITE_STATIC_RSA,
        SCAN_RULE_NO_TLS_1_3,   SCAN_RULE_NO_EMS,          SCAN_RULE_NO_POST_QUANTUM,
        SCAN_RULE_TICKETS_LONG, SCAN_RULE_UNKNOWN_FEATURES};
    struct scan_advice out[SCAN_ADVICE_MAX];

    (void)state;
    assert_int_equal(advise(out, rules, sizeof rules / sizeof rules[0]), 3);
    assert_int_equal(out[0].change, SCAN_CHANGE_SUITES);
    assert_int_equal(out[0].level, SCAN_HIGH);
    assert_int_equal(out[0].fixes, 2);
    assert_int_equal(out[1].change, SCAN_CHANGE_VERSIONS);
    assert_int_equal(out[1].fixes, 2);
    assert_int_equal(out[2].change, SCAN_CHANGE_UPDATE);
}

/* What one change removes is no reason for the next. */
static void test_once(void **state)
{
    static const enum scan_rule rules[] = {SCAN_RULE_NO_TLS_1_2, SCAN_RULE_SSL_3};
    struct scan_advice out[SCAN_ADVICE_MAX];

    (void)state;
    assert_int_equal(advise(out, rules, 2), 1);
    assert_int_equal(out[0].change, SCAN_CHANGE_VERSIONS);
    assert_int_equal(advise(out, rules, 0), 0);
}

/* One finding of a higher level counts for more than several of a lower one. */
static void test_level(void **state)
{
    static const enum scan_rule rules[] = {SCAN_RULE_NO_EMS, SCAN_RULE_SPLIT_HELLO_INTOLERANT,
                                           SCAN_RULE_COMPRESSION};
    struct scan_advice out[SCAN_ADVICE_MAX];

    (void)state;
    assert_int_equal(advise(out, rules, 3), 2);
    assert_int_equal(out[0].change, SCAN_CHANGE_COMPRESSION);
    assert_int_equal(out[1].change, SCAN_CHANGE_UPDATE);
}

static size_t advise_line(struct scan_advice out[SCAN_ADVICE_MAX], enum requirement_item item,
                          uint16_t id)
{
    struct requirement_line line = {
        .item = item, .result = REQUIREMENT_BROKEN, .ids = {.v = &id, .num = 1}};
    struct requirement_check check = {.result = REQUIREMENT_BROKEN, .v = &line, .num = 1};
    size_t num;

    assert_int_equal(scan_advise(out, &num, &(struct scan_findings){0}, &check, &arena), ERR_OK);
    line.result = REQUIREMENT_UNKNOWN;
    size_t none;
    struct scan_advice ignored[SCAN_ADVICE_MAX];
    assert_int_equal(scan_advise(ignored, &none, &(struct scan_findings){0}, &check, &arena),
                     ERR_OK);
    assert_int_equal(none, 0);
    return num;
}

/* What breaks a requirement is removed as well, unless the lines would leave it. */
static void test_requirement(void **state)
{
    struct scan_advice out[SCAN_ADVICE_MAX];

    (void)state;
    assert_int_equal(advise_line(out, REQUIRE_GROUPS, GROUP_X448), 1);
    assert_int_equal(out[0].change, SCAN_CHANGE_GROUPS);
    assert_int_equal(out[0].level, SCAN_LOW);
    assert_int_equal(out[0].fixes, 0);
    assert_int_equal(out[0].meets, 1);
    assert_int_equal(advise_line(out, REQUIRE_GROUPS, GROUP_SECP384R1), 0);
    assert_int_equal(advise_line(out, REQUIRE_VERSIONS, TLS_1_0), 1);
    assert_int_equal(advise_line(out, REQUIRE_VERSIONS, TLS_1_2), 0);
    assert_int_equal(advise_line(out, REQUIRE_SERVER_ORDER, TLS_1_2), 1);
    assert_int_equal(out[0].change, SCAN_CHANGE_ORDER);
}

/* One setting is not given twice: the groups with and without ML-KEM. */
static void test_groups(void **state)
{
    static const enum scan_rule rules[] = {SCAN_RULE_GROUP_WEAK, SCAN_RULE_NO_POST_QUANTUM};
    struct scan_advice out[SCAN_ADVICE_MAX];

    (void)state;
    assert_int_equal(advise(out, rules, 2), 1);
    assert_int_equal(out[0].change, SCAN_CHANGE_GROUPS);
    assert_int_equal(advise(out, rules + 1, 1), 1);
    assert_int_equal(out[0].change, SCAN_CHANGE_POST_QUANTUM);
}

/* Everything above INFO can be removed. */
static void test_every_rule(void **state)
{
    (void)state;
    for (unsigned rule = 0; rule < SCAN_RULE_COUNT; rule++) {
        bool is_fixed = scan_rule_level(rule) == SCAN_INFO;
        for (unsigned change = 0; change < SCAN_CHANGE_COUNT; change++)
            is_fixed = is_fixed || scan_change_fixes(change, rule);
        if (!is_fixed)
            fail_msg("no change removes %s", scan_rule_id(rule));
    }
}

static enum scan_server server_of(const char *software)
{
    return scan_server_of(&(struct scan_facts){.software = span_str(software)});
}

static void test_servers(void **state)
{
    (void)state;
    assert_int_equal(server_of("nginx/1.22.1"), SCAN_SERVER_NGINX);
    assert_int_equal(server_of("Apache"), SCAN_SERVER_APACHE);
    assert_int_equal(server_of("Apache/2.4.71 (Debian)"), SCAN_SERVER_APACHE);
    assert_int_equal(server_of("HAProxy"), SCAN_SERVER_HAPROXY);
    assert_int_equal(server_of("my nginx"), SCAN_SERVER_UNKNOWN);
    assert_int_equal(server_of("ngin"), SCAN_SERVER_UNKNOWN);
    assert_int_equal(server_of(""), SCAN_SERVER_UNKNOWN);
}

static struct scan_facts known;

static void lines_are(enum scan_server server, enum scan_change change, const char *text)
{
    struct buf out;

    buf_init(&out, 4096);
    assert_int_equal(scan_server_lines(&out, server, change, &known, &arena), ERR_OK);
    if (!span_eq(buf_span(&out), span_str(text)))
        fail_msg("%.*s", (int)out.n, (const char *)out.p);
    buf_free(&out);
}

static void test_lines(void **state)
{
    (void)state;
    lines_are(SCAN_SERVER_NGINX, SCAN_CHANGE_VERSIONS, "ssl_protocols TLSv1.2 TLSv1.3;\n");
    lines_are(SCAN_SERVER_NGINX, SCAN_CHANGE_SUITES,
              "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
              "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
              "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;\n");
    lines_are(SCAN_SERVER_NGINX, SCAN_CHANGE_GROUPS,
              "ssl_ecdh_curve X25519:prime256v1:secp384r1;\n");
    known.features[FEATURE_POST_QUANTUM].answer = SCAN_YES;
    lines_are(SCAN_SERVER_NGINX, SCAN_CHANGE_GROUPS,
              "# only with OpenSSL 3.5 or later: with an older one the server does not start\n"
              "ssl_ecdh_curve X25519MLKEM768:X25519:prime256v1:secp384r1;\n");
    known.features[FEATURE_POST_QUANTUM].answer = SCAN_UNKNOWN;
    known.versions[SCAN_1_2].dh_bits = 1024;
    lines_are(SCAN_SERVER_HAPROXY, SCAN_CHANGE_SUITES,
              "# remove ssl-dh-param-file: its prime is short, and the server may not start\n"
              "ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
              "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
              "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305\n");
    known.versions[SCAN_1_2].dh_bits = 0;
    lines_are(SCAN_SERVER_NGINX, SCAN_CHANGE_UPDATE, "");
    lines_are(SCAN_SERVER_UNKNOWN, SCAN_CHANGE_VERSIONS, "");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),   cmocka_unit_test(test_once),
        cmocka_unit_test(test_level),   cmocka_unit_test(test_requirement),
        cmocka_unit_test(test_groups),  cmocka_unit_test(test_every_rule),
        cmocka_unit_test(test_servers), cmocka_unit_test(test_lines),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
