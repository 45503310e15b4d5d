/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "lib/view/phrase.h"
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
                        .at = leaf->signature,
                        .other = oid_bytes(OID_EXT_SAN),
                        .name = {GN_DNS, SPAN_LIT("n.example")},
                        .rival = &k.t.report.chosen.links[0]};
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
               "2026-05-29 00:00:00 UTC and is judged at 2026-06-01 00:00:00 UTC. "
               "renew it; if that was done, have the server load the new one");
    /* --at is to blame, not the certificate. */
    k.in.now = FC_NOW - 10 * FC_DAY;
    headline_of(&k, RULE_EXPIRED);
    assert_true(kit_has(&k, "this was judged for --at 2026-06-01 00:00:00 UTC; at the present "
                            "time the certificate is valid"));
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
    kit_is(&k, "The certificate \"www.example.com\" becomes valid in 3 hours: it is valid from "
               "2026-06-01 03:00:00 UTC and is judged at 2026-06-01 00:00:00 UTC. "
               "clock: the certificate becomes valid in 3 hours: wait, or correct the clock if "
               "it is slow (it shows 2026-06-01 00:00:00 UTC)");
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
    assert_true(kit_has(&k, "clock: this machine believes it is 1970-01-01 00:16:40 UTC: set it"));
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
                            "append it; it can be had at http://"));
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
    assert_true(kit_has(&k, "The chain ends in a root that is not in " KIT_STORE
                            "; it is self-signed by \"Example Root\"."));
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
              "\"other.example\": the names are *.example.com, www.example.net. ask for one");
    host_says("a.b.example.com", two,
              "\"*.example.com\" stands for one label only, so it does not reach as deep");
    host_says("example.com", two,
              "\"*.example.com\" stands for the names below it and not for that name itself");
    host_says("example.net", two,
              "\"www.example.net\" is among the names, but not the name without www");
    host_says("www.example.org", FC_NAMES(&a, fc_dns(&a, "example.org")),
              "\"example.org\" is among the names, but not the name with www");
    host_says("192.0.2.9", two, "connect by one of its names");
    host_says("www.example.com", (struct span){0}, "stands in the commonName");
    host_says("notexample.com", two, "ask for one of its names");
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
        cmocka_unit_test(test_every_rule),    cmocka_unit_test(test_every_word),
        cmocka_unit_test(test_expired),       cmocka_unit_test(test_not_yet_valid),
        cmocka_unit_test(test_clock_of_1970), cmocka_unit_test(test_missing_intermediate),
        cmocka_unit_test(test_roots),         cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_many_names),    cmocka_unit_test(test_huge_name),
        cmocka_unit_test(test_ref),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
