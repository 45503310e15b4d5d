/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/view/viewkit.h"

static void show(struct viewkit *k, bool explain)
{
    report_text(&k->out, &k->t.report, &k->in, &k->style, explain);
}

#define CHAIN_GOOD                                                                    \
    "     CERTIFICATE           KEY    SIGNED WITH   UNTIL       LEFT\n"              \
    "  0  www.example.com       P-256  ECDSA-SHA256  2026-07-01  30 days\n"           \
    "       \u2713 signature  \u2713 time  \u2713 form  \u2713 key  \u2713 purpose  " \
    "\u2713 host\n"                                                                   \
    "  1  Example Intermediate  P-256  ECDSA-SHA256  2031-11-22  5 years\n"           \
    "       \u2713 signature  \u2713 time  \u2713 form  \u2713 key  \u2713 CA  "      \
    "\u2713 purpose\n"                                                                \
    "  2  Example Root          P-256  trust anchor  2040-02-08  13 years\n"

static void test_good(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "good.pem");
    assert_int_equal(kit_judge(&k), REASON_OK);
    show(&k, false);
    kit_is(&k, "good.pem: OK\n"
               "  Trusted as a TLS server for \"www.example.com\" until 2026-07-01 (30 days "
               "left).\n"
               "\n" CHAIN_GOOD "\n"
               "  trust anchors: /etc/ssl/certs/ca-certificates.crt\n");
    report_quiet(&k.out, &k.t.report, &k.in, &k.style);
    kit_is(&k, "good.pem: OK\n");
    k.in.input = "-";
    report_quiet(&k.out, &k.t.report, &k.in, &k.style);
    kit_is(&k, "(standard input): OK\n");
    kit_close(&k);
}

static void test_expired_explained(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "old.pem");
    k.leaf.not_after = FC_NOW - 3 * FC_DAY;
    assert_int_equal(kit_judge(&k), REASON_EXPIRED);
    k.style.utf8 = false;
    show(&k, true);
    kit_is(&k, "old.pem: FAIL (expired)\n"
               "  The certificate \"www.example.com\" expired 3 days ago: it was valid until\n"
               "  2026-05-29 00:00:00 UTC (checked at 2026-06-01 00:00:00 UTC).\n"
               "  [RFC 5280 6.1.3 (a)(2)]\n"
               "  fix: renew it; if already renewed, reload the server\n"
               "\n"
               "     CERTIFICATE           KEY    SIGNED WITH   UNTIL       LEFT\n"
               "  0  www.example.com       P-256  ECDSA-SHA256  2026-05-29  expired\n"
               "       + signature  x time  + form  + key  + purpose  + host\n"
               "  1  Example Intermediate  P-256  ECDSA-SHA256  2031-11-22  5 years\n"
               "       + signature  + time  + form  + key  + CA  + purpose\n"
               "  2  Example Root          P-256  trust anchor  2040-02-08  13 years\n"
               "\n"
               "  trust anchors: /etc/ssl/certs/ca-certificates.crt\n"
               "\n"
               "  paths tried: 1, signatures checked: 2\n"
               "  www.example.com (P-256, until 2026-05-29, sha256 8ce02b30)\n"
               "  `- Example Intermediate (P-256, until 2031-11-22, sha256 081a6493)\n"
               "     `- Example Root (P-256, until 2040-02-08, sha256 c35e386f, trust anchor)\n"
               "        `- x expired: The certificate \"www.example.com\" expired 3 days ago: it\n"
               "             was valid until 2026-05-29 00:00:00 UTC (checked at 2026-06-01\n"
               "             00:00:00 UTC).\n");
    report_quiet(&k.out, &k.t.report, &k.in, &k.style);
    kit_is(&k, "old.pem: FAIL (expired)\n");
    kit_close(&k);
}

/* Where a signature is broken nothing above or beside it is claimed to have been checked. */
static void test_bad_signature(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    k.leaf.corrupt = true;
    assert_int_equal(kit_judge(&k), REASON_BAD_SIGNATURE);
    show(&k, false);
    assert_true(kit_has(&k, "2026-07-01 30 days \u2717 signature 1 Example Intermediate P-256 "
                            "ECDSA-SHA256 2031-11-22 5 years trust anchors:"));
    kit_close(&k);
}

static void test_unanchored(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    assert_true(trial_anchor(&k.t, fc_cert(&k.t.arena, &k.root)));
    assert_int_equal(trial_judge(&k.t, fc_cert(&k.t.arena, &k.leaf)), REASON_UNKNOWN_ISSUER);
    k.style.columns = 100;
    show(&k, false);
    assert_true(kit_has(&k, "CERTIFICATE KEY SIGNED WITH FROM UNTIL LEFT"));
    assert_true(
        kit_has(&k, "ECDSA-SHA256 2026-05-02 2026-07-01 30 days \u2717 issuer \u2713 time"));
    kit_close(&k);
}

