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

/* RFC 9846 3.4: a vector's length stands in front of it. */
static void test_vectors(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 100);
    struct buf_mark outer = buf_open24(&b), middle = buf_open16(&b), inner = buf_open8(&b);
    buf_str(&b, "abc");
    buf_close(&b, inner);
    buf_close(&b, buf_open8(&b));
    buf_close(&b, middle);
    buf_u64(&b, UINT64_C(0x0102030405060708));
    buf_close(&b, outer);
    assert_int_equal(b.err, ERR_OK);
    assert_true(span_eq(buf_span(&b), SPAN_LIT("\0\0\x0f\0\5\3abc\0\1\2\3\4\5\6\7\x08")));
    buf_free(&b);
}

/* The longest vector of each width, and one byte more. */
static void test_vector_limits(void **state)
{
    static const struct {
        struct buf_mark (*open)(struct buf *b);
        size_t max;
    } rows[] = {{buf_open8, 0xff}, {buf_open16, 0xffff}, {buf_open24, 0xffffff}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t more = 0; more < 2; more++) {
            struct buf b;
            buf_init(&b, 1 << 25);
            struct buf_mark mark = rows[i].open(&b);
            uint8_t *room = buf_room(&b, rows[i].max + more);
            assert_non_null(room);
            memset(room, 0, rows[i].max + more);
            buf_close(&b, mark);
            assert_int_equal(b.err, more == 0 ? ERR_OK : ERR_SIZE_LIMIT);
            if (more == 0)
                assert_int_equal(b.p[0], 0xff);
            buf_free(&b);
        }
    }
}

/* A vector for which there was no room is left alone. */
static void test_vector_without_room(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 1);
    struct buf_mark mark = buf_open16(&b);
    assert_int_equal(b.err, ERR_LIMIT);
    buf_close(&b, mark);
    assert_int_equal(b.err, ERR_LIMIT);
    assert_int_equal(b.n, 0);
    buf_free(&b);
}

/* One byte, and more or fewer. */
static void test_plural(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 100);
    buf_count(&b, 0, "byte");
    buf_count(&b, 1, "byte");
    buf_count(&b, UINT64_MAX, "byte");
    assert_true(span_eq(buf_span(&b), span_str("0 bytes1 byte18446744073709551615 bytes")));
    assert_string_equal(buf_plural(1), "");
    assert_string_equal(buf_plural(2), "s");
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_put),           cmocka_unit_test(test_cap),
        cmocka_unit_test(test_growth),        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_vector_limits), cmocka_unit_test(test_vector_without_room),
        cmocka_unit_test(test_plural),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
