/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table about many servers and the totals below it, byte for byte as in tests/golden. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/view/scan/scan_totals.h"
#include "lib/view/text/text.h"
#include "tests/unit/view/golden.h"
#include "tests/unit/view/scan/scan_kit.h"
#include "tests/unit/view/viewkit.h"

enum { NAME_SIZE = 64 };

static bool updates;

/* Every server of the kit once, and the sum. */
static void table_of(struct buf *out, struct scan_totals *totals, const struct style *style)
{
    *totals = (struct scan_totals){0};
    buf_truncate(out, 0);
    scan_table_head(out, style, false);
    for (int server = 0; server < KIT_SERVERS; server++) {
        struct scan_kit kit;
        scan_kit_open(&kit, (enum scan_kit_server)server);
        scan_table_row(out, &kit.view, style, false);
        scan_totals_add(totals, &kit.view);
        scan_kit_close(&kit);
    }
    scan_table_sum(out, totals, style);
    assert_int_equal(out->err, ERR_OK);
}

static void test_golden(void **state)
{
    static const int widths[] = {60, 80, 120};
    struct scan_totals totals;
    char name[NAME_SIZE];
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 20);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
            const struct style style = {
                .utf8 = true, .columns = widths[i], .lang = (enum lang)lang};
            table_of(&out, &totals, &style);
            snprintf(name, sizeof name, "scan-table-%d.%s", widths[i], lang_code((enum lang)lang));
            golden_hold(name, "txt", &out, updates);
        }
    }
    buf_free(&out);
}

/* The table has signs of ASCII too, and escapes come with colour alone. */
static void test_plain(void **state)
{
    static const struct style style = {.columns = 80};
    struct scan_totals totals;
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 20);
    table_of(&out, &totals, &style);
    for (size_t i = 0; i < out.n; i++)
        assert_in_range(out.p[i], '\n', 0x7e);
    buf_free(&out);
}

static void test_totals(void **state)
{
    static const struct style style = {.columns = 80};
    struct scan_totals totals;
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 20);
    table_of(&out, &totals, &style);
    assert_int_equal(totals.targets, KIT_SERVERS);
    assert_int_equal(totals.reached, KIT_SERVERS - 1);
    assert_int_equal(totals.partial, 2);
    assert_int_equal(totals.versions[SCAN_1_3], 4);
    assert_int_equal(totals.versions[SCAN_SSL_2], 1);
    assert_int_equal(totals.unknown[SCAN_SSL_2], 2);
    assert_int_equal(totals.exchanges[SCAN_POST_QUANTUM], 3);
    assert_int_equal(totals.exchanges[SCAN_FORWARD_SECRET], 1);
    assert_int_equal(totals.exchanges[SCAN_EXCHANGE_UNKNOWN], 1);
    assert_int_equal(totals.dues[SCAN_DUE_REFUSED], 2);
    assert_int_equal(totals.dues[SCAN_DUE_QUARTER], 1);
    assert_int_equal(totals.dues[SCAN_DUE_UNKNOWN], 2);
    assert_int_equal(totals.levels[SCAN_CRITICAL], 1);
    assert_int_equal(totals.required[REQUIREMENT_BROKEN], 1);
    assert_int_equal(totals.required[REQUIREMENT_UNKNOWN], 1);
    assert_int_equal(totals.changes[SCAN_CHANGE_VERSIONS], 1);
    assert_int_equal(totals.worst[SCAN_CHANGE_VERSIONS], SCAN_CRITICAL);
    buf_free(&out);
}

/* With --require each row shows what it came to, in 80 columns too. */
static void test_required(void **state)
{
    static const struct style style = {.columns = 80};
    struct scan_kit kit;
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 16);
    scan_kit_open(&kit, KIT_OLD);
    scan_table_head(&out, &style, true);
    scan_table_row(&out, &kit.view, &style, true);
    buf_u8(&out, 0);
    assert_string_equal(
        (const char *)out.p,
        "Target               1.3 1.2 1.1 1.0 3.0 2.0 PQ  OK  Days     Findings\n"
        "old.example.net:8443 -   +   x   x   x   x   -   x   x -20    4 critical, 7 high\n");
    scan_kit_close(&kit);
    buf_free(&out);
}

/* A message does not repeat the target that stands beside it, and a line of a file that is no
 * target does not fill the terminal. */
static void test_trouble(void **state)
{
    static const struct {
        const char *input, *message, *text;
    } rows[] = {
        {"192.0.2.1", "192.0.2.1:443: connection refused", "connection refused"},
        {"gone.example", "gone.example: no such name", "no such name"},
        {"gone.example", "gone.example.net: no such name", "gone.example.net: no such name"},
        {"gone.example", "192.0.2.1:443: connection refused", "192.0.2.1:443: connection refused"},
        {"the", "the server does not speak TLS", "the server does not speak TLS"},
        {"", ": nothing", ": nothing"},
    };
    static const struct style style = {.columns = 80};
    static char line[1000];
    struct scan_facts facts = {.trouble = SCAN_UNREACHED, .reason = REASON_UNDECODABLE};
    const struct scan_view view = {.facts = &facts};
    struct buf out;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        facts.input = span_str(rows[i].input);
        facts.message = span_str(rows[i].message);
        assert_true(span_eq(scan_trouble_text(&facts), span_str(rows[i].text)));
    }
    memset(line, 'a', sizeof line);
    facts.input = span_of(line, sizeof line);
    buf_init(&out, 1 << 16);
    scan_table_row(&out, &view, &style, false);
    assert_in_range(out.n, 100, 300);
    buf_free(&out);
}

/* Days are whole and rounded down, before the end and after it. */
static void test_days(void **state)
{
    (void)state;
    assert_int_equal(scan_days(0), 0);
    assert_int_equal(scan_days(86399), 0);
    assert_int_equal(scan_days(86400), 1);
    assert_int_equal(scan_days(-1), -1);
    assert_int_equal(scan_days(-86401), -2);
}

/* A server with RSA key exchange alone, and one of which that is not known. */
static void test_secrecy(void **state)
{
    struct scan_kit kit;

    (void)state;
    scan_kit_open(&kit, KIT_OLD);
    kit.facts.versions[SCAN_1_2].accepted = SCAN_NO;
    kit.facts.versions[SCAN_1_2].suites.ids.num = 0;
    assert_int_equal(scan_exchange(&kit.facts), SCAN_NO_SECRECY);
    kit.facts.versions[SCAN_1_1].suites.complete = false;
    assert_int_equal(scan_exchange(&kit.facts), SCAN_EXCHANGE_UNKNOWN);
    kit.facts.features[FEATURE_POST_QUANTUM].answer = SCAN_YES;
    assert_int_equal(scan_exchange(&kit.facts), SCAN_POST_QUANTUM);
    scan_kit_close(&kit);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),  cmocka_unit_test(test_plain),
        cmocka_unit_test(test_totals),  cmocka_unit_test(test_days),
        cmocka_unit_test(test_secrecy), cmocka_unit_test(test_required),
        cmocka_unit_test(test_trouble),
    };

    updates = argc > 1 && strcmp(argv[1], "update") == 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
