/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "app/fetch/fetch_plan.h"
#include "tests/factory/factory.h"

enum { MEMORY = 1 << 26, TRIED = 64 };

/* A leaf with sources of all kinds, its issuer, and the anchor. */
static struct kit {
    struct arena arena;
    struct fc_spec specs[3];
    struct cert certs[3];
    struct link links[4];
    struct finding finding;
    struct rev_answer answer;
    struct report report;
    struct plan_tried tried[TRIED];
    struct plan_input in;
    struct fetch_plan plan;
} k;

static struct span point(const char *uri)
{
    return fc_dp(&k.arena, fc_uri(&k.arena, uri), 0, (struct span){0});
}

static void make(size_t i)
{
    struct fail f = {0};

    assert_int_equal(cert_parse(&k.certs[i], fc_cert(&k.arena, &k.specs[i]), &f), ERR_OK);
    k.links[i].cert = &k.certs[i];
}

static void set_aia(const char *ocsp, const char *issuers)
{
    fc_set(&k.specs[0].exts, FC_OID_AIA, false, fc_aia(&k.arena, ocsp, issuers));
    make(0);
}

static int begin(void **state)
{
    (void)state;
    k = (struct kit){0};
    arena_init(&k.arena, MEMORY);
    k.specs[0] = fc_leaf(&k.arena);
    k.specs[1] = fc_intermediate(&k.arena);
    k.specs[2] = fc_root(&k.arena);
    fc_set(&k.specs[0].exts, FC_OID_CRLDP, false,
           FC_CRLDP(&k.arena, point("http://crl.example/ca.crl")));
    for (size_t i = 0; i < 3; i++)
        make(i);
    set_aia("http://ocsp.example/", "http://aia.example/ca.der");
    k.report.chosen = (struct path){.links = k.links, .num = 3, .anchored = true};
    k.in = (struct plan_input){.report = &k.report,
                               .wants = {.issuers = true, .ocsp = true, .crls = true},
                               .revocation = REVOCATION_SOFT,
                               .tried = k.tried};
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(&k.arena);
    return 0;
}

/* The plan, as its kinds and URLs in one line. */
static const char *plan(void)
{
    static const char *const names[] = {"issuer", "crl", "ocsp", "tile"};
    static char line[4096];
    struct buf text;

    buf_init(&text, sizeof line - 1);
    fetch_plan_make(&k.plan, &k.in);
    for (size_t i = 0; i < k.plan.num; i++) {
        const struct plan_item *item = &k.plan.items[i];
        buf_printf(&text, "%s%s %.*s", i == 0 ? "" : ", ", names[item->kind], (int)item->url.n,
                   (const char *)item->url.p);
    }
    if (text.n > 0)
        memcpy(line, text.p, text.n);
    line[text.n] = '\0';
    buf_free(&text);
    return line;
}

/* All of the plan was tried. */
static void try_all(bool comes)
{
    for (size_t i = 0; i < k.plan.num; i++) {
        assert_true(k.in.num_tried < TRIED);
        k.tried[k.in.num_tried++] = (struct plan_tried){.item = k.plan.items[i], .has_come = comes};
    }
}

static void find(enum rule rule, int cert)
{
    k.finding = (struct finding){.rule = rule, .severity = SEVERITY_ERROR, .cert = cert};
    k.report.chosen.findings = &k.finding;
    k.report.chosen.num_findings = 1;
    k.report.reason = rule_reason(rule);
}

static void test_status_order(void **state)
{
    (void)state;
    assert_string_equal(plan(), "ocsp http://ocsp.example/");
    assert_ptr_equal(k.plan.items[0].issuer, &k.certs[1]);
    try_all(true);
    assert_string_equal(plan(), "crl http://crl.example/ca.crl");
    try_all(true);
    assert_string_equal(plan(), "");
}

static void test_status_wanted(void **state)
{
    (void)state;
    k.in.wants.ocsp = false;
    assert_string_equal(plan(), "crl http://crl.example/ca.crl");
    k.in.wants.crls = false;
    assert_string_equal(plan(), "");
    k.in.wants.ocsp = true;
    k.in.revocation = REVOCATION_OFF;
    assert_string_equal(plan(), "");
}

