/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pkcs12/pkcs12.h"

#include "tests/factory/fkey.h"
#include "tests/unit/crypto/kit.h"
#include "tests/unit/crypto/kit_rng.h"

static struct arena a;

static void check_item(const struct pkcs12_item *got, const struct pkcs12_item *want)
{
    assert_int_equal(got->kind, want->kind);
    assert_true(span_eq(got->der, want->der));
    assert_true(span_eq(got->name, want->name));
    assert_true(span_eq(got->key_id, want->key_id));
    assert_int_equal(got->is_java_trusted, want->is_java_trusted);
    assert_int_equal(got->privacy.cipher, PBE_AES256);
    assert_int_equal(got->privacy.kdf, PBE_PBKDF2);
    assert_int_equal(got->privacy.digest, DIGEST_SHA256);
}

static void write_and_read(bool is_pbmac1, struct span passphrase)
{
    const struct pkcs12_item items[] = {
        {.kind = PKCS12_CERT,
         .der = SPAN_INIT("\x30\x01\x00"),
         .name = SPAN_INIT("p\xc3\xa4\xf0\x9f\x98\x80"),
         .key_id = SPAN_INIT("id")},
        {.kind = PKCS12_CRL, .der = SPAN_INIT("crl")},
        {.kind = PKCS12_CERT, .der = SPAN_INIT("root"), .is_java_trusted = true},
        {.kind = PKCS12_KEY,
         .der = fkey_private(&a, FKEY_P256_A),
         .name = SPAN_INIT("a"),
         .key_id = SPAN_INIT("id")},
    };
    struct kit_rng seed = {.seed = 3};
    struct rng rng = kit_rng(&seed);
    const struct pkcs12_seal seal = {passphrase, is_pbmac1, &rng};
    uint64_t iterations = 6 * (uint64_t)PBE_ITERATIONS;
    const struct pkcs12_terms terms = {passphrase, &iterations, &a};
    struct fail fail = {0};
    struct pkcs12 file;
    struct buf out;

    buf_init(&out, 1 << 16);
    assert_int_equal(pkcs12_write(&out, items, COUNT(items), &seal), ERR_OK);
    assert_int_equal(pkcs12_read(&file, buf_span(&out), &terms, &fail), ERR_OK);
    assert_int_equal(file.integrity, PKCS12_CHECKED);
    assert_int_equal(file.mac.kdf, is_pbmac1 ? PBE_PBKDF2 : PBE_PKCS12);
    assert_int_equal(file.mac.mac, DIGEST_SHA256);
    assert_true(file.mac.iterations == PBE_ITERATIONS);
    assert_int_equal(file.num, COUNT(items));
    assert_false(pkcs12_is_old(&file));
    for (size_t i = 0; i < COUNT(items); i++)
        check_item(&file.items[i], &items[i]);
    pkcs12_free(&file);
    buf_free(&out);
}

static void test_forms(void **state)
{
    (void)state;
    write_and_read(false, SPAN_LIT("secret"));
    write_and_read(true, SPAN_LIT("p\xc3\xa4\xf0\x9f\x98\x80"));
    write_and_read(false, SPAN_LIT(""));
}

/* Salts and vectors are all different. */
static void test_salts(void **state)
{
    const struct pkcs12_item item = {.kind = PKCS12_KEY, .der = fkey_private(&a, FKEY_P256_A)};
    const struct pkcs12_item items[] = {item, item};
    struct kit_rng seed = {.seed = 3};
    struct rng rng = kit_rng(&seed);
    const struct pkcs12_seal seal = {SPAN_LIT("x"), false, &rng};
    uint64_t iterations = PBE_ITERATIONS_MAX;
    const struct pkcs12_terms terms = {SPAN_LIT("x"), &iterations, &a};
    struct fail fail = {0};
    struct pkcs12 file;
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 16);
    assert_int_equal(pkcs12_write(&out, items, COUNT(items), &seal), ERR_OK);
    assert_int_equal(pkcs12_read(&file, buf_span(&out), &terms, &fail), ERR_OK);
    const struct pbe *one = &file.items[0].privacy, *two = &file.items[1].privacy;
    assert_false(span_eq(one->salt, two->salt) || span_eq(one->salt, file.mac.salt));
    assert_memory_not_equal(one->iv, two->iv, sizeof one->iv);
    assert_true(span_eq(file.items[0].der, file.items[1].der));
    pkcs12_free(&file);
    buf_free(&out);
}

/* Without a passphrase nothing is written. */
static void test_absent(void **state)
{
    const struct pkcs12_item item = {.kind = PKCS12_CERT, .der = SPAN_INIT("c")};
    struct kit_rng seed = {.seed = 3};
    struct rng rng = kit_rng(&seed);
    const struct pkcs12_seal seal = {.rng = &rng};
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 16);
    assert_int_equal(pkcs12_write(&out, &item, 1, &seal), ERR_PASSPHRASE_MISSING);
    assert_int_equal(out.n, 0);
    buf_free(&out);
    buf_init(&out, 10);
    assert_int_equal(
        pkcs12_write(&out, &item, 1, &(struct pkcs12_seal){SPAN_LIT("x"), false, &rng}), ERR_LIMIT);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_salts),
        cmocka_unit_test(test_absent),
    };

    arena_init(&a, 1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&a);
    return failed;
}
