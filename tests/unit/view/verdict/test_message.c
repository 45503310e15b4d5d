/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/verdict/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "lib/path/dane.h"
#include "lib/view/verdict/phrase.h"
#include "tests/unit/view/viewkit.h"

static bool holds(struct span s, const char *part)
{
    for (size_t i = 0; i < s.n; i++) {
        if (span_starts(span_tail(s, i), span_str(part)))
            return true;
    }
    return false;
}

/* Whatever a rule's finding holds or lacks, there is a whole sentence and a hint. */
static void test_every_rule(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    assert_int_equal(kit_judge(&k), REASON_OK);
    for (unsigned r = 0; r < RULE_COUNT; r++) {
        if (message_text((enum rule)r) == NULL || message_hint((enum rule)r) == NULL)
            print_error("messages.def has no row for %s\n", rule_id((enum rule)r));
        assert_non_null(message_text((enum rule)r));
        for (int cert = -1; cert < 4; cert++) {
            struct finding f = {.rule = (enum rule)r, .severity = SEVERITY_ERROR, .cert = cert};
            buf_truncate(&k.out, 0);
            finding_message(&k.out, &f, &k.t.report.chosen, &k.in);
            struct span s = buf_span(&k.out);
            assert_true(s.n > 10 && s.p[s.n - 1] == '.');
            assert_false(s.p[0] >= 'a' && s.p[0] <= 'z');
            finding_hint(&k.out, &f, &k.t.report.chosen, &k.in);
            if (cert >= 0 && cert < 3)
                assert_true(k.out.n > s.n + 10);
            s = buf_span(&k.out);
            assert_true(kit_is_safe(s));
            assert_int_equal(span_find(s, '{'), s.n);
            assert_int_equal(span_find(s, '}'), s.n);
            assert_false(holds(s, "  "));
        }
    }
    kit_close(&k);
}

/* The same in Chinese: nothing is left to fill in, and each sentence ends as it should. */
static void test_every_rule_in_chinese(void **state)
{
    const char *const stop = "\u3002";
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    assert_int_equal(kit_judge(&k), REASON_OK);
    k.in.lang = LANG_ZH;
    for (unsigned r = 0; r < RULE_COUNT; r++) {
        struct finding f = {.rule = (enum rule)r, .severity = SEVERITY_ERROR, .cert = 0};
        buf_truncate(&k.out, 0);
        finding_message(&k.out, &f, &k.t.report.chosen, &k.in);
        struct span s = buf_span(&k.out);
        assert_true(s.n > strlen(stop));
        assert_true(span_eq(span_tail(s, s.n - strlen(stop)), span_str(stop)));
        assert_string_not_equal(lang_text(LANG_ZH, message_text((enum rule)r)),
                                message_text((enum rule)r));
        finding_hint(&k.out, &f, &k.t.report.chosen, &k.in);
        s = buf_span(&k.out);
        assert_true(kit_is_safe(s));
        assert_int_equal(span_find(s, '{'), s.n);
        assert_int_equal(span_find(s, '}'), s.n);
    }
    kit_close(&k);
}

/* Each word between braces is one that phrase.c knows: an unknown one would vanish. */
static void test_every_word(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    fc_set(&k.leaf.exts, FC_OID_CRLDP, false,
           FD(&k.t.arena, DER_SEQUENCE,
              fc_dp(&k.t.arena, fc_uri(&k.t.arena, "http://crl.example/x"), 0, (struct span){0})));
    assert_int_equal(kit_judge(&k), REASON_OK);
    const struct cert *leaf = k.t.report.chosen.links[0].cert;
    struct finding f = {.rule = RULE_BAD_SIGNATURE,
                        .err = ERR_SIG_MISMATCH,
                        .at = leaf->ext[EXT_SAN].val,
                        .other = oid_bytes(OID_EXT_SAN),
                        .name = {GN_DNS, SPAN_LIT("n.example")},
                        .rival = &k.t.report.chosen.links[0]};
    struct dane_input dane = {.status = DANE_BOGUS, .text = SPAN_LIT("a signature has expired")};
    k.t.in.leaf.origin = "x.pem";
    k.t.in.dane = &dane;
    for (unsigned r = 0; r < RULE_COUNT; r++) {
        const char *texts[] = {message_text((enum rule)r), message_hint((enum rule)r)};
        for (size_t i = 0; i < 2; i++) {
            for (const char *at = texts[i]; at != NULL && (at = strchr(at, '{')) != NULL; at++) {
                char word[64];
                struct phrase ph = phrase_open(&k.out, &f, &k.t.report.chosen, &k.in);
                snprintf(word, sizeof word, "%.*s", (int)strcspn(at, "}") + 1, at);
                buf_truncate(&k.out, 0);
                phrase_put(&ph, word);
                if (k.out.n == 0)
                    print_error("%s gives nothing\n", word);
                assert_true(k.out.n > 0);
            }
        }
    }
    kit_close(&k);
}

