/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gmp.h>

#include "tests/factory/fkey.h"
#include "tests/unit/crypto/kit_privkey.h"
#include "tests/unit/crypto/kit_rng.h"

/* The numbers of the RSA key of privkeys.def: n, e, d. */
static void load(struct arena *a, mpz_t numbers[3])
{
    struct fail fail = {0};
    struct der all = der_open(kit_der(a, KIT_RSA_PKCS1), &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);

    (void)der_any(&seq);
    for (size_t i = 0; i < 3; i++) {
        struct span v = der_integer(&seq);
        mpz_init(numbers[i]);
        mpz_import(numbers[i], v.n, 1, 1, 1, 0, v.p);
    }
    assert_int_equal(fail.err, ERR_OK);
}

static struct span spki(struct arena *a, const char *oid)
{
    struct fail fail = {0};
    struct der all = der_open(kit_der(a, KIT_RSA_PKCS1), &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);

    (void)der_any(&seq);
    struct span n = der_any(&seq).raw, e = der_any(&seq).raw;
    return fkey_spki_with(a, oid, fd_null(a), FD(a, DER_SEQUENCE, n, e));
}

#define RSA_ENCRYPTION "1.2.840.113549.1.1.1"

/* The padding that this source makes: what it gives first, with the zeros replaced. */
static void expect_padding(const uint8_t *em, size_t n, struct kit_rng source)
{
    uint8_t want[256];

    kit_rng_fill(&source, n, want);
    for (size_t i = 0; i < n; i++) {
        while (want[i] == 0)
            kit_rng_fill(&source, 1, want + i);
        assert_int_equal(em[i], want[i]);
    }
}

/* What was encrypted, opened with the bare number d: 00 02, octets that are not 0, 00, message. */
static void check(struct pubkey *key, mpz_t numbers[3], struct span msg, struct kit_rng source)
{
    struct kit_rng again = source;
    struct rng rng = kit_rng(&again);
    uint8_t em[256] = {0};
    struct buf out;
    mpz_t c;

    buf_init(&out, 1 << 10);
    buf_str(&out, "before");
    assert_int_equal(pubkey_encrypt(key, &out, msg, &rng), ERR_OK);
    assert_int_equal(out.n, 6 + 256);
    mpz_init(c);
    mpz_import(c, 256, 1, 1, 1, 0, out.p + 6);
    mpz_powm(c, c, numbers[2], numbers[0]);
    size_t used = (mpz_sizeinbase(c, 2) + 7) / 8;
    assert_int_equal(used, 255);
    mpz_export(em + 1, NULL, 1, 1, 1, 0, c);
    assert_int_equal(em[1], 2);
    expect_padding(em + 2, 256 - msg.n - 3, source);
    assert_int_equal(em[256 - msg.n - 1], 0);
    assert_true(span_eq(span_of(em + 256 - msg.n, msg.n), msg));
    mpz_clear(c);
    buf_free(&out);
}

static void test_form(void **state)
{
    uint8_t zeros[60] = {0}, msg[245];
    struct arena a;
    struct pubkey *key;
    mpz_t numbers[3];

    (void)state;
    arena_init(&a, 1 << 18);
    load(&a, numbers);
    assert_int_equal(kit_key(&key, spki(&a, RSA_ENCRYPTION)), ERR_OK);
    memset(msg, 0xab, sizeof msg);
    for (size_t n = 0; n <= sizeof msg; n += 49) {
        struct kit_rng source = {.seed = (uint32_t)n};
        check(key, numbers, span_of(msg, n), source);
        /* A source that gives many zeros, which are replaced. */
        source = (struct kit_rng){.script = {zeros, sizeof zeros}, .seed = 9};
        check(key, numbers, span_of(msg, n), source);
    }
    pubkey_free(key);
    for (size_t i = 0; i < 3; i++)
        mpz_clear(numbers[i]);
    arena_free(&a);
}

static void test_fresh(void **state)
{
    struct kit_rng source = {.seed = 1};
    struct rng rng = kit_rng(&source);
    struct arena a;
    struct pubkey *key;
    struct buf x, y;

    (void)state;
    arena_init(&a, 1 << 18);
    buf_init(&x, 1 << 10);
    buf_init(&y, 1 << 10);
    assert_int_equal(kit_key(&key, spki(&a, RSA_ENCRYPTION)), ERR_OK);
    assert_int_equal(pubkey_encrypt(key, &x, KIT_MSG, &rng), ERR_OK);
    assert_int_equal(pubkey_encrypt(key, &y, KIT_MSG, &rng), ERR_OK);
    assert_false(span_eq(buf_span(&x), buf_span(&y)));
    pubkey_free(key);
    buf_free(&x);
    buf_free(&y);
    arena_free(&a);
}

