/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/privkey.h"

#include <nettle/rsa.h>

#include "tests/factory/fkey.h"
#include "tests/unit/crypto/kit_privkey.h"
#include "tests/unit/crypto/kit_rng.h"

static enum err read(struct span bytes)
{
    struct privkey *k;
    enum err err = privkey_new(&k, bytes);

    assert_true((err == ERR_OK) == (k != NULL));
    privkey_free(k);
    return err;
}

static void test_kinds(void **state)
{
    static const struct {
        enum kit_privkey id;
        enum key_kind kind;
        unsigned bits;
    } rows[] = {
        {KIT_RSA, KEY_RSA, 2048},         {KIT_RSA_PKCS1, KEY_RSA, 2048},
        {KIT_RSA_PSS, KEY_RSA_PSS, 2048}, {KIT_RSA_1024, KEY_RSA, 1024},
        {KIT_P256, KEY_P256, 256},        {KIT_P384, KEY_P384, 384},
        {KIT_P521, KEY_P521, 521},        {KIT_P224, KEY_P224, 224},
        {KIT_P256_SEC1, KEY_P256, 256},   {KIT_ED25519, KEY_ED25519, 255},
        {KIT_ED448, KEY_ED448, 448},
    };
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct privkey *k = kit_privkey(rows[i].id);
        assert_int_equal(privkey_kind(k), rows[i].kind);
        assert_int_equal(privkey_bits(k), rows[i].bits);
        privkey_free(k);
        assert_int_equal(read(kit_der(&a, rows[i].id)), ERR_OK);
    }
    arena_free(&a);
    privkey_free(NULL);
}

static void test_refused(void **state)
{
    static const struct {
        enum kit_privkey id;
        enum err err;
    } rows[] = {
        {KIT_RSA_THREE_PRIMES, ERR_KEY_FORM},
        {KIT_K256, ERR_KEY_CURVE},
        {KIT_EXPLICIT, ERR_KEY_EXPLICIT_CURVE},
        {KIT_X25519, ERR_KEY_UNKNOWN},
        {KIT_DSA, ERR_KEY_UNKNOWN},
        {KIT_DSA_OLD, ERR_KEY_UNKNOWN},
        {KIT_ENCRYPTED, ERR_KEY_ENCRYPTED},
        {KIT_ENCRYPTED_RFC1421, ERR_KEY_ENCRYPTED},
    };
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(read(span_str(kit_pem[rows[i].id])), rows[i].err);
    assert_int_equal(read(kit_der(&a, KIT_ENCRYPTED)), ERR_KEY_ENCRYPTED);
    arena_free(&a);
}

static void test_containers(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    struct span rsa = kit_der(&a, KIT_RSA), pem = span_str(kit_pem[KIT_P256]);
    assert_int_equal(read(SPAN_LIT("")), ERR_EMPTY_INPUT);
    assert_int_equal(read(SPAN_LIT("hello")), ERR_PEM_NONE);
    assert_int_equal(read(SPAN_LIT("\xff\xfe-\0-\0")), ERR_PEM_UTF16);
    assert_int_equal(read(SPAN_LIT("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")),
                     ERR_NO_PRIVATE_KEY);
    assert_int_equal(read(SPAN_LIT("-----BEGIN PRIVATE KEY-----\nAAAA\n")), ERR_PEM_END);
    assert_int_equal(read(SPAN_LIT("-----BEGIN PRIVATE KEY-----\nA!\n-----END PRIVATE KEY-----")),
                     ERR_BASE64);
    /* Behind other things, the first key counts. */
    struct span first = FD_CAT(&a,
                               SPAN_LIT("-----BEGIN CERTIFICATE-----\nAAAA\n"
                                        "-----END CERTIFICATE-----\ntext\n"),
                               pem, span_str(kit_pem[KIT_ENCRYPTED]));
    assert_int_equal(read(first), ERR_OK);
    for (size_t n = 0; n < rsa.n; n += 7)
        assert_int_not_equal(read(span_head(rsa, n)), ERR_OK);
    assert_int_equal(read(FD_CAT(&a, rsa, SPAN_LIT("\0"))), ERR_DER_TRAILING);
    assert_int_equal(read(FD(&a, DER_SEQUENCE, fd_int(&a, 0))), ERR_NO_PRIVATE_KEY);
    assert_int_equal(read(fkey_spki(&a, FKEY_P256_A)), ERR_NO_PRIVATE_KEY);
    arena_free(&a);
}

