/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kit_nistp_code: the tests of an instance of nistp_code.h, as a file that each of them includes:
 * after NISTP_ADX, the header of the curve, NISTP_PARAMS and CURVE, a function of Nettle.
 *
 * The fields are compared with GMP, the points with Nettle.
 */
#ifndef TB_TESTS_UNIT_CRYPTO_KIT_NISTP_CODE_H
#define TB_TESTS_UNIT_CRYPTO_KIT_NISTP_CODE_H

#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>

#define NISTP_CURVE tested_curve
#include "lib/crypto/nistp_code.h"
#include "tests/unit/crypto/kit_nistp.h"

enum { SMALL = 16 };

static mpz_t prime, radix, order;      /* p, R modulo p, n */
static struct affine small[1 + SMALL]; /* small[i] = i G */

static void fe_mpz(mpz_t out, const struct fe *a)
{
    kit_mpz(out, a->v, FE_LIMBS);
}

/* Is a congruent to v? */
static bool is_congruent(const struct fe *a, const mpz_t v)
{
    mpz_t t;

    mpz_init(t);
    fe_mpz(t, a);
    mpz_sub(t, t, v);
    bool congruent = mpz_divisible_p(t, prime) != 0;
    mpz_clear(t);
    return congruent;
}

/* The element of a number below the prime. */
static void fe_set(struct fe *out, const mpz_t v)
{
    mpz_t t;

    mpz_init(t);
    mpz_mul(t, v, radix);
    mpz_mod(t, t, prime);
    kit_limbs(out->v, t, FE_LIMBS);
    mpz_clear(t);
}

/* out = u G by Nettle; u is not a multiple of the order. */
static void multiple(struct affine *out, const mpz_t u)
{
    struct ecc_scalar scalar;
    struct ecc_point product;
    mpz_t x, y;

    mpz_inits(x, y, NULL);
    mpz_mod(x, u, order);
    ecc_scalar_init(&scalar, CURVE());
    ecc_point_init(&product, CURVE());
    assert_int_equal(ecc_scalar_set(&scalar, x), 1);
    ecc_point_mul_g(&product, &scalar);
    ecc_point_get(&product, x, y);
    fe_set(&out->x, x);
    fe_set(&out->y, y);
    ecc_point_clear(&product);
    ecc_scalar_clear(&scalar);
    mpz_clears(x, y, NULL);
}

static int setup_code(void **state)
{
    mpz_t u;

    (void)state;
    mpz_inits(prime, radix, order, NULL);
    kit_mpz(order, NISTP_PARAMS.order, FE_LIMBS);
    kit_mpz(prime, fe_prime, FE_LIMBS);
    kit_mpz(radix, fe_one.v, FE_LIMBS);
    mpz_init(u);
    for (unsigned i = 1; i <= SMALL; i++) {
        mpz_set_ui(u, i);
        multiple(&small[i], u);
    }
    mpz_clear(u);
    return 0;
}

static int teardown_code(void **state)
{
    (void)state;
    mpz_clears(prime, radix, order, NULL);
    return 0;
}

static void constants(void **state)
{
    mpz_t v;

    (void)state;
    mpz_init(v);
    assert_memory_equal(fe_prime, NISTP_PARAMS.prime, sizeof fe_prime);
    mpz_mul(v, radix, radix);
    assert_true(is_congruent(&fe_square, v));
    mpz_clear(v);
    /* b: G is on the curve, which load checks with it. */
    struct fe left, right;
    fe_sqr(&left, &small[1].y);
    fe_sqr(&right, &small[1].x);
    fe_mul(&right, &right, &small[1].x);
    for (int i = 0; i < 3; i++)
        fe_sub(&right, &right, &small[1].x);
    fe_add(&right, &right, &fe_b);
    assert_true(fe_equal(&left, &right));
}

/* One round: each operation with two numbers in any of their forms, also in place. */
static void check_fe(const struct fe *a, const struct fe *b, mpz_t x, mpz_t y, mpz_t v)
{
    struct fe r;

    fe_mpz(x, a);
    fe_mpz(y, b);
    fe_add(&r, a, b);
    mpz_add(v, x, y);
    assert_true(is_congruent(&r, v));
    fe_sub(&r, a, b);
    mpz_sub(v, x, y);
    assert_true(is_congruent(&r, v));
    r = *b;
    fe_sub(&r, a, &r);
    assert_true(is_congruent(&r, v));
    fe_neg(&r, a);
    mpz_neg(v, x);
    assert_true(is_congruent(&r, v));
    fe_half(&r, a);
    fe_add(&r, &r, &r);
    assert_true(is_congruent(&r, x));
    assert_int_equal(fe_is_zero(a), mpz_divisible_p(x, prime) != 0);
    assert_int_equal(fe_equal(a, b), mpz_congruent_p(x, y, prime) != 0);
    r = *a;
    fe_reduce(&r);
    assert_true(is_congruent(&r, x) && nistp_compare(r.v, fe_prime, FE_LIMBS) < 0);
}

