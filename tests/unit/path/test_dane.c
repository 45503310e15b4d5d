/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/dane.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "lib/base/hex.h"
#include "lib/crypto/digest.h"
#include "tests/factory/factory.h"

static struct arena arena;
enum { CERTS = 5 };

static struct fc_spec specs[CERTS]; /* leaf, intermediate, root; it below another root; that one */
static struct cert certs[CERTS];
static struct link links[CERTS];

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 24);
    specs[0] = fc_leaf(&arena);
    specs[1] = fc_intermediate(&arena);
    specs[2] = fc_root(&arena);
    specs[3] = specs[1];
    specs[4] = fc_root(&arena);
    specs[4].subject = specs[4].issuer = fc_name(&arena, "CN=Other Root");
    fc_rekey(&arena, &specs[4], FKEY_P256_D);
    specs[4].issuer_key = FKEY_P256_D;
    fc_reissue(&arena, &specs[3], &specs[4]);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* --- a store of the root, or of nothing ---------------------------------------------------- */

static const struct link *find_root(void *store, const struct anchor_name *subject, size_t i)
{
    const struct link *root = store;

    return i == 0 && name_id_eq(&root->cert->subject_id, subject->id) ? root : NULL;
}

/* Either root; the store is all links. */
static const struct link *find_either(void *store, const struct anchor_name *subject, size_t i)
{
    const struct link *all = store, *first = find_root((void *)(all + 2), subject, i);

    return first != NULL ? first : find_root((void *)(all + 4), subject, i);
}

static const struct link *find_none(void *store, const struct anchor_name *subject, size_t i)
{
    (void)store, (void)subject, (void)i;
    return NULL;
}

/* The record of a certificate: usage, selector 1, SHA-256. */
static struct tlsa record_of(uint8_t usage, const struct cert *cert)
{
    uint8_t *digest = fd_alloc(&arena, DIGEST_MAX_SIZE);

    digest_of(DIGEST_SHA256, digest, cert->spki);
    return (struct tlsa){usage, TLSA_SPKI, TLSA_SHA256, span_of(digest, 32)};
}

static void parse_all(void)
{
    struct fail f = {0};

    for (size_t i = 0; i < CERTS; i++) {
        assert_int_equal(cert_parse(&certs[i], fc_cert(&arena, &specs[i]), &f), ERR_OK);
        links[i] = (struct link){.cert = &certs[i], .source = SOURCE_INPUT};
    }
    links[0].source = SOURCE_LEAF;
}

struct terms {
    const char *host;
    bool trusts_root, sends_root, is_smtp, is_crossed;
    enum dane_status status;
    const char *base; /* the name that the host is an alias of */
    struct lead warn, fail_within;
};

static struct report judge(const struct tlsa *records, size_t num, struct terms terms)
{
    struct report report;
    struct reference_id host = {0}, base = {0};
    const struct dane_input dane = {.status = terms.status,
                                    .records = records,
                                    .num = num,
                                    .is_smtp = terms.is_smtp,
                                    .base = terms.base != NULL ? &base : NULL};
    struct judge_input in = {
        .leaf = links[0],
        .helpers = links + 1,
        .num_helpers = terms.sends_root ? 2 : 1,
        .anchors = {.store = &links[2], .find = terms.trusts_root ? find_root : find_none},
        .time = FC_NOW,
        .max_depth = -1,
        .warn = terms.warn,
        .fail_within = terms.fail_within,
        .budget = budget_default(),
        .dane = &dane,
    };

    if (terms.is_crossed) {
        in.num_helpers = 3;
        in.anchors = (struct anchors){.store = links, .find = find_either};
    }
    if (terms.host != NULL) {
        assert_int_equal(host_parse(&host, terms.host), ERR_OK);
        in.hosts = &host;
        in.num_hosts = 1;
    }
    if (terms.base != NULL)
        assert_int_equal(host_parse(&base, terms.base), ERR_OK);
    assert_int_equal(dane_judge(&report, &in, &arena), ERR_OK);
    return report;
}

