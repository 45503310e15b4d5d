/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Against the words of FIPS 203 4.2.2, a bit or a candidate at a time. */
#include "config.h"

#include "lib/crypto/mlkem_sample.h"

#include "lib/crypto/keccak.h"
#include "tests/unit/crypto/kit.h"

enum { Q = MLKEM_Q, N = MLKEM_N };

static void slow_matrix(int16_t out[N], const uint8_t rho[MLKEM_SEED], uint8_t row, uint8_t column)
{
    const uint8_t place[] = {column, row};
    uint8_t three[3];
    struct keccak keccak;
    unsigned num = 0;

    keccak_init(&keccak, KECCAK_SHAKE128);
    keccak_absorb(&keccak, span_of(rho, MLKEM_SEED));
    keccak_absorb(&keccak, span_of(place, sizeof place));
    while (num < N) {
        keccak_squeeze(&keccak, three, sizeof three);
        int first = three[0] + 256 * (three[1] % 16), second = three[1] / 16 + 16 * three[2];
        if (first < Q)
            out[num++] = (int16_t)first;
        if (second < Q && num < N)
            out[num++] = (int16_t)second;
    }
}

/* Among 400 seeds are some that need four blocks, as fewer than one in 100 do. */
static void test_matrix(void **state)
{
    uint8_t rho[MLKEM_SEED] = {0};
    struct mlkem_poly poly;
    int16_t want[N];

    (void)state;
    for (unsigned i = 0; i < 400; i++) {
        uint8_t row = (uint8_t)(i % 4), column = (uint8_t)(i / 4 % 4);
        rho[0] = (uint8_t)(i / 16);
        mlkem_sample_matrix(&poly, rho, row, column);
        slow_matrix(want, rho, row, column);
        assert_memory_equal(poly.c, want, sizeof want);
    }
}

static int bit(const uint8_t *bytes, unsigned i)
{
    return bytes[i / 8] >> i % 8 & 1;
}

static void test_noise(void **state)
{
    uint8_t seed[MLKEM_SEED] = {7}, bytes[64 * 3];
    struct mlkem_poly poly;

    (void)state;
    for (unsigned eta = 2; eta <= 3; eta++) {
        for (uint8_t number = 0; number < 9; number++) {
            mlkem_sample_noise(&poly, seed, number, eta);
            keccak_hash(KECCAK_SHAKE256, bytes, (size_t)64 * eta, span_of(seed, sizeof seed),
                        span_of(&number, 1));
            for (unsigned i = 0; i < N; i++) {
                int want = 0;
                for (unsigned j = 0; j < eta; j++)
                    want += bit(bytes, 2 * eta * i + j) - bit(bytes, 2 * eta * i + eta + j);
                assert_int_equal(poly.c[i], want);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matrix),
        cmocka_unit_test(test_noise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