/* What has an answer needs no other. */
static void test_answered(void **state)
{
    static const enum rev_status enough[] = {REV_STATUS_GOOD, REV_STATUS_REVOKED,
                                             REV_STATUS_NOT_NEEDED};

    (void)state;
    k.report.answers = &k.answer;
    k.report.num_answers = 1;
    for (size_t i = 0; i < sizeof enough / sizeof enough[0]; i++) {
        k.answer.status = enough[i];
        assert_string_equal(plan(), "");
    }
    k.answer.cert = 1;
    assert_string_equal(plan(), "ocsp http://ocsp.example/");
    k.answer.cert = 0;
    k.answer.status = REV_STATUS_STALE;
    assert_string_equal(plan(), "ocsp http://ocsp.example/");
}

/* Nobody is asked about a path that is refused anyway. */
/* A newer response that does not know the certificate takes back what an older one said. */
static void test_answer_taken_back(void **state)
{
    (void)state;
    k.answer = (struct rev_answer){.cert = 0, .status = REV_STATUS_GOOD};
    k.report.answers = &k.answer;
    k.report.num_answers = 1;
    find(RULE_OCSP_UNKNOWN, 1);
    assert_null(strstr(plan(), "ocsp http://ocsp.example/"));
    find(RULE_OCSP_UNKNOWN, 0);
    assert_non_null(strstr(plan(), "ocsp http://ocsp.example/"));
    k.answer.status = REV_STATUS_NOT_NEEDED;
    assert_null(strstr(plan(), "ocsp http://ocsp.example/"));
}

static void test_other_faults(void **state)
{
    (void)state;
    find(RULE_REVOCATION_UNKNOWN, 0);
    assert_string_equal(plan(), "ocsp http://ocsp.example/");
    find(RULE_EXPIRED, 0);
    assert_string_equal(plan(), "");
    k.finding.severity = SEVERITY_WARNING;
    k.report.reason = REASON_OK;
    assert_string_equal(plan(), "ocsp http://ocsp.example/");
    k.report.chosen.anchored = false;
    assert_string_equal(plan(), "");
}

static void test_issuers(void **state)
{
    (void)state;
    k.report.chosen.num = 1;
    k.report.chosen.anchored = false;
    find(RULE_UNKNOWN_ISSUER, 0);
    assert_string_equal(plan(), "issuer http://aia.example/ca.der");
    k.finding.severity = SEVERITY_WARNING;
    assert_string_equal(plan(), "");
    k.finding.severity = SEVERITY_ERROR;
    plan();
    try_all(true);
    assert_string_equal(plan(), "");
    k.in.num_tried = 0;
    k.in.wants.issuers = false;
    assert_string_equal(plan(), "");
}

/* An intermediate at fault may have a better one in its place. */
static void test_better_issuers(void **state)
{
    (void)state;
    find(RULE_EXPIRED, 1);
    assert_string_equal(plan(), "issuer http://aia.example/ca.der");
    find(RULE_UNTRUSTED_ROOT, 1);
    assert_string_equal(plan(), "issuer http://aia.example/ca.der");
    k.finding.cert = -1;
    assert_string_equal(plan(), "");
    k.finding.cert = 7;
    assert_string_equal(plan(), "");
}

/* The same URL is asked about each certificate, an issuer fetched once. */
static void test_circles(void **state)
{
    (void)state;
    fc_set(&k.specs[1].exts, FC_OID_AIA, false,
           fc_aia(&k.arena, "http://ocsp.example/", "http://aia.example/ca.der"));
    make(1);
    assert_string_equal(plan(), "ocsp http://ocsp.example/, ocsp http://ocsp.example/");
    find(RULE_UNKNOWN_ISSUER, 0);
    assert_string_equal(plan(), "issuer http://aia.example/ca.der");
    try_all(true);
    find(RULE_UNKNOWN_ISSUER, 1);
    assert_string_equal(plan(), "");
}

static void test_schemes(void **state)
{
    (void)state;
    k.in.wants.crls = false;
    set_aia("ldap://ocsp.example/", NULL);
    assert_string_equal(plan(), "");
    set_aia("https://ocsp.example/", NULL);
    assert_string_equal(plan(), "ocsp https://ocsp.example/");
    set_aia("file:///etc/passwd", NULL);
    assert_string_equal(plan(), "");
}

