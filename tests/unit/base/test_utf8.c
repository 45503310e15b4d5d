/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/utf8.h"

static void test_round_trip(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 16);
    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        uint32_t back;
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        buf_truncate(&b, 0);
        utf8_put(&b, c);
        struct span s = buf_span(&b);
        if (!utf8_next(&back, &s) || back != c || s.n != 0)
            fail_msg("U+%04X", (unsigned)c);
    }
    buf_free(&b);
}

/* RFC 3629 3 and 10: overlong forms, surrogates, what lies beyond, what is cut off. */
static void test_bad(void **state)
{
    static const char *const bad[] = {
        "\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80",
        "\xf0\x8f\xbf\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xff", "\xfe", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xc3(",
        "\xe2(\xa1", "\xe2\x82(", "\xf8\x88\x80\x80\x80",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct span s = span_str(bad[i]);
        uint32_t c;
        assert_false(utf8_next(&c, &s));
        assert_int_equal(s.n, strlen(bad[i]));
    }
    struct span empty = {0};
    uint32_t c;
    assert_false(utf8_next(&c, &empty));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_bad),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
