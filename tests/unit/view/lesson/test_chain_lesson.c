/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lessons about chains: a good one and four refused ones byte for byte as in tests/golden, in
 * both languages, as text and as HTML; and every sentence in the lesson of some chain.  After a
 * change that is meant: make update-lessons.
 */
#include "config.h"

#include "lib/view/lesson/chain_lesson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/view/text/html.h"
#include "tests/unit/view/golden.h"
#include "tests/unit/view/markup.h"
#include "tests/unit/view/viewkit.h"

enum { PAGE_CAP = 1 << 20, ROWS_MAX = 200 };

static bool updates;
static bool told[ROWS_MAX];
static const struct span judging[] = {SPAN_INIT("--roots"), SPAN_INIT("root.pem")};

static struct chain_view view_of(struct viewkit *k)
{
    return (struct chain_view){&k->t.report, &k->in, judging, 2};
}

static bool tells(struct viewkit *k, const char *id)
{
    const struct chain_view v = view_of(k);
    bool is_told;

    for (size_t i = 0;; i++) {
        const char *name = chain_lesson_row(i, &v, &is_told);
        assert_non_null(name);
        if (strcmp(name, id) == 0)
            return is_told;
    }
}

/* Markup that fits, and no word or mark that was left over. */
static void look(struct viewkit *k)
{
    static const struct style ascii = {.columns = 60};
    const struct chain_view v = view_of(k);
    struct buf page;
    bool is_told;

    buf_init(&page, PAGE_CAP);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        chain_lesson_text(&page, &v, (enum lang)lang, &ascii);
        assert_int_equal(page.err, ERR_OK);
        assert_true(kit_is_safe(buf_span(&page)));
        assert_int_equal(span_find(buf_span(&page), '{'), page.n);
        assert_int_equal(span_find(buf_span(&page), '`'), page.n);
        buf_truncate(&page, 0);
        chain_lesson_open(&page, &v, (enum lang)lang);
        chain_lesson_body(&page, &v, (enum lang)lang);
        html_close(&page);
        assert_int_equal(page.err, ERR_OK);
        markup_check(buf_span(&page));
        buf_truncate(&page, 0);
    }
    buf_free(&page);
    for (size_t i = 0; chain_lesson_row(i, &v, &is_told) != NULL; i++) {
        assert_true(i < ROWS_MAX);
        told[i] = told[i] || is_told;
    }
}

/* What is wrong with the chain of a golden lesson. */
static void good(struct viewkit *k)
{
    (void)k;
}

static void expired(struct viewkit *k)
{
    k->leaf.not_after = FC_NOW - 1;
}

static void other_host(struct viewkit *k)
{
    k->t.in.num_hosts = 0;
    assert_true(trial_host(&k->t, "other.example.com"));
}

static void no_issuer(struct viewkit *k)
{
    k->ca.subject = fc_root(&k->t.arena).subject;
}

static void bad_signature(struct viewkit *k)
{
    k->leaf.corrupt = true;
}

static const struct {
    const char *name;
    void (*change)(struct viewkit *k);
    enum reason reason;
    const char *tells, *lacks;
} goldens[] = {
    {"good", good, REASON_OK, "GOOD_WHAT", "EACH_NOTHING"},
    {"expired", expired, REASON_EXPIRED, "SIG_RIGHT_HASH", "GOOD_WHAT"},
    {"host", other_host, REASON_HOST_MISMATCH, "TIME_WHAT", "HOST_WHAT"},
    {"issuer", no_issuer, REASON_UNKNOWN_ISSUER, "SIG_NO_ISSUER", "SIG_RIGHT_HASH"},
    {"signature", bad_signature, REASON_BAD_SIGNATURE, "SIG_ENDS_WHAT", "TIME_WHAT"},
};

/* The intermediate has a key of RSA, so that its signature on the leaf can be opened. */
static void open_golden(struct viewkit *k, size_t i)
{
    kit_open(k, "chain.pem");
    fc_rekey(&k->t.arena, &k->ca, FKEY_RSA2048_A);
    fc_reissue(&k->t.arena, &k->leaf, &k->ca);
    goldens[i].change(k);
    assert_int_equal(kit_judge(k), goldens[i].reason);
}