/* The same for products, which are divided by R. */
static void check_products(const struct fe *a, const struct fe *b, mpz_t x, mpz_t y, mpz_t v)
{
    struct fe r, twice;

    fe_mpz(x, a);
    fe_mpz(y, b);
    fe_mul(&r, a, b);
    fe_mpz(v, &r);
    mpz_mul(v, v, radix);
    mpz_mul(y, x, y);
    assert_true(mpz_congruent_p(v, y, prime) != 0);
    twice = *b;
    fe_mul(&twice, a, &twice);
    assert_memory_equal(&twice, &r, sizeof r);
    fe_sqr(&r, a);
    fe_mpz(v, &r);
    mpz_mul(v, v, radix);
    mpz_mul(y, x, x);
    assert_true(mpz_congruent_p(v, y, prime) != 0);
    twice = *a;
    fe_sqr(&twice, &twice);
    assert_memory_equal(&twice, &r, sizeof r);
}

static void field(void **state)
{
    unsigned long rounds = kit_rounds(20000);
    struct fe a, b;
    mpz_t x, y, v;

    (void)state;
    mpz_inits(x, y, v, NULL);
    for (unsigned long i = 0; i < rounds; i++) {
        kit_number(a.v, &NISTP_PARAMS);
        kit_number(b.v, &NISTP_PARAMS);
        check_fe(&a, &b, x, y, v);
        check_products(&a, &b, x, y, v);
    }
    mpz_clears(x, y, v, NULL);
}

static void conversions(void **state)
{
    struct fe a, inverse, number;
    mpz_t v;

    (void)state;
    mpz_init(v);
    for (unsigned i = 0; i < 500; i++) {
        kit_number(number.v, &NISTP_PARAMS);
        fe_of(&a, number.v);
        fe_mpz(v, &number);
        mpz_mul(v, v, radix);
        assert_true(is_congruent(&a, v));
        if (fe_is_zero(&a))
            continue;
        fe_inverse(&inverse, &a);
        fe_mul(&inverse, &inverse, &a);
        assert_true(fe_equal(&inverse, &fe_one));
    }
    mpz_clear(v);
}

static void inversions_together(void **state)
{
    struct fe a[40], inverses[40], products[40];

    (void)state;
    for (size_t n = 1; n <= COUNT(a); n++) {
        for (size_t i = 0; i < n; i++) {
            do
                kit_number(a[i].v, &NISTP_PARAMS);
            while (fe_is_zero(&a[i]));
            inverses[i] = a[i];
        }
        fe_inverse_all(inverses, products, n);
        for (size_t i = 0; i < n; i++) {
            fe_mul(&inverses[i], &inverses[i], &a[i]);
            assert_true(fe_equal(&inverses[i], &fe_one));
        }
    }
}

/* Is sum k G, given as X, Y and their denominators?  Infinity is where these are 0. */
static void check_sum(const struct fe *x, const struct fe *y, const struct fe *zz,
                      const struct fe *zzz, int k)
{
    const struct affine *expected = &small[k < 0 ? -k : k];
    struct fe t;

    assert_int_equal(fe_is_zero(zz), k == 0);
    assert_int_equal(fe_is_zero(zzz), k == 0);
    if (k == 0)
        return;
    fe_mul(&t, &expected->x, zz);
    assert_true(fe_equal(&t, x));
    fe_mul(&t, &expected->y, zzz);
    if (k < 0)
        fe_neg(&t, &t);
    assert_true(fe_equal(&t, y));
}

static void check_jacobian(const struct jacobian *p, int k)
{
    struct fe zz, zzz;

    fe_sqr(&zz, &p->z);
    fe_mul(&zzz, &zz, &p->z);
    check_sum(&p->x, &p->y, &zz, &zzz, k);
}

