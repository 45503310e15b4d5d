/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/keyring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/factory/factory.h"

enum { MANY = 64 };

struct fixture {
    struct arena arena;
    struct budget budget;
    struct keyring keys;
    struct fc_spec root_spec, ca_spec;
    struct cert root, ca;
};

static struct cert parse(struct fixture *x, const struct fc_spec *s)
{
    struct fail f = {0};
    struct cert c;

    assert_int_equal(cert_parse(&c, fc_cert(&x->arena, s), &f), ERR_OK);
    return c;
}

static int setup(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);

    if (x == NULL)
        return -1;
    arena_init(&x->arena, 1 << 24);
    x->budget = budget_default();
    keyring_init(&x->keys, &x->arena, &x->budget);
    x->root_spec = fc_root(&x->arena);
    x->ca_spec = fc_intermediate(&x->arena);
    x->root = parse(x, &x->root_spec);
    x->ca = parse(x, &x->ca_spec);
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *x = *state;

    keyring_free(&x->keys);
    arena_free(&x->arena);
    free(x);
    return 0;
}

static void test_remembers(void **state)
{
    struct fixture *x = *state;
    uint64_t before = x->budget.signatures;
    /* The same key in another certificate. */
    struct cert again = parse(x, &x->root_spec);

    for (int i = 0; i < 3; i++) {
        assert_int_equal(keyring_issued(&x->keys, &x->ca, &x->root), ERR_OK);
        assert_int_equal(keyring_issued(&x->keys, &x->ca, &again), ERR_OK);
        assert_int_equal(keyring_issued(&x->keys, &x->root, &x->ca), ERR_SIG_MISMATCH);
    }
    assert_int_equal(x->keys.verified, 2);
    assert_int_equal(before - x->budget.signatures, 2);
}

static void test_wrong(void **state)
{
    struct fixture *x = *state;

    x->ca_spec.corrupt = true;
    struct cert bad = parse(x, &x->ca_spec);
    assert_int_equal(keyring_issued(&x->keys, &x->ca, &x->root), ERR_OK);
    assert_int_not_equal(keyring_issued(&x->keys, &bad, &x->root), ERR_OK);
    assert_int_equal(keyring_issued(&x->keys, &x->ca, &x->ca), ERR_SIG_MISMATCH);
}

static void test_budget(void **state)
{
    struct fixture *x = *state;

    x->budget.signatures = 1;
    assert_int_equal(keyring_issued(&x->keys, &x->ca, &x->root), ERR_OK);
    assert_int_equal(keyring_issued(&x->keys, &x->root, &x->root), ERR_LIMIT);
    /* What is known costs nothing. */
    assert_int_equal(keyring_issued(&x->keys, &x->ca, &x->root), ERR_OK);
    /* With a new allowance the question is asked again. */
    x->budget.signatures = 1;
    assert_int_equal(keyring_issued(&x->keys, &x->root, &x->root), ERR_OK);
}

static void test_unusable_key(void **state)
{
    struct fixture *x = *state;
    struct span none = {0};

    x->root_spec.spki = fkey_spki_with(&x->arena, FC_UNKNOWN_OID, none, SPAN_LIT("\x01"));
    struct cert odd = parse(x, &x->root_spec);
    assert_int_equal(keyring_issued(&x->keys, &x->ca, &odd), ERR_KEY_UNKNOWN);
    assert_int_equal(x->keys.verified, 0);
}

/* The key of any certificate, without a signature. */
static void test_check_and_take(void **state)
{
    struct fixture *x = *state;

    assert_null(keyring_take(&x->keys, &x->ca));
    assert_int_equal(keyring_check(&x->keys, &x->ca), ERR_OK);
    assert_int_equal(keyring_check(&x->keys, &x->root), ERR_OK);
    struct pubkey *key = keyring_take(&x->keys, &x->ca);
    assert_non_null(key);
    pubkey_free(key);
    assert_null(keyring_take(&x->keys, &x->ca));
    assert_int_equal(x->keys.verified, 0);

    uint8_t bits[65] = {0x04};
    x->root_spec.spki =
        fkey_spki_with(&x->arena, "1.2.840.10045.2.1", fd_oid(&x->arena, "1.2.840.10045.3.1.7"),
                       span_of(bits, sizeof bits));
    struct cert zeros = parse(x, &x->root_spec);
    assert_int_equal(keyring_check(&x->keys, &zeros), ERR_KEY_POINT);
    assert_null(keyring_take(&x->keys, &zeros));
}