static bool has_rule(const struct report *report, enum rule rule)
{
    for (size_t i = 0; i < report->chosen.num_findings; i++) {
        if (report->chosen.findings[i].rule == rule)
            return true;
    }
    return false;
}

/* RFC 7671 5.1: neither names nor dates nor issuers count, but a key that proves nothing does. */
static void test_leaf(void **state)
{
    (void)state;
    specs[0].not_after = FC_NOW - 1;
    parse_all();
    struct tlsa r = record_of(TLSA_DANE_EE, &certs[0]);
    struct report report = judge(&r, 1, (struct terms){.host = "other.example"});
    assert_int_equal(report.reason, REASON_OK);
    assert_ptr_equal(report.dane, &r);
    assert_true(report.chosen.by_key);
    assert_int_equal(report.chosen.num_findings, 0);

    fc_rekey(&arena, &specs[0], FKEY_RSA1024_A);
    parse_all();
    r = record_of(TLSA_DANE_EE, &certs[0]);
    report = judge(&r, 1, (struct terms){.host = NULL});
    assert_int_equal(report.reason, REASON_WEAK_KEY);
    assert_null(report.dane);
}

static void test_leaf_mismatch(void **state)
{
    (void)state;
    parse_all();
    struct tlsa r = record_of(TLSA_DANE_EE, &certs[1]);
    /* A good chain does not help. */
    struct report report = judge(&r, 1, (struct terms){.trusts_root = true});
    assert_int_equal(report.reason, REASON_DANE_MISMATCH);
    assert_true(has_rule(&report, RULE_DANE_MISMATCH));
    assert_false(report.chosen.anchored);
    /* One of several is enough. */
    struct tlsa both[] = {r, record_of(TLSA_DANE_EE, &certs[0])};
    assert_int_equal(judge(both, 2, (struct terms){0}).reason, REASON_OK);
}

/* RFC 7671 9: SHA-256 does not count where there is SHA-512, for the same usage and selector. */
static void test_strongest_digest(void **state)
{
    (void)state;
    parse_all();
    uint8_t other[64] = {0};
    struct tlsa records[] = {record_of(TLSA_DANE_EE, &certs[0]),
                             {TLSA_DANE_EE, TLSA_SPKI, TLSA_SHA512, {other, sizeof other}}};
    assert_int_equal(judge(records, 2, (struct terms){0}).reason, REASON_DANE_MISMATCH);
    /* Another selector, another usage, a record that is not usable, and a whole key do not. */
    records[1].selector = TLSA_CERT;
    assert_int_equal(judge(records, 2, (struct terms){0}).reason, REASON_OK);
    records[1].selector = TLSA_SPKI;
    records[1].usage = TLSA_DANE_TA;
    assert_int_equal(judge(records, 2, (struct terms){0}).reason, REASON_OK);
    records[1].usage = TLSA_DANE_EE;
    records[1].data.n--;
    assert_int_equal(judge(records, 2, (struct terms){0}).reason, REASON_OK);
    records[1].data.n++;
    records[0] = (struct tlsa){TLSA_DANE_EE, TLSA_SPKI, TLSA_FULL, certs[0].spki};
    assert_int_equal(judge(records, 2, (struct terms){0}).reason, REASON_OK);
    /* The stronger one may be the one that matches. */
    records[0] = record_of(TLSA_DANE_EE, &certs[1]);
    digest_of(DIGEST_SHA512, other, certs[0].spki);
    assert_int_equal(judge(records, 2, (struct terms){0}).reason, REASON_OK);
}

