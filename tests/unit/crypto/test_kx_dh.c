/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gmp.h>

#include "lib/crypto/kx.h"
#include "lib/crypto/kx_family.h"
#include "tests/unit/crypto/kit.h"
#include "tests/unit/crypto/kit_rng.h"

/* The number as bytes of the shortest length. */
static struct span bytes_of(struct arena *a, const mpz_t v)
{
    size_t n = (mpz_sizeinbase(v, 2) + 7) / 8;
    uint8_t *p = fd_alloc(a, n);

    mpz_export(p, NULL, 1, 1, 1, 0, v);
    return span_of(p, mpz_sgn(v) == 0 ? 0 : n);
}

/* RFC 7919 A: 2^b - 2^(b-64) + (floor(2^(b-130) e) + X) 2^64 - 1. */
static void formula(mpz_t p, unsigned long bits, unsigned long x)
{
    mpz_t term, sum;

    mpz_inits(term, sum, NULL);
    mpz_setbit(term, bits - 130 + 64); /* 64 bits more than are kept, for the rounding */
    for (unsigned long i = 1; mpz_sgn(term) != 0; i++) {
        mpz_add(sum, sum, term);
        mpz_tdiv_q_ui(term, term, i);
    }
    mpz_tdiv_q_2exp(sum, sum, 64);
    mpz_add_ui(sum, sum, x);
    mpz_mul_2exp(sum, sum, 64);
    mpz_set_ui(p, 0);
    mpz_setbit(p, bits);
    mpz_set_ui(term, 0);
    mpz_setbit(term, bits - 64);
    mpz_sub(p, p, term);
    mpz_add(p, p, sum);
    mpz_sub_ui(p, p, 1);
    mpz_clears(term, sum, NULL);
}

static const struct {
    enum kx_group group;
    unsigned long bits, x;
} named[] = {
    {KX_FFDHE2048, 2048, 560316},   {KX_FFDHE3072, 3072, 2625351},  {KX_FFDHE4096, 4096, 5736041},
    {KX_FFDHE6144, 6144, 15705020}, {KX_FFDHE8192, 8192, 10965728},
};

/* The public key is 2^x mod p with the p of RFC 7919, padded. */
static void test_named(void **state)
{
    struct kit_rng source = {.seed = 1};
    struct rng rng = kit_rng(&source);
    mpz_t p, x, y, want;

    (void)state;
    mpz_inits(p, x, y, want, NULL);
    for (size_t i = 0; i < COUNT(named); i++) {
        struct kx k;
        formula(p, named[i].bits, named[i].x);
        assert_int_equal(kx_start(&k, kx_kind(named[i].group), &rng), ERR_OK);
        mpz_import(x, k.private_n, 1, 1, 1, 0, k.private);
        mpz_import(y, k.public_n, 1, 1, 1, 0, k.public);
        mpz_set_ui(want, 2);
        mpz_powm(want, want, x, p);
        assert_int_equal(mpz_cmp(y, want), 0);
    }
    mpz_clears(p, x, y, want, NULL);
}

/* RFC 9846 7.4.1: Z has as many bytes as p, zeros in front; 2^8 is far from filling it. */
static void test_padded(void **state)
{
    uint8_t peer[256] = {0}, out[KX_SHARED_MAX];
    struct kx k;
    size_t n;

    (void)state;
    peer[255] = 2;
    assert_int_equal(kx_set(&k, kx_kind(KX_FFDHE2048), SPAN_LIT("\x08")), ERR_OK);
    assert_int_equal(kx_finish(&k, out, &n, span_of(peer, sizeof peer)), ERR_OK);
    assert_int_equal(n, 256);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(out[i], i == 254);
    assert_memory_equal(k.public, out, n);
}

/* RFC 7919 5.1: 2 <= Y <= p - 2. */
static void test_public_range(void **state)
{
    struct kit_rng source = {.seed = 2};
    struct rng rng = kit_rng(&source);
    uint8_t out[KX_SHARED_MAX], y[256];
    struct arena a;
    struct kx k;
    size_t n;
    mpz_t p, v;

    (void)state;
    arena_init(&a, 1 << 20);
    mpz_inits(p, v, NULL);
    formula(p, 2048, named[0].x);
    assert_int_equal(kx_start(&k, kx_kind(KX_FFDHE2048), &rng), ERR_OK);
    for (unsigned i = 0; i < 3; i++) {
        memset(y, 0, sizeof y);
        y[255] = (uint8_t)i;
        assert_int_equal(kx_finish(&k, out, &n, span_of(y, sizeof y)),
                         i < 2 ? ERR_TLS_POINT : ERR_OK);
        mpz_sub_ui(v, p, i);
        assert_int_equal(kx_finish(&k, out, &n, bytes_of(&a, v)), i < 2 ? ERR_TLS_POINT : ERR_OK);
    }
    memset(y, 0xff, sizeof y);
    assert_int_equal(kx_finish(&k, out, &n, span_of(y, sizeof y)), ERR_TLS_POINT);
    mpz_clears(p, v, NULL);
    arena_free(&a);
}

