/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All ways of modexp against mpz_powm, with numbers that have long runs of ones and zeros, which
 * carry furthest.  MODEXP_ROUNDS sets how many random powers each way computes.
 */
#include "config.h"

#include "lib/crypto/modexp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/crypto/nistp.h"
#include "lib/crypto/number.h"

enum { MAX_BYTES = MODEXP_MAX_BITS / 8, ROUNDS = 20000 };

static gmp_randstate_t random_state;

static bool one_in(unsigned long n)
{
    return gmp_urandomm_ui(random_state, n) == 0;
}

/* A random number of up to `bits` bits: mpz_rrandomb makes the runs. */
static void draw(mpz_t out, unsigned bits)
{
    if (one_in(2))
        mpz_rrandomb(out, random_state, bits);
    else
        mpz_urandomb(out, random_state, bits);
}

static void draw_modulus(mpz_t out, unsigned bits)
{
    draw(out, bits);
    mpz_setbit(out, bits - 1);
    mpz_setbit(out, 0);
}

/* Exponents as keys have them: 3 and 65537, others of up to 64 bits, and longer ones. */
static void draw_exponent(mpz_t out)
{
    static const unsigned usual[] = {3, 5, 17, 257, 65537, 65537, 65537};

    if (one_in(2)) {
        mpz_set_ui(out, usual[gmp_urandomm_ui(random_state, sizeof usual / sizeof usual[0])]);
        return;
    }
    draw(out, 2 + (unsigned)gmp_urandomm_ui(random_state, one_in(50) ? 200 : 63));
    mpz_setbit(out, 0);
    mpz_setbit(out, 1);
}

/* Every way that this machine has gives what mpz_powm gives, or refuses what is not below. */
static void compare(struct modexp *m, const mpz_t base)
{
    uint8_t bytes[MAX_BYTES], expected[MAX_BYTES], found[MAX_BYTES];
    size_t size = mpz_sizeinbase(m->modulus, 256);
    bool below = mpz_cmp(base, m->modulus) < 0;
    mpz_t power;

    mpz_init(power);
    mpz_powm(power, base, m->exponent, m->modulus);
    number_write(expected, size, power);
    number_write(bytes, size, base);
    for (enum modexp_way way = 0; way < MODEXP_NUM_WAYS; way++) {
        if (!modexp_choose(m, way))
            continue;
        memset(found, 0, size);
        assert_int_equal(modexp_power(m, found, span_of(bytes, size)), below);
        if (below && memcmp(found, expected, size) != 0) {
            gmp_printf("way %d: %#Zx ^ %Zd modulo %#Zx\n", way, base, m->exponent, m->modulus);
            fail();
        }
    }
    mpz_clear(power);
}

/* The modulus n as bytes are: 0, 1, 2, n - 2, n - 1, n, n + 1, and as many ones as fit. */
static void compare_ends(struct modexp *m)
{
    size_t bits = 8 * mpz_sizeinbase(m->modulus, 256);
    mpz_t base;

    mpz_init(base);
    for (unsigned i = 0; i <= 2; i++) {
        mpz_set_ui(base, i);
        compare(m, base);
    }
    for (int i = -2; i <= 1; i++) {
        mpz_set(base, m->modulus);
        if (i < 0)
            mpz_sub_ui(base, base, (unsigned)-i);
        else
            mpz_add_ui(base, base, (unsigned)i);
        if (mpz_sizeinbase(base, 2) <= bits)
            compare(m, base);
    }
    mpz_set_ui(base, 0);
    mpz_setbit(base, bits);
    mpz_sub_ui(base, base, 1);
    compare(m, base);
    mpz_clear(base);
}

struct numbers {
    mpz_t modulus, exponent, base;
    struct modexp m;
};

static void prepare(struct numbers *x)
{
    assert_int_equal(modexp_prepare(&x->m, x->modulus, x->exponent), ERR_OK);
}

