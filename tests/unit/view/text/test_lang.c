/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/lang_table.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_find(void **state)
{
    static const struct {
        const char *name;
        bool found;
        enum lang lang;
    } rows[] = {
        {"zh", true, LANG_ZH},           {"zh_CN.UTF-8", true, LANG_ZH}, {"zh-Hans", true, LANG_ZH},
        {"zh.UTF-8", true, LANG_ZH},     {"zh@pinyin", true, LANG_ZH},   {"en", true, LANG_EN},
        {"en_GB.UTF-8", true, LANG_EN},  {"C", true, LANG_EN},           {"C.UTF-8", true, LANG_EN},
        {"POSIX", true, LANG_EN},        {"zha", false, LANG_EN},        {"z", false, LANG_EN},
        {"de_DE.UTF-8", false, LANG_EN}, {"", false, LANG_EN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum lang l = LANG_COUNT;
        assert_int_equal(lang_find(&l, rows[i].name), rows[i].found);
        assert_int_equal(l, rows[i].lang);
    }
    assert_string_equal(lang_code(LANG_EN), "en");
    assert_string_equal(lang_code(LANG_ZH), "zh");
}

static void test_text(void **state)
{
    (void)state;
    assert_string_equal(lang_text(LANG_EN, "client"), "client");
    assert_string_equal(lang_text(LANG_ZH, "client"), "\u5ba2\u6237\u7aef");
    assert_string_equal(lang_text(LANG_ZH, "no such sentence"), "no such sentence");
}

static void test_count(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 100);
    lang_count(&b, LANG_EN, "{n} seconds", 7);
    lang_count(&b, LANG_ZH, "{n} seconds", 30);
    lang_count(&b, LANG_EN, " no number", 1);
    assert_true(span_eq(buf_span(&b), span_str("7 seconds30 \u79d2 no number")));
    buf_truncate(&b, 0);
    lang_count(&b, LANG_EN, "{n} byte{s}, ", 1);
    lang_count(&b, LANG_EN, "{n} byte{s}, ", 2);
    lang_count(&b, LANG_ZH, "{n} byte{s}", 2);
    assert_true(span_eq(buf_span(&b), span_str("1 byte, 2 bytes, 2 \u5b57\u8282")));
    buf_free(&b);
}

/* word_at finds the next {word}; its length is 0 where there is none. */
static struct span word_at(struct span *text)
{
    size_t at = span_find(*text, '{');
    struct span rest = span_tail(*text, at);
    size_t end = span_find(rest, '}');

    assert_true(rest.n == 0 || end < rest.n);
    *text = span_tail(rest, end + 1);
    return rest.n == 0 ? rest : span_head(rest, end + 1);
}

static size_t count(struct span text, struct span word)
{
    size_t num = 0;

    for (struct span w = word_at(&text); w.n > 0; w = word_at(&text))
        num += span_eq(w, word);
    return num;
}

static bool has_words_of(struct span text, struct span other)
{
    struct span rest = other;

    for (struct span w = word_at(&rest); w.n > 0; w = word_at(&rest)) {
        if (!span_eq(w, SPAN_LIT("{s}")) && count(text, w) != count(other, w))
            return false;
    }
    return true;
}

/* A translation has the {words} of its sentence, in any order, and no other; {s} is the plural of
 * English. */
static void test_words(void **state)
{
    const char *at = lang_zh.text;

    (void)state;
    for (size_t i = 0; i < lang_zh.num; i++) {
        const char *english = at, *text = at + lang_zh.sizes[i][0];
        struct span a = span_str(english), b = span_str(text);

        assert_int_equal(a.n + 1, lang_zh.sizes[i][0]);
        assert_int_equal(b.n + 1, lang_zh.sizes[i][1]);
        if (!has_words_of(a, b) || !has_words_of(b, a))
            fail_msg("the words differ: %s: %s", english, text);
        at = text + lang_zh.sizes[i][1];
    }
    assert_true(has_words_of(SPAN_LIT("{a} {b}"), SPAN_LIT("{b}{a}")));
    assert_false(has_words_of(SPAN_LIT("{a}"), SPAN_LIT("{b}")));
    assert_false(has_words_of(SPAN_LIT("{a}"), SPAN_LIT("{a}{a}")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_count),
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
