/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/rng.h"

/* All of it is filled, nothing behind it is touched, and no two fillings are the same. */
static void test_system(void **state)
{
    struct rng_system system = {.failed = true};
    struct rng rng = rng_system(&system);
    uint8_t a[1001], b[1000];
    size_t zeros = 0;

    (void)state;
    memset(a, 0, sizeof a);
    rng_fill(&rng, a, 1000);
    rng_fill(&rng, b, 1000);
    rng_fill(&rng, a + 1000, 0);
    assert_false(system.failed);
    assert_memory_not_equal(a, b, sizeof b);
    assert_memory_not_equal(a, a + 500, 32);
    assert_int_equal(a[1000], 0);
    /* 3.9 are expected; 64 come less than once in 2^180 runs. */
    for (size_t i = 0; i < 1000; i++)
        zeros += a[i] == 0;
    assert_true(zeros < 64);
}

/* Once it has failed it gives zeros and no stale bytes, and keeps saying so. */
static void test_failure_sticks(void **state)
{
    struct rng_system system;
    struct rng rng = rng_system(&system);
    uint8_t out[16];
    static const uint8_t zero[16];

    (void)state;
    system.failed = true;
    memset(out, 0xa5, sizeof out);
    rng_fill(&rng, out, sizeof out);
    assert_memory_equal(out, zero, sizeof out);
    assert_true(system.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_system),
        cmocka_unit_test(test_failure_sticks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
