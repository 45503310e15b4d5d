/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text about servers, byte for byte as in tests/golden.  After a change that is meant:
 * make update-scans.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/view/text/text.h"
#include "tests/unit/view/golden.h"
#include "tests/unit/view/scan/scan_kit.h"
#include "tests/unit/view/viewkit.h"

enum { NAME_SIZE = 64 };

static bool updates;

static void put_all(struct buf *out, const struct scan_view *view, const struct style *style)
{
    unsigned drawn = 0;

    scan_text_part(out, view, style, &drawn, true);
}

static void text_of(struct buf *out, enum scan_kit_server server, const struct style *style)
{
    struct scan_kit kit;

    buf_truncate(out, 0);
    scan_kit_open(&kit, server);
    put_all(out, &kit.view, style);
    scan_kit_close(&kit);
    assert_int_equal(out->err, ERR_OK);
}

static void test_golden(void **state)
{
    struct buf out;
    char name[NAME_SIZE];

    (void)state;
    buf_init(&out, 1 << 20);
    for (int server = 0; server < KIT_QUICK; server++) {
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            const struct style style = {.utf8 = true, .columns = 80, .lang = (enum lang)lang};
            text_of(&out, (enum scan_kit_server)server, &style);
            snprintf(name, sizeof name, "scan-%s.%s", scan_kit_name((enum scan_kit_server)server),
                     lang_code((enum lang)lang));
            golden_hold(name, "txt", &out, updates);
        }
    }
    buf_free(&out);
}

/* A line of a configuration, or a comment in it, which is not folded. */
static bool is_setting(struct span line)
{
    return span_starts(line, SPAN_LIT("      ssl_")) || span_starts(line, SPAN_LIT("      SSL")) ||
           span_starts(line, SPAN_LIT("      # "));
}

/* No line is wider than the terminal, unless it is a setting. */
static void check_widths(struct span text, int columns)
{
    while (text.n > 0) {
        struct span line = span_head(text, span_find(text, '\n'));
        if (text_width(line) > columns && !is_setting(line))
            fail_msg("%d of %d columns: %.*s", text_width(line), columns, (int)line.n,
                     (const char *)line.p);
        text = span_tail(text, line.n + 1);
    }
}

static void test_widths(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 20);
    for (int server = 0; server < KIT_QUICK; server++) {
        for (int columns = 40; columns <= 120; columns += 10) {
            const struct style style = {.utf8 = true, .columns = columns};
            text_of(&out, (enum scan_kit_server)server, &style);
            check_widths(buf_span(&out), columns);
        }
    }
    buf_free(&out);
}

static bool says(const struct buf *out, const char *text)
{
    bool says = false;

    for (size_t i = 0; !says && i < out->n; i++)
        says = span_starts(span_tail(buf_span(out), i), span_str(text));
    return says;
}

/* A server that names no software, or another one, has the page with the lines, if any exist. */
static void test_unnamed(void **state)
{
    static const struct style style = {.columns = 200};
    struct scan_kit kit;
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 20);
    scan_kit_open(&kit, KIT_OLD);
    put_all(&out, &kit.view, &style);
    assert_true(says(&out, "SSLProtocol -all"));
    assert_false(says(&out, "does not say that it is nginx"));
    buf_truncate(&out, 0);
    kit.facts.software = (struct span){0};
    put_all(&out, &kit.view, &style);
    assert_false(says(&out, "ssl_protocols"));
    assert_true(says(&out, "does not say that it is nginx"));
    scan_kit_close(&kit);
    buf_free(&out);
}

/* What is unknown has a part of its own: alone it is no finding.  Short scans have milliseconds. */
static void test_unknown_alone(void **state)
{
    static const struct style style = {.columns = 200};
    struct scan_finding unknown = {.rule = SCAN_RULE_UNKNOWN_FEATURES, .chain = -1};
    struct scan_findings findings = {.v = &unknown, .num = 1};
    struct scan_kit kit;
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 20);
    scan_kit_open(&kit, KIT_MODERN);
    kit.view.findings = &findings;
    kit.facts.total_us = 12345;
    put_all(&out, &kit.view, &style);
    assert_false(says(&out, "Findings"));
    assert_true(says(&out, "; 12 ms; "));
    unknown.rule = SCAN_RULE_NO_TLS_1_3;
    put_all(&out, &kit.view, &style);
    assert_true(says(&out, "Findings"));
    scan_kit_close(&kit);
    buf_free(&out);
}

