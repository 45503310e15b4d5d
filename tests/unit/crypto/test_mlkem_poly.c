/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Against the definitions of FIPS 203 4.3, computed with divisions. */
#include "config.h"

#include "lib/crypto/mlkem_poly.h"

#include "tests/unit/crypto/kit.h"
#include "tests/unit/crypto/kit_rng.h"

enum { Q = MLKEM_Q, N = MLKEM_N };

static int modulo(long value)
{
    return (int)((value % Q + Q) % Q);
}

static int power_of_zeta(unsigned exponent)
{
    long value = 1;

    for (unsigned i = 0; i < exponent; i++)
        value = value * 17 % Q;
    return (int)value;
}

static unsigned reversed(unsigned i)
{
    unsigned out = 0;

    for (unsigned bit = 0; bit < 7; bit++)
        out |= (i >> bit & 1) << (6 - bit);
    return out;
}

/* Polynomial i in the NTT domain is the polynomial modulo X^2 - zeta^(2 BitRev7(i) + 1). */
static void slow_ntt(int out[N], const struct mlkem_poly *poly)
{
    for (unsigned i = 0; i < N / 2; i++) {
        long root = power_of_zeta(2 * reversed(i) + 1), power = 1, even = 0, odd = 0;
        for (unsigned j = 0; j < N / 2; j++, power = power * root % Q) {
            even += power * poly->c[2 * j];
            odd += power * poly->c[2 * j + 1];
        }
        out[2 * i] = modulo(even);
        out[2 * i + 1] = modulo(odd);
    }
}

/* A product modulo X^256 + 1. */
static void slow_product(int out[N], const struct mlkem_poly *a, const struct mlkem_poly *b)
{
    for (unsigned i = 0; i < N; i++) {
        long sum = 0;
        for (unsigned j = 0; j < N; j++)
            sum += (j <= i ? 1L : -1L) * a->c[j] * b->c[(i - j) % N];
        out[i] = modulo(sum);
    }
}

static void fill(struct mlkem_poly *poly, const struct rng *rng, int lowest, int highest)
{
    uint8_t bytes[2];

    for (unsigned i = 0; i < N; i++) {
        rng_fill(rng, bytes, sizeof bytes);
        poly->c[i] = (int16_t)(lowest + (bytes[0] << 8 | bytes[1]) % (highest - lowest + 1));
    }
}

static void assert_poly(const struct mlkem_poly *poly, const int want[N], int below)
{
    for (unsigned i = 0; i < N; i++) {
        assert_in_range(poly->c[i] + below, 1, 2 * below - 1);
        assert_int_equal(modulo(poly->c[i]), want[i]);
    }
}

static void test_ntt(void **state)
{
    struct rng rng = kit_rng(&(struct kit_rng){.seed = 1});
    struct mlkem_poly poly;
    int want[N];

    (void)state;
    for (int i = 0; i < 20; i++) {
        fill(&poly, &rng, i < 10 ? 0 : 1 - Q, Q - 1);
        slow_ntt(want, &poly);
        mlkem_poly_ntt(&poly);
        assert_poly(&poly, want, Q / 2 + 2);
    }
}

/* The product of four pairs of polynomials, of the largest coefficients too: no sum overflows, and
 * results are below q in size. */
static void test_product(void **state)
{
    struct rng rng = kit_rng(&(struct kit_rng){.seed = 2});
    struct mlkem_poly a, b, out;
    struct mlkem_factor factor;
    int want[N], sum[N];

    (void)state;
    for (int i = 0; i < 60; i++) {
        struct mlkem_sum all = {0};
        memset(sum, 0, sizeof sum);
        for (int j = 0; j < 4; j++) {
            fill(&a, &rng, i % 3 == 2 ? Q - 1 : 0, Q - 1);
            fill(&b, &rng, i % 3 == 0 ? -3 : 0, i % 3 == 0 ? 3 : Q - 1);
            slow_product(want, &a, &b);
            for (unsigned k = 0; k < N; k++)
                sum[k] = (sum[k] + want[k]) % Q;
            mlkem_poly_ntt(&a);
            mlkem_poly_normalize(&a);
            mlkem_poly_ntt(&b);
            mlkem_poly_factor(&factor, &b);
            mlkem_poly_multiply(&all, &a, &factor);
        }
        mlkem_poly_inverse(&out, &all);
        assert_poly(&out, sum, Q);
        slow_ntt(want, &out);
        mlkem_poly_sum(&out, &all);
        assert_poly(&out, want, Q);
    }
}

/* What a decapsulation key may hold that was not made by FIPS 203: coefficients of 12 bits. */
static void test_largest(void **state)
{
    static const int16_t sizes[] = {-(Q - 1) / 2, (Q - 1) / 2};
    struct mlkem_poly a, b, same;
    struct mlkem_factor factor;
    int want[N];

    (void)state;
    for (unsigned s = 0; s < COUNT(sizes); s++) {
        struct mlkem_sum largest = {0}, reduced = {0};
        for (unsigned i = 0; i < N; i++) {
            a.c[i] = 4095;
            same.c[i] = 4095 - Q;
            b.c[i] = sizes[s];
        }
        mlkem_poly_factor(&factor, &b);
        for (int i = 0; i < 4; i++) {
            mlkem_poly_multiply(&largest, &a, &factor);
            mlkem_poly_multiply(&reduced, &same, &factor);
        }
        mlkem_poly_inverse(&b, &reduced);
        for (unsigned i = 0; i < N; i++)
            want[i] = modulo(b.c[i]);
        mlkem_poly_inverse(&b, &largest);
        assert_poly(&b, want, Q);
    }
}

/* Every value that 16 bits have. */
static void test_normalize(void **state)
{
    struct mlkem_poly poly = {0};

    (void)state;
    for (int value = INT16_MIN; value <= INT16_MAX; value++) {
        poly.c[value & 255] = (int16_t)value;
        if ((value & 255) != 255)
            continue;
        mlkem_poly_normalize(&poly);
        for (int i = 0; i < N; i++)
            assert_int_equal(poly.c[i], modulo(value - 255 + i));
    }
}

static void test_add(void **state)
{
    struct mlkem_poly a, b;

    (void)state;
    for (int i = 0; i < N; i++) {
        a.c[i] = (int16_t)i;
        b.c[i] = (int16_t)(1000 - 7 * i);
    }
    mlkem_poly_add(&a, &b);
    for (int i = 0; i < N; i++)
        assert_int_equal(a.c[i], 1000 - 6 * i);
    mlkem_poly_subtract(&a, &b);
    for (int i = 0; i < N; i++)
        assert_int_equal(a.c[i], i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ntt),     cmocka_unit_test(test_product),
        cmocka_unit_test(test_largest), cmocka_unit_test(test_normalize),
        cmocka_unit_test(test_add),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