static void test_golden(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof goldens / sizeof goldens[0]; i++) {
        struct viewkit k;
        open_golden(&k, i);
        look(&k);
        assert_true(tells(&k, goldens[i].tells));
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            const struct chain_view v = view_of(&k);
            struct buf page;
            char name[64];
            snprintf(name, sizeof name, "lesson-chain-%s.%s", goldens[i].name,
                     lang_code((enum lang)lang));
            buf_init(&page, PAGE_CAP);
            chain_lesson_text(&page, &v, (enum lang)lang, &k.style);
            golden_hold(name, "txt", &page, updates);
            buf_truncate(&page, 0);
            chain_lesson_open(&page, &v, (enum lang)lang);
            chain_lesson_body(&page, &v, (enum lang)lang);
            html_close(&page);
            golden_hold(name, "html", &page, updates);
            buf_free(&page);
        }
        kit_close(&k);
    }
}

static const char *const checks[] = {
    "TIME_WHAT", "CA_WHAT",         "FORM_WHAT",        "KEY_WHAT",       "PURPOSE_WHAT",
    "HOST_WHAT", "REVOCATION_WHAT", "CONSTRAINTS_WHAT", "SIG_RIGHT_HASH", "SIG_OPENED"};

/* Nothing is said to have been checked that was not. */
static void test_unchecked(void **state)
{
    struct viewkit k;

    (void)state;
    open_golden(&k, 4);
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        assert_false(tells(&k, checks[i]));
    assert_true(tells(&k, "SIG_OPENED_WRONG"));
    assert_true(tells(&k, "NOT_REVOCATION"));
    kit_close(&k);

    /* The signature above the leaf is wrong: that of the leaf was checked, and nothing else. */
    kit_open(&k, "chain.pem");
    k.ca.corrupt = true;
    assert_int_equal(kit_judge(&k), REASON_BAD_SIGNATURE);
    look(&k);
    assert_true(tells(&k, "SIG_RIGHT_HASH"));
    assert_true(tells(&k, "SIG_ALONE_WHAT"));
    assert_false(tells(&k, "HOST_WHAT"));
    assert_false(tells(&k, "TIME_WHAT"));
    kit_close(&k);
}

static void test_revocation(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct viewkit k;
        kit_open(&k, "chain.pem");
        k.t.in.revocation = i == 3 ? REVOCATION_OFF : REVOCATION_HARD;
        struct fc_crl crl = fc_crl_of(&k.t.arena, &k.ca), above = fc_crl_of(&k.t.arena, &k.root);
        if (i == 1)
            fc_revoke(&k.t.arena, &crl, k.leaf.serial, -1);
        assert_true(trial_crl(&k.t, fc_crl(&k.t.arena, &crl)));
        assert_true(trial_crl(&k.t, fc_crl(&k.t.arena, &above)));
        if (i == 2)
            k.leaf.not_after = FC_NOW - 1;
        kit_judge(&k);
        look(&k);
        assert_int_equal(tells(&k, "REVOCATION_WHAT"), i == 0);
        assert_int_equal(tells(&k, "NOT_REVOCATION_YET"), i == 2);
        assert_int_equal(tells(&k, "NOT_REVOCATION"), i == 3);
        kit_close(&k);
    }
}

/* A leaf that signs itself, unknown and as an anchor. */
static void test_self_signed(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct viewkit k;
        kit_open(&k, "self.pem");
        k.leaf.issuer = k.leaf.subject;
        k.leaf.issuer_key = k.leaf.key;
        fc_drop(&k.leaf.exts, FC_OID_AKI);
        struct span der = fc_cert(&k.t.arena, &k.leaf);
        if (i == 1)
            assert_true(trial_anchor(&k.t, der));
        trial_judge(&k.t, der);
        look(&k);
        assert_true(tells(&k, "MADE_SELF"));
        assert_false(tells(&k, "MADE_REQUEST"));
        assert_int_equal(tells(&k, "SIG_OWN"), i == 0);
        assert_int_equal(tells(&k, "ANCHOR_WHAT"), i == 1);
        kit_close(&k);
    }
}

/* Ed25519, name constraints, no host, another path, a helper that does not decode. */
static void test_others(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "-");
    fc_rekey(&k.t.arena, &k.ca, FKEY_ED25519_A);
    fc_reissue(&k.t.arena, &k.leaf, &k.ca);
    k.t.in.num_hosts = 0;
    fc_set(&k.ca.exts, FC_OID_NC, true,
           fc_nc(&k.t.arena, fc_dns(&k.t.arena, "example.com"), (struct span){0}));
    fc_set(&k.ca.exts, FC_OID_BC, true, fc_bc(&k.t.arena, true, 0));
    kit_judge(&k);
    look(&k);
    assert_true(tells(&k, "SIG_RIGHT_WHOLE"));
    assert_true(tells(&k, "MADE_SIGNATURE_WHOLE"));
    assert_true(tells(&k, "NOT_HOST"));
    assert_true(tells(&k, "CONSTRAINTS_WHAT"));
    kit_close(&k);

    kit_open(&k, "-");
    struct fc_spec old = k.ca;
    old.not_after = FC_NOW - 1;
    assert_true(trial_helper(&k.t, fc_cert(&k.t.arena, &old)));
    k.leaf.not_after = FC_NOW - 1;
    k.t.in.broken_helper = (struct fail){.err = ERR_DER_TAG};
    kit_judge(&k);
    look(&k);
    assert_true(tells(&k, "PATH_OTHERS"));
    assert_true(tells(&k, "WHOLE_FINDINGS"));
    kit_close(&k);
}

