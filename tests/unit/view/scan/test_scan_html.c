/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report in HTML, byte for byte as in tests/golden, and held to its form. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/view/scan/scan_charts.h"
#include "lib/view/scan/scan_totals.h"
#include "tests/factory/factory.h"
#include "tests/unit/view/golden.h"
#include "tests/unit/view/markup.h"
#include "tests/unit/view/scan/scan_kit.h"
#include "tests/unit/view/viewkit.h"

enum { NAME_SIZE = 64, PAGE_CAP = 1 << 24 };

static bool updates;

/* The page about some servers, each of which is there `times` times. */
static void page_of(struct buf *out, unsigned times, enum lang lang)
{
    struct scan_totals totals = {0};
    struct buf rows;

    buf_init(&rows, PAGE_CAP);
    for (unsigned i = 0; i < times * KIT_SERVERS; i++) {
        struct scan_kit kit;
        scan_kit_open(&kit, (enum scan_kit_server)(i % KIT_SERVERS));
        scan_totals_add(&totals, &kit.view);
        scan_html_row(&rows, &kit.view, lang);
        scan_kit_close(&kit);
    }
    buf_truncate(out, 0);
    scan_html_open(out, &totals, FC_NOW, lang);
    buf_put(out, buf_span(&rows));
    scan_html_close(out, lang);
    assert_int_equal(rows.err, ERR_OK);
    assert_int_equal(out->err, ERR_OK);
    buf_free(&rows);
}

static void test_golden(void **state)
{
    char name[NAME_SIZE];
    struct buf page;

    (void)state;
    buf_init(&page, PAGE_CAP);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        page_of(&page, 1, (enum lang)lang);
        markup_check(buf_span(&page));
        snprintf(name, sizeof name, "scan-report.%s", lang_code((enum lang)lang));
        golden_hold(name, "html", &page, updates);
    }
    buf_free(&page);
}

/* A page about no server, or about none that speaks TLS, has no charts. */
static void test_empty(void **state)
{
    struct scan_totals totals = {0};
    struct buf page;

    (void)state;
    buf_init(&page, PAGE_CAP);
    scan_html_open(&page, &totals, FC_NOW, LANG_EN);
    scan_html_close(&page, LANG_EN);
    markup_check(buf_span(&page));
    buf_u8(&page, 0);
    assert_null(strstr((char *)page.p, "<svg"));
    buf_free(&page);
}

/* The details of the only server are open. */
static void test_only(void **state)
{
    struct scan_kit kit;
    struct buf row;

    (void)state;
    buf_init(&row, PAGE_CAP);
    for (int is_only = 0; is_only < 2; is_only++) {
        scan_kit_open(&kit, KIT_OLD);
        kit.view.is_only = is_only != 0;
        buf_truncate(&row, 0);
        scan_html_row(&row, &kit.view, LANG_EN);
        buf_u8(&row, 0);
        assert_int_equal(strstr((char *)row.p, "<details open>") != NULL, is_only);
        assert_non_null(strstr((char *)row.p, "<li><span class=\"bad\">yes</span>: "));
        scan_kit_close(&kit);
    }
    buf_free(&row);
}

/* Only the rows grow with the number of servers. */
static void test_many(void **state)
{
    struct buf one, many;

    (void)state;
    buf_init(&one, PAGE_CAP);
    buf_init(&many, PAGE_CAP);
    page_of(&one, 1, LANG_EN);
    page_of(&many, 40, LANG_EN);
    markup_check(buf_span(&many));
    assert_true(many.n < 40 * one.n);
    buf_free(&one);
    buf_free(&many);
}

/* What is neither nothing nor everything is not shown as that. */
static void test_percent(void **state)
{
    (void)state;
    assert_int_equal(scan_percent(0, 0), 0);
    assert_int_equal(scan_percent(0, 9), 0);
    assert_int_equal(scan_percent(1, 100000), 1);
    assert_int_equal(scan_percent(99999, 100000), 99);
    assert_int_equal(scan_percent(7, 7), 100);
    assert_int_equal(scan_percent(2, 3), 67);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden), cmocka_unit_test(test_empty),   cmocka_unit_test(test_many),
        cmocka_unit_test(test_only),   cmocka_unit_test(test_percent),
    };

    updates = argc > 1 && strcmp(argv[1], "update") == 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