/* A block is encrypted as it is; one of another length, or not below the modulus, is refused. */
static void test_block(void **state)
{
    uint8_t block[256] = {0, 0x17}, opened[256] = {0};
    mpz_t numbers[3], c;
    struct pubkey *key, *ec;
    struct arena a;
    struct buf out;

    (void)state;
    arena_init(&a, 1 << 18);
    buf_init(&out, 1 << 10);
    load(&a, numbers);
    assert_int_equal(kit_key(&key, spki(&a, RSA_ENCRYPTION)), ERR_OK);
    assert_int_equal(kit_key(&ec, fkey_spki(&a, FKEY_P256_A)), ERR_OK);
    assert_int_equal(pubkey_encrypt_block(key, &out, span_of(block, 256)), ERR_OK);
    assert_int_equal(out.n, 256);
    mpz_init(c);
    mpz_import(c, 256, 1, 1, 1, 0, out.p);
    mpz_powm(c, c, numbers[2], numbers[0]);
    mpz_export(opened + 1, NULL, 1, 1, 1, 0, c);
    assert_memory_equal(opened, block, 256);
    assert_int_equal(pubkey_encrypt_block(key, &out, span_of(block, 255)), ERR_ALG_KEY_MISMATCH);
    assert_int_equal(pubkey_encrypt_block(ec, &out, span_of(block, 256)), ERR_ALG_KEY_MISMATCH);
    block[0] = 1;
    assert_int_equal(pubkey_encrypt_block(key, &out, span_of(block, 256)), ERR_ALG_KEY_MISMATCH);
    assert_int_equal(out.n, 256);
    mpz_clear(c);
    for (size_t i = 0; i < 3; i++)
        mpz_clear(numbers[i]);
    pubkey_free(key);
    pubkey_free(ec);
    buf_free(&out);
    arena_free(&a);
}

/* For each octet a limited number of zeros is drawn, and no more. */
static void test_tries(void **state)
{
    enum { TRIES = 64, PADDING = 256 - 3 };
    static const uint8_t zeros[PADDING + TRIES] = {0};
    struct arena a;
    struct pubkey *key;
    struct buf out;

    (void)state;
    arena_init(&a, 1 << 18);
    buf_init(&out, 1 << 10);
    assert_int_equal(kit_key(&key, spki(&a, RSA_ENCRYPTION)), ERR_OK);
    for (size_t more = TRIES - 1; more <= TRIES; more++) {
        struct kit_rng source = {.script = span_of(zeros, PADDING + more), .seed = 9};
        struct rng rng = kit_rng(&source);
        enum err e = pubkey_encrypt(key, &out, (struct span){0}, &rng);
        assert_int_equal(e, more < TRIES ? ERR_OK : ERR_TLS_RANDOM);
    }
    pubkey_free(key);
    buf_free(&out);
    arena_free(&a);
}

/* Too long a message, other keys, a broken source, no room; nothing is appended. */
static void test_refused(void **state)
{
    struct kit_rng source = {.seed = 2};
    struct rng rng = kit_rng(&source), zeros = kit_zeros();
    uint8_t msg[246] = {0};
    struct pubkey *rsa, *pss, *ec;
    struct arena a;
    struct buf out;

    (void)state;
    arena_init(&a, 1 << 18);
    struct span pss_spki = fkey_spki_with(&a, "1.2.840.113549.1.1.10", (struct span){0},
                                          fkey_bits(&a, FKEY_RSA2048_A));
    assert_int_equal(kit_key(&rsa, spki(&a, RSA_ENCRYPTION)), ERR_OK);
    assert_int_equal(kit_key(&pss, pss_spki), ERR_OK);
    assert_int_equal(kit_key(&ec, fkey_spki(&a, FKEY_P256_A)), ERR_OK);
    buf_init(&out, 255);
    assert_int_equal(pubkey_encrypt(rsa, &out, span_of(msg, 246), &rng), ERR_ALG_KEY_MISMATCH);
    assert_int_equal(pubkey_encrypt(pss, &out, KIT_MSG, &rng), ERR_ALG_KEY_MISMATCH);
    assert_int_equal(pubkey_encrypt(ec, &out, KIT_MSG, &rng), ERR_ALG_KEY_MISMATCH);
    assert_int_equal(pubkey_encrypt(rsa, &out, KIT_MSG, &zeros), ERR_TLS_RANDOM);
    assert_int_equal(out.err, ERR_OK);
    assert_int_equal(pubkey_encrypt(rsa, &out, KIT_MSG, &rng), ERR_LIMIT);
    assert_int_equal(out.n, 0);
    buf_free(&out);
    pubkey_free(rsa);
    pubkey_free(pss);
    pubkey_free(ec);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form),  cmocka_unit_test(test_fresh),   cmocka_unit_test(test_block),
        cmocka_unit_test(test_tries), cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
