/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "lib/base/buf.h"
#include "lib/json/json_reader.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { VALUES = 200 };

struct trial {
    struct arena arena;
    struct json_text text;
    struct fail fail;
    uint8_t *copy; /* of just the size of the text, so that sanitizers see a byte too many */
    size_t n;
};

static enum err start(struct trial *trial, struct span text)
{
    *trial = (struct trial){.copy = malloc(text.n + (text.n == 0)), .n = text.n};
    assert_non_null(trial->copy);
    if (text.n > 0)
        memcpy(trial->copy, text.p, text.n);
    arena_init(&trial->arena, 1 << 20);
    return jr_read(&trial->text, span_of(trial->copy, text.n), VALUES, &trial->arena, &trial->fail);
}

static void end(struct trial *trial)
{
    arena_free(&trial->arena);
    free(trial->copy);
}

/* Each row: a text, and the error with its place, or OK with the number of values. */
struct row {
    struct span text;
    enum err err;
    size_t at;
};

#define GOOD(text, num)              \
    {                                \
        SPAN_INIT(text), ERR_OK, num \
    }
#define BAD(text, err, at)                  \
    {                                       \
        SPAN_INIT(text), ERR_JSON_##err, at \
    }

static const struct row rows[] = {
    /* RFC 8259 2 and 3: one value of any kind, and white space. */
    GOOD("null", 1),
    GOOD("true", 1),
    GOOD(" \t\r\nfalse \t\r\n", 1),
    GOOD("{}", 1),
    GOOD("[ ]", 1),
    GOOD("{\"a\":1,\"b\":[1,{\"c\":null}]}", 6),
    GOOD("[[],{},\"\",0]", 5),
    BAD("", TRUNCATED, 0),
    BAD("  ", TRUNCATED, 2),
    BAD("\f1", VALUE, 0),
    BAD("\v1", VALUE, 0),
    BAD("\xc2\xa0"
        "1",
        VALUE, 0),
    BAD("nul", VALUE, 0),
    BAD("True", VALUE, 0),
    BAD("NaN", VALUE, 0),
    BAD("Infinity", VALUE, 0),
    BAD("'a'", VALUE, 0),
    BAD("// \n1", VALUE, 0),
    BAD("nullx", TRAILING, 4),
    BAD("1 2", TRAILING, 2),
    BAD("{}\n{}", TRAILING, 3),
    BAD("{}\0", TRAILING, 2),
    BAD("[1]]", TRAILING, 3),
    BAD("\xef\xbb\xbf{}", BOM, 0),
    BAD("\xff\xfe{\0}\0", VALUE, 0),
    /* RFC 8259 4 and 5. */
    BAD("[1,]", VALUE, 3),
    BAD("[,1]", VALUE, 1),
    BAD("[1 2]", COMMA, 3),
    BAD("[1}", COMMA, 2),
    BAD("[", TRUNCATED, 1),
    BAD("[1", TRUNCATED, 2),
    BAD("[1,", TRUNCATED, 3),
    BAD("{\"a\":1,}", NAME, 7),
    BAD("{,}", NAME, 1),
    BAD("{a:1}", NAME, 1),
    BAD("{1:1}", NAME, 1),
    BAD("{\"a\"}", COLON, 4),
    BAD("{\"a\" 1}", COLON, 5),
    BAD("{\"a\":}", VALUE, 5),
    BAD("{\"a\":1 \"b\":2}", COMMA, 7),
    BAD("{\"a\":1]", COMMA, 6),
    BAD("{", TRUNCATED, 1),
    BAD("{\"a\"", TRUNCATED, 4),
    BAD("{\"a\":", TRUNCATED, 5),
    BAD("{\"a\":1", TRUNCATED, 6),
    BAD("{\"a\":1,", TRUNCATED, 7),
    /* RFC 8259 4: unique names, as they are decoded. */
    GOOD("{\"a\":1,\"A\":2,\"\":3,\"aa\":{\"a\":4}}", 6),
    BAD("{\"a\":1,\"a\":1}", DUPLICATE, 7),
    BAD("{\"id\":1,\"b\":{\"id\":2},\"\\u0069d\":3}", DUPLICATE, 21),
    BAD("{\"\\n\":1,\"\\u000A\":1}", DUPLICATE, 8),
    BAD("{\"\":1,\"\":1}", DUPLICATE, 6),
    BAD("{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":1}", DUPLICATE, 10),
    BAD("[{\"x\":[],\"x\":[]}]", DUPLICATE, 9),
    /* RFC 8259 6. */
    GOOD("0", 1),
    GOOD("-0", 1),
    GOOD("-12.50e+07", 1),
    GOOD("1E999", 1),
    GOOD("123456789012345678901234567890", 1),
    BAD("01", TRAILING, 1),
    BAD("-", TRUNCATED, 1),
    BAD("-x", NUMBER, 1),
    BAD("+1", VALUE, 0),
    BAD(".5", VALUE, 0),
    BAD("1.", TRUNCATED, 2),
    BAD("[1.]", NUMBER, 3),
    BAD("[1.e3]", NUMBER, 3),
    BAD("[1e]", NUMBER, 3),
    BAD("[1e+]", NUMBER, 4),
    BAD("0x10", TRAILING, 1),
    BAD("1_000", TRAILING, 1),
    BAD("-Infinity", NUMBER, 1),
    /* RFC 8259 7. */
    GOOD("\"\"", 1),
    GOOD("\"\x7f\"", 1),
    GOOD("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u0000\"", 1),
    BAD("\"", TRUNCATED, 1),
    BAD("\"abcdefg", TRUNCATED, 8),
    BAD("\"abcdefghijklmnop", TRUNCATED, 17),
    BAD("\"a\nb\"", CONTROL, 2),
    BAD("\"\x1f\"", CONTROL, 1),
    BAD("\"\0\"", CONTROL, 1),
    BAD("\"abcdefgh\tabcdefgh\"", CONTROL, 9),
    BAD("\"\\a\"", ESCAPE, 1),
    BAD("\"\\x41\"", ESCAPE, 1),
    BAD("\"\\'\"", ESCAPE, 1),
    BAD("\"\\\xc3\xa9\"", ESCAPE, 1),
    BAD("\"\\U0041\"", ESCAPE, 1),
    BAD("\"\\u12g4\"", ESCAPE, 1),
    BAD("\"\\u123\"", ESCAPE, 1),
    BAD("\"\\u", ESCAPE, 1),
    BAD("\"\\", TRUNCATED, 1),
    /* RFC 8259 8.2: pairs of surrogates. */
    GOOD("\"\\ud800\\udc00\\uDBFF\\uDFFF\"", 1),
    BAD("\"\\ud800\"", SURROGATE, 1),
    BAD("\"\\ud800x\\udc00\"", SURROGATE, 1),
    BAD("\"\\ud800\\n00000\"", SURROGATE, 1),
    BAD("\"\\ud800\\ud800\"", SURROGATE, 1),
    BAD("\"\\ud800\\ue000\"", SURROGATE, 1),
    BAD("\"\\ud800\\udc0\"", SURROGATE, 1),
    BAD("\"\\udc00\\ud800\"", SURROGATE, 1),
    BAD("\"\\udfff\"", SURROGATE, 1),
    GOOD("\"\\ud7ff\\ue000\"", 1),
    /* RFC 8259 8.1: UTF-8 (RFC 3629). */
    GOOD("\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"", 1),
    BAD("\"\x80\"", UTF8, 1),
    BAD("\"\xc0\x80\"", UTF8, 1),
    BAD("\"\xed\xa0\x80\"", UTF8, 1),
    BAD("\"\xf4\x90\x80\x80\"", UTF8, 1),
    BAD("\"abcdefghijk\xc3\"", UTF8, 12),
    BAD("\"\xe2\x82", UTF8, 1),
    BAD("{\"\xff\":1}", UTF8, 2),
};

static void test_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *r = &rows[i];
        struct trial t;
        enum err e = start(&t, r->text);

        if (e != r->err || t.fail.err != r->err)
            fail_msg("row %zu, %s: %s", i, (const char *)r->text.p, err_text(e));
        if (e == ERR_OK)
            assert_int_equal(t.text.num, r->at);
        else if ((size_t)(t.fail.at.p - t.copy) != r->at || t.fail.at.n > t.n - r->at)
            fail_msg("row %zu, %s: at %zu", i, (const char *)r->text.p,
                     (size_t)(t.fail.at.p - t.copy));
        end(&t);
    }
}