/* RFC 7671 5.1: dates do not count, but for a caller who watches the end. */
static void test_leads(void **state)
{
    static const struct lead days = {.seconds = 1000}, usual = LEAD_DEFAULT;
    struct terms terms = {0};

    (void)state;
    specs[0].not_before = FC_NOW - 5000;
    specs[0].not_after = FC_NOW + 900;
    parse_all();
    struct tlsa r = record_of(TLSA_DANE_EE, &certs[0]);
    terms.warn = usual;
    assert_int_equal(judge(&r, 1, terms).chosen.num_findings, 0);
    terms.warn = days;
    struct report report = judge(&r, 1, terms);
    assert_true(has_rule(&report, RULE_EXPIRES_SOON));
    terms.fail_within = days;
    assert_int_equal(judge(&r, 1, terms).reason, REASON_EXPIRES_SOON);

    specs[0].not_after = FC_NOW - 1;
    parse_all();
    r = record_of(TLSA_DANE_EE, &certs[0]);
    assert_int_equal(judge(&r, 1, (struct terms){.warn = usual}).chosen.num_findings, 0);
    report = judge(&r, 1, (struct terms){.warn = days});
    assert_int_equal(report.reason, REASON_OK);
    assert_true(has_rule(&report, RULE_EXPIRED));
    assert_int_equal(judge(&r, 1, (struct terms){.fail_within = days}).reason, REASON_EXPIRED);
    r = record_of(TLSA_DANE_EE, &certs[1]);
    report = judge(&r, 1, (struct terms){.fail_within = days});
    assert_int_equal(report.reason, REASON_DANE_MISMATCH);
    assert_false(has_rule(&report, RULE_EXPIRED));
}

/* RFC 7671 5.2: the matching certificate of the chain is the anchor, and the rest counts. */
static void test_anchor(void **state)
{
    (void)state;
    parse_all();
    struct tlsa r = record_of(TLSA_DANE_TA, &certs[1]);
    struct report report = judge(&r, 1, (struct terms){.host = FC_HOST});
    assert_int_equal(report.reason, REASON_OK);
    assert_ptr_equal(report.dane, &r);
    assert_int_equal(report.chosen.num, 2);
    assert_false(report.chosen.by_key);
    assert_int_equal(judge(&r, 1, (struct terms){.host = "other.example"}).reason,
                     REASON_HOST_MISMATCH);
    /* The root is named, and not sent. */
    r = record_of(TLSA_DANE_TA, &certs[2]);
    assert_int_equal(judge(&r, 1, (struct terms){0}).reason, REASON_DANE_MISMATCH);
    assert_int_equal(judge(&r, 1, (struct terms){.sends_root = true}).reason, REASON_OK);
    /* It need not be sent if it is in the record (5.2.1). */
    r = (struct tlsa){TLSA_DANE_TA, TLSA_CERT, TLSA_FULL, certs[2].der};
    report = judge(&r, 1, (struct terms){0});
    assert_int_equal(report.reason, REASON_OK);
    assert_int_equal(report.chosen.num, 3);
    specs[0].not_after = FC_NOW - 1;
    parse_all();
    r = record_of(TLSA_DANE_TA, &certs[1]);
    assert_int_equal(judge(&r, 1, (struct terms){0}).reason, REASON_EXPIRED);
}

/* RFC 7671 5.3 and 5.4: besides the public CA. */
static void test_pkix(void **state)
{
    (void)state;
    parse_all();
    for (uint8_t usage = TLSA_PKIX_TA; usage <= TLSA_PKIX_EE; usage++) {
        size_t right = usage == TLSA_PKIX_EE ? 0 : 1, wrong = 1 - right;
        struct tlsa r = record_of(usage, &certs[right]);
        struct report report = judge(&r, 1, (struct terms){.host = FC_HOST, .trusts_root = true});
        assert_int_equal(report.reason, REASON_OK);
        assert_ptr_equal(report.dane, &r);
        assert_int_equal(judge(&r, 1, (struct terms){0}).reason, REASON_UNKNOWN_ISSUER);
        r = record_of(usage, &certs[wrong]);
        assert_int_equal(judge(&r, 1, (struct terms){.trusts_root = true}).reason,
                         REASON_DANE_MISMATCH);
    }
    struct tlsa root = record_of(TLSA_PKIX_TA, &certs[2]);
    assert_int_equal(judge(&root, 1, (struct terms){.trusts_root = true}).reason, REASON_OK);
    /* RFC 7672 3.1.3: not for SMTP. */
    struct report report = judge(&root, 1, (struct terms){.trusts_root = true, .is_smtp = true});
    assert_int_equal(report.reason, REASON_OK);
    assert_null(report.dane);
    assert_true(has_rule(&report, RULE_DANE_UNUSABLE));
}