/* An RSAPrivateKey with one of its numbers exchanged (RFC 8017 A.1.2). */
static struct span rsa_with(struct arena *a, size_t which, struct span integer)
{
    struct fail fail = {0};
    struct der all = der_open(kit_der(a, KIT_RSA_PKCS1), &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    struct span parts[9];

    for (size_t i = 0; i < COUNT(parts); i++)
        parts[i] = i == which ? (void)der_any(&seq), integer : der_raw(&seq, DER_INTEGER);
    assert_int_equal(fail.err, ERR_OK);
    return fd_tlv(a, DER_SEQUENCE, fd_join(a, parts, COUNT(parts)));
}

/* The numbers are checked against each other: none can be changed alone. */
static void test_rsa_numbers(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < 9; i++) {
        struct fail fail = {0};
        struct der all = der_open(kit_der(&a, KIT_RSA_PKCS1), &fail);
        struct der seq = der_enter(&all, DER_SEQUENCE);
        struct span v = {0};
        for (size_t j = 0; j <= i; j++)
            v = der_integer(&seq);
        struct span other = fd_tlv(&a, DER_INTEGER, kit_changed(&a, v, v.n - 1, 2));
        struct span minus = fd_tlv(&a, DER_INTEGER, SPAN_LIT("\xff"));
        assert_int_equal(read(rsa_with(&a, i, fd_tlv(&a, DER_INTEGER, v))), ERR_OK);
        if (i > 0) {
            assert_int_equal(read(rsa_with(&a, i, other)), ERR_KEY_FORM);
            assert_int_equal(read(rsa_with(&a, i, fd_int(&a, 0))), ERR_KEY_FORM);
            assert_int_equal(read(rsa_with(&a, i, fd_int(&a, 1))), ERR_KEY_FORM);
            assert_int_equal(read(rsa_with(&a, i, minus)), ERR_KEY_FORM);
            /* Without the octet that keeps it positive. */
            struct span bare = fd_tlv(&a, DER_INTEGER, span_tail(v, 1));
            if (v.p[0] == 0)
                assert_int_equal(read(rsa_with(&a, i, bare)), ERR_KEY_FORM);
        }
    }
    assert_int_equal(read(rsa_with(&a, 0, fd_int(&a, 1))), ERR_KEY_FORM);
    assert_int_equal(read(rsa_with(&a, 0, fd_int(&a, 2))), ERR_DER_INTEGER_RANGE);
    arena_free(&a);
}

/* SEC 1: ECPrivateKey (RFC 5915 3) over P-256 with this scalar, parameters and public key. */
static struct span sec1(struct arena *a, int64_t version, struct span scalar, struct span params,
                        struct span public)
{
    return FD(a, DER_SEQUENCE, fd_int(a, version), fd_octets(a, scalar), params, public);
}

