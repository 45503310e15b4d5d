/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/mint/mint.h"
#include "lib/x509/cert.h"
#include "lib/x509/crl.h"
#include "tests/unit/crypto/kit_rng.h"

#define NOW INT64_C(1780272000)

struct bench {
    struct kit_rng bytes;
    struct rng rng;
    struct arena a;
    struct privkey *key;
};

static void open_bench(struct bench *b, size_t cap)
{
    b->bytes = (struct kit_rng){.seed = 1};
    b->rng = kit_rng(&b->bytes);
    arena_init(&b->a, cap);
    assert_int_equal(privkey_generate(&b->key, KEY_P256, 0, &b->rng), ERR_OK);
}

static void close_bench(struct bench *b)
{
    privkey_free(b->key);
    arena_free(&b->a);
}

static enum err make(struct bench *b, struct span *out, struct mint_spec *s)
{
    s->version = 3;
    s->serial = SPAN_LIT("\1\2\3");
    s->issuer = s->subject = named_dn(&b->a, "CN=x");
    s->not_before = NOW;
    s->not_after = NOW + 1;
    s->spki = privkey_spki(b->key);
    TRY(signer_of_key(&s->signer, &b->a, b->key, OID_UNKNOWN, &b->rng));
    return mint_cert(&b->a, out, s);
}

static enum err verify(const struct bench *b, struct span tbs, const struct sigalg *alg,
                       struct span sig)
{
    struct fail fail = {0};
    struct keyinfo info;
    struct pubkey *key;

    TRY(keyinfo_parse(&info, privkey_spki(b->key), &fail));
    TRY(pubkey_new(&key, &info));
    enum err err = pubkey_verify(key, alg, tbs, sig);
    pubkey_free(key);
    return err;
}

static void test_cert(void **state)
{
    struct mint_spec s = {0};
    struct fail fail = {0};
    struct bench b;
    struct cert c;
    struct span der;

    (void)state;
    open_bench(&b, 1 << 20);
    mint_add(&s.exts, "2.5.29.19", true, extval_bc(&b.a, true, 3));
    mint_add(&s.exts, "2.5.29.14", false, extval_ski(&b.a, mint_key_id(&b.a, privkey_spki(b.key))));
    assert_int_equal(make(&b, &der, &s), ERR_OK);
    assert_int_equal(cert_parse(&c, der, &fail), ERR_OK);
    assert_true(span_eq(c.serial, SPAN_LIT("\1\2\3")));
    assert_true(span_eq(c.subject, s.subject));
    assert_int_equal(c.not_before, NOW);
    assert_int_equal(c.not_after, NOW + 1);
    assert_true(c.is_ca);
    assert_int_equal(c.path_len, 3);
    assert_int_equal(verify(&b, c.tbs, &c.sigalg, c.signature), ERR_OK);
    s.corrupt = true;
    assert_int_equal(make(&b, &der, &s), ERR_OK);
    assert_int_equal(cert_parse(&c, der, &fail), ERR_OK);
    assert_int_equal(verify(&b, c.tbs, &c.sigalg, c.signature), ERR_SIG_MISMATCH);
    close_bench(&b);
}

static void test_crl(void **state)
{
    struct mint_crl s = {.version = 2, .this_update = NOW, .next_update = NOW + 5};
    struct fail fail = {0};
    struct bench b;
    struct crl c;
    struct span der;

    (void)state;
    open_bench(&b, 1 << 20);
    s.issuer = named_dn(&b.a, "CN=x");
    s.entries[0] = mint_entry(&b.a, SPAN_LIT("\7"), NOW - 9, 1);
    s.entries[1] = mint_entry(&b.a, SPAN_LIT("\x8"), NOW - 8, -1);
    s.num_entries = 2;
    assert_int_equal(signer_of_key(&s.signer, &b.a, b.key, OID_UNKNOWN, &b.rng), ERR_OK);
    assert_int_equal(mint_crl(&b.a, &der, &s), ERR_OK);
    assert_int_equal(crl_parse(&c, der, &fail), ERR_OK);
    assert_int_equal(c.this_update, NOW);
    assert_int_equal(c.next_update, NOW + 5);
    assert_int_equal(verify(&b, c.tbs, &c.sigalg, c.signature), ERR_OK);
    close_bench(&b);
}

