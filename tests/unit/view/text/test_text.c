/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct style narrow = {.utf8 = true, .columns = 40};

static void take(struct buf *b, const char *want)
{
    assert_int_equal(b->err, ERR_OK);
    assert_int_equal(b->n, strlen(want));
    assert_memory_equal(b->p, want, b->n);
    buf_truncate(b, 0);
}

static void test_width(void **state)
{
    (void)state;
    assert_int_equal(text_width(SPAN_LIT("abc")), 3);
    assert_int_equal(text_width(SPAN_LIT("M\u00fcller")), 6);
    assert_int_equal(text_width(SPAN_LIT("\u65e5\u672c")), 4);
    assert_int_equal(text_width(SPAN_LIT("e\u0301")), 1);
    assert_int_equal(text_width(SPAN_LIT("\xff")), 1);
}

static void test_fold(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 4096);
    text_fold(&b, &narrow, 0, 2, SPAN_LIT("one"));
    take(&b, "one\n");
    text_fold(&b, &narrow, 0, 2, SPAN_LIT("exactly forty columns are still one line two"));
    take(&b, "exactly forty columns are still one line\n  two\n");
    /* A word that is longer than a line is broken, one that is not moves as a whole. */
    text_fold(&b, &narrow, 30, 2, SPAN_LIT("http://example.com/a"));
    take(&b, "\n  http://example.com/a\n");
    text_fold(&b, &narrow, 0, 2, SPAN_LIT("0123456789012345678901234567890123456789X"));
    take(&b, "0123456789012345678901234567890123456789\n  X\n");
    text_fold(&b, &narrow, 0, 0,
              SPAN_LIT("a reference stays on one line: RFC\x1f"
                       "5280"));
    take(&b, "a reference stays on one line: RFC 5280\n");
    text_fold(&b, &narrow, 0, 0,
              SPAN_LIT("a reference stays on one line, too: RFC\x1f"
                       "5280"));
    take(&b, "a reference stays on one line, too:\nRFC 5280\n");
    text_fold_lead(&b, &narrow, 3, SPAN_LIT("|  "),
                   SPAN_LIT("lines of a tree go on behind its branches"));
    take(&b, "lines of a tree go on behind its\n|  branches\n");
    text_fold(&b, &narrow, 0, 0, SPAN_LIT(""));
    take(&b, "\n");
    buf_free(&b);
}

/* Chinese takes two columns a character, and a line may end behind any of them, but not before a
 * mark that closes or behind one that opens. */
static void test_fold_wide(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 4096);
    text_fold(&b, &narrow, 0, 2, span_str("客户端与服务器没有共同的秘密而路上的每个人都能读"));
    take(&b, "客户端与服务器没有共同的秘密而路上的每个\n  人都能读\n");
    text_fold(&b, &narrow, 0, 2, span_str("客户端与服务器没有共同的秘密而路上的每，都"));
    take(&b, "客户端与服务器没有共同的秘密而路上的每，\n  都\n");
    text_fold(&b, &narrow, 0, 2, span_str("客户端与服务器没有共同的秘密而路上的每个，都"));
    take(&b, "客户端与服务器没有共同的秘密而路上的每\n  个，都\n");
    text_fold(&b, &narrow, 0, 2, span_str("客户端与服务器没有共同的秘密而路上的每（个）"));
    take(&b, "客户端与服务器没有共同的秘密而路上的每\n  （个）\n");
    text_fold(&b, &narrow, 0, 2, span_str("客户端与服务器没有共同的秘密 ClientHello 消息"));
    take(&b, "客户端与服务器没有共同的秘密 ClientHello\n  消息\n");
    text_fold(&b, &narrow, 0, 2, span_str("客户端与服务器没有共同的秘密 ClientHellos，消"));
    take(&b, "客户端与服务器没有共同的秘密\n  ClientHellos，消\n");
    buf_free(&b);
}

static void test_hex(void **state)
{
    uint8_t bytes[14] = {0};
    struct buf b;

    (void)state;
    buf_init(&b, 4096);
    text_hex(&b, &narrow, 4, 4, span_of(bytes, 12));
    take(&b, "00:00:00:00:00:00:00:00:00:00:00:00\n");
    text_hex(&b, &narrow, 4, 4, span_of(bytes, 14));
    take(&b, "00:00:00:00:00:00:00:00:00:00:00:00:\n    00:00\n");
    text_hex(&b, &narrow, 4, 4, span_of(bytes, 0));
    take(&b, "(empty)\n");
    text_digits(&b, &narrow, 4, 4, span_of(bytes, 13));
    take(&b, "00000000000000000000000000\n");
    text_digits(&b, &narrow, 20, 4, span_of(bytes, 13));
    take(&b, "0000000000000000\n    0000000000\n");
    text_digits(&b, &narrow, 4, 4, span_of(bytes, 0));
    take(&b, "(empty)\n");
    buf_free(&b);
}

static void test_small(void **state)
{
    static const struct style color = {.color = true, .columns = 40};
    struct buf b;

    (void)state;
    buf_init(&b, 4096);
    text_ink(&b, &narrow, INK_BAD);
    take(&b, "");
    text_ink(&b, &color, INK_BAD);
    text_ink(&b, &color, INK_PLAIN);
    take(&b, "\033[1;31m\033[0m");
    text_cell(&b, SPAN_LIT("\u65e5"), 4);
    take(&b, "\u65e5  ");
    text_time(&b, 1780272000);
    take(&b, "2026-06-01 00:00:00 UTC");
    text_date(&b, 1780272000);
    take(&b, "2026-06-01");
    text_us(&b, 1234567);
    take(&b, "1234.56 ms");
    text_us(&b, 9);
    take(&b, "0.00 ms");
    text_prose(&b, &color, INK_DIM, 2, 3,
               SPAN_LIT("words that do not all fit on a line of forty columns"));
    take(&b, "  \033[2mwords that do not all fit on a line of\n     forty columns\033[0m\n");
    assert_int_equal(text_columns(&(struct style){0}), 80);
    assert_int_equal(text_columns(&(struct style){.columns = 5}), 40);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_width),     cmocka_unit_test(test_fold),
        cmocka_unit_test(test_fold_wide), cmocka_unit_test(test_hex),
        cmocka_unit_test(test_small),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
