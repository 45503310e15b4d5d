/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/html.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void take(struct buf *b, const char *want)
{
    assert_int_equal(b->err, ERR_OK);
    assert_int_equal(b->n, strlen(want));
    assert_memory_equal(b->p, want, b->n);
    buf_truncate(b, 0);
}

static bool has(const struct buf *b, const char *part)
{
    return memmem(b->p, b->n, part, strlen(part)) != NULL;
}

static void test_escapes(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 4096);
    html_put(&b, SPAN_LIT("a<b>&\"c\" 'd'"));
    take(&b, "a&lt;b&gt;&amp;&quot;c&quot; &#39;d&#39;");
    html_put(&b, SPAN_LIT("\u65e5\u672c \x01\n\x7f\xff\u202e"));
    take(&b, "\u65e5\u672c \\01\\0a\\7f\\ff\\e2\\80\\ae");
    html_printf(&b, "<%s=%d>", "x&y", 7);
    take(&b, "&lt;x&amp;y=7&gt;");
    html_put(&b, (struct span){0});
    take(&b, "");
    buf_free(&b);
    buf_init(&b, 3);
    html_put(&b, SPAN_LIT("abc<"));
    assert_int_equal(b.err, ERR_LIMIT);
    buf_free(&b);
}

static void test_page(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 16);
    html_open(&b, "z\"h", "a <b> & c");
    assert_int_equal(b.err, ERR_OK);
    assert_true(span_starts(buf_span(&b), SPAN_LIT("<!doctype html>\n<html lang=\"z&quot;h\">")));
    assert_true(has(&b, "<title>a &lt;b&gt; &amp; c</title>"));
    assert_true(has(&b, "<meta charset=\"utf-8\">"));
    assert_true(has(&b, "content=\"width=device-width, initial-scale=1\""));
    assert_true(has(&b, "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:;"));
    assert_true(has(&b, "@media(prefers-color-scheme:dark)"));
    /* Nothing is fetched and nothing runs. */
    assert_false(has(&b, "<script"));
    assert_false(has(&b, "://"));
    assert_false(has(&b, "url("));
    assert_false(has(&b, "@import"));
    assert_true(span_eq(span_tail(buf_span(&b), b.n - 7), SPAN_LIT("<main>\n")));
    buf_truncate(&b, 0);
    html_close(&b);
    take(&b, "</main>\n</body>\n</html>\n");
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
