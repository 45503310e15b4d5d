/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "app/batch/line_id.h"
#include "lib/base/buf.h"

enum { MEMORY = 1 << 20 };

static struct arena arena;

static void assert_quick(const char *line, const char *expected)
{
    struct span id = {0};
    bool is_quick = line_id_quick(&id, span_str(line));

    assert_int_equal(is_quick, expected != NULL);
    if (expected != NULL)
        assert_true(span_eq(id, span_str(expected)));
}

static void test_quick(void **state)
{
    (void)state;
    assert_quick("{\"id\":7,\"chain\":[]}", "7");
    assert_quick(" { \"id\" :\t-1.5e+3 }", "-1.5e+3");
    assert_quick("{\"id\": \"a b\", \"x\": 1", "\"a b\"");
    assert_quick("{\"id\":\"\"}", "\"\"");
    /* What may have another meaning is left to the reader of JSON. */
    assert_quick("{\"id\":1,\"id\":2}", NULL);
    assert_quick("{\"id\":\"a\\\"b\"}", NULL);
    assert_quick("{\"id\":1,\"i\\u0064\":2}", NULL);
    assert_quick("{\"x\":0,\"id\":1}", NULL);
    assert_quick("{\"id\":null}", NULL);
    assert_quick("{\"id\":[1]}", NULL);
    assert_quick("{\"id\":\"open", NULL);
    assert_quick("{\"id\":7", NULL);
    assert_quick("{\"id\":7x,\"y\":1}", NULL);
    assert_quick("{\"id\":\"7\" 8}", NULL);
    assert_quick("{\"id\":", NULL);
    assert_quick("{\"id\"", NULL);
    assert_quick("", NULL);
}

static void assert_read(const char *line, bool is_whole, enum err e, const char *expected)
{
    struct span id = {0};

    assert_int_equal(line_id_read(&id, span_str(line), is_whole, &arena), e);
    if (e == ERR_OK)
        assert_true(span_eq(id, span_str(expected)));
    arena_reset(&arena);
}

static void test_read(void **state)
{
    (void)state;
    assert_read("{\"x\":[{\"id\":1}],\"id\":\"\\u0061\"}", true, ERR_OK, "\"\\u0061\"");
    assert_read("{\"x\":1}", true, ERR_OK, "");
    assert_read("{\"id\":null}", true, ERR_OK, "");
    assert_read("{\"id\":true}", true, ERR_OK, "");
    assert_read("[1]", true, ERR_JSON_VALUE, NULL);
    assert_read("{\"id\":1,\"x\":\"cut", true, ERR_JSON_TRUNCATED, NULL);
    assert_read("{\"id\":1,\"x\":\"cut", false, ERR_OK, "1");
    assert_read("{\"x\":\"cut", false, ERR_OK, "");
    /* More digits may follow, and a second id. */
    assert_read("{\"id\":12", false, ERR_OK, "");
    assert_read("{\"id\":12 ", false, ERR_OK, "12");
    assert_read("{\"id\":\"12\"", false, ERR_OK, "\"12\"");
    assert_read("{\"id\":1,\"id\":2,\"x\":\"cut", false, ERR_OK, "");
    assert_read("x", false, ERR_JSON_VALUE, NULL);
}

/* A quick result is one for the reader of JSON, too. */
static void assert_result(const char *line, bool is_quick, bool is_result)
{
    enum err e = is_result ? ERR_OK : ERR_JSON_VALUE;
    struct span id = {0};

    assert_int_equal(line_id_quick_result(&id, span_str(line), SPAN_LIT("verify")), is_quick);
    assert_true(!is_quick || is_result);
    assert_int_equal(line_id_read_result(&id, span_str(line), true, SPAN_LIT("verify"), &arena), e);
    if (is_result)
        assert_true(span_eq(id, SPAN_LIT("7")));
    arena_reset(&arena);
}

static void test_result(void **state)
{
    (void)state;
    assert_result("{\"id\":7,\"command\":\"verify\",\"input\":\"-\",\"exit\":0}", true, true);
    assert_result("{\"id\":7,\"line\":9,\"command\":\"verify\",\"ok\":true,\"exit\":0,\"x\":[1]}",
                  true, true);
    assert_result("{\"exit\":1,\"command\":\"verify\",\"id\":7}", false, true);
    assert_result("{\"id\":7,\"command\":\"verify\",\"input\":\"[\",\"exit\":0}", false, true);
    assert_result("{\"id\":7,\"chain\":[]}", false, false);
    assert_result("{\"id\":7,\"command\":\"verify\"}", false, false);
    assert_result("{\"id\":7,\"command\":\"decode\",\"ok\":true,\"exit\":0}", false, false);
    assert_result("{\"id\":7,\"command\":\"verify\",\"x\":[{\"y\":1,\"exit\":0}]}", false, false);
    assert_result("{\"id\":7,\"command\":\"verify\",\"x\":{\"y\":1,\"exit\":0}}", false, false);
    assert_result("{\"id\":7,\"command\":\"verify\",\"ok\":true,\"exit\":\"0\"}", false, false);
}