static void test_exts(void **state)
{
    struct mint_exts e = {0};
    struct bench b;
    struct span none = {0};

    (void)state;
    open_bench(&b, 1 << 20);
    assert_int_equal(mint_exts(&b.a, &e).n, 0);
    mint_add(&e, "1.2.3", false, SPAN_LIT("a"));
    mint_add(&e, "1.2.4", true, SPAN_LIT("b"));
    mint_set(&e, "1.2.3", true, SPAN_LIT("c"));
    assert_int_equal(e.num, 2);
    assert_true(mint_get(&e, "1.2.3")->critical);
    assert_true(mint_drop(&e, "1.2.3"));
    assert_false(mint_drop(&e, "1.2.3"));
    assert_null(mint_get(&e, "1.2.3"));
    assert_true(span_eq(mint_exts(&b.a, &e), SPAN_LIT("\x30\xc\x30\xa\6\2\x2a\4\1\1\xff\4\1"
                                                      "b")));
    mint_set(&e, "1.2.5", false, none);
    assert_int_equal(e.num, 2);
    close_bench(&b);
}

/* A list that is too long is said, where a certificate is made of it. */
static void test_full(void **state)
{
    struct mint_spec s = {0};
    struct bench b;
    struct span der;

    (void)state;
    open_bench(&b, 1 << 20);
    for (size_t i = 0; i < MINT_EXTS; i++)
        mint_add(&s.exts, "1.2.3", false, SPAN_LIT("a"));
    assert_int_equal(make(&b, &der, &s), ERR_OK);
    mint_add(&s.exts, "1.2.3", false, SPAN_LIT("a"));
    assert_int_equal(make(&b, &der, &s), ERR_LIMIT);
    close_bench(&b);
}

/* What could not be made is never signed, wherever the memory ends. */
static void test_no_memory(void **state)
{
    enum err err = ERR_LIMIT;

    (void)state;
    for (size_t cap = 0; err != ERR_OK; cap += 64) {
        struct mint_spec s = {0};
        struct bench b;
        struct span der = {0};

        assert_true(cap < 1 << 18);
        open_bench(&b, cap);
        mint_add(&s.exts, "2.5.29.14", false,
                 extval_ski(&b.a, mint_key_id(&b.a, privkey_spki(b.key))));
        err = make(&b, &der, &s);
        assert_int_equal(err, der.n > 0 ? ERR_OK : ERR_LIMIT);
        close_bench(&b);
    }
}

static enum err never(const void *ctx, struct arena *a, struct span *out, struct span msg)
{
    (void)ctx;
    (void)a;
    (void)out;
    (void)msg;
    fail();
    return ERR_OK;
}

/* What has a piece missing is not signed. */
static void test_missing_piece(void **state)
{
    struct mint_spec s = {.version = 3, .signer = {.sign = never}};
    struct arena a;
    struct span out;

    (void)state;
    arena_init(&a, 1 << 16);
    s.subject = named_dn(&a, "nobody=x");
    assert_int_equal(mint_cert(&a, &out, &s), ERR_OID_TEXT);
    arena_free(&a);
}

static void test_key_id(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 16);
    assert_int_equal(mint_key_id(&a, SPAN_LIT("\x30\0")).n, 0);
    assert_int_not_equal(a.err, ERR_OK);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cert),      cmocka_unit_test(test_crl),
        cmocka_unit_test(test_exts),      cmocka_unit_test(test_full),
        cmocka_unit_test(test_no_memory), cmocka_unit_test(test_missing_piece),
        cmocka_unit_test(test_key_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
