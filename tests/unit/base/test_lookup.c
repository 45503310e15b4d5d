/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/lookup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum colour { RED, GREEN, BLUE };

static const struct {
    const char *name;
    uint8_t small;
    uint16_t medium;
    enum colour colour;
    uint64_t large;
} rows[] = {
    {"one", 1, 0x0101, BLUE, UINT64_C(0x100000000)},
    {"two", 255, 0xffff, RED, UINT64_MAX},
    {"two again", 255, 0xffff, GREEN, 0},
};

/* Numbers of every width; the first of several rows counts. */
static void numbers(void **state)
{
    (void)state;
    assert_int_equal(LOOKUP(rows, small, 1), 0);
    assert_int_equal(LOOKUP(rows, small, 255), 1);
    assert_int_equal(LOOKUP(rows, medium, 0xffff), 1);
    assert_int_equal(LOOKUP(rows, colour, GREEN), 2);
    assert_int_equal(LOOKUP(rows, large, UINT64_MAX), 1);
    assert_int_equal(LOOKUP(rows, large, UINT64_C(0x100000000)), 0);
    /* What does not fit into the member is in no row. */
    assert_int_equal(LOOKUP(rows, small, 257), LOOKUP_COUNT(rows));
    assert_int_equal(LOOKUP(rows, medium, 0), LOOKUP_COUNT(rows));
    assert_int_equal(LOOKUP(rows, large, 1), LOOKUP_COUNT(rows));
}

static void names(void **state)
{
    (void)state;
    assert_int_equal(LOOKUP_NAME(rows, name, SPAN_LIT("two")), 1);
    assert_int_equal(LOOKUP_NAME(rows, name, SPAN_LIT("two again")), 2);
    assert_int_equal(LOOKUP_NAME(rows, name, SPAN_LIT("tw")), LOOKUP_COUNT(rows));
    assert_int_equal(LOOKUP_NAME(rows, name, SPAN_LIT("")), LOOKUP_COUNT(rows));
}

static void sorted(void **state)
{
    static const struct row {
        uint16_t number;
        char letter;
    } letters[] = {{1, 'a'}, {7, 'b'}, {0xfffe, 'c'}};

    (void)state;
    for (size_t i = 0; i < LOOKUP_COUNT(letters); i++)
        assert_ptr_equal(LOOKUP16(letters, letters[i].number), &letters[i]);
    assert_null(LOOKUP16(letters, 0));
    assert_null(LOOKUP16(letters, 6));
    assert_null(LOOKUP16(letters, 0xffff));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(names),
        cmocka_unit_test(sorted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
