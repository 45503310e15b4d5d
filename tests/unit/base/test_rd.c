/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/rd.h"

static void test_numbers(void **state)
{
    struct fail fail = {0};
    struct rd r = rd_init(
        SPAN_LIT("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12"),
        &fail);

    (void)state;
    assert_int_equal(rd_u8(&r), 0x01);
    assert_int_equal(rd_u16(&r), 0x0203);
    assert_int_equal(rd_u24(&r), 0x040506);
    assert_int_equal(rd_u32(&r), 0x0708090a);
    assert_true(rd_more(&r));
    assert_true(rd_u64(&r) == UINT64_C(0x0b0c0d0e0f101112));
    assert_false(rd_more(&r));
    assert_int_equal(rd_end(&r), ERR_OK);
}

/* Every number lacks its last byte; what fails first is what is told, with its place. */
static void test_truncated(void **state)
{
    static const struct span seven = SPAN_INIT("\1\2\3\4\5\6\7");

    (void)state;
    for (size_t width = 1; width <= 8; width++) {
        struct fail fail = {0};
        struct rd r = rd_init(span_head(seven, width - 1), &fail);
        uint64_t v = 0;
        if (width == 1)
            v = rd_u8(&r);
        else if (width == 2)
            v = rd_u16(&r);
        else if (width == 3)
            v = rd_u24(&r);
        else if (width == 4)
            v = rd_u32(&r);
        else if (width == 8)
            v = rd_u64(&r);
        else
            v = rd_bytes(&r, width).n;
        assert_true(v == 0);
        assert_int_equal(fail.err, ERR_TLS_TRUNCATED);
        assert_ptr_equal(fail.at.p, seven.p);
        assert_int_equal(fail.at.n, width - 1);
        assert_int_equal(rd_end(&r), ERR_TLS_TRUNCATED);
    }
}

/* After a failure every reader of the same decoding gives nothing. */
static void test_sticky(void **state)
{
    struct fail fail = {0};
    struct rd a = rd_init(SPAN_LIT("\1\2\3\4\5\6\7\x08\x09"), &fail), b = a;

    (void)state;
    assert_int_equal(rd_bytes(&a, 10).n, 0);
    assert_int_equal(rd_u8(&a), 0);
    assert_int_equal(rd_u8(&b), 0);
    assert_int_equal(rd_rest(&b).n, 0);
    assert_int_equal(rd_vec8(&b, 0, 255).n, 0);
    assert_false(rd_more(&b));
    assert_int_equal(rd_end(&a), ERR_TLS_TRUNCATED);
    assert_int_equal(fail.at.n, 9);
}

static void test_bytes(void **state)
{
    struct fail fail = {0};
    struct rd r = rd_init(SPAN_LIT("abcdef"), &fail);

    (void)state;
    assert_true(span_eq(rd_bytes(&r, 2), SPAN_LIT("ab")));
    assert_int_equal(rd_bytes(&r, 0).n, 0);
    assert_true(span_eq(rd_rest(&r), SPAN_LIT("cdef")));
    assert_int_equal(rd_rest(&r).n, 0);
    assert_int_equal(rd_end(&r), ERR_OK);
}

static void test_trailing(void **state)
{
    struct fail fail = {0};
    struct rd r = rd_init(SPAN_LIT("\1xy"), &fail);

    (void)state;
    assert_int_equal(rd_u8(&r), 1);
    assert_int_equal(rd_end(&r), ERR_TLS_TRAILING);
    assert_true(span_eq(fail.at, SPAN_LIT("xy")));
}

static void test_vectors(void **state)
{
    struct fail fail = {0};
    struct rd r = rd_init(SPAN_LIT("\2ab\0\3cde\0\0\1f\0"), &fail);

    (void)state;
    assert_true(span_eq(rd_vec8(&r, 2, 2), SPAN_LIT("ab")));
    assert_true(span_eq(rd_vec16(&r, 1, 3), SPAN_LIT("cde")));
    assert_true(span_eq(rd_vec24(&r, 1, 9), SPAN_LIT("f")));
    assert_int_equal(rd_vec8(&r, 0, 9).n, 0);
    assert_int_equal(rd_end(&r), ERR_OK);
}

