/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gmp.h>

#include "tests/unit/crypto/kit_privkey.h"
#include "tests/unit/crypto/kit_rng.h"

#define PKCS1(hash)                                    \
    {                                                  \
        .kind = SIG_RSA_PKCS1, .digest = DIGEST_##hash \
    }
#define PSS(hash, salt)                                                                           \
    {                                                                                             \
        .kind = SIG_RSA_PSS, .digest = DIGEST_##hash, .mgf_digest = DIGEST_##hash, .salt_n = salt \
    }
#define ECDSA_WITH(hash)                           \
    {                                              \
        .kind = SIG_ECDSA, .digest = DIGEST_##hash \
    }

/* The public half of a key, as a certificate would have it. */
static struct pubkey *public_of(struct arena *a, enum kit_privkey id)
{
    struct fail fail = {0};
    struct pubkey *key = NULL;
    struct der all = der_open(kit_der(a, id), &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);

    (void)der_any(&seq);
    struct span n = der_any(&seq).raw, e = der_any(&seq).raw;
    assert_int_equal(fail.err, ERR_OK);
    struct span spki =
        FD(a, DER_SEQUENCE, FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.1.1"), fd_null(a)),
           fd_bits(a, FD(a, DER_SEQUENCE, n, e)));
    assert_int_equal(kit_key(&key, spki), ERR_OK);
    return key;
}

/* What each kind of key signs, verified with the public key alone. */
static void test_rsa(void **state)
{
    static const struct sigalg algs[] = {
        PKCS1(SHA1),
        PKCS1(SHA256),
        PKCS1(SHA384),
        PKCS1(SHA512),
        PSS(SHA256, 32),
        PSS(SHA384, 48),
        PSS(SHA512, 64),
        PSS(SHA256, 0),
        PSS(SHA256, 222),
        {.kind = SIG_RSA_PSS, .digest = DIGEST_SHA256, .mgf_digest = DIGEST_SHA1, .salt_n = 20},
    };
    struct kit_rng source = {.seed = 1};
    struct rng rng = kit_rng(&source);
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 18);
    struct privkey *k = kit_privkey(KIT_RSA);
    struct pubkey *public = public_of(&a, KIT_RSA_PKCS1);
    for (size_t i = 0; i < COUNT(algs); i++) {
        struct buf sig;
        buf_init(&sig, 1 << 12);
        buf_str(&sig, "before"); /* it appends */
        assert_int_equal(privkey_sign(k, &sig, &algs[i], KIT_MSG, &rng), ERR_OK);
        assert_int_equal(sig.n, 6 + 256);
        struct span s = span_tail(buf_span(&sig), 6);
        assert_int_equal(pubkey_verify(public, &algs[i], KIT_MSG, s), ERR_OK);
        assert_int_equal(pubkey_verify(public, &algs[i], SPAN_LIT("x"), s), ERR_SIG_MISMATCH);
        buf_free(&sig);
    }
    privkey_free(k);
    pubkey_free(public);
    arena_free(&a);
}

/* Two signatures with salt differ, those without do not, whatever blinds them. */
static void test_salt(void **state)
{
    static const struct sigalg algs[] = {PKCS1(SHA256), PSS(SHA256, 0), PSS(SHA256, 32)};
    struct kit_rng source = {.seed = 2};
    struct rng rng = kit_rng(&source);

    (void)state;
    struct privkey *k = kit_privkey(KIT_RSA);
    for (size_t i = 0; i < COUNT(algs); i++) {
        struct buf x, y;
        buf_init(&x, 1 << 12);
        buf_init(&y, 1 << 12);
        assert_int_equal(privkey_sign(k, &x, &algs[i], KIT_MSG, &rng), ERR_OK);
        assert_int_equal(privkey_sign(k, &y, &algs[i], KIT_MSG, &rng), ERR_OK);
        assert_true(span_eq(buf_span(&x), buf_span(&y)) == (i < 2));
        buf_free(&x);
        buf_free(&y);
    }
    privkey_free(k);
}

static const struct {
    const char *oid, *x;
} ecdsa_keys[] = {
#define ECDSA_KEY(curve, oid, x) [KEY_##curve] = {oid, x},
#define ECDSA(curve, digest, message, r, s)
#include "tests/unit/crypto/ecdsa.def"
#undef ECDSA_KEY
#undef ECDSA
};

static const struct {
    enum key_kind kind;
    enum digest digest;
    const char *message, *r, *s;
} ecdsa[] = {
#define ECDSA_KEY(curve, oid, x)
#define ECDSA(curve, digest, message, r, s) {KEY_##curve, DIGEST_##digest, message, r, s},
#include "tests/unit/crypto/ecdsa.def"
#undef ECDSA_KEY
#undef ECDSA
};

