/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A defect is reported once and hides nothing: what could not be read does not count as absent. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/factory/trial.h"

/* A chain whose leaf the test changes. */
static struct trial t;
static struct fc_spec leaf, ca;

static int setup(void **state)
{
    (void)state;
    trial_open(&t);
    struct fc_spec root = fc_root(&t.arena);
    ca = fc_intermediate(&t.arena);
    leaf = fc_leaf(&t.arena);
    return trial_anchor(&t, fc_cert(&t.arena, &root)) && trial_host(&t, FC_HOST) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    trial_close(&t);
    return 0;
}

static enum reason judge(void)
{
    if (!trial_helper(&t, fc_cert(&t.arena, &ca)))
        return REASON_UNDECODABLE;
    return trial_judge(&t, fc_cert(&t.arena, &leaf));
}

/* Refused for this alone: no other error, and none of these rules even as a warning. */
static void assert_alone(enum rule rule, const enum rule *silent, size_t num)
{
    unsigned errors = 0;

    assert_string_equal(reason_code(judge()), reason_code(REASON_MALFORMED));
    for (size_t i = 0; i < t.report.chosen.num_findings; i++) {
        const struct finding *f = &t.report.chosen.findings[i];
        /* An octet 01 is no DER, and still says that the extension is critical. */
        if (f->severity != SEVERITY_ERROR || f->rule == RULE_SAN_CRITICAL)
            continue;
        if (f->rule != rule)
            fail_msg("%s", rule_id(f->rule));
        errors++;
    }
    assert_int_equal(errors, 1);
    for (size_t i = 0; i < num; i++) {
        if (trial_finding(&t, silent[i]) != NULL)
            fail_msg("%s is said", rule_id(silent[i]));
    }
}

static const enum rule about_leaf[] = {
    RULE_POLICY,
    RULE_NO_SAN,      RULE_HOST_MISMATCH, RULE_HOST_UNREADABLE, RULE_EKU,         RULE_EKU_ABSENT,
    RULE_KEY_USAGE,   RULE_AKI_ABSENT,    RULE_CN_NOT_IN_SAN,   RULE_CRITICALITY, RULE_NOT_A_CA,
    RULE_EXPIRED,     RULE_NOT_YET_VALID, RULE_CA_KEY_USAGE,    RULE_SKI_ABSENT,
    RULE_CA_KEY_USAGE_ABSENT,
};

#define assert_only(rule) assert_alone(rule, about_leaf, sizeof about_leaf / sizeof about_leaf[0])

/* Puts a broken Extension in the place of a good one. */
static void break_frame(struct fc_spec *s, const char *oid, struct span before, struct span after)
{
    struct fc_ext *x = fc_get(&s->exts, oid);

    x->raw = FD(&t.arena, DER_SEQUENCE, fd_oid(&t.arena, oid), before,
                fd_octets(&t.arena, x->value), after);
}

/* The frame of each extension of a leaf and of a CA is broken in turn; its value is plain. */
static void test_frames(void **state)
{
    static const struct {
        struct span before, after;
        enum err err;
    } breaks[] = {
        {SPAN_INIT("\x01\x01\x01"), SPAN_INIT(""), ERR_DER_BOOLEAN},
        {SPAN_INIT("\x01\x01\x00"), SPAN_INIT(""), ERR_DER_DEFAULT},
        {SPAN_INIT("\x01\x02\xff\xff"), SPAN_INIT(""), ERR_DER_BOOLEAN},
        {SPAN_INIT("\x01\x00"), SPAN_INIT(""), ERR_DER_BOOLEAN},
        {SPAN_INIT(""), SPAN_INIT("\x05\x00"), ERR_DER_TRAILING},
    };
    struct fc_spec *const specs[] = {&leaf, &ca};

    for (size_t which = 0; which < 2; which++) {
        for (size_t i = 0; i < specs[which]->exts.num; i++) {
            for (size_t b = 0; b < sizeof breaks / sizeof breaks[0]; b++) {
                teardown(state);
                setup(state);
                break_frame(specs[which], specs[which]->exts.list[i].oid, breaks[b].before,
                            breaks[b].after);
                const enum rule quiet[] = {RULE_NO_SAN, RULE_HOST_MISMATCH, RULE_EKU_ABSENT,
                                           RULE_KEY_USAGE, RULE_AKI_ABSENT, RULE_NOT_A_CA,
                                           RULE_CN_NOT_IN_SAN, RULE_SKI_ABSENT,
                                           RULE_CA_KEY_USAGE_ABSENT};
                assert_alone(RULE_DEFECT, quiet, sizeof quiet / sizeof quiet[0]);
                assert_int_equal(trial_finding(&t, RULE_DEFECT)->err, breaks[b].err);
                assert_true(t.report.host.matched);
            }
        }
    }
}

/* Where a value cannot be read, nothing is said of what it lacks. */
static void test_values(void **state)
{
    struct fc_spec *const specs[] = {&leaf, &ca};

    for (size_t which = 0; which < 2; which++) {
        for (size_t i = 0; i < specs[which]->exts.num; i++) {
            teardown(state);
            setup(state);
            struct fc_ext *x = &specs[which]->exts.list[i];
            bool is_san = strcmp(x->oid, FC_OID_SAN) == 0;
            x->value = SPAN_LIT("\x05\x00");
            if (is_san)
                t.in.num_hosts = 0;
            assert_only(RULE_EXTENSION_ENCODING);
        }
    }
}

