/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/cal.h"

/* Every day of years 0 to 9999 there and back, at its first and last second. */
static void test_round_trip(void **state)
{
    int64_t start, last = 0;

    (void)state;
    assert_true(cal_to_time(&start, (struct cal){.year = 0, .month = 1, .day = 1}));
    for (int64_t t = start; last < 9999; t += 86400) {
        struct cal c = cal_from_time(t);
        int64_t back;
        assert_true(cal_to_time(&back, c));
        assert_true(back == t);
        assert_true(c.hour == 0 && c.minute == 0 && c.second == 0);
        struct cal end = cal_from_time(t + 86399);
        assert_true(end.day == c.day && end.hour == 23 && end.minute == 59 && end.second == 59);
        last = c.year;
    }
}

static void test_no_such(void **state)
{
    static const struct cal wrong[] = {
        {2026, 0, 1, 0, 0, 0},   {2026, 13, 1, 0, 0, 0},  {2026, 1, 0, 0, 0, 0},
        {2026, 1, 32, 0, 0, 0},  {2026, 4, 31, 0, 0, 0},  {2026, 2, 29, 0, 0, 0},
        {1900, 2, 29, 0, 0, 0},  {2026, 1, 1, 24, 0, 0},  {2026, 1, 1, 0, 60, 0},
        {2026, 1, 1, 0, 0, 60},  {2026, 1, 1, -1, 0, 0},  {10000, 1, 1, 0, 0, 0},
        {-1, 1, 1, 0, 0, 0},     {2026, 1, 1, 0, -1, 0},  {2026, 1, 1, 0, 0, -1},
    };
    int64_t t;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(cal_to_time(&t, wrong[i]));
    assert_true(cal_to_time(&t, (struct cal){2000, 2, 29, 0, 0, 0}));
    assert_true(t == 951782400);
}

static void test_parse(void **state)
{
    static const struct {
        const char *text;
        int64_t t;
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-06-01", 1780272000},
        {"2026-06-01T00:00:00Z", 1780272000},
        {"2026-06-01t00:00:00z", 1780272000},
        {"2026-06-01 00:00:00Z", 1780272000},
        {"2026-06-01T02:00:00+02:00", 1780272000},
        {"2026-05-31T18:30:00-05:30", 1780272000},
        {"2026-06-01T00:00:00.999Z", 1780272000},
        {"@1780272000", 1780272000},
        {"@-1", -1},
        {"@0", 0},
        {"9999-12-31T23:59:59Z", 253402300799},
    };
    static const char *const bad[] = {
        "", "@253402300800", "@-62167219201", "9999-12-31T23:59:59-00:01",
        "0000-01-01T00:00:00+00:01",
        "@", "@-", "@1x", "@1234567890123456", "2026", "2026-06", "2026-6-1", "2026-06-01T",
        "2026-06-01T00:00Z", "2026-06-01T00:00:00", "2026-06-01T00:00:00.Z",
        "2026-06-01T24:00:00Z", "2026-06-01T00:00:60Z", "2026-02-30", "2026-06-01T00:00:00+2:00",
        "2026-06-01T00:00:00+24:00", "2026-06-01T00:00:00Zx", "2026-06-01Z", "now", " 2026-06-01",
    };
    int64_t t;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(cal_parse(&t, span_str(rows[i].text)), ERR_OK);
        assert_true(t == rows[i].t);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(cal_parse(&t, span_str(bad[i])), ERR_TIME_TEXT);
}

static void test_format(void **state)
{
    char text[CAL_TEXT_SIZE], ago[CAL_AGO_SIZE];

    (void)state;
    cal_format(text, 1780272000);
    assert_string_equal(text, "2026-06-01T00:00:00Z");
    cal_format(text, -1);
    assert_string_equal(text, "1969-12-31T23:59:59Z");
    cal_format(text, 253402300799);
    assert_string_equal(text, "9999-12-31T23:59:59Z");
    cal_ago(ago, 1);
    assert_string_equal(ago, "1 second");
    cal_ago(ago, -3 * 3600);
    assert_string_equal(ago, "3 hours");
    cal_ago(ago, 12 * 86400 + 5);
    assert_string_equal(ago, "12 days");
    cal_ago(ago, 800 * 86400);
    assert_string_equal(ago, "2 years");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_no_such),
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_format),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
