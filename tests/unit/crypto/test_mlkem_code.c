/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/mlkem_code.h"

#include "tests/unit/crypto/kit.h"

enum { Q = MLKEM_Q, N = MLKEM_N };

/* Bit j of coefficient i is bit i * bits + j of the bytes (FIPS 203, algorithms 5 and 6). */
static void test_bytes(void **state)
{
    struct mlkem_poly poly, got;
    uint8_t bytes[MLKEM_CODE_SIZE];

    (void)state;
    for (unsigned bits = 1; bits <= MLKEM_CODE_BITS; bits++) {
        for (unsigned i = 0; i < N; i++)
            poly.c[i] = (int16_t)((i * 2531 + bits * 17) & ((1u << bits) - 1));
        mlkem_code_encode(bytes, &poly, bits);
        for (unsigned i = 0; i < N; i++) {
            for (unsigned j = 0; j < bits; j++) {
                unsigned at = i * bits + j;
                assert_int_equal(bytes[at / 8] >> at % 8 & 1, poly.c[i] >> j & 1);
            }
        }
        mlkem_code_decode(&got, bytes, bits);
        assert_memory_equal(&got, &poly, sizeof got);
    }
}

/* Every coefficient: 2^bits / q * x, rounded to the nearest (halves do not occur: q is odd), modulo
 * 2^bits. */
static void test_compress(void **state)
{
    struct mlkem_poly poly = {0};

    (void)state;
    for (unsigned bits = 1; bits < MLKEM_CODE_BITS; bits++) {
        for (int start = 0; start < Q; start += N) {
            for (int i = 0; i < N; i++)
                poly.c[i] = (int16_t)(start + i < Q ? start + i : 0);
            mlkem_code_compress(&poly, bits);
            for (int i = 0; i < N && start + i < Q; i++) {
                int want = (((start + i) << (bits + 1)) + Q) / (2 * Q);
                assert_int_equal(poly.c[i], want & ((1 << bits) - 1));
            }
        }
    }
}

/* q / 2^bits * x, rounded to the nearest, halves up. */
static void test_decompress(void **state)
{
    struct mlkem_poly poly = {0};

    (void)state;
    for (unsigned bits = 1; bits < MLKEM_CODE_BITS; bits++) {
        for (int start = 0; start < 1 << bits; start += N) {
            for (int i = 0; i < N; i++)
                poly.c[i] = (int16_t)((start + i) & ((1 << bits) - 1));
            mlkem_code_decompress(&poly, bits);
            for (int i = 0; i < N && start + i < 1 << bits; i++)
                assert_int_equal(poly.c[i], (2 * Q * (start + i) + (1 << bits)) / (2 << bits));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_compress),
        cmocka_unit_test(test_decompress),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
