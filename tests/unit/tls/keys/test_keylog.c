/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/keylog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define RANDOM "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

/* RFC 9850 2: the labels, and which steps have none. */
static void written(void **state)
{
    static const struct {
        enum step_id id;
        const char *label;
    } rows[] = {
        {STEP_MASTER, "CLIENT_RANDOM"},
        {STEP_MASTER_EXTENDED, "CLIENT_RANDOM"},
        {STEP_MASTER_RESUMED, "CLIENT_RANDOM"},
        {STEP_CLIENT_EARLY_TRAFFIC, "CLIENT_EARLY_TRAFFIC_SECRET"},
        {STEP_EARLY_EXPORTER, "EARLY_EXPORTER_SECRET"},
        {STEP_CLIENT_HANDSHAKE_TRAFFIC, "CLIENT_HANDSHAKE_TRAFFIC_SECRET"},
        {STEP_SERVER_HANDSHAKE_TRAFFIC, "SERVER_HANDSHAKE_TRAFFIC_SECRET"},
        {STEP_CLIENT_TRAFFIC, "CLIENT_TRAFFIC_SECRET_0"},
        {STEP_SERVER_TRAFFIC, "SERVER_TRAFFIC_SECRET_0"},
        {STEP_EXPORTER, "EXPORTER_SECRET"},
    };
    uint8_t random[32];
    size_t lines = 0;

    (void)state;
    for (uint8_t i = 0; i < sizeof random; i++)
        random[i] = i;
    for (enum step_id id = 0; id < STEP_COUNT; id++) {
        struct step s = {.id = id, .out = SPAN_LIT("\xab\xcd")};
        struct buf b;
        char expected[160];

        buf_init(&b, 4096);
        keylog_put(&b, &s, span_of(random, sizeof random));
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            if (rows[i].id != id)
                continue;
            (void)snprintf(expected, sizeof expected, "%s " RANDOM " abcd\n", rows[i].label);
            assert_true(span_eq(buf_span(&b), span_str(expected)));
            lines++;
        }
        lines -= b.n > 0;
        buf_free(&b);
    }
    assert_int_equal(lines, 0);
}

static void read_back(void **state)
{
    struct span text = SPAN_LIT("# a comment\n\nCLIENT_RANDOM " RANDOM " 0A0b\r\n\r\n"
                                "SOME_LABEL " RANDOM " ff\n#\nLAST " RANDOM " 00");
    struct keylog_line line;
    struct fail fail = {0};

    (void)state;
    assert_true(keylog_next(&text, &line, &fail));
    assert_true(span_eq(line.label, SPAN_LIT("CLIENT_RANDOM")));
    assert_int_equal(line.client_random[31], 0x1f);
    assert_true(span_eq(span_of(line.secret, line.secret_n), SPAN_LIT("\x0a\x0b")));
    assert_true(keylog_next(&text, &line, &fail));
    assert_true(span_eq(line.label, SPAN_LIT("SOME_LABEL")));
    assert_true(keylog_next(&text, &line, &fail));
    assert_true(span_eq(line.label, SPAN_LIT("LAST")));
    assert_int_equal(line.secret_n, 1);
    assert_false(keylog_next(&text, &line, &fail));
    assert_int_equal(fail.err, ERR_OK);
}

/* RFC 9850 2: lines end with LF, CR LF or CR.  Editors put a byte order mark in front, and cat puts
 * it into the middle. */
static void line_ends(void **state)
{
    struct span text = SPAN_LIT("\xef\xbb\xbfONE " RANDOM " 01\rTWO " RANDOM " 02\r\n\r\r\n"
                                "\xef\xbb\xbf# a comment\n\xef\xbb\xbfTHREE " RANDOM " 03");
    static const char *const labels[] = {"ONE", "TWO", "THREE"};
    struct keylog_line line;
    struct fail fail = {0};

    (void)state;
    assert_int_equal(keylog_check(text), ERR_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_true(keylog_next(&text, &line, &fail));
        assert_true(span_eq(line.label, span_str(labels[i])));
        assert_int_equal(line.secret[0], i + 1);
    }
    assert_false(keylog_next(&text, &line, &fail));
    assert_int_equal(fail.err, ERR_OK);
}

static void utf16(void **state)
{
    (void)state;
    assert_int_equal(keylog_check(SPAN_LIT("\xff\xfe#\0")), ERR_TLS_KEYLOG_UTF16);
    assert_int_equal(keylog_check(SPAN_LIT("\xfe\xff\0#")), ERR_TLS_KEYLOG_UTF16);
    assert_int_equal(keylog_check(SPAN_LIT("C\0L\0")), ERR_TLS_KEYLOG_UTF16);
    assert_int_equal(keylog_check(SPAN_LIT("\0C\0L")), ERR_TLS_KEYLOG_UTF16);
    assert_int_equal(keylog_check(SPAN_LIT("#")), ERR_OK);
    assert_int_equal(keylog_check((struct span){0}), ERR_OK);
}

static void broken(void **state)
{
    static const struct {
        const char *text;
        enum err err;
    } rows[] = {
        {"CLIENT_RANDOM\n", ERR_TLS_KEYLOG_LINE},
        {"CLIENT_RANDOM " RANDOM "\n", ERR_TLS_KEYLOG_LINE},
        {"CLIENT_RANDOM " RANDOM " \n", ERR_TLS_KEYLOG_LINE},
        {" " RANDOM " 00\n", ERR_TLS_KEYLOG_LINE},
        {"L  " RANDOM " 00\n", ERR_TLS_KEYLOG_LINE},
        {"L " RANDOM " 00 \n00", ERR_OK},
        {"L " RANDOM " 00 00\n", ERR_TLS_KEYLOG_LINE},
        {"L " RANDOM "00 00\n", ERR_TLS_KEYLOG_LINE},
        {"L 00" RANDOM " 00\n", ERR_TLS_KEYLOG_LINE},
        {"L 0102 00\n", ERR_TLS_KEYLOG_LINE},
        {"L " RANDOM " 0\n", ERR_HEX},
        {"L " RANDOM " zz\n", ERR_HEX},
        {"L " RANDOM " " RANDOM RANDOM "00\n", ERR_TLS_KEYLOG_LINE},
        {"L " RANDOM " " RANDOM RANDOM "\n", ERR_OK},
        {"nothing of the kind\n", ERR_HEX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span text = span_str(rows[i].text), whole = text;
        struct keylog_line line;
        struct fail fail = {0};

        assert_int_equal(keylog_next(&text, &line, &fail), rows[i].err == ERR_OK);
        assert_int_equal(fail.err, rows[i].err);
        assert_true(fail.err == ERR_OK || span_contains(whole, fail.at));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(written), cmocka_unit_test(read_back),
                                       cmocka_unit_test(line_ends), cmocka_unit_test(utf16),
                                       cmocka_unit_test(broken)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
