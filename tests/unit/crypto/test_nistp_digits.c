/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/nistp_digits.h"
#include "lib/crypto/nistp_scalar.h"
#include "tests/unit/crypto/kit_nistp.h"

/* Digits are where they belong, and add up to the scalar. */
static void digits(const struct nistp_params *params)
{
    int16_t list[NISTP_DIGITS_MAX];
    mpz_t k, n, total, part;

    mpz_inits(k, n, total, part, NULL);
    kit_mpz(n, params->order, params->limbs);
    for (unsigned round = 0; round < 3000; round++) {
        uint64_t limbs[NISTP_LIMBS_MAX];
        unsigned width = 2 + round % 10;
        do {
            kit_number(limbs, params);
        } while (nistp_compare(limbs, params->order, params->limbs) >= 0);
        kit_mpz(k, limbs, params->limbs);
        nistp_fixed(list, limbs, params, width);
        mpz_set_ui(total, 0);
        for (unsigned i = nistp_windows(params, width); i-- > 0;) {
            assert_true(list[i] >= -(1 << (width - 1)) && list[i] <= 1 << (width - 1));
            mpz_set_si(part, list[i]);
            mpz_mul_2exp(total, total, width);
            mpz_add(total, total, part);
        }
        assert_true(mpz_congruent_p(total, k, n) != 0);
        unsigned num = nistp_wnaf(list, limbs, params->limbs, width), last = num + width;
        assert_true(num <= 64 * params->limbs + 1 && (num == 0 || list[num - 1] != 0));
        mpz_set_ui(total, 0);
        for (unsigned i = num; i-- > 0;) {
            mpz_set_si(part, list[i]);
            mpz_mul_2exp(total, total, 1);
            mpz_add(total, total, part);
            if (list[i] == 0)
                continue;
            assert_true(list[i] % 2 != 0 && abs(list[i]) < 1 << (width - 1));
            assert_true(last - i >= width);
            last = i;
        }
        assert_int_equal(mpz_cmp(total, k), 0);
    }
    mpz_clears(k, n, total, part, NULL);
}

static void each_curve(void **state)
{
    (void)state;
    digits(nistp_curve(KEY_P256)->params);
    digits(nistp_curve(KEY_P384)->params);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_curve)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
