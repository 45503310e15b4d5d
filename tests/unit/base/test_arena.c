/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdalign.h>

#include "lib/base/arena.h"

static void test_alloc(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    assert_null(a.blocks);
    for (size_t i = 1; i < 200; i++) {
        uint8_t *p = arena_alloc(&a, i, 3);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        for (size_t k = 0; k < 3 * i; k++)
            assert_int_equal(p[k], 0);
        memset(p, 0xaa, 3 * i);
    }
    arena_free(&a);
    assert_int_equal(a.used, 0);
    assert_non_null(arena_alloc(&a, 1, 1));
    arena_free(&a);
}

static void test_cap(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 100000);
    assert_null(arena_alloc(&a, 1, 100001));
    assert_non_null(arena_alloc(&a, 1, 99984));
    assert_null(arena_alloc(&a, 1, 99984));
    assert_non_null(arena_alloc(&a, 1, 16));
    assert_true(a.used <= a.cap);
    arena_free(&a);
    arena_init(&a, SIZE_MAX);
    assert_null(arena_alloc(&a, SIZE_MAX / 2, 3)); /* the product overflows */
    assert_null(arena_alloc(&a, SIZE_MAX, 1));
    arena_free(&a);
}

/* The first failure is kept until the arena starts again. */
static void test_first_failure(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1000);
    assert_non_null(arena_alloc(&a, 1, 1000 - 8));
    assert_int_equal(a.err, ERR_OK);
    assert_null(arena_alloc(&a, 1, 1000));
    assert_int_equal(a.err, ERR_LIMIT);
    arena_fail(&a, ERR_OID_TEXT);
    assert_int_equal(a.err, ERR_LIMIT);
    arena_free(&a);
    assert_int_equal(a.err, ERR_OK);
    arena_fail(&a, ERR_OID_TEXT);
    assert_null(arena_alloc(&a, SIZE_MAX, 2));
    assert_int_equal(a.err, ERR_OID_TEXT);
    arena_free(&a);
    assert_null(arena_alloc(&a, SIZE_MAX, 2));
    assert_int_equal(a.err, ERR_LIMIT);
    arena_free(&a);
}

static void test_copy(void **state)
{
    struct arena a;
    struct span s, empty;

    (void)state;
    arena_init(&a, 1000);
    assert_int_equal(arena_copy(&a, &s, SPAN_LIT("bytes")), ERR_OK);
    assert_true(span_eq(s, SPAN_LIT("bytes")));
    assert_int_equal(arena_copy(&a, &empty, (struct span){0}), ERR_OK);
    assert_int_equal(empty.n, 0);
    uint8_t big[2000] = {0};
    assert_int_equal(arena_copy(&a, &s, span_of(big, sizeof big)), ERR_LIMIT);
    arena_free(&a);
}

static void test_grow(void **state)
{
    struct arena a;
    int *v = NULL;
    size_t cap = 0;

    (void)state;
    arena_init(&a, 1 << 20);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(ARENA_GROW(&a, v, (size_t)i, cap), ERR_OK);
        v[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(v[i], i);
    arena_free(&a);
}

/* An array that cannot grow any more is still there, and as large as it was. */
static void test_grow_no_further(void **state)
{
    struct arena a;
    int *v = NULL;
    size_t cap = 0, num = 0;

    (void)state;
    arena_init(&a, 10000);
    while (ARENA_GROW(&a, v, num, cap) == ERR_OK) {
        v[num] = (int)num;
        num++;
    }
    assert_int_equal(a.err, ERR_LIMIT);
    assert_non_null(v);
    assert_int_equal(num, cap);
    for (size_t i = 0; i < num; i++)
        assert_int_equal(v[i], i);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alloc),         cmocka_unit_test(test_cap),
        cmocka_unit_test(test_first_failure), cmocka_unit_test(test_copy),
        cmocka_unit_test(test_grow),         cmocka_unit_test(test_grow_no_further),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