static void assert_path(const char *path, const char *expected)
{
    struct buf b;

    buf_init(&b, 64 * 1024);
    line_id_path(&b, path);
    assert_int_equal(b.err, ERR_OK);
    assert_true(span_eq(buf_span(&b), span_str(expected)));
    buf_free(&b);
}

static void test_path(void **state)
{
    (void)state;
    assert_path("dir/\xc3\xa4 \"b\"", "\"dir/\xc3\xa4 \\\"b\\\"\"");
    assert_path("a\xff", "\"a\\\\ff\"");
    assert_path("a\\ff", "\"a\\\\5cff\"");
    assert_path("a\\5cff", "\"a\\\\5c5cff\"");
    assert_path("\xc3(", "\"\\\\c3(\"");
    assert_path("", "\"\"");
}

/* A result of a certificate with very many names: they are checked, and need no memory. */
static void test_nested(void **state)
{
    enum { NAMES = 300000, ARENA = 64 * 1024 };
    static const char head[] = "{\"id\":\"\\u0061\",\"chain\":[{\"san\":[", tail[] = "0]}]}";
    struct arena small;
    struct span id;
    struct buf b;

    (void)state;
    arena_init(&small, ARENA);
    buf_init(&b, 4 * 1024 * 1024);
    buf_str(&b, head);
    for (size_t i = 0; i < NAMES; i++)
        buf_str(&b, "{\"d\":0},");
    buf_str(&b, tail);
    assert_int_equal(b.err, ERR_OK);
    assert_int_equal(line_id_read(&id, buf_span(&b), true, &small), ERR_OK);
    assert_true(span_eq(id, SPAN_LIT("\"\\u0061\"")));
    buf_truncate(&b, b.n - (sizeof tail - 1));
    buf_str(&b, "}]}]}");
    assert_int_equal(line_id_read(&id, buf_span(&b), true, &small), ERR_JSON_VALUE);
    buf_free(&b);
    arena_free(&small);
}

static bool same(const char *a, const char *b)
{
    uint8_t first[LINE_ID_DIGEST], second[LINE_ID_DIGEST];

    assert_int_equal(line_id_digest(first, span_str(a), &arena), ERR_OK);
    assert_int_equal(line_id_digest(second, span_str(b), &arena), ERR_OK);
    arena_reset(&arena);
    return memcmp(first, second, sizeof first) == 0;
}

static void test_digest(void **state)
{
    (void)state;
    assert_true(same("\"a\"", "\"\\u0061\""));
    assert_true(same("17", "17"));
    assert_false(same("17", "\"17\""));
    assert_false(same("17", "17.0"));
    assert_false(same("\"a\"", "\"A\""));
    assert_false(same("\"\"", "\"a\""));
}

static unsigned shard(const char *id, unsigned of)
{
    unsigned n = 0;

    assert_int_equal(line_id_shard(&n, span_str(id), of, &arena), ERR_OK);
    arena_reset(&arena);
    return n;
}

/* The SHA-256 of "abc" begins with ba7816bf8f01cfea (FIPS 180-4), which is 13436514500253700074. */
static void test_shard(void **state)
{
    (void)state;
    assert_int_equal(shard("\"abc\"", 1000), 75);
    assert_int_equal(shard("\"\\u0061bc\"", 1000), 75);
    assert_int_equal(shard("\"abc\"", 7), 13436514500253700074u % 7 + 1);
    assert_int_equal(shard("7", 1000), shard("\"7\"", 1000));
    assert_int_equal(shard("7", 1), 1);
}

static void assert_parse(const char *text, unsigned number, unsigned of)
{
    struct shard s = {0};
    enum err e = line_id_shard_parse(&s, text);

    assert_int_equal(e, of > 0 ? ERR_OK : ERR_SHARD_TEXT);
    assert_int_equal(s.number, number);
    assert_int_equal(s.of, of);
}

static void test_shard_parse(void **state)
{
    (void)state;
    assert_parse("1/1", 1, 1);
    assert_parse("3/16", 3, 16);
    assert_parse("1000000/1000000", 1000000, 1000000);
    static const char *const wrong[] = {"",    "1",    "1/",   "/2",   "0/2",       "3/2",
                                        "1/0", "01/2", "1/02", "1/2 ", "1/1000001", "1/99999999",
                                        "a/b", "-1/2", "1//2", "1.2"};

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_parse(wrong[i], 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quick),  cmocka_unit_test(test_read),
        cmocka_unit_test(test_result), cmocka_unit_test(test_path),
        cmocka_unit_test(test_nested), cmocka_unit_test(test_digest),
        cmocka_unit_test(test_shard),  cmocka_unit_test(test_shard_parse),
    };

    arena_init(&arena, MEMORY);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    arena_free(&arena);
    return failed;
}
