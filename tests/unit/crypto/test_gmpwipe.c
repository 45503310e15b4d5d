/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/gmpwipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <gmp.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>

#include "tests/unit/crypto/kit.h"

enum { SIZE = 512, LINKS = 64 /* what an allocator may write to what is free */ };

/* Is the pattern in what was freed?  Read from outside, since the program may not look any more. */
static bool is_left(uintptr_t at)
{
    static uint8_t pattern[32], seen[SIZE];
    int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    memset(pattern, 0x5a, sizeof pattern);
    ssize_t n = pread(fd, seen, sizeof seen, (off_t)at);
    close(fd);
    return n == SIZE && memmem(seen + LINKS, SIZE - LINKS, pattern, sizeof pattern) != NULL;
}

/* What GMP holds as its allocator, called as GMP calls it. */
static void test_overwritten(void **state)
{
    void *(*allocate)(size_t);
    void *(*move)(void *, size_t, size_t);
    void (*release)(void *, size_t);

    (void)state;
    gmpwipe_install();
    mp_get_memory_functions(&allocate, &move, &release);
    uint8_t *p = allocate(SIZE);
    uintptr_t first = (uintptr_t)p;
    memset(p, 0x5a, SIZE);
    assert_true(is_left(first));
    p = move(p, SIZE, 2 * SIZE);
    assert_false(is_left(first));
    for (size_t i = 0; i < SIZE; i++)
        assert_int_equal(p[i], 0x5a);
    uintptr_t second = (uintptr_t)p;
    p = move(p, 2 * SIZE, SIZE / 2);
    assert_false(is_left(second));
    for (size_t i = 0; i < SIZE / 2; i++)
        assert_int_equal(p[i], 0x5a);
    release(p, SIZE / 2);
    p = allocate(SIZE);
    uintptr_t third = (uintptr_t)p;
    memset(p, 0x5a, SIZE);
    release(p, SIZE);
    assert_false(is_left(third));
}

/* GMP and hogweed give right sizes back: a wrong one is a write beyond the end. */
static void test_arithmetic(void **state)
{
    mpz_t a, b;
    struct ecc_point point;
    struct ecc_scalar scalar;

    (void)state;
    gmpwipe_install();
    mpz_init_set_ui(a, 3);
    mpz_init_set_str(b, "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed", 16);
    mpz_powm_sec(a, a, b, b);
    assert_int_equal(mpz_cmp_ui(a, 3), 0); /* Fermat */
    mpz_ui_pow_ui(a, 3, 5000);
    mpz_mul(a, a, a);
    assert_int_equal(mpz_sizeinbase(a, 3), 10001);
    ecc_scalar_init(&scalar, nettle_get_secp_256r1());
    ecc_point_init(&point, nettle_get_secp_256r1());
    mpz_set_ui(a, 5);
    assert_int_equal(ecc_scalar_set(&scalar, a), 1);
    ecc_point_mul_g(&point, &scalar);
    ecc_point_mul(&point, &scalar, &point);
    ecc_point_clear(&point);
    ecc_scalar_clear(&scalar);
    mpz_clears(a, b, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overwritten),
        cmocka_unit_test(test_arithmetic),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