static void ends(void **state)
{
    static const unsigned sizes[] = {2,    3,    63,   64,   65,   127,  128,   511,  512,
                                     513,  1023, 1024, 1025, 1087, 1088, 1536,  2047, 2048,
                                     2049, 3072, 4095, 4096, 4097, 8192, 16383, 16384};
    struct numbers x;

    (void)state;
    mpz_inits(x.modulus, x.exponent, x.base, NULL);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        /* All ones; the least of its size; one with ones in its lower half alone. */
        for (int form = 0; form < 3; form++) {
            mpz_set_ui(x.modulus, 0);
            mpz_setbit(x.modulus, form == 0 ? sizes[i] : form == 1 ? 1 : sizes[i] / 2);
            mpz_sub_ui(x.modulus, x.modulus, 1);
            mpz_setbit(x.modulus, sizes[i] - 1);
            mpz_setbit(x.modulus, 0);
            mpz_set_ui(x.exponent, form == 2 ? 65537 : 3);
            prepare(&x);
            compare_ends(&x.m);
            modexp_release(&x.m);
        }
    }
    mpz_clears(x.modulus, x.exponent, x.base, NULL);
}

/* Of 20, as many powers: a key is prepared once and used often. */
static void at_random(void **state)
{
    enum { POWERS = 20 };
    const char *text = getenv("MODEXP_ROUNDS");
    unsigned long rounds = text == NULL ? ROUNDS : strtoul(text, NULL, 10);
    struct numbers x;

    (void)state;
    mpz_inits(x.modulus, x.exponent, x.base, NULL);
    for (unsigned long i = 0; i < rounds; i++) {
        if (i % POWERS == 0) {
            unsigned limbs = 16 + 8 * (unsigned)gmp_urandomm_ui(random_state, one_in(20) ? 31 : 3);
            unsigned bits =
                one_in(3) ? 1024 + (unsigned)gmp_urandomm_ui(random_state, 1100) : 64 * limbs;
            draw_modulus(x.modulus, bits > MODEXP_MAX_BITS ? MODEXP_MAX_BITS : bits);
            draw_exponent(x.exponent);
            prepare(&x);
        }
        draw(x.base, (unsigned)mpz_sizeinbase(x.modulus, 2));
        compare(&x.m, x.base);
        if (i % POWERS == POWERS - 1 || i == rounds - 1)
            modexp_release(&x.m);
    }
    mpz_clears(x.modulus, x.exponent, x.base, NULL);
}

/* On a machine that has the instructions, keys of the usual sizes go the fastest way. */
static void choice(void **state)
{
    static const unsigned sizes[] = {1024, 1088, 2048, 2049, 4096};
    struct numbers x;

    (void)state;
    mpz_inits(x.modulus, x.exponent, x.base, NULL);
    mpz_set_ui(x.exponent, 65537);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        draw_modulus(x.modulus, sizes[i]);
        prepare(&x);
        assert_int_equal(modexp_size(&x.m), (sizes[i] + 63) / 64 * 8);
        modexp_reduce *chosen = x.m.reduce;
        bool can = modexp_choose(&x.m, MODEXP_BLOCKS);
#ifdef REFERENCE_CRYPTO
        assert_false(can);
        assert_true(modexp_choose(&x.m, MODEXP_GMP));
#else
        assert_int_equal(can, nistp_has_adx() && sizes[i] % 512 == 0);
        assert_true(can || modexp_choose(&x.m, MODEXP_ROWS));
#endif
        assert_ptr_equal(x.m.reduce, chosen);
        modexp_release(&x.m);
    }
    mpz_clears(x.modulus, x.exponent, x.base, NULL);
}

static int start(void **state)
{
    (void)state;
    gmp_randinit_default(random_state);
    return 0;
}

static int end(void **state)
{
    (void)state;
    gmp_randclear(random_state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends),
        cmocka_unit_test(at_random),
        cmocka_unit_test(choice),
    };

    return cmocka_run_group_tests(tests, start, end);
}