static struct privkey *ecdsa_key(struct arena *a, enum key_kind kind)
{
    struct privkey *k;
    struct span params = FD(a, DER_CTXC(0), fd_oid(a, ecdsa_keys[kind].oid));
    struct span der =
        FD(a, DER_SEQUENCE, fd_int(a, 1), fd_octets(a, fd_hex(a, ecdsa_keys[kind].x)), params);

    assert_int_equal(privkey_new(&k, der), ERR_OK);
    return k;
}

static void test_ecdsa_rfc6979(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(ecdsa); i++) {
        struct sigalg alg = {.kind = SIG_ECDSA, .digest = ecdsa[i].digest};
        struct span want = FD(&a, DER_SEQUENCE, fd_unsigned(&a, fd_hex(&a, ecdsa[i].r)),
                              fd_unsigned(&a, fd_hex(&a, ecdsa[i].s)));
        struct buf sig;
        buf_init(&sig, 1 << 10);
        struct privkey *k = ecdsa_key(&a, ecdsa[i].kind);
        assert_int_equal(privkey_sign(k, &sig, &alg, span_str(ecdsa[i].message), NULL), ERR_OK);
        assert_true(span_eq(buf_span(&sig), want));
        privkey_free(k);
        buf_free(&sig);
    }
    arena_free(&a);
}

/* With a source of randomness nonces differ each time; with one that is broken they still do for
 * two messages, and are not those without it. */
static void test_ecdsa_random(void **state)
{
    static const struct sigalg alg = ECDSA_WITH(SHA256);
    struct kit_rng source = {.seed = 3};
    struct rng good = kit_rng(&source), zeros = kit_zeros();
    const struct {
        const struct rng *rng;
        const char *msg;
    } rows[] = {{&good, "a"}, {&good, "a"}, {&zeros, "a"}, {&zeros, "b"}, {NULL, "a"}};
    struct buf sigs[COUNT(rows)];

    (void)state;
    struct privkey *k = kit_privkey(KIT_P256);
    for (size_t i = 0; i < COUNT(rows); i++) {
        buf_init(&sigs[i], 1 << 10);
        assert_int_equal(privkey_sign(k, &sigs[i], &alg, span_str(rows[i].msg), rows[i].rng),
                         ERR_OK);
        /* r, which the nonce alone makes, begins behind four bytes. */
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(sigs[i].p + 4, sigs[j].p + 4, 32);
    }
    for (size_t i = 0; i < COUNT(rows); i++)
        buf_free(&sigs[i]);
    privkey_free(k);
}

/* RFC 8032 7.1, test 2; 7.4, one octet. */
static void test_eddsa(void **state)
{
    static const struct {
        enum sig_kind kind;
        const char *oid, *seed, *msg, *sig;
    } rows[] = {
        {SIG_ED25519, "1.3.101.112",
         "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
         "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
        {SIG_ED448, "1.3.101.113",
         "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463a"
         "fbea67c5e8d2877c5e3bc397a659949ef8021e954e0a12274e",
         "03",
         "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f435"
         "2541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cb"
         "cee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0f"
         "f3348ab21aa4adafd1d234441cf807c03a00"},
    };
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct sigalg alg = {.kind = rows[i].kind};
        struct span want = fd_hex(&a, rows[i].sig);
        struct privkey *k;
        struct buf sig;
        buf_init(&sig, 1 << 10);
        struct span der =
            FD(&a, DER_SEQUENCE, fd_int(&a, 0), FD(&a, DER_SEQUENCE, fd_oid(&a, rows[i].oid)),
               fd_octets(&a, fd_octets(&a, fd_hex(&a, rows[i].seed))));
        assert_int_equal(privkey_new(&k, der), ERR_OK);
        assert_int_equal(privkey_sign(k, &sig, &alg, fd_hex(&a, rows[i].msg), NULL), ERR_OK);
        assert_true(span_eq(buf_span(&sig), want));
        privkey_free(k);
        buf_free(&sig);
    }
    arena_free(&a);
}

