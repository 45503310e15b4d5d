/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dated rules of public CAs at their borders: dates of issue, lifetimes and profiles. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "lib/base/cal.h"
#include "lib/path/dated.h"
#include "tests/factory/trial.h"

static int64_t when(const char *text)
{
    int64_t t;

    assert_int_equal(cal_parse(&t, span_str(text)), ERR_OK);
    return t;
}

/* The levels of VALIDITY_TOO_LONG in webpki, rfc5280 and cabf below an anchor of the system's. */
#define TOO_LONG "WNE"
#define FITS     "NNN"

/* The values are written out: they do not come from the table that they check. */
static const struct {
    const char *issued, *until; /* notBefore and notAfter */
    const char *levels;
} rows[] = {
    /* No limit before the first Baseline Requirements; then 60 months. */
    {"2012-06-30T23:59:59Z", "2999-12-31", FITS},
    {"2012-07-01", "2017-06-30T23:59:59Z", FITS},
    {"2012-07-01", "2017-07-01", TOO_LONG},
    {"2012-07-01", "2999-12-31", TOO_LONG},
    {"2015-03-31T23:59:59Z", "2020-03-31T23:59:58Z", FITS},
    {"2015-03-31T23:59:59Z", "2020-03-31T23:59:59Z", TOO_LONG},
    /* 39 months; also from a day that the last month does not have, and over a year's end. */
    {"2015-04-01", "2018-06-30T23:59:59Z", FITS},
    {"2015-04-01", "2018-07-01", TOO_LONG},
    {"2016-11-30T12:00:00Z", "2020-03-01T11:59:59Z", FITS},
    {"2016-11-30T12:00:00Z", "2020-03-01T12:00:00Z", TOO_LONG},
    {"2016-08-31", "2019-11-30T23:59:59Z", FITS},
    {"2016-09-30", "2019-12-29T23:59:59Z", FITS},
    {"2016-09-30", "2019-12-30", TOO_LONG},
    {"2018-02-28T23:59:59Z", "2021-05-28T23:59:58Z", FITS},
    {"2018-02-28T23:59:59Z", "2021-05-28T23:59:59Z", TOO_LONG},
    /* 825 days. */
    {"2018-03-01", "2020-06-02T23:59:59Z", FITS},
    {"2018-03-01", "2020-06-03", TOO_LONG},
    {"2020-08-31T23:59:59Z", "2022-12-04T23:59:58Z", FITS},
    {"2020-08-31T23:59:59Z", "2022-12-04T23:59:59Z", TOO_LONG},
    /* 398 days. */
    {"2020-09-01", "2021-10-03T23:59:59Z", FITS},
    {"2020-09-01", "2021-10-04", TOO_LONG},
    {"2026-03-14T23:59:59Z", "2027-04-16T23:59:58Z", FITS},
    {"2026-03-14T23:59:59Z", "2027-04-16T23:59:59Z", TOO_LONG},
    /* 200 days. */
    {"2026-03-15", "2026-09-30T23:59:59Z", FITS},
    {"2026-03-15", "2026-10-01", TOO_LONG},
    {"2027-03-14T23:59:59Z", "2027-09-30T23:59:58Z", FITS},
    {"2027-03-14T23:59:59Z", "2027-09-30T23:59:59Z", TOO_LONG},
    /* 100 days. */
    {"2027-03-15", "2027-06-22T23:59:59Z", FITS},
    {"2027-03-15", "2027-06-23", TOO_LONG},
    {"2029-03-14T23:59:59Z", "2029-06-22T23:59:58Z", FITS},
    {"2029-03-14T23:59:59Z", "2029-06-22T23:59:59Z", TOO_LONG},
    /* 47 days. */
    {"2029-03-15", "2029-04-30T23:59:59Z", FITS},
    {"2029-03-15", "2029-05-01", TOO_LONG},
    {"2040-01-01", "2040-02-16T23:59:59Z", FITS},
    {"2040-01-01", "2040-02-17", TOO_LONG},
};

struct judged {
    char too_long, outdated; /* N, W or E */
    enum reason reason;
};

static char level(const struct trial *t, enum rule rule)
{
    const struct finding *f = trial_finding(t, rule);

    return f == NULL ? 'N' : f->severity == SEVERITY_WARNING ? 'W' : 'E';
}

/* What a chain gets whose CAs live for centuries. */
struct chain {
    const char *issued, *until, *at; /* at NULL: when it is issued */
    enum profile profile;
    enum purpose purpose;
    bool is_system;
};

static struct judged judge(const struct chain *chain)
{
    struct judged out;
    struct trial t;

    trial_open(&t);
    struct fc_spec root = fc_root(&t.arena), ca = fc_intermediate(&t.arena);
    struct fc_spec leaf = fc_leaf(&t.arena);
    root.not_before = ca.not_before = when("2000-01-01");
    root.not_after = ca.not_after = when("2999-12-31");
    leaf.not_before = when(chain->issued);
    leaf.not_after = when(chain->until);
    t.in.time = chain->at == NULL ? leaf.not_before : when(chain->at);
    t.in.profile = chain->profile;
    t.in.purpose = chain->purpose;
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    t.anchors[0].is_system = chain->is_system;
    assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    out.reason = trial_judge(&t, fc_cert(&t.arena, &leaf));
    out.too_long = level(&t, RULE_VALIDITY_TOO_LONG);
    out.outdated = level(&t, RULE_VALIDITY_OUTDATED);
    trial_close(&t);
    return out;
}