/* Every head of a good text is cut off, but for a number, which may end anywhere. */
static void test_cut(void **state)
{
    static const struct span text = SPAN_INIT(" {\"a\":[1,true,\"x\\n\\ud83d\\ude00\",{}],"
                                              "\"b\":\"\xe2\x82\xac\"}");

    (void)state;
    for (size_t n = 0; n < text.n; n++) {
        struct trial t;
        enum err e = start(&t, span_head(text, n));

        assert_int_not_equal(e, ERR_OK);
        assert_int_equal(e, t.fail.err);
        assert_true(t.fail.at.p >= t.copy && t.fail.at.p + t.fail.at.n <= t.copy + n);
        end(&t);
    }
}

/* A run of n copies of `unit` between two texts. */
static struct span repeat(struct buf *buf, const char *head, const char *unit, size_t n,
                          const char *tail)
{
    buf_init(buf, 1 << 20);
    buf_str(buf, head);
    for (size_t i = 0; i < n; i++)
        buf_str(buf, unit);
    buf_str(buf, tail);
    assert_int_equal(buf->err, ERR_OK);
    return buf_span(buf);
}

static void bounded(struct span text, enum err want, size_t at)
{
    struct trial t;

    assert_int_equal(start(&t, text), want);
    if (want != ERR_OK)
        assert_int_equal(t.fail.at.p - t.copy, at);
    end(&t);
}