/* Nor is a policy missing that could not be read. */
static void test_policies(void **state)
{
    (void)state;
    t.in.policy.require_explicit = true;
    assert_int_equal(judge(), REASON_OK);
    fc_get(&leaf.exts, FC_OID_CP)->value = SPAN_LIT("\x05\x00");
    assert_only(RULE_EXTENSION_ENCODING);
}

/* An extension that does not say which one it is may be any of them. */
static void test_unknown_absence(void **state)
{
    static const char *const oids[] = {FC_OID_SAN, FC_OID_EKU, FC_OID_AKI, FC_OID_KU};
    (void)state;

    for (size_t i = 0; i < sizeof oids / sizeof oids[0]; i++) {
        teardown(state);
        setup(state);
        struct fc_ext *x = fc_get(&leaf.exts, oids[i]);
        x->raw = FD(&t.arena, DER_SEQUENCE, SPAN_LIT("\x06\x02\x80\x01"),
                    fd_octets(&t.arena, x->value));
        if (i == 0)
            t.in.num_hosts = 0;
        assert_only(RULE_DEFECT);
        x->raw = SPAN_LIT("\x05\x00");
        assert_only(RULE_DEFECT);
    }
}

/* A list that cannot be walked to its end keeps what came before. */
static void test_cut_list(void **state)
{
    struct span list = mint_exts(&t.arena, &leaf.exts);
    struct fail f = {0};
    struct der d = der_open(list, &f);
    (void)state;

    list = der_get(&d, DER_SEQUENCE);
    leaf.exts.raw = FD(&t.arena, DER_CTXC(3),
                       FD(&t.arena, DER_SEQUENCE, list, SPAN_LIT("\x30\x7f\x06")));
    assert_only(RULE_DEFECT);
    assert_true(t.report.host.matched);
    leaf.exts.raw = FD(&t.arena, DER_CTXC(3), FD(&t.arena, DER_SEQUENCE, SPAN_LIT("\x30\x7f\x06")));
    t.in.num_hosts = 0;
    assert_only(RULE_DEFECT);
}

/* One bad GeneralName beside a good one. */
static void test_general_names(void **state)
{
    static const struct span bad[] = {SPAN_INIT("\x89\x01x"), SPAN_INIT("\x82\x02\xc3\xa4"),
                                      SPAN_INIT("\x88\x02\x80\x01")};

    for (size_t i = 0; i < 2 * sizeof bad / sizeof bad[0]; i++) {
        bool good_first = i % 2 == 0;
        teardown(state);
        setup(state);
        struct span good = fc_dns(&t.arena, FC_HOST);
        fc_get(&leaf.exts, FC_OID_SAN)->value =
            good_first ? FD(&t.arena, DER_SEQUENCE, good, bad[i / 2])
                       : FD(&t.arena, DER_SEQUENCE, bad[i / 2], good);
        assert_only(RULE_EXTENSION_ENCODING);
        assert_true(t.report.host.matched);
        /* Whether the other is the one asked for nobody can tell. */
        t.in.num_hosts = 0;
        assert_true(trial_host(&t, "other.example"));
        assert_int_equal(judge(), REASON_MALFORMED);
        assert_non_null(trial_finding(&t, RULE_HOST_UNREADABLE));
        assert_null(trial_finding(&t, RULE_HOST_MISMATCH));
    }
    /* Without a name that can be read it is the same, and nobody is named. */
    fc_get(&leaf.exts, FC_OID_SAN)->value = SPAN_LIT("\x05\x00");
    assert_int_equal(judge(), REASON_MALFORMED);
    assert_non_null(trial_finding(&t, RULE_HOST_UNREADABLE));
    assert_null(trial_finding(&t, RULE_NO_SAN));
}

/* Times that cannot be read are neither past nor to come; the other end is judged. */
static void test_times(void **state)
{
    static const char *const forms[] = {"2612310000Z", "261231000000+0100", "261231000000.5Z",
                                        "261331000000Z"};

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        teardown(state);
        setup(state);
        leaf.not_after_raw = fd_str(&t.arena, DER_UTC_TIME, forms[i]);
        assert_only(RULE_DEFECT);
        leaf.not_before = FC_NOW + 1;
        judge();
        assert_non_null(trial_finding(&t, RULE_NOT_YET_VALID));
        assert_null(trial_finding(&t, RULE_EXPIRED));
        leaf = fc_leaf(&t.arena);
        leaf.not_before_raw = fd_str(&t.arena, DER_UTC_TIME, forms[i]);
        assert_only(RULE_DEFECT);
        leaf.not_after = FC_NOW - 1;
        judge();
        assert_non_null(trial_finding(&t, RULE_EXPIRED));
        assert_null(trial_finding(&t, RULE_NOT_YET_VALID));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_frames),        TEST(test_values), TEST(test_unknown_absence),
        TEST(test_cut_list),      TEST(test_general_names), TEST(test_times),
        TEST(test_policies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