/* The names of a distribution point are places of one list, and the points are lists. */
static void test_points(void **state)
{
    struct arena *a = &k.arena;
    struct span names = FD_CAT(a, fc_uri(a, "ldap://a"), fc_uri(a, "http://a"),
                               fc_dns(a, "b.example"), fc_uri(a, "http://b"));

    (void)state;
    k.in.wants.ocsp = false;
    fc_set(&k.specs[0].exts, FC_OID_CRLDP, false,
           FC_CRLDP(a, fc_dp(a, names, 0, (struct span){0}), point("http://c")));
    make(0);
    assert_string_equal(plan(), "crl http://a, crl http://c");
    try_all(false);
    assert_string_equal(plan(), "crl http://b");
    k.tried[0].has_come = true;
    assert_string_equal(plan(), "");
}

/* Delta CRLs go with a complete one that has come, whose point may name others; also if the status
 * is good without them. */
static void test_deltas(void **state)
{
    (void)state;
    k.in.wants.ocsp = false;
    fc_set(&k.specs[0].exts, FC_OID_FRESHEST, false,
           FC_CRLDP(&k.arena, point("http://crl.example/delta")));
    make(0);
    assert_string_equal(plan(), "crl http://crl.example/ca.crl");
    try_all(false);
    assert_string_equal(plan(), "");
    k.tried[0].has_come = true;
    k.tried[0].freshest = FC_CRLDP(&k.arena, point("http://crl.example/newer"));
    k.report.answers = &k.answer;
    k.report.num_answers = 1;
    assert_string_equal(plan(), "crl http://crl.example/delta, crl http://crl.example/newer");
    try_all(true);
    assert_string_equal(plan(), "");
}

/* What the cache had is fetched once more if it did not help. */
static void test_fresh(void **state)
{
    (void)state;
    k.in.wants.ocsp = false;
    assert_string_equal(plan(), "crl http://crl.example/ca.crl");
    assert_false(k.plan.items[0].fresh);
    try_all(true);
    k.tried[0].from_cache = true;
    assert_string_equal(plan(), "crl http://crl.example/ca.crl");
    assert_true(k.plan.items[0].fresh);
    k.report.answers = &k.answer; /* it did */
    k.report.num_answers = 1;
    assert_string_equal(plan(), "");
    k.report.num_answers = 0;
    plan();
    try_all(true);
    assert_string_equal(plan(), "");
    k.in.num_tried = 0;
    find(RULE_UNKNOWN_ISSUER, 0);
    plan();
    try_all(true);
    assert_string_equal(plan(), "");
    k.tried[0].from_cache = true;
    assert_string_equal(plan(), "issuer http://aia.example/ca.der");
    assert_true(k.plan.items[0].fresh);
}

static void flood(size_t cert)
{
    struct arena *a = &k.arena;
    struct span points = {0};
    char uri[32];

    for (int i = 0; i < 400; i++) {
        snprintf(uri, sizeof uri, "http://crl.example/%d", i);
        points = FD_CAT(a, points, point(uri));
    }
    fc_set(&k.specs[cert].exts, FC_OID_CRLDP, false, FC_CRLDP(a, points));
    make(cert);
}

/* A plan has an end, whatever its certificates name. */
static void test_full(void **state)
{
    (void)state;
    k.in.wants.ocsp = false;
    for (size_t i = 0; i < 3; i++)
        flood(i);
    k.links[3] = k.links[2];
    k.report.chosen.num = 4;
    plan();
    assert_int_equal(k.plan.num, PLAN_ITEMS);
}

/* A certificate cannot make us ask more often than this, round after round. */
static void test_flood(void **state)
{
    size_t total = 0;

    (void)state;
    k.in.wants.ocsp = false;
    flood(0);
    for (int round = 0; round < 4; round++) {
        plan();
        assert_true(k.plan.num <= PLAN_ITEMS);
        total += k.plan.num;
        try_all(false);
    }
    assert_int_equal(total, PLAN_PER_CERT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_status_order),   TEST(test_status_wanted),
        TEST(test_answered),       TEST(test_answer_taken_back),
        TEST(test_other_faults),   TEST(test_issuers),
        TEST(test_better_issuers), TEST(test_circles),
        TEST(test_schemes),        TEST(test_points),
        TEST(test_deltas),         TEST(test_flood),
        TEST(test_fresh),          TEST(test_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