static void test_ec(void **state)
{
    uint8_t order[32], scalar[32] = {0};
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 16);
    struct span n = fd_hex(&a, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    struct span p256 = FD(&a, DER_CTXC(0), fd_oid(&a, "1.2.840.10045.3.1.7"));
    struct span none = {0}, one = span_of(scalar, sizeof scalar);
    struct span g = fd_hex(&a, "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                               "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
    struct span public = FD(&a, DER_CTXC(1), fd_bits(&a, g));
    scalar[31] = 1;
    assert_int_equal(read(sec1(&a, 1, one, p256, none)), ERR_OK);
    assert_int_equal(read(sec1(&a, 1, one, p256, public)), ERR_OK);
    assert_int_equal(read(sec1(&a, 1, SPAN_LIT("\1"), p256, public)), ERR_OK);
    /* Another public key than that of the scalar. */
    scalar[31] = 2;
    assert_int_equal(read(sec1(&a, 1, one, p256, public)), ERR_KEY_FORM);
    assert_int_equal(read(sec1(&a, 0, one, p256, none)), ERR_KEY_FORM);
    /* No curve. */
    assert_int_equal(read(sec1(&a, 1, one, none, none)), ERR_KEY_PARAMETERS);
    /* Outside 1..n-1, or longer than n. */
    assert_int_equal(read(sec1(&a, 1, none, p256, none)), ERR_KEY_FORM);
    assert_int_equal(read(sec1(&a, 1, SPAN_LIT("\0"), p256, none)), ERR_KEY_FORM);
    assert_int_equal(read(sec1(&a, 1, n, p256, none)), ERR_KEY_FORM);
    memcpy(order, n.p, sizeof order);
    order[31]--;
    assert_int_equal(read(sec1(&a, 1, span_of(order, sizeof order), p256, none)), ERR_OK);
    /* Zeros too many do not count, another octet does. */
    assert_int_equal(read(sec1(&a, 1, FD_CAT(&a, SPAN_LIT("\0"), one), p256, none)), ERR_OK);
    assert_int_equal(read(sec1(&a, 1, FD_CAT(&a, SPAN_LIT("\1"), one), p256, none)), ERR_KEY_FORM);
    arena_free(&a);
}

/* OneAsymmetricKey (RFC 5958 2) around a key of P-256 or Ed25519. */
static void test_pkcs8(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 16);
    struct span p256 = fd_oid(&a, "1.2.840.10045.3.1.7"), p384 = fd_oid(&a, "1.3.132.0.34");
    struct span alg = FD(&a, DER_SEQUENCE, fd_oid(&a, "1.2.840.10045.2.1"), p256);
    struct span scalar = SPAN_LIT("\1"), none = {0};
    struct span plain = fd_octets(&a, sec1(&a, 1, scalar, none, none));
    struct span zero = fd_int(&a, 0), one = fd_int(&a, 1), two = fd_int(&a, 2);
    assert_int_equal(read(FD(&a, DER_SEQUENCE, zero, alg, plain)), ERR_OK);
    assert_int_equal(read(FD(&a, DER_SEQUENCE, one, alg, plain)), ERR_OK);
    assert_int_equal(read(FD(&a, DER_SEQUENCE, two, alg, plain)), ERR_DER_INTEGER_RANGE);
    /* Attributes are passed over. */
    assert_int_equal(read(FD(&a, DER_SEQUENCE, zero, alg, plain, FD(&a, DER_CTXC(0), none))),
                     ERR_OK);
    /* A curve within that is the same one, and one that is not. */
    struct span same = fd_octets(&a, sec1(&a, 1, scalar, FD(&a, DER_CTXC(0), p256), none));
    struct span other = fd_octets(&a, sec1(&a, 1, scalar, FD(&a, DER_CTXC(0), p384), none));
    assert_int_equal(read(FD(&a, DER_SEQUENCE, zero, alg, same)), ERR_OK);
    assert_int_equal(read(FD(&a, DER_SEQUENCE, zero, alg, other)), ERR_KEY_FORM);
    struct span wrong = fd_octets(&a, sec1(&a, 2, scalar, none, none));
    assert_int_equal(read(FD(&a, DER_SEQUENCE, zero, alg, wrong)), ERR_DER_INTEGER_RANGE);
    /* Ed25519: parameters, a wrong length, another public key. */
    struct span ed = fd_oid(&a, "1.3.101.112");
    struct span ed_alg = FD(&a, DER_SEQUENCE, ed), with = FD(&a, DER_SEQUENCE, ed, fd_null(&a));
    struct span seed = SPAN_LIT("0123456789abcdef0123456789abcdef");
    struct span key = fd_octets(&a, fd_octets(&a, seed));
    struct span brief = fd_octets(&a, fd_octets(&a, span_head(seed, 31)));
    struct span public = FD(&a, DER_CTX(1), SPAN_LIT("\0"), seed);
    assert_int_equal(read(FD(&a, DER_SEQUENCE, zero, ed_alg, key)), ERR_OK);
    assert_int_equal(read(FD(&a, DER_SEQUENCE, zero, with, key)), ERR_KEY_PARAMETERS);
    assert_int_equal(read(FD(&a, DER_SEQUENCE, zero, ed_alg, brief)), ERR_KEY_FORM);
    assert_int_equal(read(FD(&a, DER_SEQUENCE, one, ed_alg, key, public)), ERR_KEY_FORM);
    arena_free(&a);
}