/* A scan that the rate slows down says so, while it runs and at its end. */
static void test_waited(void **state)
{
    static const struct style style = {.columns = 200};
    struct scan_kit kit;
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 20);
    scan_kit_open(&kit, KIT_MODERN);
    kit.facts.total_us = 5000000;
    kit.facts.waited_us = 499999;
    put_all(&out, &kit.view, &style);
    scan_progress(&out, &kit.view, &style, "scanning");
    assert_false(says(&out, "--rate"));
    kit.facts.waited_us = 4800000;
    put_all(&out, &kit.view, &style);
    assert_true(says(&out, "; 5.0 s, 4.8 s of them to keep to --rate (0 lifts it); "));
    buf_truncate(&out, 0);
    scan_progress(&out, &kit.view, &style, "scanning");
    assert_true(says(&out, "; slowed down by --rate (0 lifts it)"));
    scan_kit_close(&kit);
    buf_free(&out);
}

/* What the server has no use for is not listed as unknown. */
static void test_moot(void **state)
{
    static const struct style style = {.columns = 200};
    struct scan_kit kit;
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 20);
    scan_kit_open(&kit, KIT_MODERN);
    kit.facts.features[FEATURE_EMPTY_SHARE_TOLERANT].answer = SCAN_UNKNOWN;
    put_all(&out, &kit.view, &style);
    assert_true(says(&out, "  ? takes an empty key_share"));
    kit.facts.versions[SCAN_1_3].accepted = SCAN_NO;
    buf_truncate(&out, 0);
    put_all(&out, &kit.view, &style);
    assert_false(says(&out, "takes an empty key_share"));
    scan_kit_close(&kit);
    buf_free(&out);
}

/* Without colour no escape is written, and with colour none of the server's. */
static void test_colour(void **state)
{
    static const struct style style = {.utf8 = true, .color = true};
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 20);
    text_of(&out, KIT_HOSTILE, &style);
    for (size_t i = 0; i < out.n; i++) {
        if (out.p[i] == 0x1b) {
            struct span rest = span_tail(buf_span(&out), i);
            size_t end = span_find(rest, 'm');
            assert_in_range(end, 3, 6);
            assert_false(span_starts(rest, SPAN_LIT("\033[31m<")));
        }
    }
    buf_free(&out);
}

/* The parts that come early, and then the rest, are the whole text. */
static void test_parts(void **state)
{
    static const struct style style = {.utf8 = true};
    struct buf out, whole;
    struct scan_kit kit;
    unsigned drawn = 0;

    (void)state;
    buf_init(&out, 1 << 20);
    buf_init(&whole, 1 << 20);
    scan_kit_open(&kit, KIT_MODERN);
    put_all(&whole, &kit.view, &style);
    kit.facts.versions[SCAN_1_2].is_done = false;
    struct span address = kit.facts.address;
    kit.facts.address = (struct span){0};
    scan_text_part(&out, &kit.view, &style, &drawn, false);
    assert_int_equal(out.n, 0);
    kit.facts.address = address;
    scan_text_part(&out, &kit.view, &style, &drawn, false);
    buf_u8(&out, 0);
    assert_non_null(strstr((char *)out.p, "TLS 1.3"));
    assert_null(strstr((char *)out.p, "TLS 1.2"));
    buf_truncate(&out, out.n - 1);
    kit.facts.versions[SCAN_1_2].is_done = true;
    scan_text_part(&out, &kit.view, &style, &drawn, false);
    buf_u8(&out, 0);
    assert_non_null(strstr((char *)out.p, "X25519MLKEM768"));
    assert_null(strstr((char *)out.p, "Certificates"));
    buf_truncate(&out, out.n - 1);
    scan_text_part(&out, &kit.view, &style, &drawn, true);
    scan_text_part(&out, &kit.view, &style, &drawn, true);
    assert_true(span_eq(buf_span(&out), buf_span(&whole)));
    scan_kit_close(&kit);
    buf_free(&out);
    buf_free(&whole);
}

static void test_progress(void **state)
{
    static const struct style style = {.columns = 40};
    struct scan_kit kit;
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 20);
    scan_kit_open(&kit, KIT_HOSTILE);
    scan_progress(&out, &kit.view, &style, "TLS 1.2 suites");
    assert_true(kit_is_safe(buf_span(&out)));
    assert_true(text_width(buf_span(&out)) < 40);
    scan_kit_close(&kit);
    buf_free(&out);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),   cmocka_unit_test(test_widths),
        cmocka_unit_test(test_colour),   cmocka_unit_test(test_parts),
        cmocka_unit_test(test_unnamed),  cmocka_unit_test(test_unknown_alone),
        cmocka_unit_test(test_moot),     cmocka_unit_test(test_waited),
        cmocka_unit_test(test_progress),
    };

    updates = argc > 1 && strcmp(argv[1], "update") == 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
