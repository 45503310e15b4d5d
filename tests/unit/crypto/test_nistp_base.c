/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The constants of nistp's curves, computed again by GMP and Nettle.
 *
 * `test_nistp_base P-256 > lib/crypto/nistp_p256.def` writes a table of odd multiples of a base
 * point.
 */
#include "config.h"

#include <stdio.h>

#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>

#include "lib/crypto/nistp.h"
#include "lib/crypto/number.h"
#include "lib/crypto/sig_tables.h"
#include "tests/unit/crypto/kit.h"

static const struct {
    const char *name, *file, *prime, *order;
    mp_bitcnt_t shift; /* elements are multiplied by 2^shift (nistp_fe.h) */
    enum key_kind kind;
    const struct ecc_curve *(*curve)(void);
} curves[] = {
    {"P-256", "nistp_p256.c", "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
     "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 256, KEY_P256,
     nettle_get_secp_256r1},
    {"P-384", "nistp_p384.c",
     "ffffffffffffffffffffffffffffffffffffffffffffffff"
     "fffffffffffffffeffffffff0000000000000000ffffffff",
     "ffffffffffffffffffffffffffffffffffffffffffffffff"
     "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
     0, KEY_P384, nettle_get_secp_384r1},
};

static const struct nistp_params *params_of(size_t i)
{
    return nistp_curve(curves[i].kind)->params;
}

static void limbs_of(uint64_t *out, const mpz_t v, unsigned limbs)
{
    for (unsigned i = 0; i < limbs; i++)
        out[i] = mpz_getlimbn(v, (mp_size_t)i);
}

/* Sets out to the element v of the field. */
static void element(uint64_t *out, mpz_t v, const mpz_t prime, size_t curve)
{
    mpz_mul_2exp(v, v, curves[curve].shift);
    mpz_mod(v, v, prime);
    limbs_of(out, v, params_of(curve)->limbs);
}

/* Sets point to odd multiple i, (2 i + 1) G. */
static void odd_multiple(uint64_t *point, size_t curve, unsigned i)
{
    struct ecc_scalar scalar;
    struct ecc_point product;
    mpz_t x, y, prime;

    mpz_inits(x, y, NULL);
    mpz_init_set_str(prime, curves[curve].prime, 16);
    ecc_scalar_init(&scalar, curves[curve].curve());
    ecc_point_init(&product, curves[curve].curve());
    mpz_set_ui(x, 2 * i + 1);
    assert_int_equal(ecc_scalar_set(&scalar, x), 1);
    ecc_point_mul_g(&product, &scalar);
    ecc_point_get(&product, x, y);
    element(point, x, prime, curve);
    element(point + params_of(curve)->limbs, y, prime, curve);
    ecc_point_clear(&product);
    ecc_scalar_clear(&scalar);
    mpz_clears(x, y, prime, NULL);
}

static void numbers(void **state)
{
    uint64_t limbs[NISTP_LIMBS_MAX];
    mpz_t v;

    (void)state;
    mpz_init(v);
    for (size_t i = 0; i < COUNT(curves); i++) {
        const struct nistp_params *params = params_of(i);
        mpz_set_str(v, curves[i].prime, 16);
        limbs_of(limbs, v, params->limbs);
        assert_memory_equal(limbs, params->prime, params->limbs * sizeof *limbs);
        mpz_set_str(v, curves[i].order, 16);
        limbs_of(limbs, v, params->limbs);
        assert_memory_equal(limbs, params->order, params->limbs * sizeof *limbs);
        assert_int_equal(mpz_size(v), params->limbs);
    }
    mpz_clear(v);
}

static void multiples(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(curves); i++) {
        const struct nistp_params *params = params_of(i);
        uint64_t point[NISTP_POINT_MAX];
        for (unsigned m = 0; m < 1u << (params->base_width - 2); m++) {
            odd_multiple(point, i, m);
            assert_memory_equal(point, params->base + (size_t)m * 2 * params->limbs,
                                2 * params->limbs * sizeof *point);
        }
    }
}

/* The tables of both base points take what pubkey.h says. */
static void tables_size(void **state)
{
    struct sig_tables *tables;
    const struct nistp_table *p256, *p384;
    (void)state;

    assert_int_equal(sig_tables_new(&tables), ERR_OK);
    assert_int_equal(sig_tables_base(tables, &p256, KEY_P256, nistp_curve(KEY_P256)), ERR_OK);
    assert_int_equal(sig_tables_base(tables, &p384, KEY_P384, nistp_curve(KEY_P384)), ERR_OK);
    assert_true(sizeof *tables + p256->size + p384->size <= SIG_TABLES_MAX);
    sig_tables_free(tables);
}

static void print(size_t curve)
{
    const struct nistp_params *params = params_of(curve);
    uint64_t point[NISTP_POINT_MAX];

    printf("/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
           "/* The first odd multiples of the base point of %s, for %s.\n"
           " * tests/unit/crypto/test_nistp_base.c checks and writes this file. */\n",
           curves[curve].name, curves[curve].file);
    for (unsigned m = 0; m < 1u << (params->base_width - 2); m++) {
        odd_multiple(point, curve, m);
        printf("POINT(");
        for (unsigned i = 0; i < 2 * params->limbs; i++) {
            bool last = i + 1 == 2 * params->limbs;
            printf("0x%016llx%s", (unsigned long long)point[i],
                   last                               ? ")\n"
                   : (i + 1) % params->limbs % 4 == 0 ? ",\n      "
                                                      : ", ");
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(multiples),
        cmocka_unit_test(tables_size),
    };

    for (size_t i = 0; i < COUNT(curves); i++) {
        if (argc == 2 && strcmp(argv[1], curves[i].name) == 0) {
            print(i);
            return 0;
        }
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