static const struct finding *headline_of(struct viewkit *k, enum rule rule)
{
    const struct finding *f = trial_finding(&k->t, rule);

    assert_non_null(f);
    buf_truncate(&k->out, 0);
    finding_message(&k->out, f, &k->t.report.chosen, &k->in);
    buf_str(&k->out, " ");
    finding_hint(&k->out, f, &k->t.report.chosen, &k->in);
    return f;
}

static void test_expired(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    k.leaf.not_after = FC_NOW - 3 * FC_DAY;
    assert_int_equal(kit_judge(&k), REASON_EXPIRED);
    headline_of(&k, RULE_EXPIRED);
    kit_is(&k, "The certificate \"www.example.com\" expired 3 days ago: it was valid until "
               "2026-05-29 00:00:00 UTC (checked at 2026-06-01 00:00:00 UTC). renew it; if already "
               "renewed, reload the server");
    /* --at is to blame, not the certificate. */
    k.in.now = FC_NOW - 10 * FC_DAY;
    headline_of(&k, RULE_EXPIRED);
    assert_true(kit_has(&k, "this was checked for --at 2026-06-01 00:00:00 UTC; now the "
                            "certificate is valid"));
    k.in.now = FC_NOW + 10 * FC_DAY;
    headline_of(&k, RULE_EXPIRED);
    assert_true(kit_has(&k, "renew it"));
    kit_close(&k);
}

static void test_not_yet_valid(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    k.leaf.not_before = FC_NOW + 3 * 3600;
    assert_int_equal(kit_judge(&k), REASON_NOT_YET_VALID);
    headline_of(&k, RULE_NOT_YET_VALID);
    kit_is(&k, "The certificate \"www.example.com\" is not valid for another 3 hours: it is valid "
               "from 2026-06-01 03:00:00 UTC (checked at 2026-06-01 00:00:00 UTC). wait, or "
               "correct this machine's clock if it is slow (now 2026-06-01 00:00:00 UTC)");
    kit_close(&k);
}

/* A clock that starts in 1970 is said to be wrong (LESSONS: clock). */
static void test_clock_of_1970(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    k.t.in.time = k.in.now = 1000;
    assert_int_equal(kit_judge(&k), REASON_NOT_YET_VALID);
    headline_of(&k, RULE_NOT_YET_VALID);
    assert_true(kit_has(&k, "the clock of this machine shows 1970-01-01 00:16:40 UTC: set it"));
    kit_close(&k);
}

static void test_missing_intermediate(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    assert_true(trial_anchor(&k.t, fc_cert(&k.t.arena, &k.root)));
    assert_int_equal(trial_judge(&k.t, fc_cert(&k.t.arena, &k.leaf)), REASON_UNKNOWN_ISSUER);
    headline_of(&k, RULE_UNKNOWN_ISSUER);
    assert_true(kit_has(&k, "the server did not send the intermediate \"Example Intermediate\": "
                            "append it to the server's chain file; download: http://"));
    kit_close(&k);
}

