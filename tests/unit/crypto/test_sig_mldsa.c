/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ML-DSA behind the interfaces of all keys: SubjectPublicKeyInfo, PKCS#8, signatures (RFC 9881). */
#include "config.h"

#include "tests/unit/crypto/kit_privkey.h"

#include "tests/unit/crypto/kit_arena.h"
#include "tests/unit/crypto/kit_rng.h"

#define OID_44 "2.16.840.1.101.3.4.3.17"

static const struct {
    enum kit_privkey id;
    enum key_kind kind;
    enum sig_kind sig;
    size_t signature_n;
} keys[] = {
    {KIT_MLDSA44, KEY_MLDSA44, SIG_MLDSA44, 2420},
    {KIT_MLDSA65, KEY_MLDSA65, SIG_MLDSA65, 3309},
    {KIT_MLDSA87, KEY_MLDSA87, SIG_MLDSA87, 4627},
};

static const struct span none = {0};

/* Signs KIT_MSG; rng may be NULL. */
static struct span sign(const struct privkey *key, enum sig_kind kind, const struct rng *rng)
{
    struct sigalg alg = {.kind = kind};
    struct buf sig;

    buf_init(&sig, SIGNATURE_MAX);
    assert_int_equal(privkey_sign(key, &sig, &alg, KIT_MSG, rng), ERR_OK);
    struct span out = fd_copy(a, buf_span(&sig));
    buf_free(&sig);
    return out;
}

static void test_sign_verify(void **state)
{
    struct kit_rng bytes = {.seed = 1};
    struct rng rng = kit_rng(&bytes);

    (void)state;
    for (size_t i = 0; i < COUNT(keys); i++) {
        struct privkey *private = kit_privkey(keys[i].id);
        struct sigalg alg = {.kind = keys[i].sig};
        struct pubkey *public;

        assert_int_equal(privkey_kind(private), keys[i].kind);
        assert_int_equal(kit_key(&public, privkey_spki(private)), ERR_OK);
        struct span sig = sign(private, keys[i].sig, NULL);
        struct span hedged = sign(private, keys[i].sig, &rng);
        assert_int_equal(sig.n, keys[i].signature_n);
        assert_true(span_eq(sig, sign(private, keys[i].sig, NULL)));
        assert_false(span_eq(sig, hedged));
        assert_int_equal(pubkey_verify(public, &alg, KIT_MSG, sig), ERR_OK);
        assert_int_equal(pubkey_verify(public, &alg, KIT_MSG, hedged), ERR_OK);
        assert_int_equal(pubkey_verify(public, &alg, SPAN_LIT("tlsbux"), sig), ERR_SIG_MISMATCH);
        assert_int_equal(pubkey_verify(public, &alg, KIT_MSG, span_head(sig, sig.n - 1)),
                         ERR_SIG_FORM);
        pubkey_free(public);
        privkey_free(private);
    }
}

/* A key makes the signatures of its own set alone. */
static void test_other_set(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(keys); i++) {
        struct privkey *private = kit_privkey(keys[i].id);

        for (enum sig_kind kind = SIG_RSA_PKCS1; kind <= SIG_MLDSA87; kind++) {
            struct sigalg alg = {.kind = kind, .digest = DIGEST_SHA256};
            struct buf sig;

            buf_init(&sig, SIGNATURE_MAX);
            assert_int_equal(privkey_sign(private, &sig, &alg, KIT_MSG, NULL),
                             kind == keys[i].sig ? ERR_OK : ERR_ALG_KEY_MISMATCH);
            buf_free(&sig);
        }
        privkey_free(private);
    }
}

/* RFC 9881 C.1: three forms of one key. */
static void test_forms(void **state)
{
    static const enum kit_privkey forms[] = {KIT_MLDSA44, KIT_MLDSA44_EXPANDED, KIT_MLDSA44_BOTH};
    struct privkey *first = kit_privkey(forms[0]);

    (void)state;
    for (size_t i = 0; i < COUNT(forms); i++) {
        struct privkey *key = kit_privkey(forms[i]);

        assert_true(span_eq(privkey_spki(key), privkey_spki(first)));
        assert_true(span_eq(sign(key, SIG_MLDSA44, NULL), sign(first, SIG_MLDSA44, NULL)));
        privkey_free(key);
    }
    privkey_free(first);
}

static enum err read(struct span der)
{
    struct privkey *key;
    enum err err = privkey_new(&key, der);

    assert_true((err == ERR_OK) == (key != NULL));
    privkey_free(key);
    return err;
}

/* RFC 9881 C.4: seeds of other keys, and parts of expanded keys that do not fit. */
static void test_inconsistent(void **state)
{
    (void)state;
    assert_int_equal(read(span_str(kit_pem[KIT_MLDSA44_BAD_1])), ERR_KEY_INCONSISTENT);
    assert_int_equal(read(span_str(kit_pem[KIT_MLDSA44_BAD_2])), ERR_KEY_INCONSISTENT);
    assert_int_equal(read(span_str(kit_pem[KIT_MLDSA44_BAD_3])), ERR_KEY_INCONSISTENT);
}

/* PKCS#8 around what is inside, with or without a public key. */
static struct span pkcs8(struct span params, struct span inside, struct span public)
{
    struct span bits = none;

    if (public.n > 0)
        bits = FD(a, DER_CTX(1), SPAN_LIT("\0"), public);
    return FD(a, DER_SEQUENCE, fd_int(a, public.n > 0),
              FD(a, DER_SEQUENCE, fd_oid(a, OID_44), params), fd_octets(a, inside), bits);
}