static void test_depth(void **state)
{
    struct buf b;

    (void)state;
    bounded(repeat(&b, "[[[[[[[[[[[[[[[[", "", 0, "]]]]]]]]]]]]]]]]"), ERR_OK, 0);
    buf_free(&b);
    bounded(repeat(&b, "", "[", 17, "]"), ERR_JSON_DEPTH, 16);
    buf_free(&b);
    bounded(repeat(&b, "", "{\"a\":", 100000, ""), ERR_JSON_DEPTH, (size_t)16 * 5);
    buf_free(&b);
}

static void test_numbers_of_values(void **state)
{
    struct buf b;

    (void)state;
    bounded(repeat(&b, "[0", ",0", VALUES - 2, "]"), ERR_OK, 0);
    buf_free(&b);
    bounded(repeat(&b, "[0", ",0", VALUES - 1, "]"), ERR_JSON_VALUES, 2 * (VALUES - 1) + 1);
    buf_free(&b);
}

static void put_members(struct buf *buf, size_t n)
{
    buf_init(buf, 1 << 20);
    for (size_t i = 0; i < n; i++)
        buf_printf(buf, "%c\"%zu\":0", i == 0 ? '{' : ',', i);
    buf_str(buf, "}");
}

static void test_members(void **state)
{
    struct buf b;

    (void)state;
    put_members(&b, JR_MEMBERS);
    bounded(buf_span(&b), ERR_OK, 0);
    buf_free(&b);
    put_members(&b, JR_MEMBERS + 1);
    bounded(buf_span(&b), ERR_JSON_MEMBERS, b.n - 7);
    buf_free(&b);
}

static const struct json_value *member(const struct json_value *object, const char *name)
{
    const struct json_value *v = jr_first(object);

    while (v != NULL && !span_eq(v->name, span_str(name)))
        v = jr_next(object, v);
    return v;
}

static void test_walk(void **state)
{
    struct trial t;
    struct span s;

    (void)state;
    assert_int_equal(
        start(&t, SPAN_LIT("{\"a\" : [1, [true], \"x\"], \"\\u0062\":{\"c\":false}, \"d\":null}")),
        ERR_OK);
    const struct json_value *v = jr_first(member(t.text.v, "a"));
    assert_int_equal(v->kind, JR_NUMBER);
    assert_true(span_eq(v->text, SPAN_LIT("1")));
    v = jr_next(member(t.text.v, "a"), v);
    assert_int_equal(v->kind, JR_ARRAY);
    assert_true(span_eq(v->text, SPAN_LIT("[true]")));
    assert_int_equal(jr_first(v)->kind, JR_TRUE);
    assert_null(jr_next(v, jr_first(v)));
    assert_null(jr_first(jr_first(v)));
    v = jr_next(member(t.text.v, "a"), v);
    assert_int_equal(v->kind, JR_STRING);
    assert_int_equal(jr_string(&s, v, &t.arena), ERR_OK);
    assert_true(span_eq(s, SPAN_LIT("x")));
    assert_true(span_contains(span_of(t.copy, t.n), s));
    assert_null(jr_next(member(t.text.v, "a"), v));
    v = member(t.text.v, "b");
    assert_true(span_eq(v->name_text, SPAN_LIT("\"\\u0062\"")));
    assert_int_equal(jr_first(v)->kind, JR_FALSE);
    v = jr_next(t.text.v, v);
    assert_int_equal(v->kind, JR_NULL);
    assert_null(jr_next(t.text.v, v));
    end(&t);
}