static void test_roots(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    assert_true(trial_helper(&k.t, fc_cert(&k.t.arena, &k.ca)));
    assert_true(trial_helper(&k.t, fc_cert(&k.t.arena, &k.root)));
    assert_int_equal(trial_judge(&k.t, fc_cert(&k.t.arena, &k.leaf)), REASON_UNKNOWN_ISSUER);
    headline_of(&k, RULE_UNTRUSTED_ROOT);
    assert_true(kit_has(&k, "The chain ends in the self-signed root \"Example Root\", which is "
                            "not in " KIT_STORE "."));
    kit_close(&k);
}

static void host_says(const char *host, struct span names, const char *want)
{
    struct viewkit k;

    kit_open(&k, "x.pem");
    trial_forget(&k.t);
    assert_true(trial_host(&k.t, host));
    if (names.n > 0)
        fc_set(&k.leaf.exts, FC_OID_SAN, false, names);
    else
        fc_drop(&k.leaf.exts, FC_OID_SAN);
    assert_int_equal(kit_judge(&k), REASON_HOST_MISMATCH);
    headline_of(&k, names.n > 0 ? RULE_HOST_MISMATCH : RULE_NO_SAN);
    assert_true(kit_has(&k, want));
    kit_close(&k);
}

static void test_hosts(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    struct span two = FC_NAMES(&a, fc_dns(&a, "*.example.com"), fc_dns(&a, "www.example.net"));
    host_says("other.example", two,
              "\"other.example\": it is for *.example.com, www.example.net. use one");
    host_says("a.b.example.com", two,
              "\"*.example.com\" covers exactly one label, and \"a.b.example.com\" has more");
    host_says("example.com", two,
              "\"*.example.com\" covers the names below that domain, but not the domain itself");
    host_says("example.net", two,
              "\"www.example.net\" is in the certificate, but \"example.net\" is not");
    host_says("www.example.org", FC_NAMES(&a, fc_dns(&a, "example.org")),
              "\"example.org\" is in the certificate, but \"www.example.org\" is not");
    host_says("192.0.2.9", two, "connect to one of its names");
    host_says("www.example.com", (struct span){0}, "is only in the commonName");
    host_says("notexample.com", two, "use one of its names");
    arena_free(&a);
}

/* Ten names are not listed in full. */
static void test_many_names(void **state)
{
    struct arena a;
    struct span list[10], all;

    (void)state;
    arena_init(&a, 1 << 20);
    for (int i = 0; i < 10; i++) {
        char name[32];
        snprintf(name, sizeof name, "n%d.example", i);
        list[i] = fc_dns(&a, name);
    }
    all = fd_tlv(&a, DER_SEQUENCE, fd_join(&a, list, 10));
    host_says("other.example", all, "n6.example, n7.example and 2 more.");
    arena_free(&a);
}

/* Nor does one that is a mebibyte long fill the screen. */
static void test_huge_name(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    char *name = fd_alloc(&k.t.arena, (1 << 20) + 1);
    memset(name, 'a', 1 << 20);
    fc_set(&k.leaf.exts, FC_OID_SAN, false, FC_NAMES(&k.t.arena, fc_dns(&k.t.arena, name)));
    assert_int_not_equal(kit_judge(&k), REASON_OK);
    report_text(&k.out, &k.t.report, &k.in, &k.style, true);
    assert_int_equal(k.out.err, ERR_OK);
    assert_true(k.out.n > 100 && k.out.n < 8192);
    kit_close(&k);
}

static void hint_is(struct viewkit *k, enum rule rule, const char *want)
{
    struct finding f = {.rule = rule};

    finding_hint(&k->out, &f, &k->t.report.chosen, &k->in);
    kit_is(k, want);
}

