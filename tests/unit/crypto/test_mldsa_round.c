/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every coefficient modulo q against the definitions of FIPS 204 7.4. */
#include "config.h"

#include "lib/crypto/mldsa_round.h"

#include "tests/unit/crypto/kit.h"

static struct mldsa_poly run_of(int32_t first)
{
    struct mldsa_poly p;

    for (int32_t j = 0; j < MLDSA_N; j++)
        p.c[j] = first + j < MLDSA_Q ? first + j : MLDSA_Q - 1;
    return p;
}

/* r mod+- of an even modulus: from -modulus / 2 + 1 to modulus / 2 (2.3). */
static int32_t centered(int32_t r, int32_t modulus)
{
    int32_t c = r % modulus;

    return c > modulus / 2 ? c - modulus : c;
}

static void test_power2round(void **state)
{
    (void)state;
    for (int32_t first = 0; first < MLDSA_Q; first += MLDSA_N) {
        struct mldsa_poly high = run_of(first), low, r = high;
        bool good = true;

        mldsa_power2round(&high, &low);
        for (unsigned j = 0; j < MLDSA_N; j++) {
            good = good && low.c[j] == centered(r.c[j], 1 << MLDSA_D);
            good = good && high.c[j] == (r.c[j] - low.c[j]) >> MLDSA_D;
        }
        assert_true(good);
    }
}

/* Decompose and UseHint of Algorithms 36 and 40, as they are written there. */
static void decompose(int32_t *r1, int32_t *r0, int32_t r, int32_t gamma2)
{
    *r0 = centered(r, 2 * gamma2);
    if (r - *r0 == MLDSA_Q - 1) {
        *r1 = 0;
        --*r0;
    } else {
        *r1 = (r - *r0) / (2 * gamma2);
    }
}

static int32_t use_hint(int32_t r1, int32_t r0, int32_t m)
{
    return r0 > 0 ? (r1 + 1) % m : (r1 + m - 1) % m;
}

static void check(unsigned parts, int32_t first)
{
    int32_t gamma2 = (MLDSA_Q - 1) / (int32_t)parts, r1, r0;
    struct mldsa_poly r = run_of(first), high = r, low, hinted = r;
    struct mldsa_hint hint = {{0}};
    bool good = true;

    for (unsigned j = 0; j < MLDSA_N; j++)
        hint.set[j] = j % 3 == 0;
    mldsa_decompose(&high, &low, parts);
    mldsa_use_hint(&hinted, &hint, parts);
    for (unsigned j = 0; j < MLDSA_N; j++) {
        decompose(&r1, &r0, r.c[j], gamma2);
        good = good && high.c[j] == r1 && low.c[j] == r0;
        if (hint.set[j] != 0)
            r1 = use_hint(r1, r0, (int32_t)parts / 2);
        good = good && hinted.c[j] == r1;
    }
    assert_true(good);
}

static void test_decompose_use_hint(void **state)
{
    (void)state;
    for (int32_t first = 0; first < MLDSA_Q; first += MLDSA_N) {
        check(88, first);
        check(32, first);
    }
}

static void test_make_hint(void **state)
{
    struct mldsa_poly a = {.c = {0, 1, 43, 15}}, b = {.c = {0, 2, 0, 15}};
    struct mldsa_hint hint;

    (void)state;
    assert_int_equal(mldsa_make_hint(&hint, &a, &b), 2);
    assert_int_equal(hint.set[0], 0);
    assert_int_equal(hint.set[1], 1);
    assert_int_equal(hint.set[2], 1);
    assert_int_equal(hint.set[3], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_power2round),
        cmocka_unit_test(test_decompose_use_hint),
        cmocka_unit_test(test_make_hint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