/* Strings are scanned in words of eight bytes: a special character is found at every place. */
static void test_places(void **state)
{
    static const struct {
        const char *special;
        enum err err;
        struct span decoded;
    } specials[] = {
        {"\\n", ERR_OK, SPAN_INIT("\n")},
        {"\\u0000", ERR_OK, SPAN_INIT("\0")},
        {"\\ud83d\\ude00", ERR_OK, SPAN_INIT("\xf0\x9f\x98\x80")},
        {"\xc3\xa9", ERR_OK, SPAN_INIT("\xc3\xa9")},
        {"~", ERR_OK, SPAN_INIT("~")},
        {"\x1f", ERR_JSON_CONTROL, SPAN_INIT("")},
        {"\xff", ERR_JSON_UTF8, SPAN_INIT("")},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(specials) * 20; i++) {
        size_t at = i % 20;
        struct buf b, want;
        struct trial t;
        struct span s;

        repeat(&want, "", "a", at, "");
        buf_put(&want, specials[i / 20].decoded);
        buf_str(&want, "bcdefghijkl");
        repeat(&b, "\"", "a", at, specials[i / 20].special);
        buf_str(&b, "bcdefghijkl\"");
        assert_int_equal(start(&t, buf_span(&b)), specials[i / 20].err);
        if (t.fail.err == ERR_OK) {
            assert_int_equal(jr_string(&s, t.text.v, &t.arena), ERR_OK);
            assert_true(span_eq(s, buf_span(&want)));
        } else {
            assert_int_equal(t.fail.at.p - t.copy, at + 1);
        }
        end(&t);
        buf_free(&b);
        buf_free(&want);
    }
}

/* What was complete before an error can still be read. */
static void test_rest_of_error(void **state)
{
    struct trial t;

    (void)state;
    assert_int_equal(start(&t, SPAN_LIT("{\"id\":7,\"a\":[1,2,{\"b\":3,\"c\":x")), ERR_JSON_VALUE);
    assert_int_equal(t.text.num, 7);
    assert_true(span_eq(member(t.text.v, "id")->text, SPAN_LIT("7")));
    const struct json_value *a = member(t.text.v, "a");
    assert_int_equal(a->size, 5);
    assert_null(jr_next(t.text.v, a));
    end(&t);
    assert_int_equal(start(&t, SPAN_LIT("{\"id\":7,\"b\":\"")), ERR_JSON_TRUNCATED);
    assert_int_equal(t.text.num, 2);
    end(&t);
    assert_int_equal(start(&t, SPAN_LIT("\"x")), ERR_JSON_TRUNCATED);
    assert_int_equal(t.text.num, 0);
    end(&t);
}

/* An arena that is full is an error like any other. */
static void test_memory(void **state)
{
    struct arena arena;
    struct json_text text;
    struct fail fail = {0};
    struct buf b;

    (void)state;
    arena_init(&arena, 0);
    assert_int_equal(jr_read(&text, SPAN_LIT("1"), VALUES, &arena, &fail), ERR_LIMIT);
    assert_int_equal(fail.err, ERR_LIMIT);
    arena_init(&arena, 2048);
    fail = (struct fail){0};
    repeat(&b, "{\"\\n", "a", 4000, "\":1}");
    assert_int_equal(jr_read(&text, buf_span(&b), VALUES, &arena, &fail), ERR_LIMIT);
    buf_free(&b);
    arena_free(&arena);
    arena_init(&arena, 2048);
    fail = (struct fail){0};
    struct span s;
    repeat(&b, "\"\\n", "a", 4000, "\"");
    assert_int_equal(jr_read(&text, buf_span(&b), VALUES, &arena, &fail), ERR_OK);
    assert_int_equal(jr_string(&s, text.v, &arena), ERR_LIMIT);
    buf_free(&b);
    arena_free(&arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),   cmocka_unit_test(test_cut),
        cmocka_unit_test(test_depth),   cmocka_unit_test(test_numbers_of_values),
        cmocka_unit_test(test_members), cmocka_unit_test(test_walk),
        cmocka_unit_test(test_places),  cmocka_unit_test(test_rest_of_error),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
