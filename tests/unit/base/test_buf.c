/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/buf.h"

static void test_put(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 100);
    buf_u8(&b, 1);
    buf_u16(&b, 0x0203);
    buf_u24(&b, 0x040506);
    buf_u32(&b, 0x0708090a);
    buf_str(&b, "x");
    buf_printf(&b, "%s-%d", "y", 42);
    buf_put(&b, (struct span){0});
    assert_true(span_eq(buf_span(&b), SPAN_LIT("\1\2\3\4\5\6\7\x08\x09\x0axy-42")));
    buf_truncate(&b, 2);
    buf_truncate(&b, 50);
    assert_int_equal(b.n, 2);
    buf_free(&b);
    assert_int_equal(b.n, 0);
    buf_wipe(&b);
}

/* The cap is exact, what fails leaves nothing behind, and the failure sticks. */
static void test_cap(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 10);
    buf_str(&b, "0123456789");
    assert_int_equal(b.err, ERR_OK);
    buf_u8(&b, 'x');
    assert_int_equal(b.err, ERR_LIMIT);
    assert_int_equal(b.n, 10);
    buf_truncate(&b, 0);
    buf_str(&b, "y");
    assert_int_equal(b.n, 0);
    buf_free(&b);
    assert_int_equal(b.err, ERR_OK);

    struct buf zero = {0};
    buf_u8(&zero, 1);
    assert_int_equal(zero.err, ERR_LIMIT);
    buf_free(&zero);
}

static void test_growth(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < 100000; i++)
        buf_u8(&b, (uint8_t)i);
    for (size_t i = 0; i < 100000; i++)
        assert_int_equal(b.p[i], (uint8_t)i);
    buf_wipe(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_put),
        cmocka_unit_test(test_cap),
        cmocka_unit_test(test_growth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