/* RFC 8017 A.2.3 and RFC 3279 2.3.1: rsaEncryption has NULL for parameters. */
static void test_rsa_parameters(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 18);
    struct span key = fd_octets(&a, kit_der(&a, KIT_RSA_PKCS1));
    struct span oid = fd_oid(&a, "1.2.840.113549.1.1.1");
    struct span bare = FD(&a, DER_SEQUENCE, oid), with = FD(&a, DER_SEQUENCE, oid, fd_null(&a));
    assert_int_equal(read(FD(&a, DER_SEQUENCE, fd_int(&a, 0), with, key)), ERR_OK);
    assert_int_equal(read(FD(&a, DER_SEQUENCE, fd_int(&a, 0), bare, key)), ERR_KEY_PARAMETERS);
    arena_free(&a);
}

/* The same key in two encodings fits, another or another kind does not. */
static void test_fits(void **state)
{
    struct fail fail = {0};
    struct arena a;
    struct keyinfo info;

    (void)state;
    arena_init(&a, 1 << 18);
    struct privkey *rsa = kit_privkey(KIT_RSA), *ec = kit_privkey(KIT_P256);
    struct der all = der_open(kit_der(&a, KIT_RSA_PKCS1), &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    (void)der_any(&seq);
    struct span n = der_any(&seq).raw, e = der_any(&seq).raw, pair = FD(&a, DER_SEQUENCE, n, e);
    struct span spki = fkey_spki_with(&a, "1.2.840.113549.1.1.1", fd_null(&a), pair);
    assert_int_equal(keyinfo_parse(&info, spki, &fail), ERR_OK);
    assert_true(privkey_fits(rsa, &info));
    assert_false(privkey_fits(ec, &info));
    info.err = ERR_KEY_FORM;
    assert_false(privkey_fits(rsa, &info));
    /* RFC 4055 1.2: a key for PSS alone is another kind of key. */
    spki = fkey_spki_with(&a, "1.2.840.113549.1.1.10", (struct span){0}, pair);
    assert_int_equal(keyinfo_parse(&info, spki, &fail), ERR_OK);
    assert_false(privkey_fits(rsa, &info));
    assert_int_equal(keyinfo_parse(&info, fkey_spki(&a, FKEY_RSA2048_A), &fail), ERR_OK);
    assert_false(privkey_fits(rsa, &info));
    assert_int_equal(keyinfo_parse(&info, fkey_spki(&a, FKEY_P256_A), &fail), ERR_OK);
    assert_false(privkey_fits(ec, &info));
    privkey_free(rsa);
    privkey_free(ec);
    arena_free(&a);
}

/* A public exponent of one octet, as many old keys have. */
static void test_small_exponents(void **state)
{
    static const unsigned exponents[] = {3, 17, 127};

    (void)state;
    for (size_t i = 0; i < COUNT(exponents); i++) {
        struct kit_rng source = {.seed = 1};
        struct rsa_public_key pub;
        struct rsa_private_key key;
        struct span parts[8];
        struct arena a;

        arena_init(&a, 1 << 18);
        rsa_public_key_init(&pub);
        rsa_private_key_init(&key);
        mpz_set_ui(pub.e, exponents[i]);
        int made =
            rsa_generate_keypair(&pub, &key, &source, kit_rng_fill, NULL, NULL, 1024, 0);
        assert_int_equal(made, 1);
        mpz_ptr numbers[] = {pub.n, pub.e, key.d, key.p, key.q, key.a, key.b, key.c};
        for (size_t k = 0; k < COUNT(numbers); k++) {
            size_t n = nettle_mpz_sizeinbase_256_u(numbers[k]);
            uint8_t *at = fd_alloc(&a, n);
            nettle_mpz_get_str_256(n, at, numbers[k]);
            parts[k] = fd_unsigned(&a, span_of(at, n));
        }
        assert_int_equal(
            read(FD(&a, DER_SEQUENCE, fd_int(&a, 0), fd_join(&a, parts, COUNT(numbers)))), ERR_OK);
        rsa_public_key_clear(&pub);
        rsa_private_key_clear(&key);
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_small_exponents),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_containers),
        cmocka_unit_test(test_rsa_numbers),
        cmocka_unit_test(test_ec),
        cmocka_unit_test(test_pkcs8),
        cmocka_unit_test(test_rsa_parameters),
        cmocka_unit_test(test_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
