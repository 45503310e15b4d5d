/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/privkey.h"

#include "tests/unit/crypto/kit.h"
#include "tests/unit/crypto/kit_rng.h"

static const struct {
    enum key_kind kind;
    unsigned bits; /* asked for, and of the key that came */
    struct sigalg alg;
} rows[] = {
    {KEY_RSA, 1024, {.kind = SIG_RSA_PKCS1, .digest = DIGEST_SHA1}},
    {KEY_RSA, 1031, {.kind = SIG_RSA_PKCS1, .digest = DIGEST_SHA256}},
    {KEY_P224, 224, {.kind = SIG_ECDSA, .digest = DIGEST_SHA256}},
    {KEY_P256, 256, {.kind = SIG_ECDSA, .digest = DIGEST_SHA256}},
    {KEY_P384, 384, {.kind = SIG_ECDSA, .digest = DIGEST_SHA384}},
    {KEY_P521, 521, {.kind = SIG_ECDSA, .digest = DIGEST_SHA512}},
    {KEY_ED25519, 255, {.kind = SIG_ED25519}},
    {KEY_ED448, 448, {.kind = SIG_ED448}},
    {KEY_MLDSA44, 0, {.kind = SIG_MLDSA44}},
    {KEY_MLDSA65, 0, {.kind = SIG_MLDSA65}},
    {KEY_MLDSA87, 0, {.kind = SIG_MLDSA87}},
};

static struct privkey *generate(enum key_kind kind, unsigned bits, const struct rng *rng)
{
    struct privkey *k;

    assert_int_equal(privkey_generate(&k, kind, bits, rng), ERR_OK);
    return k;
}

/* What the new key signs is verified with the public half that a certificate would have. */
static void check_use(const struct privkey *k, const struct sigalg *alg, const struct rng *rng)
{
    struct pubkey *key;
    struct buf sig;

    buf_init(&sig, SIGNATURE_MAX);
    assert_int_equal(privkey_sign(k, &sig, alg, KIT_MSG, rng), ERR_OK);
    assert_int_equal(kit_key(&key, privkey_spki(k)), ERR_OK);
    assert_int_equal(pubkey_verify(key, alg, KIT_MSG, buf_span(&sig)), ERR_OK);
    pubkey_free(key);
    buf_free(&sig);
}

static void test_kinds(void **state)
{
    struct kit_rng bytes = {.seed = 1};
    struct rng rng = kit_rng(&bytes);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct privkey *k = generate(rows[i].kind, rows[i].bits, &rng);
        struct fail fail = {0};
        struct keyinfo info;

        assert_int_equal(privkey_kind(k), rows[i].kind);
        assert_int_equal(privkey_bits(k), rows[i].bits);
        assert_int_equal(keyinfo_parse(&info, privkey_spki(k), &fail), ERR_OK);
        assert_int_equal(info.err, ERR_OK);
        assert_true(privkey_fits(k, &info));
        check_use(k, &rows[i].alg, &rng);
        privkey_free(k);
    }
}

/* Each key is another one, and depends on nothing but the source. */
static void test_fresh(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct kit_rng one = {.seed = 1}, same = {.seed = 1};
        struct rng first = kit_rng(&one), again = kit_rng(&same);
        struct privkey *a = generate(rows[i].kind, rows[i].bits, &first);
        struct privkey *b = generate(rows[i].kind, rows[i].bits, &first);
        struct privkey *c = generate(rows[i].kind, rows[i].bits, &again);

        assert_false(span_eq(privkey_spki(a), privkey_spki(b)));
        assert_true(span_eq(privkey_spki(a), privkey_spki(c)));
        privkey_free(a);
        privkey_free(b);
        privkey_free(c);
    }
}

/* A source that is broken makes no search endless. */
static void test_zeros(void **state)
{
    struct rng rng = kit_zeros();

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        privkey_free(generate(rows[i].kind, rows[i].bits, &rng));
}

static void test_refused(void **state)
{
    static const struct {
        enum key_kind kind;
        unsigned bits;
        enum err err;
    } bad[] = {
        {KEY_RSA, 1023, ERR_KEY_RSA_SIZE},     {KEY_RSA, 16385, ERR_KEY_RSA_SIZE},
        {KEY_RSA, 1u << 24, ERR_KEY_RSA_SIZE}, {KEY_RSA, 0, ERR_KEY_RSA_SIZE},
        {KEY_NONE, 0, ERR_KEY_UNKNOWN},        {KEY_RSA_PSS, 2048, ERR_KEY_UNKNOWN},
        {KEY_DSA, 2048, ERR_KEY_UNKNOWN},
    };
    struct rng rng = kit_zeros();

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct privkey *k;

        assert_int_equal(privkey_generate(&k, bad[i].kind, bad[i].bits, &rng), bad[i].err);
        assert_null(k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_fresh),
        cmocka_unit_test(test_zeros),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
