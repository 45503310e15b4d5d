/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/safe.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void is(struct span in, const char *want)
{
    struct buf b;

    buf_init(&b, 4096);
    safe_put(&b, in);
    assert_int_equal(b.n, strlen(want));
    assert_memory_equal(b.p, want, b.n);
    buf_free(&b);
}

static void test_kept(void **state)
{
    (void)state;
    is(SPAN_LIT(""), "");
    is(SPAN_LIT("plain text, \"quoted\" \\ and ~"), "plain text, \"quoted\" \\ and ~");
    is(SPAN_LIT("M\u00fcller \u65e5\u672c \U0001f512"), "M\u00fcller \u65e5\u672c \U0001f512");
}

static void test_controls(void **state)
{
    (void)state;
    is(SPAN_LIT("a\033[31mb"), "a\\1b[31mb");
    is(SPAN_LIT("a\nb\tc\rd"), "a\\0ab\\09c\\0dd");
    is(SPAN_LIT("x\0y"), "x\\00y");
    is(SPAN_LIT("\x7f"), "\\7f");
    is(SPAN_LIT("\xc2\x9b"
                "31m"),
       "\\c2\\9b31m"); /* CSI as one C1 character */
    is(SPAN_LIT("\xc2\x80\xc2\x9f\xc2\xa0"), "\\c2\\80\\c2\\9f\xc2\xa0");
}

static void test_formats(void **state)
{
    (void)state;
    is(SPAN_LIT("a\u202egpj.exe"), "a\\e2\\80\\aegpj.exe");
    is(SPAN_LIT("\u200b\u200f\u202a\u2066\u2069\ufeff"),
       "\\e2\\80\\8b\\e2\\80\\8f\\e2\\80\\aa\\e2\\81\\a6\\e2\\81\\a9\\ef\\bb\\bf");
    is(SPAN_LIT("\u2028\u2029"), "\\e2\\80\\a8\\e2\\80\\a9");
    is(SPAN_LIT("\u00ad\u061c"), "\\c2\\ad\\d8\\9c");
    is(SPAN_LIT("\u2010\u2030\u2070"), "\u2010\u2030\u2070"); /* their neighbours */
    is(SPAN_LIT("\U000e0041"), "\\f3\\a0\\81\\81");           /* an invisible tag letter */
}

static void test_broken(void **state)
{
    (void)state;
    is(SPAN_LIT("M\xfcller"), "M\\fcller");
    is(SPAN_LIT("\xc0\x9b"), "\\c0\\9b");                 /* ESC in too long a form */
    is(SPAN_LIT("\xed\xa0\x80"), "\\ed\\a0\\80");         /* a surrogate */
    is(SPAN_LIT("\xe2\x82"), "\\e2\\82");                 /* cut off */
    is(SPAN_LIT("\xf4\x90\x80\x80"), "\\f4\\90\\80\\80"); /* above U+10FFFF */
}

static void test_cut(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 64);
    safe_cut(&b, SPAN_LIT("\u65e5\u672c\u8a9e"), 3);
    safe_cut(&b, SPAN_LIT("\u65e5\u672c\u8a9e"), 2);
    assert_true(span_eq(buf_span(&b), SPAN_LIT("\u65e5\u672c\u8a9e\u65e5\u672c...")));
    buf_free(&b);
}

static void gname_is(enum gname_kind kind, struct span val, const char *want)
{
    struct gname n = {kind, val};
    struct buf b;

    buf_init(&b, 4096);
    safe_gname(&b, &n);
    assert_true(span_eq(buf_span(&b), span_str(want)));
    buf_free(&b);
}

/* Text in pieces of any length is the same as in one: characters and line ends may be cut. */
static void test_lines(void **state)
{
    static const struct span text =
        SPAN_INIT("a\tb\r\n\033[2J\rc\n\u65e5\u20ac\U0001f600\xe6\x97\n\xff\xf0\x9f\u202e\r\n");
    static const char safe[] = "a\tb\n\\1b[2J\\0dc\n\u65e5\u20ac\U0001f600\\e6\\97\n\\ff\\f0\\9f"
                               "\\e2\\80\\ae\n";

    (void)state;
    for (size_t piece = 1; piece <= text.n; piece++) {
        struct buf out, cut;
        buf_init(&out, 1 << 10);
        buf_init(&cut, 1 << 10);
        for (struct span left = text; left.n > 0; left = span_tail(left, piece)) {
            buf_put(&cut, span_head(left, piece));
            size_t n = safe_lines(&out, buf_span(&cut));
            assert_true(cut.n - n < 4);
            memmove(cut.p, cut.p + n, cut.n - n);
            buf_truncate(&cut, cut.n - n);
        }
        assert_int_equal(cut.n, 0);
        assert_true(span_eq(buf_span(&out), span_str(safe)));
        buf_free(&out);
        buf_free(&cut);
    }
}

static void test_gname(void **state)
{
    (void)state;
    gname_is(GN_DNS, SPAN_LIT("a\033.example"), "a\\1b.example");
    gname_is(GN_IP, SPAN_LIT("\xc0\x00\x02\x01"), "192.0.2.1");
    gname_is(GN_IP, SPAN_LIT("\x0a\0\0\0\xff\x80\0\0"), "10.0.0.0/9");
    gname_is(GN_IP, SPAN_LIT("\x0a\0\0\0\xff\0\xff\0"), "10.0.0.0/255.0.255.0");
    gname_is(GN_RID, SPAN_LIT("\x55\x04\x03"), "2.5.4.3");
    gname_is(GN_EDI, SPAN_LIT("\x01\x02"), "01:02");
    /* userPrincipalName */
    gname_is(GN_OTHER,
             SPAN_LIT("\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x14\x02\x03\xa0\x05\x0c\x03"
                      "a@b"),
             "userPrincipalName a@b");
    gname_is(GN_OTHER, SPAN_LIT("\x06\x01"), "06:01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept),    cmocka_unit_test(test_controls),
        cmocka_unit_test(test_formats), cmocka_unit_test(test_broken),
        cmocka_unit_test(test_cut),     cmocka_unit_test(test_gname),
        cmocka_unit_test(test_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