/* The leaf's signature is of this algorithm. */
static void sign_with(struct viewkit *k, const char *oid)
{
    k->leaf.inner_alg = k->leaf.outer_alg = FD(&k->t.arena, DER_SEQUENCE, fd_oid(&k->t.arena, oid));
}

/* A signature that cannot be checked is not called wrong, and a proof is not called a signature. */
static void test_unsupported(void **state)
{
    static const struct {
        const char *oid;
        bool is_proof;
    } rows[] = {{"2.16.840.1.101.3.4.3.20" /* SLH-DSA-SHA2-128s */, false},
                {"1.3.6.1.5.5.7.6.67" /* mtcProof */, true}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct viewkit k;
        kit_open(&k, "-");
        sign_with(&k, rows[i].oid);
        assert_int_equal(kit_judge(&k), REASON_UNSUPPORTED_ALGORITHM);
        look(&k);
        const struct chain_view v = view_of(&k);
        chain_lesson_text(&k.out, &v, LANG_EN, &k.style);
        assert_true(kit_has(&k, "the check ends at a signature below"));
        assert_true(tells(&k, "SIG_ENDS_WHAT"));
        assert_int_equal(tells(&k, "MADE_PROOF"), rows[i].is_proof);
        assert_int_equal(tells(&k, "MADE_SIGNATURE_WHOLE"), !rows[i].is_proof);
        assert_false(tells(&k, "MADE_SIGNATURE"));
        kit_close(&k);
    }
}

/* With a warning not every check has passed. */
static void test_warned(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct viewkit k;
        kit_open(&k, "-");
        if (i == 1)
            fc_rekey(&k.t.arena, &k.leaf, FKEY_RSA1024_A);
        k.t.in.allow_weak = true;
        assert_int_equal(kit_judge(&k), REASON_OK);
        look(&k);
        assert_int_equal(tells(&k, "GOOD_WHAT"), i == 0);
        assert_int_equal(tells(&k, "GOOD_WARNED"), i == 1);
        kit_close(&k);
    }
}

/* A leaf that is an anchor: its own checks were made, and nobody can revoke it. */
static void test_alone(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct viewkit k;
        kit_open(&k, "-");
        k.t.in.revocation = i == 0 ? REVOCATION_HARD : REVOCATION_OFF;
        struct span der = fc_cert(&k.t.arena, &k.leaf);
        assert_true(trial_anchor(&k.t, der));
        assert_int_equal(trial_judge(&k.t, der), REASON_OK);
        look(&k);
        assert_true(tells(&k, "ANCHOR_WHAT"));
        assert_true(tells(&k, "HOST_WHAT"));
        assert_true(tells(&k, "TIME_WHAT"));
        assert_true(tells(&k, "PURPOSE_WHAT"));
        assert_false(tells(&k, "REVOCATION_WHAT"));
        assert_false(tells(&k, "NOT_REVOCATION_YET"));
        assert_int_equal(tells(&k, "NOT_REVOCATION_ANCHOR"), i == 0);
        assert_int_equal(tells(&k, "NOT_REVOCATION"), i == 1);
        kit_close(&k);
    }
}

/* How many certificates have the sentence. */
static size_t count(struct viewkit *k, const char *part)
{
    const struct chain_view v = view_of(k);
    const struct style wide = {.columns = 1000};
    size_t num = 0;

    buf_truncate(&k->out, 0);
    chain_lesson_text(&k->out, &v, LANG_EN, &wide);
    for (size_t i = 0; i < k->out.n; i++)
        num += span_starts(span_tail(buf_span(&k->out), i), span_str(part));
    return num;
}

