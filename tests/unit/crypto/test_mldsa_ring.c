/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/mldsa_ring.h"

#include "tests/unit/crypto/kit.h"
#include "tests/unit/crypto/kit_rng.h"

/* The 512th root of unity of FIPS 204 table 1. */
enum { ZETA = 1753 };

static int64_t modulo(int64_t v)
{
    int64_t r = v % MLDSA_Q;

    return r < 0 ? r + MLDSA_Q : r;
}

static struct mldsa_poly draw(uint32_t seed)
{
    struct kit_rng state = {.seed = seed};
    struct rng rng = kit_rng(&state);
    struct mldsa_poly p;
    uint8_t raw[4];

    for (unsigned j = 0; j < MLDSA_N; j++) {
        rng_fill(&rng, raw, sizeof raw);
        p.c[j] = (raw[0] | raw[1] << 8 | raw[2] << 16) % MLDSA_Q;
    }
    return p;
}

/* FIPS 204 2.5: element i is the polynomial at zeta^(2 brv(i) + 1). */
static void test_definition(void **state)
{
    struct mldsa_poly p = draw(1), t = p;

    (void)state;
    mldsa_ntt(&t);
    for (unsigned i = 0; i < MLDSA_N; i++) {
        int64_t point = 1, at = 1, value = 0;
        unsigned power = 1;

        for (unsigned b = 0; b < 8; b++)
            power += (i >> b & 1) * (2u << (7 - b));
        while (power-- > 0)
            point = point * ZETA % MLDSA_Q;
        for (unsigned j = 0; j < MLDSA_N; j++, at = at * point % MLDSA_Q)
            value = (value + p.c[j] * at) % MLDSA_Q;
        assert_int_equal(modulo(t.c[i]), value);
    }
}

/* A product of polynomials modulo X^256 + 1, by the definition and by transforms. */
static void check_product(const struct mldsa_poly *a, const struct mldsa_poly *b)
{
    struct mldsa_poly x = *a, y = *b, product;
    struct mldsa_sum sum = {0};

    mldsa_ntt(&x);
    mldsa_ntt(&y);
    mldsa_reduce(&y);
    mldsa_sum_add(&sum, &x, &y);
    mldsa_sum_add(&sum, &x, &y);
    mldsa_sum_subtract(&sum, &x, &y);
    mldsa_sum_end(&product, &sum);
    mldsa_inverse_ntt(&product);
    for (unsigned i = 0; i < MLDSA_N; i++) {
        int64_t v = 0;

        for (unsigned j = 0; j < MLDSA_N; j++) {
            int64_t term = (int64_t)a->c[j] * b->c[(MLDSA_N + i - j) % MLDSA_N] % MLDSA_Q;
            v += j <= i ? term : -term;
        }
        assert_int_equal(product.c[i], modulo(v));
    }
}

static void test_product(void **state)
{
    struct mldsa_poly a, b;

    (void)state;
    for (uint32_t seed = 1; seed < 20; seed++) {
        a = draw(seed);
        b = draw(seed + 100);
        check_product(&a, &b);
    }
    /* the largest coefficients of either sign */
    for (unsigned j = 0; j < MLDSA_N; j++) {
        a.c[j] = MLDSA_Q - 1;
        b.c[j] = 1 - MLDSA_Q;
    }
    check_product(&a, &a);
    check_product(&a, &b);
    check_product(&b, &b);
}

/* As many products as may be added, of the largest factors, overflow nowhere. */
static void test_sum_limit(void **state)
{
    struct mldsa_poly large, small, out;
    struct mldsa_sum sum = {0};

    (void)state;
    for (unsigned j = 0; j < MLDSA_N; j++) {
        large.c[j] = 9 * MLDSA_Q - 1;
        small.c[j] = j % 2 == 0 ? MLDSA_Q - 1 : 1 - MLDSA_Q;
    }
    for (unsigned i = 0; i < MLDSA_PRODUCTS; i++)
        mldsa_sum_add(&sum, &large, &small);
    mldsa_sum_end(&out, &sum);
    for (unsigned j = 0; j < MLDSA_N; j++) {
        assert_in_range(out.c[j] + MLDSA_Q, 1, 2 * MLDSA_Q - 1);
        assert_int_equal(modulo((int64_t)out.c[j] * (INT64_C(1) << 32)),
                         modulo(j % 2 == 0 ? MLDSA_PRODUCTS : -MLDSA_PRODUCTS));
    }
    mldsa_inverse_ntt(&out);
}

static void test_reduce_center(void **state)
{
    static const int32_t values[] = {0,
                                     1,
                                     -1,
                                     MLDSA_Q,
                                     -MLDSA_Q,
                                     MLDSA_Q - 1,
                                     (MLDSA_Q - 1) / 2,
                                     (MLDSA_Q + 1) / 2,
                                     1 << 30,
                                     -(1 << 30)};
    struct mldsa_poly p = {0}, before;

    (void)state;
    for (unsigned j = 0; j < MLDSA_N; j++)
        p.c[j] = j < COUNT(values) ? values[j] : (int32_t)(j * 8000009) - (1 << 30);
    before = p;
    mldsa_reduce(&p);
    for (unsigned j = 0; j < MLDSA_N; j++)
        assert_int_equal(p.c[j], modulo(before.c[j]));
    mldsa_center(&p);
    for (unsigned j = 0; j < MLDSA_N; j++) {
        int64_t v = modulo(before.c[j]);
        assert_int_equal(p.c[j], v > (MLDSA_Q - 1) / 2 ? v - MLDSA_Q : v);
    }
}

/* Any coefficient of either sign counts, and the bound itself is not below. */
static void test_is_below(void **state)
{
    struct mldsa_poly p = {0};

    (void)state;
    assert_true(mldsa_is_below(&p, 1));
    for (unsigned j = 0; j < MLDSA_N; j++) {
        p.c[j] = 77;
        assert_true(mldsa_is_below(&p, 78));
        assert_false(mldsa_is_below(&p, 77));
        p.c[j] = -77;
        assert_true(mldsa_is_below(&p, 78));
        assert_false(mldsa_is_below(&p, 77));
        p.c[j] = 0;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_definition), cmocka_unit_test(test_product),
        cmocka_unit_test(test_sum_limit),  cmocka_unit_test(test_reduce_center),
        cmocka_unit_test(test_is_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
