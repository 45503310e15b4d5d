/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/hex.h"

static void test_encode(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 64);
    hex_encode(&b, SPAN_LIT("\x00\x9a\xff"), 0);
    buf_u8(&b, '|');
    hex_encode(&b, SPAN_LIT("\x00\x9a\xff"), ':');
    hex_encode(&b, SPAN_LIT(""), ':');
    assert_true(span_eq(buf_span(&b), SPAN_LIT("009aff|00:9a:ff")));
    buf_free(&b);
}

static void test_decode(void **state)
{
    struct buf b;
    struct fail f = {0};

    (void)state;
    buf_init(&b, 64);
    assert_int_equal(hex_decode(&b, SPAN_LIT("00:9A ff\n0b\t"), &f), ERR_OK);
    assert_true(span_eq(buf_span(&b), SPAN_LIT("\x00\x9a\xff\x0b")));
    assert_int_equal(hex_decode(&b, SPAN_LIT(""), &f), ERR_OK);
    buf_free(&b);
}

static void test_bad(void **state)
{
    static const struct {
        const char *text;
        size_t at;
    } rows[] = {{"0", 0}, {"00 1", 3}, {"0x00", 0}, {"0 0", 0}, {"00g0", 2}, {"00-11", 2}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;
        struct fail f = {0};
        struct span s = span_str(rows[i].text);
        buf_init(&b, 64);
        assert_int_equal(hex_decode(&b, s, &f), ERR_HEX);
        assert_int_equal(f.at.p - s.p, rows[i].at);
        assert_int_equal(b.n, 0);
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encode),
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_bad),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
