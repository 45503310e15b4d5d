/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/json_writer.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <jansson.h>

static void string_is(struct span in, const char *want)
{
    struct buf b;

    buf_init(&b, 4096);
    struct json_writer j = {.out = &b};
    jw_text(&j, NULL, in);
    assert_true(span_eq(buf_span(&b), span_str(want)));
    buf_free(&b);
}

static void test_strings(void **state)
{
    (void)state;
    string_is(SPAN_LIT(""), "\"\"");
    string_is(SPAN_LIT("a\"b\\c/"), "\"a\\\"b\\\\c/\"");
    string_is(SPAN_LIT("\b\f\n\r\t\0\033\x7f"), "\"\\b\\f\\n\\r\\t\\u0000\\u001b\\u007f\"");
    string_is(SPAN_LIT("\u00fc\u65e5"), "\"\u00fc\u65e5\"");
    string_is(SPAN_LIT("\u202e\xc2\x9b\ufeff"), "\"\\u202e\\u009b\\ufeff\"");
    string_is(SPAN_LIT("\U000e0041"), "\"\\udb40\\udc41\"");
    string_is(SPAN_LIT("M\xfc"
                       "ller"),
              "\"M\\\\fcller\"");
}

/* Every single byte and every pair of bytes gives JSON that a parser takes. */
static void test_any_bytes(void **state)
{
    struct buf b;

    (void)state;
    for (unsigned i = 0; i < 0x10000; i++) {
        uint8_t two[2] = {(uint8_t)(i >> 8), (uint8_t)i};
        buf_init(&b, 64);
        struct json_writer j = {.out = &b};
        jw_text(&j, NULL, span_of(two, 2));
        json_t *v = json_loadb((const char *)b.p, b.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        assert_non_null(v);
        json_decref(v);
        buf_free(&b);
    }
}

static void test_structure(void **state)
{
    struct buf b, text;

    (void)state;
    buf_init(&b, 4096);
    struct json_writer j = {.out = &b};
    jw_open(&j, NULL);
    jw_list(&j, "empty");
    jw_list_end(&j);
    jw_list(&j, "list");
    jw_int(&j, NULL, -1);
    jw_open(&j, NULL);
    jw_close(&j);
    jw_null(&j, NULL);
    jw_list_end(&j);
    jw_str(&j, "none", NULL);
    jw_bool(&j, "yes", true);
    jw_time(&j, "time", 0);
    jw_hex(&j, "hex", SPAN_LIT("\x00\xff"));
    buf_init(&text, 16);
    buf_str(&text, "t");
    jw_buf(&j, "text", &text);
    jw_close(&j);
    assert_true(span_eq(buf_span(&b),
                        SPAN_LIT("{\"empty\":[],\"list\":[-1,{},null],\"none\":null,\"yes\":true,"
                                 "\"time\":\"1970-01-01T00:00:00Z\",\"hex\":\"00ff\","
                                 "\"text\":\"t\"}")));
    buf_free(&b);
}

/* A text that was cut by its own cap is not passed off as whole. */
static void test_error_sticks(void **state)
{
    struct buf b, text;

    (void)state;
    buf_init(&b, 4096);
    buf_init(&text, 2);
    buf_str(&text, "too long");
    struct json_writer j = {.out = &b};
    jw_buf(&j, NULL, &text);
    assert_int_equal(b.err, ERR_LIMIT);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_structure),
        cmocka_unit_test(test_error_sticks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