/* RFC 6698 2.1.1: one of several good paths has the CA of the record. */
static void test_pkix_crossed(void **state)
{
    (void)state;
    parse_all();
    for (size_t i = 1; i < CERTS; i++) {
        struct tlsa r = {TLSA_PKIX_TA, TLSA_CERT, TLSA_FULL, certs[i].der};
        struct report report = judge(&r, 1, (struct terms){.host = FC_HOST, .is_crossed = true});
        assert_int_equal(report.reason, REASON_OK);
        assert_ptr_equal(report.dane, &r);
        size_t top = report.chosen.num - 1, at = i == 1 || i == 3 ? 1 : top;
        assert_true(span_eq(report.chosen.links[at].cert->der, certs[i].der));
        assert_int_equal(top, 2);
    }
    struct tlsa none = record_of(TLSA_PKIX_TA, &certs[0]);
    struct report report = judge(&none, 1, (struct terms){.is_crossed = true});
    assert_int_equal(report.reason, REASON_DANE_MISMATCH);
    assert_true(report.chosen.anchored);
}

/* A whole certificate in a record of PKIX-TA names a CA, and makes it no anchor. */
static void test_pkix_whole(void **state)
{
    (void)state;
    parse_all();
    const struct tlsa r = {TLSA_PKIX_TA, TLSA_CERT, TLSA_FULL, certs[2].der};
    assert_int_equal(judge(&r, 1, (struct terms){.sends_root = true}).reason,
                     REASON_UNKNOWN_ISSUER);
    assert_int_equal(judge(&r, 1, (struct terms){0}).reason, REASON_UNKNOWN_ISSUER);
    assert_int_equal(judge(&r, 1, (struct terms){.trusts_root = true}).reason, REASON_OK);
}

/* RFC 7672 3.1.3: for SMTP neither usage that needs a public CA counts. */
static void test_smtp_pkix(void **state)
{
    (void)state;
    parse_all();
    for (uint8_t usage = TLSA_PKIX_TA; usage <= TLSA_PKIX_EE; usage++) {
        struct tlsa r[] = {record_of(usage, &certs[usage == TLSA_PKIX_EE ? 0 : 1]),
                           record_of(TLSA_DANE_EE, &certs[1])};
        struct terms terms = {.trusts_root = true};
        assert_int_equal(judge(r, 2, terms).reason, REASON_OK);
        terms.is_smtp = true;
        assert_int_equal(judge(r, 2, terms).reason, REASON_DANE_MISMATCH);
    }
}

/* Records that say nothing: the chain is judged as without them. */
static void test_unusable(void **state)
{
    (void)state;
    parse_all();
    struct tlsa good = record_of(TLSA_DANE_EE, &certs[0]);
    struct tlsa bad[] = {good, good, good, good};
    bad[0].usage = 4;
    bad[1].selector = 2;
    bad[2].matching = 3;
    bad[3].data.n--;
    /* Its data are the digest of the certificate, which counts for selector 0 alone. */
    digest_of(DIGEST_SHA256, (uint8_t *)(uintptr_t)bad[1].data.p, certs[0].der);
    good = record_of(TLSA_DANE_EE, &certs[0]);
    struct tlsa other = record_of(TLSA_DANE_EE, &certs[1]);
    struct tlsa both[] = {bad[1], other};
    assert_int_equal(judge(both, 2, (struct terms){.trusts_root = true}).reason,
                     REASON_DANE_MISMATCH);
    struct report report = judge(bad, 4, (struct terms){.trusts_root = true});
    assert_int_equal(report.reason, REASON_OK);
    assert_true(has_rule(&report, RULE_DANE_UNUSABLE));
    assert_int_equal(judge(bad, 4, (struct terms){0}).reason, REASON_UNKNOWN_ISSUER);
    report = judge(NULL, 0, (struct terms){.trusts_root = true, .status = DANE_SECURE});
    assert_true(has_rule(&report, RULE_DANE_ABSENT));
    /* The zone is not signed: a matching record proves nothing. */
    report = judge(&good, 1, (struct terms){.status = DANE_INSECURE});
    assert_int_equal(report.reason, REASON_UNKNOWN_ISSUER);
    assert_true(has_rule(&report, RULE_DANE_INSECURE));
}