static void check_xyzz(const struct xyzz *p, int k)
{
    struct fe square, cube;

    fe_sqr(&square, &p->zzz);
    fe_sqr(&cube, &p->zz);
    fe_mul(&cube, &cube, &p->zz);
    assert_true(fe_equal(&square, &cube));
    check_sum(&p->x, &p->y, &p->zz, &p->zzz, k);
}

/* i G with a random denominator; 0 as points at infinity that additions leave, and others. */
static struct jacobian scaled(int i)
{
    struct jacobian p;
    struct fe power;

    do
        kit_number(p.z.v, &NISTP_PARAMS);
    while (fe_is_zero(&p.z));
    fe_sqr(&power, &p.z);
    fe_mul(&p.x, &small[i < 0 ? -i : i].x, &power);
    fe_mul(&power, &power, &p.z);
    fe_mul(&p.y, &small[i < 0 ? -i : i].y, &power);
    if (i < 0)
        fe_neg(&p.y, &p.y);
    if (i == 0)
        memcpy(p.z.v, kit_random() % 2 == 0 ? (struct fe){{0}}.v : fe_prime, sizeof p.z);
    return p;
}

/* All sums of small multiples: with equal points, opposite ones, and infinity. */
static void sums(void **state)
{
    (void)state;
    for (int i = -SMALL / 2; i <= SMALL / 2; i++) {
        for (int j = -SMALL / 2; j <= SMALL / 2; j++) {
            struct jacobian p = scaled(i);
            struct xyzz q = {.x = p.x, .y = p.y};
            if (j == 0) { /* no affine point: a doubling instead */
                jacobian_double(&p);
                check_jacobian(&p, 2 * i);
                continue;
            }
            fe_sqr(&q.zz, &p.z);
            fe_mul(&q.zzz, &q.zz, &p.z);
            jacobian_add(&p, &small[j < 0 ? -j : j], j < 0);
            check_jacobian(&p, i + j);
            xyzz_add(&q, &small[j < 0 ? -j : j], j < 0);
            check_xyzz(&q, i + j);
        }
    }
}

static void check_affine(const struct affine *got, const struct affine *expected)
{
    assert_true(fe_equal(&got->x, &expected->x));
    assert_true(fe_equal(&got->y, &expected->y));
}

static void odd(void **state)
{
    struct affine got[KEY_ODD];

    (void)state;
    odd_multiples(got, &small[1]);
    for (int i = 0; i < KEY_ODD; i++)
        check_affine(&got[i], &small[2 * i + 1]);
}

/* Row i against multiples by Nettle. */
static void check_row(const struct nistp_table *made, unsigned i)
{
    struct affine expected, got;
    unsigned width = made->shape.width;
    mpz_t u;

    mpz_init(u);
    for (unsigned d = 1; d <= 1u << (width - 1); d++) {
        mpz_set_ui(u, d);
        mpz_mul_2exp(u, u, (mp_bitcnt_t)i * width * made->shape.spacing);
        multiple(&expected, u);
        memcpy(&got, made->points + (((size_t)i << (width - 1)) + d - 1) * 2 * FE_LIMBS,
               sizeof got);
        check_affine(&got, &expected);
    }
    mpz_clear(u);
}

static void tables(void **state)
{
    static const struct nistp_shape shapes[] = {
        {1, 1}, {2, 1}, {2, NISTP_SPACING_MAX}, {3, 1}, {4, 1}, {5, 1}, {5, 3}, {6, 2}};

    (void)state;
    for (size_t s = 0; s < COUNT(shapes); s++) {
        unsigned width = shapes[s].width, bits = width * shapes[s].spacing;
        struct nistp_table *made = table((const uint64_t *)&small[1], shapes[s]);
        assert_non_null(made);
        assert_memory_equal(&made->shape, &shapes[s], sizeof shapes[s]);
        assert_true(made->rows * bits >= 64 * FE_LIMBS && (made->rows - 1) * bits < 64 * FE_LIMBS);
        assert_int_equal(made->size,
                         sizeof *made + ((size_t)made->rows << (width - 1)) * sizeof small[0]);
        for (unsigned i = 0; i < made->rows; i += width < 4 ? 7 : 1)
            check_row(made, i);
        free(made);
    }
}

static int run_code_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constants),   cmocka_unit_test(field),
        cmocka_unit_test(conversions), cmocka_unit_test(inversions_together),
        cmocka_unit_test(sums),        cmocka_unit_test(odd),
        cmocka_unit_test(tables),
    };

    return cmocka_run_group_tests(tests, setup_code, teardown_code);
}

#endif
