/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/mint/signer.h"
#include "tests/unit/crypto/kit.h"
#include "tests/unit/crypto/kit_rng.h"

static const struct {
    enum key_kind kind;
    unsigned bits;
    enum oid asked, usual; /* asked: UNKNOWN for the usual one */
} rows[] = {
    {KEY_RSA, 1024, OID_UNKNOWN, OID_SIG_RSA_SHA256},
    {KEY_RSA, 1024, OID_SIG_RSA_SHA1, OID_SIG_RSA_SHA1},
    {KEY_P224, 0, OID_UNKNOWN, OID_SIG_ECDSA_SHA256},
    {KEY_P256, 0, OID_UNKNOWN, OID_SIG_ECDSA_SHA256},
    {KEY_P256, 0, OID_SIG_ECDSA_SHA1, OID_SIG_ECDSA_SHA1},
    {KEY_P384, 0, OID_UNKNOWN, OID_SIG_ECDSA_SHA384},
    {KEY_P521, 0, OID_UNKNOWN, OID_SIG_ECDSA_SHA512},
    {KEY_ED25519, 0, OID_UNKNOWN, OID_ED25519},
    {KEY_ED448, 0, OID_UNKNOWN, OID_ED448},
    {KEY_MLDSA44, 0, OID_UNKNOWN, OID_ML_DSA_44},
    {KEY_MLDSA65, 0, OID_UNKNOWN, OID_ML_DSA_65},
    {KEY_MLDSA87, 0, OID_UNKNOWN, OID_ML_DSA_87},
};

/* What is signed is verified under the algorithm that the signer names. */
static void test_kinds(void **state)
{
    struct kit_rng bytes = {.seed = 1};
    struct rng rng = kit_rng(&bytes);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct privkey *key;
        struct pubkey *public;
        struct signer signer;
        struct span sig;
        struct arena a;

        arena_init(&a, 1 << 20);
        assert_int_equal(privkey_generate(&key, rows[i].kind, rows[i].bits, &rng), ERR_OK);
        assert_int_equal(signer_of_key(&signer, &a, key, rows[i].asked, &rng), ERR_OK);
        assert_int_equal(signer.sign(signer.ctx, &a, &sig, KIT_MSG), ERR_OK);
        struct sigalg alg = kit_alg(piece_content(signer.alg));
        assert_int_equal(alg.oid, rows[i].usual);
        assert_int_equal(kit_key(&public, privkey_spki(key)), ERR_OK);
        assert_int_equal(pubkey_verify(public, &alg, KIT_MSG, sig), ERR_OK);
        pubkey_free(public);
        privkey_free(key);
        arena_free(&a);
    }
}

static void test_refused(void **state)
{
    struct kit_rng bytes = {.seed = 1};
    struct rng rng = kit_rng(&bytes);
    struct privkey *key;
    struct signer signer;
    struct span sig;
    struct arena a;

    (void)state;
    assert_int_equal(privkey_generate(&key, KEY_P256, 0, &rng), ERR_OK);
    arena_init(&a, 1 << 20);
    assert_int_equal(signer_of_key(&signer, &a, key, OID_ED25519, &rng), ERR_OK);
    assert_int_equal(signer.sign(signer.ctx, &a, &sig, KIT_MSG), ERR_ALG_KEY_MISMATCH);
    arena_free(&a);
    arena_init(&a, 16);
    assert_int_equal(signer_of_key(&signer, &a, key, OID_UNKNOWN, &rng), ERR_LIMIT);
    arena_free(&a);
    privkey_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