/* What does not go together, and moduli that are too short; nothing is appended. */
static void test_mismatch(void **state)
{
    static const struct {
        enum kit_privkey id;
        struct sigalg alg;
        enum err err;
    } rows[] = {
        {KIT_RSA, ECDSA_WITH(SHA256), ERR_ALG_KEY_MISMATCH},
        {KIT_RSA, {.kind = SIG_ED25519}, ERR_ALG_KEY_MISMATCH},
        {KIT_RSA, {.kind = SIG_UNKNOWN}, ERR_ALG_KEY_MISMATCH},
        {KIT_RSA, PKCS1(NONE), ERR_ALG_KEY_MISMATCH},
        {KIT_RSA, PSS(NONE, 32), ERR_ALG_KEY_MISMATCH},
        {KIT_RSA, PSS(SHA256, 223), ERR_ALG_KEY_MISMATCH},
        {KIT_RSA, PSS(SHA256, SIGALG_SALT_MAX + 1), ERR_ALG_KEY_MISMATCH},
        {KIT_RSA, PSS(SHA256, UINT32_MAX), ERR_ALG_KEY_MISMATCH},
        {KIT_RSA_1024, PSS(SHA512, 64), ERR_ALG_KEY_MISMATCH},
        {KIT_RSA_1024, PSS(SHA512, 62), ERR_OK},
        {KIT_RSA_PSS, PKCS1(SHA256), ERR_ALG_KEY_MISMATCH},
        {KIT_RSA_PSS, PSS(SHA256, 32), ERR_OK},
        /* RFC 4055 3.3: what the key is restricted to. */
        {KIT_RSA_PSS, PSS(SHA384, 48), ERR_ALG_KEY_MISMATCH},
        {KIT_RSA_PSS, PSS(SHA256, 31), ERR_ALG_KEY_MISMATCH},
        {KIT_P256, PKCS1(SHA256), ERR_ALG_KEY_MISMATCH},
        {KIT_P256, ECDSA_WITH(NONE), ERR_ALG_KEY_MISMATCH},
        {KIT_P256, ECDSA_WITH(SHA256), ERR_OK},
        {KIT_P256, {.kind = SIG_DSA, .digest = DIGEST_SHA256}, ERR_ALG_KEY_MISMATCH},
        {KIT_ED25519, {.kind = SIG_ED448}, ERR_ALG_KEY_MISMATCH},
        {KIT_ED448, {.kind = SIG_ED25519}, ERR_ALG_KEY_MISMATCH},
        {KIT_ED448, {.kind = SIG_ED448}, ERR_OK},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct privkey *k = kit_privkey(rows[i].id);
        struct buf sig;
        buf_init(&sig, 1 << 12);
        buf_str(&sig, "x");
        assert_int_equal(privkey_sign(k, &sig, &rows[i].alg, KIT_MSG, NULL), rows[i].err);
        assert_true((sig.n == 1) == (rows[i].err != ERR_OK));
        buf_free(&sig);
        privkey_free(k);
    }
}

static void test_no_room(void **state)
{
    static const enum kit_privkey ids[] = {KIT_RSA, KIT_P256, KIT_ED25519};
    static const struct sigalg algs[] = {PKCS1(SHA256), ECDSA_WITH(SHA256), {.kind = SIG_ED25519}};

    (void)state;
    for (size_t i = 0; i < COUNT(ids); i++) {
        struct privkey *k = kit_privkey(ids[i]);
        struct buf sig;
        buf_init(&sig, 10);
        assert_int_equal(privkey_sign(k, &sig, &algs[i], KIT_MSG, NULL), ERR_LIMIT);
        assert_int_equal(privkey_sign(k, &sig, &algs[i], KIT_MSG, NULL), ERR_LIMIT);
        buf_free(&sig);
        privkey_free(k);
    }
}

