/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/sig.h"

#include <gmp.h>

#include "tests/factory/fkey.h"
#include "tests/unit/crypto/kit_vectors.h"

/* RFC 4055 1.2, 3.3: the key says which parameters its signatures have. */
static void restricted(void **state)
{
    size_t found = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(vectors); i++) {
        const struct kit_vector *v = &vectors[i];
        struct span sig = fd_hex(a, v->signature);
        if (strncmp(v->id, "BOUND ", 6) != 0)
            continue;
        found++;
        if (kit_verify(a, v->spki, v->algorithm, KIT_MSG, sig) != ERR_ALG_KEY_MISMATCH)
            fail_msg("%s", v->id);
        /* It is the restriction that refuses: the same numbers as a plain RSA key accept. */
        assert_int_equal(kit_verify(a, find("RSA_SHA1")->spki, v->algorithm, KIT_MSG, sig), ERR_OK);
    }
    assert_int_equal(found, 5);
}

/* The number n - s, n + 0 and such: what is not below the modulus is never opened. */
static void out_of_range(void **state)
{
    const struct kit_vector *v = find("RSA_SHA256");
    struct fail fail = {0};
    struct keyinfo k;
    uint8_t all[128];

    (void)state;
    assert_int_equal(keyinfo_parse(&k, fd_hex(a, v->spki), &fail), ERR_OK);
    struct span n = span_tail(k.modulus, 1);
    assert_int_equal(n.n, sizeof all);
    assert_int_equal(kit_verify(a, v->spki, v->algorithm, KIT_MSG, n), ERR_SIG_FORM);
    memset(all, 0xff, sizeof all);
    assert_int_equal(kit_verify(a, v->spki, v->algorithm, KIT_MSG, span_of(all, sizeof all)),
                     ERR_SIG_FORM);
    /* n - 1, 0 and 1 are in range, and no signatures. */
    assert_int_equal(kit_verify(a, v->spki, v->algorithm, KIT_MSG, kit_changed(a, n, n.n - 1, 1)),
                     ERR_SIG_MISMATCH);
    memset(all, 0, sizeof all);
    assert_int_equal(kit_verify(a, v->spki, v->algorithm, KIT_MSG, span_of(all, sizeof all)),
                     ERR_SIG_MISMATCH);
    all[127] = 1;
    assert_int_equal(kit_verify(a, v->spki, v->algorithm, KIT_MSG, span_of(all, sizeof all)),
                     ERR_SIG_MISMATCH);
}

/*
 * The arithmetic against GMP's own, for sizes around whole limbs and exponents of every form:
 * where the opened number is a good padding, so it is for both.  The padding is made first and
 * its e-th power is what a key with the inverse exponent opens; with a prime modulus the inverse
 * is easy to have.
 */
static void arithmetic(void **state)
{
    static const unsigned sizes[] = {1024, 1025, 1087, 1088, 1089, 2048};
    static const char *const exponents[] = {
        "3", "5", "17", "10001", "ffffffff", "100000001", "8000000000000001", "ffffffffffffffff"};
    mpz_t n, phi, e, d, s;
    gmp_randstate_t random_state;

    (void)state;
    mpz_inits(n, phi, e, d, s, NULL);
    gmp_randinit_default(random_state);
    for (size_t i = 0; i < COUNT(sizes) * COUNT(exponents); i++) {
        unsigned bits = sizes[i / COUNT(exponents)];
        size_t size = (bits + 7) / 8;
        uint8_t em[512] = {0}, number[512], hash[DIGEST_MAX_SIZE];
        mpz_set_str(e, exponents[i % COUNT(exponents)], 16);
        do {
            mpz_urandomb(n, random_state, bits - 1);
            mpz_setbit(n, bits - 1);
            mpz_nextprime(n, n);
            mpz_sub_ui(phi, n, 1);
        } while (mpz_invert(d, e, phi) == 0);
        struct span info = fd_hex(a, "3031300d060960864801650304020105000420");
        digest_of(DIGEST_SHA256, hash, KIT_MSG);
        em[1] = 1;
        memset(em + 2, 0xff, size - info.n - 35);
        memcpy(em + size - 32 - info.n, info.p, info.n);
        memcpy(em + size - 32, hash, 32);
        mpz_import(s, size, 1, 1, 1, 0, em);
        mpz_powm(s, s, d, n);

        size_t used;
        mpz_export(number, &used, 1, 1, 1, 0, n);
        struct span n_der = fd_unsigned(a, fd_copy(a, span_of(number, used)));
        mpz_export(number, &used, 1, 1, 1, 0, e);
        struct span e_der = fd_unsigned(a, fd_copy(a, span_of(number, used)));
        struct span spki =
            FD(a, DER_SEQUENCE, FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.1.1"), fd_null(a)),
               fd_bits(a, FD(a, DER_SEQUENCE, n_der, e_der)));
        memset(number, 0, size);
        mpz_export(number + size - (mpz_sizeinbase(s, 256)), &used, 1, 1, 1, 0, s);
        struct pubkey *key;
        struct sigalg alg = kit_alg(fd_hex(a, find("RSA_SHA256")->algorithm));
        assert_int_equal(kit_key(&key, spki), ERR_OK);
        if (pubkey_verify(key, &alg, KIT_MSG, span_of(number, size)) != ERR_OK)
            fail_msg("%u bits, exponent %s", bits, exponents[i % COUNT(exponents)]);
        struct buf opened;
        buf_init(&opened, sizeof em);
        assert_int_equal(pubkey_rsa_open(key, &opened, span_of(number, size)), ERR_OK);
        assert_true(span_eq(buf_span(&opened), span_of(em, size)));
        assert_int_equal(pubkey_rsa_open(key, &opened, span_of(number, size - 1)), ERR_SIG_FORM);
        buf_free(&opened);
        number[size - 1] ^= 1;
        assert_int_equal(pubkey_verify(key, &alg, KIT_MSG, span_of(number, size)),
                         ERR_SIG_MISMATCH);
        pubkey_free(key);
    }
    gmp_randclear(random_state);
    mpz_clears(n, phi, e, d, s, NULL);
}

/* Only a key of RSA opens a signature, and only one below the modulus. */
static void opening(void **state)
{
    uint8_t sig[256];
    struct pubkey *key;
    struct buf opened;

    (void)state;
    buf_init(&opened, sizeof sig);
    memset(sig, 0xff, sizeof sig);
    assert_int_equal(kit_key(&key, fkey_spki(a, FKEY_P256_A)), ERR_OK);
    assert_int_equal(pubkey_rsa_open(key, &opened, span_of(sig, sizeof sig)), ERR_ALG_KEY_MISMATCH);
    pubkey_free(key);
    assert_int_equal(kit_key(&key, fkey_spki(a, FKEY_RSA2048_A)), ERR_OK);
    assert_int_equal(pubkey_rsa_open(key, &opened, span_of(sig, sizeof sig)), ERR_SIG_FORM);
    pubkey_free(key);
    assert_int_equal(opened.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(restricted, setup, teardown),
        cmocka_unit_test_setup_teardown(out_of_range, setup, teardown),
        cmocka_unit_test_setup_teardown(arithmetic, setup, teardown),
        cmocka_unit_test_setup_teardown(opening, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