static void test_lifetimes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (enum profile p = 0; p < PROFILE_COUNT; p++) {
            for (int is_system = 0; is_system < 2; is_system++) {
                struct judged j = judge(&(struct chain){.issued = rows[i].issued,
                                                        .until = rows[i].until,
                                                        .profile = p,
                                                        .is_system = is_system});
                /* In webpki a company's own root silences the rule. */
                char wanted = p == PROFILE_WEBPKI && !is_system ? 'N' : rows[i].levels[p];

                if (j.too_long != wanted)
                    print_message("%s to %s, profile %d: %c\n", rows[i].issued, rows[i].until,
                                  (int)p, j.too_long);
                assert_int_equal(j.too_long, wanted);
                assert_int_equal(j.outdated, 'N');
                assert_int_equal(j.reason, wanted == 'E' ? REASON_VALIDITY_TOO_LONG : REASON_OK);
            }
        }
    }
}

/* Sound when it was issued: today's limit is a warning, in cabf alone. */
static void test_outdated(void **state)
{
    static const struct {
        const char *issued, *until, *at;
        char outdated;
    } times[] = {
        {"2026-03-14", "2027-04-15T23:59:59Z", "2026-03-14T23:59:59Z", 'N'},
        {"2026-03-14", "2027-04-15T23:59:59Z", "2026-03-15", 'W'},
        {"2026-03-14", "2026-09-29T23:59:59Z", "2026-03-15", 'N'},
        {"2026-03-14", "2026-09-30", "2026-03-15", 'W'},
        {"2012-06-30", "2017-06-29T23:59:59Z", "2012-07-01", 'N'},
        {"2012-06-30", "2017-06-30", "2012-07-01", 'W'},
    };

    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        for (enum profile p = 0; p < PROFILE_COUNT; p++) {
            struct judged j = judge(&(struct chain){.issued = times[i].issued,
                                                    .until = times[i].until,
                                                    .at = times[i].at,
                                                    .profile = p,
                                                    .is_system = true});
            assert_int_equal(j.reason, REASON_OK);
            assert_int_equal(j.too_long, 'N');
            assert_int_equal(j.outdated, p == PROFILE_CABF ? times[i].outdated : 'N');
        }
    }
}

/* The rules are for servers. */
static void test_purposes(void **state)
{
    struct chain chain = {
        .issued = "2026-04-01", .until = "2028-04-01", .profile = PROFILE_CABF, .is_system = true};

    (void)state;
    for (enum purpose p = PURPOSE_SERVER; p <= PURPOSE_ANY; p++) {
        chain.purpose = p;
        assert_int_equal(judge(&chain).too_long, p == PURPOSE_SERVER ? 'E' : 'N');
    }
}

/* A leaf that its owner put into the system's store. */
static void test_own_anchor(void **state)
{
    struct trial t;

    (void)state;
    for (enum profile p = 0; p < PROFILE_COUNT; p++) {
        trial_open(&t);
        struct fc_spec leaf = fc_leaf(&t.arena);
        leaf.not_after = leaf.not_before + 900 * FC_DAY;
        t.in.profile = p;
        assert_true(trial_anchor(&t, fc_cert(&t.arena, &leaf)));
        t.anchors[0].is_system = true;
        enum reason r = trial_judge(&t, fc_cert(&t.arena, &leaf));
        assert_int_equal(r, p == PROFILE_CABF ? REASON_VALIDITY_TOO_LONG : REASON_OK);
        assert_int_equal(level(&t, RULE_VALIDITY_TOO_LONG), p == PROFILE_CABF ? 'E' : 'N');
        trial_close(&t);
    }
}

/* The finding has what its sentence needs: the lifetime, and since when the limit is. */
static void test_numbers(void **state)
{
    struct trial t;

    (void)state;
    trial_open(&t);
    struct fc_spec root = fc_root(&t.arena), ca = fc_intermediate(&t.arena);
    struct fc_spec leaf = fc_leaf(&t.arena);
    leaf.not_before = when("2026-03-15");
    leaf.not_after = leaf.not_before + 200 * FC_DAY;
    t.in.profile = PROFILE_CABF;
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_VALIDITY_TOO_LONG);
    const struct finding *f = trial_finding(&t, RULE_VALIDITY_TOO_LONG);
    assert_non_null(f);
    assert_int_equal(f->a, 200 * FC_DAY + 1);
    assert_int_equal(f->b, when("2026-03-15"));
    trial_close(&t);
}

/* The table: in the order of time, and only ever shorter. */
static void test_table(void **state)
{
    struct lifetime_limit limit;
    struct cert c = {0};

    (void)state;
    for (size_t i = 0; i + 1 < dated_lifetimes(); i++) {
        struct lifetime_limit one = dated_lifetime(i), next = dated_lifetime(i + 1);

        assert_true(one.from < next.from);
        assert_true(one.unit == next.unit ? one.number > next.number : one.unit == LIFETIME_MONTHS);
    }
    assert_false(dated_limit(&limit, when("2012-06-30T23:59:59Z")));
    /* Months that the calendar does not know any more are no limit. */
    limit = dated_lifetime(0);
    c.not_before = CAL_LAST - 1;
    c.not_after = CAL_LAST;
    assert_true(dated_fits(&c, &limit));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lifetimes), cmocka_unit_test(test_outdated),
        cmocka_unit_test(test_purposes),  cmocka_unit_test(test_own_anchor),
        cmocka_unit_test(test_numbers),   cmocka_unit_test(test_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