static void test_wildcard_and_warnings(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    struct arena *a = &k.t.arena;
    fc_set(&k.leaf.exts, FC_OID_SAN, false,
           FC_NAMES(a, fc_dns(a, "*.example.com"), fc_dns(a, "example.com")));
    assert_int_equal(kit_judge(&k), REASON_OK);
    show(&k, false);
    assert_true(kit_has(&k, "Trusted as a TLS server for \"www.example.com\" (matched by "
                            "*.example.com) until"));
    assert_true(kit_has(&k, "! form"));
    assert_true(kit_has(&k, "! The commonName of the certificate \"www.example.com\", "
                            "\"www.example.com\", is not one of the names in its subjectAltName. "
                            "[CA/B BR 7.1.4.3] fix: have it reissued"));
    kit_close(&k);
}

static bool warns(struct viewkit *k)
{
    static const char part[] = "The certificate \"www.example.com\" expires in 30 days";
    bool found = false;

    buf_truncate(&k->out, 0);
    show(k, false);
    for (size_t i = 0; i < k->out.n; i++)
        found |= span_starts(span_tail(buf_span(&k->out), i), span_str(part));
    return found;
}

static void test_reminder(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    assert_int_equal(kit_judge(&k), REASON_OK);
    assert_false(warns(&k));
    k.t.in.warn.seconds = 30 * FC_DAY;
    assert_int_equal(kit_judge(&k), REASON_OK);
    assert_true(warns(&k));
    kit_close(&k);
}

static void test_color(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    assert_int_equal(kit_judge(&k), REASON_OK);
    k.style.color = true;
    report_quiet(&k.out, &k.t.report, &k.in, &k.style);
    kit_is(&k, "x.pem: \033[32mOK\033[0m\n");
    kit_close(&k);
}

/* What certificates, host and file name hold never steers the terminal. */
static void test_hostile_names(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "evil\033]0;owned\a.pem");
    struct arena *a = &k.t.arena;
    k.in.store = "st\nore\xff";
    k.ca.subject = k.leaf.issuer = fc_name(a, "CN=CA\033[31m\u202eevil\x9b");
    k.leaf.subject = fc_name(a, "CN=a\r\n\x7f\u200b");
    fc_set(&k.leaf.exts, FC_OID_SAN, false, FC_NAMES(a, fc_dns(a, "\033[2Ja.example")));
    assert_int_not_equal(kit_judge(&k), REASON_OK);
    show(&k, true);
    assert_true(kit_is_safe(buf_span(&k.out)));
    assert_true(kit_has(&k, "evil\\1b]0;owned\\07.pem: FAIL"));
    cert_text(&k.out, k.t.report.chosen.links[0].cert, &k.style);
    cert_short(&k.out, k.t.report.chosen.links[0].cert);
    asn1tree_text(&k.out, k.t.report.chosen.links[0].cert->der, &k.style);
    assert_true(kit_is_safe(buf_span(&k.out)));
    buf_truncate(&k.out, 0);
    assert_int_equal(report_json(&k.out, &k.t.report, &k.in), ERR_OK);
    assert_int_equal(cert_json(&k.out, "\033", k.t.report.chosen.links[0].cert), ERR_OK);
    assert_true(kit_is_safe(buf_span(&k.out)));
    kit_close(&k);
}

/* Long names are cut to their column; no line of the table is wider than the terminal. */
static void test_long_names(void **state)
{
    struct viewkit k;
    struct span rest;

    (void)state;
    kit_open(&k, "x.pem");
    k.leaf.subject = fc_name(&k.t.arena, "CN=a-name-that-is-much-longer-than-any-column-of-this"
                                         "-table-could-be.example.com");
    assert_int_equal(kit_judge(&k), REASON_OK);
    show(&k, true);
    rest = buf_span(&k.out);
    while (rest.n > 0) {
        struct span line = span_head(rest, span_find(rest, '\n'));
        size_t marks = 0;
        for (size_t i = 0; i < line.n; i++)
            marks += (line.p[i] & 0xc0) == 0x80;
        assert_true(line.n - marks <= 80);
        rest = span_tail(rest, line.n + 1);
    }
    assert_true(kit_has(&k, "a-name-that-is-much-longer-... P-256"));
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_expired_explained),
        cmocka_unit_test(test_bad_signature),
        cmocka_unit_test(test_unanchored),
        cmocka_unit_test(test_wildcard_and_warnings),
        cmocka_unit_test(test_reminder),
        cmocka_unit_test(test_color),
        cmocka_unit_test(test_hostile_names),
        cmocka_unit_test(test_long_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