/* A block of PKCS #1 encrypted by hand: em^e mod n. */
static struct span raise(struct arena *a, enum kit_privkey id, struct span em)
{
    struct fail fail = {0};
    struct der all = der_open(kit_der(a, id), &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    mpz_t n, e, m;

    (void)der_any(&seq);
    mpz_inits(n, e, m, NULL);
    struct span modulus = der_integer(&seq), exponent = der_integer(&seq);
    mpz_import(n, modulus.n, 1, 1, 1, 0, modulus.p);
    mpz_import(e, exponent.n, 1, 1, 1, 0, exponent.p);
    mpz_import(m, em.n, 1, 1, 1, 0, em.p);
    mpz_powm(m, m, e, n);
    uint8_t *out = fd_alloc(a, 256);
    size_t used = (mpz_sizeinbase(m, 2) + 7) / 8;
    if (mpz_sgn(m) != 0)
        mpz_export(out + 256 - used, NULL, 1, 1, 1, 0, m);
    mpz_clears(n, e, m, NULL);
    return span_of(out, 256);
}

enum { SECRET = 48 };

/* Changes of a good block of 48 bytes, of which none may decrypt. */
static const struct {
    size_t at;
    uint8_t value;
} breaks[] = {
    {0, 1}, /* not 00 */
    {1, 1}, /* a signature's block */
    {1, 0},
    {2, 0},                /* the padding ends at once */
    {9, 0},                /* it has seven octets, and eight are the least */
    {256 - SECRET - 1, 7}, /* no 00 before the message */
    {256 - SECRET - 2, 0}, /* one byte more of it */
};

static void test_decrypt(void **state)
{
    struct kit_rng source = {.seed = 4};
    struct rng rng = kit_rng(&source);
    uint8_t em[256], out[SECRET], first[SECRET];
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    struct privkey *k = kit_privkey(KIT_RSA);
    memset(em, 0x55, sizeof em);
    em[0] = 0;
    em[1] = 2;
    em[256 - SECRET - 1] = 0;
    struct span good = raise(&a, KIT_RSA_PKCS1, span_of(em, sizeof em));
    assert_int_equal(privkey_decrypt(k, out, SECRET, good, &rng), ERR_OK);
    assert_memory_equal(out, em + 256 - SECRET, SECRET);
    /* RFC 8017 7.2.2, step 1: of no other length than the modulus. */
    assert_int_equal(privkey_decrypt(k, out, SECRET, FD_CAT(&a, SPAN_LIT("\0"), good), &rng),
                     ERR_OK);
    assert_memory_not_equal(out, em + 256 - SECRET, SECRET);
    /* Asked for another length than the message has. */
    assert_int_equal(privkey_decrypt(k, out, SECRET - 1, good, &rng), ERR_OK);
    assert_memory_not_equal(out, em + 256 - SECRET, SECRET - 1);
    for (size_t i = 0; i < COUNT(breaks); i++) {
        uint8_t was = em[breaks[i].at];
        em[breaks[i].at] = breaks[i].value;
        struct span bad = raise(&a, KIT_RSA_PKCS1, span_of(em, sizeof em));
        /* Not an error, and not twice the same bytes (RFC 5246 7.4.7.1). */
        assert_int_equal(privkey_decrypt(k, first, SECRET, bad, &rng), ERR_OK);
        assert_memory_not_equal(first, em + 256 - SECRET, SECRET);
        assert_int_equal(privkey_decrypt(k, out, SECRET, bad, &rng), ERR_OK);
        assert_memory_not_equal(out, first, SECRET);
        em[breaks[i].at] = was;
    }
    privkey_free(k);
    arena_free(&a);
}

/* Wrong lengths, numbers beyond the modulus, zero; keys that do not decrypt. */
static void test_decrypt_refused(void **state)
{
    static const enum kit_privkey others[] = {KIT_RSA_PSS, KIT_P256, KIT_ED25519};
    struct kit_rng source = {.seed = 5};
    struct rng rng = kit_rng(&source);
    uint8_t cipher[257], out[256], before[256];

    (void)state;
    struct privkey *k = kit_privkey(KIT_RSA);
    for (size_t i = 0; i < 4; i++) {
        memset(cipher, i == 0 ? 0 : 0xff, sizeof cipher);
        memset(before, 0xee, sizeof before);
        memset(out, 0xee, sizeof out);
        struct span c = span_of(cipher, i < 2 ? 256 : i == 2 ? 255 : 257);
        assert_int_equal(privkey_decrypt(k, out, SECRET, c, &rng), ERR_OK);
        assert_memory_not_equal(out, before, SECRET);
        assert_memory_equal(out + SECRET, before, sizeof out - SECRET);
    }
    assert_int_equal(privkey_decrypt(k, out, 245, span_of(cipher, 256), &rng), ERR_OK);
    assert_int_equal(privkey_decrypt(k, out, 246, span_of(cipher, 256), &rng),
                     ERR_ALG_KEY_MISMATCH);
    privkey_free(k);
    for (size_t i = 0; i < COUNT(others); i++) {
        k = kit_privkey(others[i]);
        assert_int_equal(privkey_decrypt(k, out, SECRET, span_of(cipher, 256), &rng),
                         ERR_ALG_KEY_MISMATCH);
        privkey_free(k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rsa),
        cmocka_unit_test(test_salt),
        cmocka_unit_test(test_ecdsa_rfc6979),
        cmocka_unit_test(test_ecdsa_random),
        cmocka_unit_test(test_eddsa),
        cmocka_unit_test(test_mismatch),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_decrypt),
        cmocka_unit_test(test_decrypt_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