static enum err given(struct arena *a, const mpz_t p, const mpz_t g)
{
    static const struct kx empty;
    struct kit_rng source = {.seed = 3};
    struct rng rng = kit_rng(&source);
    struct kx k;
    enum err err = kx_start_dh(&k, bytes_of(a, p), bytes_of(a, g), &rng);

    /* A private key only where there is a group for it. */
    assert_true((err == ERR_OK) == (memcmp(k.private, empty.private, sizeof k.private) != 0));
    return err;
}

/* 2^2047 + 1919: a prime, and 3 divides p - 1. */
static void set_prime(mpz_t p)
{
    mpz_set_ui(p, 1919);
    mpz_setbit(p, 2047);
}

static void test_given_sizes(void **state)
{
    struct arena a;
    mpz_t p, g;

    (void)state;
    arena_init(&a, 1 << 20);
    mpz_inits(p, g, NULL);
    mpz_set_ui(g, 2);
    set_prime(p);
    assert_int_equal(given(&a, p, g), ERR_OK);
    mpz_tdiv_q_2exp(p, p, 1);
    mpz_setbit(p, 0);
    assert_int_equal(given(&a, p, g), ERR_TLS_DH_SMALL); /* 2047 bits, whatever else it is */
    mpz_set_ui(p, 0);
    assert_int_equal(given(&a, p, g), ERR_TLS_DH_SMALL);
    mpz_setbit(p, 511);
    mpz_setbit(p, 0);
    assert_int_equal(given(&a, p, g), ERR_TLS_DH_SMALL);
    mpz_set_ui(p, 0);
    mpz_setbit(p, 9689);
    mpz_sub_ui(p, p, 1);
    assert_int_equal(given(&a, p, g), ERR_TLS_DH_PARAMS); /* a prime, of 9689 bits */
    assert_int_equal(kx_dh_check(bytes_of(&a, p), bytes_of(&a, g)), ERR_TLS_DH_PARAMS);
    mpz_clears(p, g, NULL);
    arena_free(&a);
}

/* Even, composite (2^2047 + 1921, and a square), and generators that generate nothing. */
static void test_given_unsound(void **state)
{
    struct arena a;
    mpz_t p, g, v;

    (void)state;
    arena_init(&a, 1 << 20);
    mpz_inits(p, g, v, NULL);
    set_prime(p);
    mpz_set_ui(g, 2);
    mpz_add_ui(v, p, 1);
    assert_int_equal(given(&a, v, g), ERR_TLS_DH_PARAMS);
    mpz_add_ui(v, p, 2);
    assert_int_equal(given(&a, v, g), ERR_TLS_DH_PARAMS);
    mpz_set_ui(v, 643);
    mpz_setbit(v, 1024);
    mpz_mul(v, v, v);
    assert_int_equal(given(&a, v, g), ERR_TLS_DH_PARAMS);
    for (unsigned i = 0; i < 3; i++) {
        mpz_set_ui(g, i);
        assert_int_equal(given(&a, p, g), i < 2 ? ERR_TLS_DH_PARAMS : ERR_OK);
        mpz_sub_ui(g, p, i);
        assert_int_equal(given(&a, p, g), i < 2 ? ERR_TLS_DH_PARAMS : ERR_OK);
    }
    mpz_mul(g, p, p);
    assert_int_equal(given(&a, p, g), ERR_TLS_DH_PARAMS);
    mpz_clears(p, g, v, NULL);
    arena_free(&a);
}

/* Zeros in front of p, g and Y change nothing; what is longer than p is no Y. */
static void test_given_zeros(void **state)
{
    struct kit_rng source = {.seed = 4}, again = {.seed = 4};
    struct rng rng = kit_rng(&source), rng_again = kit_rng(&again);
    uint8_t x[KX_SHARED_MAX], y[KX_SHARED_MAX];
    struct arena a;
    struct kx k, padded;
    size_t x_n, y_n;
    mpz_t p;

    (void)state;
    arena_init(&a, 1 << 20);
    mpz_init(p);
    formula(p, 2048, named[0].x);
    struct span prime = bytes_of(&a, p);
    assert_int_equal(kx_start_dh(&k, prime, SPAN_LIT("\2"), &rng), ERR_OK);
    assert_int_equal(
        kx_start_dh(&padded, FD_CAT(&a, SPAN_LIT("\0\0"), prime), SPAN_LIT("\0\2"), &rng_again),
        ERR_OK);
    assert_int_equal(k.public_n, 256);
    assert_int_equal(padded.public_n, 256);
    assert_memory_equal(k.public, padded.public, 256);
    assert_int_equal(kx_finish(&k, x, &x_n, SPAN_LIT("\3")), ERR_OK);
    assert_int_equal(kx_finish(&padded, y, &y_n, SPAN_LIT("\0\0\3")), ERR_OK);
    assert_int_equal(x_n, 256);
    assert_true(span_eq(span_of(x, x_n), span_of(y, y_n)));
    assert_int_equal(kx_finish(&k, x, &x_n, FD_CAT(&a, SPAN_LIT("\0"), prime)),
                     ERR_TLS_KEY_SHARE_FORM);
    assert_int_equal(kx_finish(&k, x, &x_n, (struct span){0}), ERR_TLS_KEY_SHARE_FORM);
    mpz_clear(p);
    arena_free(&a);
}