/* What is advised depends on what was done. */
static void test_hints_see_options(void **state)
{
    struct viewkit k;
    struct judge_input *j = &k.t.in;

    (void)state;
    kit_open(&k, "x.pem");
    assert_int_equal(kit_judge(&k), REASON_OK);
    hint_is(&k, RULE_WEAK_SIGNATURE,
            "have it reissued with SHA-256 or better; for old certificates, --allow-weak accepts "
            "it");
    j->allow_weak = true;
    hint_is(&k, RULE_WEAK_SIGNATURE, "have it reissued with SHA-256 or better");
    hint_is(&k, RULE_WEAK_KEY,
            "have it reissued for a new key: P-256, or RSA with at least 2048 "
            "bits");
    hint_is(&k, RULE_SELF_SIGNED,
            "no CA vouches for \"www.example.com\": get a certificate from a CA, or, if you trust "
            "this one, add it with --add-root (it is not in " KIT_STORE ")");
    k.in.adds_roots = true;
    hint_is(&k, RULE_UNTRUSTED_ROOT,
            "if you trust \"www.example.com\", add it with another --add-root; otherwise get a "
            "certificate from a CA that is already trusted");
    hint_is(&k, RULE_REVOCATION_UNKNOWN,
            "give the CRL of \"Example Intermediate\" with --crl, or an OCSP response with --ocsp");
    j->num_crls = 1;
    hint_is(&k, RULE_REVOCATION_UNKNOWN,
            "give the CRL of \"Example Intermediate\" with another --crl, or an OCSP response with "
            "--ocsp");
    j->num_crls = 0;
    /* What a peer has sent is judged as what it is. */
    hint_is(&k, RULE_EKU, "have it reissued with serverAuth");
    j->leaf.origin = "x.pem";
    hint_is(&k, RULE_EKU, "have it reissued with serverAuth, or see --purpose");
    j->purpose = PURPOSE_CLIENT;
    hint_is(&k, RULE_EKU,
            "get a certificate with clientAuth from a CA of your own that the server trusts: "
            "public CAs end clientAuth (Let's Encrypt on 2026-07-08; 2027-03-15 at the latest by "
            "Chrome Root Program Policy 1.8, 1.3.2)");
    kit_close(&k);
}

static void crl_is(struct viewkit *k, struct finding f, const char *want)
{
    finding_message(&k->out, &f, &k->t.report.chosen, &k->in);
    buf_u8(&k->out, ' ');
    finding_hint(&k->out, &f, &k->t.report.chosen, &k->in);
    kit_is(k, want);
}

/* A CRL's issuer need not be the certificate's, and the newest CRL is not for every time. */
static void test_hints_see_the_crl(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    struct arena *a = &k.t.arena;
    struct span signer = fc_name(a, "CN=Signer");
    struct finding f = {
        .rule = RULE_STALE_CRL, .other = signer, .a = FC_NOW - 1, .b = FC_NOW - FC_DAY};
    fc_set(&k.leaf.exts, FC_OID_CRLDP, false,
           FC_CRLDP(a, fc_dp(a, (struct span){0}, 0, fc_dir(a, signer))));
    assert_int_equal(kit_judge(&k), REASON_OK);
    hint_is(&k, RULE_REVOCATION_UNKNOWN,
            "give the CRL of \"Signer\" with --crl, or an OCSP response with --ocsp");
    crl_is(&k, f,
           "The CRL of \"Signer\" for the certificate \"www.example.com\" is not current: "
           "it should have been replaced by 2026-05-31 23:59:59 UTC. fetch the latest CRL");
    f.b = FC_NOW + 3600;
    f.a = FC_NOW + FC_DAY;
    crl_is(&k, f,
           "The CRL of \"Signer\" for the certificate \"www.example.com\" is not current: "
           "it is valid from 2026-06-01 01:00:00 UTC. wait, or correct this machine's clock "
           "if it is slow (now 2026-06-01 00:00:00 UTC)");
    k.in.now = FC_NOW + 10 * FC_DAY;
    crl_is(&k, f,
           "The CRL of \"Signer\" for the certificate \"www.example.com\" is not current: "
           "it is valid from 2026-06-01 01:00:00 UTC. this was checked for --at 2026-06-01 "
           "00:00:00 UTC: give the CRL for that time");
    f.a = FC_NOW + 11 * FC_DAY;
    crl_is(&k, f,
           "The CRL of \"Signer\" for the certificate \"www.example.com\" is not current: "
           "it is valid from 2026-06-01 01:00:00 UTC. this was checked for --at 2026-06-01 "
           "00:00:00 UTC; now the CRL is current");
    f = (struct finding){.rule = RULE_BAD_CRL, .other = signer, .err = ERR_CRL_SIGNER_ABSENT};
    crl_is(&k, f,
           "A CRL for the certificate \"www.example.com\" cannot be used: the certificate "
           "of the CRL's issuer is not available. give the certificate of \"Signer\" with "
           "--intermediates");
    kit_close(&k);
}