/* Name constraints: unreadable ones are not kept, and self-issued intermediates are exempt. */
static void test_constraints(void **state)
{
    static const char *const said = "the name constraints of the CAs above allow all names";
    struct viewkit k;

    (void)state;
    kit_open(&k, "-");
    fc_set(&k.ca.exts, FC_OID_NC, true, SPAN_LIT("\x30\2\xa0\xff"));
    assert_int_equal(kit_judge(&k), REASON_MALFORMED);
    look(&k);
    assert_int_equal(count(&k, said), 0);
    assert_true(tells(&k, "HOST_WHAT"));
    kit_close(&k);

    for (int i = 0; i < 2; i++) {
        kit_open(&k, "-");
        if (i == 1)
            k.ca.subject = k.leaf.issuer = k.root.subject;
        fc_set(&k.root.exts, FC_OID_NC, true,
               fc_nc(&k.t.arena, fc_dns(&k.t.arena, "example.com"), (struct span){0}));
        assert_int_equal(kit_judge(&k), REASON_OK);
        look(&k);
        assert_int_equal(count(&k, said), i == 0 ? 2 : 1);
        kit_close(&k);
    }
}

static bool is_over(void *clock)
{
    (void)clock;
    return true;
}

/* After the time limit nothing is known to have been checked, and no host is said to match that is
 * not known to. */
static void test_cut_short(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "-");
    k.leaf.not_after = FC_NOW - 1;
    k.t.in.budget.is_over = is_over;
    assert_int_equal(kit_judge(&k), REASON_LIMIT);
    look(&k);
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        assert_false(tells(&k, checks[i]));
    assert_true(tells(&k, "PATH_LIMITED"));
    assert_false(tells(&k, "PATH_NONE"));
    report_text(&k.out, &k.t.report, &k.in, &k.style, false);
    assert_false(kit_has(&k, "\u2713"));
    kit_close(&k);

    kit_open(&k, "-");
    fc_set(&k.leaf.exts, FC_OID_SAN, false, SPAN_LIT("\x30\xff"));
    assert_int_equal(kit_judge(&k), REASON_MALFORMED);
    report_text(&k.out, &k.t.report, &k.in, &k.style, false);
    assert_true(kit_has(&k, "\u2717 host"));
    kit_close(&k);
}

/* Trust does not begin at an anchor whose settings exclude the purpose. */
static void test_distrusted(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "-");
    assert_true(trial_anchor(&k.t, fc_cert(&k.t.arena, &k.root)));
    k.t.anchors[0].unfit = EKU_SERVER;
    assert_true(trial_helper(&k.t, fc_cert(&k.t.arena, &k.ca)));
    trial_judge(&k.t, fc_cert(&k.t.arena, &k.leaf));
    assert_int_equal(k.t.report.reason, REASON_DISTRUSTED);
    look(&k);
    assert_true(tells(&k, "EACH_ANCHOR"));
    assert_false(tells(&k, "ANCHOR_WHAT"));
    kit_close(&k);
}

/* Names with control characters and markup. */
static void test_hostile(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "a\33[1m<b>.pem");
    k.leaf.subject = fc_name(&k.t.arena, "CN=<script>\33]0;x\7&`{cert}");
    kit_judge(&k);
    const struct chain_view v = view_of(&k);
    chain_lesson_text(&k.out, &v, LANG_EN, &k.style);
    assert_true(kit_is_safe(buf_span(&k.out)));
    buf_truncate(&k.out, 0);
    chain_lesson_open(&k.out, &v, LANG_EN);
    chain_lesson_body(&k.out, &v, LANG_EN);
    html_close(&k.out);
    markup_check(buf_span(&k.out));
    assert_false(kit_has(&k, "<script>"));
    kit_close(&k);
}

static void test_all(void **state)
{
    struct viewkit k;
    const char *name;
    bool is_told;

    (void)state;
    kit_open(&k, "-");
    kit_judge(&k);
    const struct chain_view v = view_of(&k);
    for (size_t i = 0; (name = chain_lesson_row(i, &v, &is_told)) != NULL; i++) {
        if (!told[i])
            fail_msg("no chain here tells %s", name);
    }
    kit_close(&k);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),      cmocka_unit_test(test_unchecked),
        cmocka_unit_test(test_revocation),  cmocka_unit_test(test_self_signed),
        cmocka_unit_test(test_others),      cmocka_unit_test(test_unsupported),
        cmocka_unit_test(test_warned),      cmocka_unit_test(test_alone),
        cmocka_unit_test(test_constraints), cmocka_unit_test(test_cut_short),
        cmocka_unit_test(test_distrusted),  cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_all),
    };

    updates = argc > 1 && strcmp(argv[1], "update") == 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