static struct span vec_of(struct rd *r, unsigned width, size_t min, size_t max)
{
    return width == 1   ? rd_vec8(r, min, max)
           : width == 2 ? rd_vec16(r, min, max)
                        : rd_vec24(r, min, max);
}

/* A length outside the bounds, one beyond the end, one that is cut off itself. */
static void test_vector_errors(void **state)
{
    static const struct {
        struct span bytes;
        unsigned width;
        size_t min, max;
        enum err err;
        size_t at, n; /* of what is wrong */
    } rows[] = {
        {SPAN_INIT("\2ab"), 1, 3, 9, ERR_TLS_VECTOR, 0, 3},
        {SPAN_INIT("\2abc"), 1, 0, 1, ERR_TLS_VECTOR, 0, 3},
        {SPAN_INIT("\0\2ab"), 2, 3, 9, ERR_TLS_VECTOR, 0, 4},
        {SPAN_INIT("\0\2ab"), 2, 0, 1, ERR_TLS_VECTOR, 0, 4},
        {SPAN_INIT("\0\0\2ab"), 3, 3, 9, ERR_TLS_VECTOR, 0, 5},
        {SPAN_INIT("\xff\xff\xff"
                   "ab"),
         3, 0, 99, ERR_TLS_VECTOR, 0, 5},
        {SPAN_INIT("\3ab"), 1, 0, 9, ERR_TLS_TRUNCATED, 1, 2},
        {SPAN_INIT("\0\3ab"), 2, 0, 9, ERR_TLS_TRUNCATED, 2, 2},
        {SPAN_INIT("\0\0\1"), 3, 0, 9, ERR_TLS_TRUNCATED, 3, 0},
        {SPAN_INIT("\0\0"), 3, 0, 9, ERR_TLS_TRUNCATED, 0, 2},
        {SPAN_INIT(""), 1, 0, 9, ERR_TLS_TRUNCATED, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fail fail = {0};
        struct rd r = rd_init(rows[i].bytes, &fail);
        struct span s = vec_of(&r, rows[i].width, rows[i].min, rows[i].max);
        assert_int_equal(s.n, 0);
        assert_int_equal(fail.err, rows[i].err);
        assert_ptr_equal(fail.at.p, rows[i].bytes.p + rows[i].at);
        assert_int_equal(fail.at.n, rows[i].n);
        assert_false(rd_more(&r));
    }
}

static void test_lists(void **state)
{
    struct fail fail = {0};
    struct rd r = rd_init(SPAN_LIT("\0\4\x13\x01\x13\x02"), &fail);
    struct span list = rd_list16(&r, 2, 0xfffe);

    (void)state;
    assert_int_equal(rd_end(&r), ERR_OK);
    assert_int_equal(list.n, 4);
    assert_int_equal(list16_at(list, 0), 0x1301);
    assert_int_equal(list16_at(list, 1), 0x1302);
    assert_int_equal(list16_at(list, 2), 0);
    assert_true(list16_has(list, 0x1302));
    assert_false(list16_has(list, 0x0113)); /* not across elements */
    assert_false(list16_has((struct span){0}, 0));
    r = rd_init(SPAN_LIT("\0\3\x13\x01\x13\x99"), &fail);
    assert_int_equal(rd_list16(&r, 2, 0xfffe).n, 0);
    assert_int_equal(fail.err, ERR_TLS_VECTOR);
    assert_int_equal(fail.at.n, 3);
    assert_int_equal(rd_end(&r), ERR_TLS_VECTOR);
}

/* Readers within share the failure of the one they came from. */
static void test_nested(void **state)
{
    struct fail fail = {0};
    struct rd outer = rd_init(SPAN_LIT("\3\5ab\7"), &fail);
    struct rd inner = rd_init(rd_vec8(&outer, 0, 255), outer.fail);

    (void)state;
    assert_int_equal(rd_vec8(&inner, 0, 255).n, 0);
    assert_int_equal(rd_u8(&outer), 0);
    assert_int_equal(rd_end(&outer), ERR_TLS_TRUNCATED);
    assert_true(span_eq(fail.at, SPAN_LIT("ab")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),  cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_sticky),   cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_trailing), cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_lists),    cmocka_unit_test(test_vector_errors),
        cmocka_unit_test(test_nested),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