/* The answer of a keyring that shares a known, for a key that inherits its parameters. */
static enum err issued_inherited(struct fixture *x, struct known *known, const struct cert *subject,
                                 const struct keyinfo *from)
{
    struct cert issuer = x->ca;
    struct keyring keys;

    keyinfo_inherit(&issuer.key, from);
    assert_int_equal(issuer.key.err, ERR_OK);
    keyring_init(&keys, &x->arena, &x->budget);
    keys.known = known;
    enum err e = keyring_issued(&keys, subject, &issuer);
    keyring_free(&keys);
    return e;
}

/* A DSA key without parameters is another key below each issuer (RFC 3279 2.3.2): what it verified
 * with the parameters of one says nothing about those of another. */
static void test_inherited(void **state)
{
    struct fixture *x = *state;
    struct fc_spec leaf_spec = fc_leaf(&x->arena);
    struct known *known;
    struct span params;

    fc_rekey(&x->arena, &x->root_spec, FKEY_DSA_A);
    leaf_spec.issuer_key = FKEY_DSA_A;
    leaf_spec.sig = FSIG_DSA_SHA256;
    x->ca_spec.spki = FD(&x->arena, DER_SEQUENCE,
                         FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, "1.2.840.10040.4.1")),
                         fd_bits(&x->arena, fkey_bits(&x->arena, FKEY_DSA_A)));
    struct cert root = parse(x, &x->root_spec), leaf = parse(x, &leaf_spec);
    x->ca = parse(x, &x->ca_spec);
    struct keyinfo other = root.key;
    assert_int_equal(arena_copy(&x->arena, &params, root.key.params), ERR_OK);
    ((uint8_t *)(uintptr_t)params.p)[params.n - 1] ^= 2; /* of g */
    other.params = params;
    assert_int_equal(known_new(&known, 1 << 20), ERR_OK);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(issued_inherited(x, known, &leaf, &root.key), ERR_OK);
        assert_int_equal(issued_inherited(x, known, &leaf, &other), ERR_SIG_MISMATCH);
    }
    known_free(known);
}

static void test_arena_full(void **state)
{
    struct fixture *x = *state;
    struct arena tiny;

    arena_init(&tiny, 1);
    keyring_free(&x->keys);
    keyring_init(&x->keys, &tiny, &x->budget);
    assert_int_equal(keyring_issued(&x->keys, &x->ca, &x->root), ERR_LIMIT);
    arena_free(&tiny);
}

/* Every key and every edge is found again among many. */
static void test_many(void **state)
{
    static const enum fkey keys[] = {FKEY_P256_A, FKEY_P256_B, FKEY_P256_C, FKEY_P256_D};
    struct fixture *x = *state;
    struct cert issuers[4], *subjects = fd_alloc(&x->arena, MANY * sizeof *subjects);

    for (int i = 0; i < 4; i++) {
        struct fc_spec s = fc_root(&x->arena);
        fc_rekey(&x->arena, &s, keys[i]);
        s.issuer_key = keys[i];
        issuers[i] = parse(x, &s);
    }
    for (int i = 0; i < MANY; i++) {
        struct fc_spec s = fc_intermediate(&x->arena);
        uint8_t serial = (uint8_t)(i + 1);
        s.serial = fd_copy(&x->arena, span_of(&serial, 1));
        s.issuer_key = keys[i % 4];
        subjects[i] = parse(x, &s);
    }
    x->budget.signatures = MANY * 4;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < MANY * 4; i++) {
            enum err e = keyring_issued(&x->keys, &subjects[i / 4], &issuers[i % 4]);
            assert_int_equal(e, i / 4 % 4 == i % 4 ? ERR_OK : ERR_SIG_MISMATCH);
        }
    }
    assert_int_equal(x->keys.verified, MANY * 4);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_remembers),    TEST(test_wrong),          TEST(test_budget),
        TEST(test_unusable_key), TEST(test_check_and_take), TEST(test_inherited),
        TEST(test_arena_full),   TEST(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