/* SP 800-56A 5.7.1.1: a Y of order 3 comes to 1 for every third exponent, and to nothing secret. */
static void test_given_small_order(void **state)
{
    uint8_t out[KX_SHARED_MAX];
    unsigned zero = 0;
    struct arena a;
    size_t n;
    mpz_t p, y, e;

    (void)state;
    arena_init(&a, 1 << 20);
    mpz_inits(p, y, e, NULL);
    set_prime(p);
    mpz_sub_ui(e, p, 1);
    mpz_divexact_ui(e, e, 3);
    for (unsigned long base = 2; mpz_cmp_ui(y, 1) <= 0; base++) {
        mpz_set_ui(y, base);
        mpz_powm(y, y, e, p);
    }
    struct span prime = bytes_of(&a, p), peer = bytes_of(&a, y);
    for (uint32_t seed = 0; seed < 12; seed++) {
        struct kit_rng source = {.seed = seed};
        struct rng rng = kit_rng(&source);
        struct kx k;
        assert_int_equal(kx_start_dh(&k, prime, SPAN_LIT("\2"), &rng), ERR_OK);
        mpz_import(e, k.private_n, 1, 1, 1, 0, k.private);
        bool one = mpz_divisible_ui_p(e, 3) != 0;
        assert_int_equal(kx_finish(&k, out, &n, peer), one ? ERR_TLS_SHARED_ZERO : ERR_OK);
        zero += one;
    }
    assert_true(zero > 0 && zero < 12);
    mpz_clears(p, y, e, NULL);
    arena_free(&a);
}

/* What a ServerKeyExchange writes out: the p of RFC 7919, and 2. */
static void test_params(void **state)
{
    struct arena a;
    mpz_t p;

    (void)state;
    arena_init(&a, 1 << 20);
    mpz_init(p);
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        struct buf prime, generator;

        buf_init(&prime, 1 << 12);
        buf_init(&generator, 1 << 12);
        assert_int_equal(kx_dh_params(kx_kind(named[i].group), &prime, &generator), ERR_OK);
        formula(p, named[i].bits, named[i].x);
        assert_true(span_eq(buf_span(&prime), bytes_of(&a, p)));
        assert_true(span_eq(buf_span(&generator), SPAN_LIT("\2")));
        assert_int_equal(kx_dh_params(kx_kind(KX_P256), &prime, &generator), ERR_TLS_NOT_SUPPORTED);
        assert_int_equal(kx_dh_params(kx_kind(KX_DH_GIVEN), &prime, &generator),
                         ERR_TLS_NOT_SUPPORTED);
        buf_free(&prime);
        buf_free(&generator);
        buf_init(&prime, 10); /* no room */
        assert_int_equal(kx_dh_params(kx_kind(named[i].group), &prime, &generator), ERR_LIMIT);
        buf_free(&prime);
        buf_free(&generator);
    }
    mpz_clear(p);
    arena_free(&a);
}

/* Those that are weak on purpose: two ends agree, and a client would have none of them. */
static void test_weak(void **state)
{
    static const uint8_t long_one[1025] = {[0] = 0x80, [1024] = 1};
    static const uint8_t mersenne[16] = {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    const struct span bad[] = {SPAN_LIT(""), SPAN_LIT("\0\0"), SPAN_LIT("\x7f\x10"),
                               span_of(long_one, sizeof long_one)};
    const struct span p = span_of(mersenne, sizeof mersenne), g = SPAN_LIT("\3");
    struct kit_rng source = {.seed = 5};
    struct rng rng = kit_rng(&source);
    uint8_t x[KX_SHARED_MAX], y[KX_SHARED_MAX];
    struct kx ours, theirs;
    size_t x_n, y_n;

    (void)state;
    assert_int_equal(kx_start_dh(&ours, p, g, &rng), ERR_TLS_DH_SMALL);
    assert_int_equal(kx_start_weak(&ours, p, g, &rng), ERR_OK);
    assert_int_equal(kx_start_weak(&theirs, p, g, &rng), ERR_OK);
    assert_int_equal(ours.public_n, sizeof mersenne);
    assert_int_equal(kx_finish(&ours, x, &x_n, span_of(theirs.public, theirs.public_n)), ERR_OK);
    assert_int_equal(kx_finish(&theirs, y, &y_n, span_of(ours.public, ours.public_n)), ERR_OK);
    assert_true(x_n == sizeof mersenne && span_eq(span_of(x, x_n), span_of(y, y_n)));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(kx_start_weak(&ours, bad[i], g, &rng), ERR_TLS_DH_PARAMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_named),       cmocka_unit_test(test_params),
        cmocka_unit_test(test_padded),      cmocka_unit_test(test_public_range),
        cmocka_unit_test(test_given_sizes), cmocka_unit_test(test_given_unsound),
        cmocka_unit_test(test_given_zeros), cmocka_unit_test(test_given_small_order),
        cmocka_unit_test(test_weak),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
