/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "lib/base/wipe.h"

static void test_wipe(void **state)
{
    uint8_t bytes[] = {1, 2, 3, 4, 5, 6};
    static const uint8_t want[] = {1, 0, 0, 0, 0, 6};

    (void)state;
    wipe(bytes + 1, 4);
    assert_memory_equal(bytes, want, sizeof want);
    wipe(NULL, 0);
}

/* Every bit counts, and none behind the n bytes. */
static void test_equal(void **state)
{
    uint8_t a[33], b[33];

    (void)state;
    for (size_t i = 0; i < sizeof a; i++)
        a[i] = b[i] = (uint8_t)(i * 7);
    assert_true(equal_ct(a, b, sizeof a));
    for (size_t bit = 0; bit < 8 * sizeof a; bit++) {
        b[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        assert_false(equal_ct(a, b, sizeof a));
        assert_true(equal_ct(a, b, bit / 8));
        b[bit / 8] = a[bit / 8];
    }
    assert_true(equal_ct(NULL, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wipe),
        cmocka_unit_test(test_equal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