/* Who is to append what is missing, and where another name may be had. */
static void test_hints_see_the_source(void **state)
{
    struct viewkit k;
    struct judge_input *j = &k.t.in;

    (void)state;
    kit_open(&k, "x.pem");
    trial_forget(&k.t);
    fc_drop(&k.leaf.exts, FC_OID_AIA);
    assert_true(trial_host(&k.t, "other.example"));
    assert_int_equal(trial_judge(&k.t, fc_cert(&k.t.arena, &k.leaf)), REASON_UNKNOWN_ISSUER);
    hint_is(&k, RULE_UNKNOWN_ISSUER,
            "the server did not send the intermediate \"Example Intermediate\": append it to the "
            "server's chain file");
    k.in.no_sni = true;
    hint_is(&k, RULE_HOST_MISMATCH,
            "leave out --no-sni: without SNI the server does not know which name is wanted");
    j->leaf.origin = "x.pem";
    hint_is(&k, RULE_UNKNOWN_ISSUER,
            "the file holds only one certificate: append the intermediate "
            "\"Example Intermediate\"");
    hint_is(&k, RULE_HOST_MISMATCH,
            "use one of its names, have it reissued with \"other.example\" in subjectAltName, or "
            "choose the file with the certificate for that name");
    hint_is(&k, RULE_EXPIRED,
            "renew it; if already renewed, the file still holds the old one; "
            "check this machine's clock, which shows 2026-06-01 00:00:00 UTC");
    struct finding staple = {.rule = RULE_MUST_STAPLE};
    finding_message(&k.out, &staple, &k.t.report.chosen, &k.in);
    assert_true(kit_has(&k, "requires a stapled OCSP response, which cannot be seen in a file"));
    j->leaf.origin = NULL;
    finding_message(&k.out, &staple, &k.t.report.chosen, &k.in);
    assert_true(kit_has(&k, "requires a stapled OCSP response, which was not asked for"));
    j->leaf.origin = "x.pem";
    buf_truncate(&k.out, 0);
    kit_close(&k);
}

/* The frame's defect is at a byte that nobody knows: its extension has a name. */
static void test_frame_of_extension(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x.pem");
    struct fc_ext *x = fc_get(&k.leaf.exts, FC_OID_KU);
    x->raw = FD(&k.t.arena, DER_SEQUENCE, fd_oid(&k.t.arena, FC_OID_KU), SPAN_LIT("\1\1\1"),
                fd_octets(&k.t.arena, x->value));
    assert_int_equal(kit_judge(&k), REASON_MALFORMED);
    headline_of(&k, RULE_DEFECT);
    assert_true(kit_has(&k, "\"www.example.com\" is malformed in the extension keyUsage: BOOLEAN "
                            "is neither 00 nor FF (at byte "));
    kit_close(&k);
}

static void test_ref(void **state)
{
    struct finding coarse = {.rule = RULE_DEFECT},
                   fine = {.rule = RULE_DEFECT, .err = ERR_CERT_V1_EXTENSIONS};

    (void)state;
    assert_string_equal(finding_ref(&coarse), "RFC 5280 4.1");
    assert_string_equal(finding_ref(&fine), "RFC 5280 4.1.2.9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_rule),
        cmocka_unit_test(test_every_rule_in_chinese),
        cmocka_unit_test(test_every_word),
        cmocka_unit_test(test_expired),
        cmocka_unit_test(test_not_yet_valid),
        cmocka_unit_test(test_clock_of_1970),
        cmocka_unit_test(test_missing_intermediate),
        cmocka_unit_test(test_roots),
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_many_names),
        cmocka_unit_test(test_huge_name),
        cmocka_unit_test(test_ref),
        cmocka_unit_test(test_hints_see_options),
        cmocka_unit_test(test_hints_see_the_source),
        cmocka_unit_test(test_hints_see_the_crl),
        cmocka_unit_test(test_frame_of_extension),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