static enum err read_inside(struct span inside)
{
    return read(pkcs8(none, inside, none));
}

/* The seed and the expanded key of C.1: they end the DER of `both`. */
static void take_both(struct span *seed, struct span *expanded)
{
    struct span der = kit_der(a, KIT_MLDSA44_BOTH);

    *expanded = span_tail(der, der.n - 2560);
    *seed = span_head(span_tail(der, der.n - 2560 - 4 - 32), 32);
}

static struct span both(struct span seed, struct span expanded)
{
    return FD(a, DER_SEQUENCE, fd_octets(a, seed), fd_octets(a, expanded));
}

static void test_encoding(void **state)
{
    struct span seed, expanded;

    (void)state;
    take_both(&seed, &expanded);
    struct span in_seed = fd_tlv(a, DER_CTX(0), seed), in_expanded = fd_octets(a, expanded);
    struct span more = fd_null(a), longer = FD_CAT(a, expanded, SPAN_LIT("\0"));
    const struct {
        struct span inside;
        enum err err;
    } rows[] = {
        {in_seed, ERR_OK},
        {in_expanded, ERR_OK},
        {both(seed, expanded), ERR_OK},
        {none, ERR_DER_TRUNCATED},
        {fd_tlv(a, DER_CTX(0), span_head(seed, 31)), ERR_KEY_FORM},
        {fd_tlv(a, DER_CTX(0), FD_CAT(a, seed, SPAN_LIT("\0"))), ERR_KEY_FORM},
        {fd_tlv(a, DER_CTX(0), none), ERR_KEY_FORM},
        {fd_tlv(a, DER_CTX(1), seed), ERR_DER_TAG},
        {FD(a, DER_CTXC(0), fd_octets(a, seed)), ERR_DER_TAG},
        {fd_octets(a, seed), ERR_KEY_FORM},
        {FD_CAT(a, in_seed, more), ERR_DER_TRAILING},
        {FD_CAT(a, in_expanded, more), ERR_DER_TRAILING},
        {FD_CAT(a, both(seed, expanded), more), ERR_DER_TRAILING},
        {fd_octets(a, span_head(expanded, 2559)), ERR_KEY_FORM},
        {fd_octets(a, longer), ERR_KEY_FORM},
        {FD(a, DER_SEQUENCE, fd_octets(a, seed)), ERR_DER_TRUNCATED},
        {both(seed, none), ERR_KEY_FORM},
        {both(seed, longer), ERR_KEY_FORM},
        {both(none, expanded), ERR_KEY_FORM},
        {both(expanded, seed), ERR_KEY_FORM},
        {FD(a, DER_SEQUENCE, fd_octets(a, seed), in_expanded, more), ERR_DER_TRAILING},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        enum err err = read_inside(rows[i].inside);

        if (err != rows[i].err)
            print_message("row %zu: %s\n", i, err_id(err));
        assert_int_equal(err, rows[i].err);
    }
    /* RFC 9881 2: no parameters, here as elsewhere. */
    assert_int_equal(read(pkcs8(more, in_seed, none)), ERR_KEY_PARAMETERS);
}

/* Each part of the expanded key: rho, K, tr, s1, s2, t0.  By itself, only K may be anything. */
static void test_expanded_changed(void **state)
{
    static const struct {
        size_t at;
        enum err err;
    } rows[] = {{0, ERR_KEY_INCONSISTENT},   {32, ERR_OK},
                {64, ERR_KEY_INCONSISTENT},  {128, ERR_KEY_INCONSISTENT},
                {512, ERR_KEY_INCONSISTENT}, {896, ERR_KEY_INCONSISTENT},
                {2559, ERR_KEY_INCONSISTENT}};
    struct span seed, expanded;

    (void)state;
    take_both(&seed, &expanded);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct span changed = kit_changed(a, expanded, rows[i].at, 1);

        assert_int_equal(read_inside(fd_octets(a, changed)), rows[i].err);
        assert_int_equal(read_inside(both(seed, changed)), ERR_KEY_INCONSISTENT);
    }
    /* Three bits of ones are -5, which is out of range for eta 2: in s1, and in s2. */
    for (size_t at = 128; at < 896; at += 384) {
        uint8_t *bad = (uint8_t *)(uintptr_t)fd_copy(a, expanded).p;

        bad[at] = 0xff;
        assert_int_equal(read_inside(fd_octets(a, span_of(bad, 2560))), ERR_KEY_FORM);
    }
}

static void test_public_part(void **state)
{
    struct privkey *key = kit_privkey(KIT_MLDSA44);
    struct span spki = privkey_spki(key), public = span_tail(spki, spki.n - 1312);
    struct span seed, expanded;

    (void)state;
    take_both(&seed, &expanded);
    struct span inside = fd_tlv(a, DER_CTX(0), seed);
    assert_int_equal(read(pkcs8(none, inside, public)), ERR_OK);
    assert_int_equal(read(pkcs8(none, inside, kit_changed(a, public, 1311, 1))), ERR_KEY_FORM);
    assert_int_equal(read(pkcs8(none, inside, span_head(public, 1311))), ERR_KEY_FORM);
    privkey_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sign_verify), cmocka_unit_test(test_other_set),
        cmocka_unit_test(test_forms),       cmocka_unit_test(test_inconsistent),
        cmocka_unit_test(test_encoding),    cmocka_unit_test(test_expanded_changed),
        cmocka_unit_test(test_public_part),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