/* RFC 7671 7: a certificate may be for the name of the service, or for the one that it is an alias
 * of; but not for a third. */
static void test_alias(void **state)
{
    (void)state;
    parse_all();
    const struct tlsa records[] = {record_of(TLSA_DANE_TA, &certs[1]),
                                   record_of(TLSA_PKIX_EE, &certs[0])};
    const char *const names[] = {FC_HOST, "alias.example"};

    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < 2; k++) {
            struct terms terms = {.host = names[k], .base = names[!k], .trusts_root = true};

            assert_int_equal(judge(&records[i], 1, terms).reason, REASON_OK);
        }
        assert_int_equal(
            judge(&records[i], 1, (struct terms){.host = "alias.example", .trusts_root = true})
                .reason,
            REASON_HOST_MISMATCH);
        assert_int_equal(judge(&records[i], 1,
                               (struct terms){.host = "alias.example",
                                              .base = "third.example",
                                              .trusts_root = true})
                             .reason,
                         REASON_HOST_MISMATCH);
    }
    /* The public CAs do not know of aliases. */
    assert_int_equal(judge(NULL, 0,
                           (struct terms){.host = "alias.example",
                                          .base = FC_HOST,
                                          .trusts_root = true,
                                          .status = DANE_SECURE})
                         .reason,
                     REASON_HOST_MISMATCH);
}

/* What an attacker could bring about refuses. */
static void test_no_answer(void **state)
{
    (void)state;
    parse_all();
    struct tlsa good = record_of(TLSA_DANE_EE, &certs[0]);
    for (int status = DANE_BOGUS; status <= DANE_UNKNOWN; status++) {
        struct report report = judge(
            &good, 1, (struct terms){.trusts_root = true, .status = (enum dane_status)status});
        assert_int_equal(report.reason, REASON_DANE_MISMATCH);
    }
}

static void test_text(void **state)
{
    static const char *const good[] = {"3 1 1 00ff", "  3  1 1 00 FF ",
                                       "_443._tcp.a.example. 300 IN TLSA 3 1 1 00ff",
                                       "_443._tcp.a.example. IN TLSA ( 3 1 1 00\tff ) ; why"};
    static const char *const bad[] = {"",         "3",          "3 1",        "3 1 1",
                                      "3 1 1 0",  "3 1 1 0g",   "256 1 1 00", "-3 1 1 00",
                                      "3 1 x 00", "3 1 1 ; 00", "0003 1 1 00"};
    struct tlsa r;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(tlsa_parse_text(&r, span_str(good[i]), &arena), ERR_OK);
        assert_true(r.usage == 3 && r.selector == 1 && r.matching == 1);
        assert_true(span_eq(r.data, SPAN_LIT("\x00\xff")));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(tlsa_parse_text(&r, span_str(bad[i]), &arena), ERR_TLSA);
    assert_int_equal(tlsa_parse(&r, SPAN_LIT("\x03\x01")), ERR_TLSA);
    assert_int_equal(tlsa_parse(&r, SPAN_LIT("\x03\x01\x01\xff")), ERR_OK);
    assert_true(r.usage == 3 && r.data.n == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_leaf, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_leaf_mismatch, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_strongest_digest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_leads, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_anchor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pkix, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pkix_crossed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pkix_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_smtp_pkix, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unusable, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_alias, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_text, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
