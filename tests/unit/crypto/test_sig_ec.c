/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/sig.h"

#include "tests/unit/crypto/kit_vectors.h"

/* The prime of the field and the order of the base point (FIPS 186-4 D.1.2). */
static const struct {
    const char *curve, *vector, *prime, *order;
} curves[] = {
    {"1.3.132.0.33", "P224_SHA256", "ffffffffffffffffffffffffffffffff000000000000000000000001",
     "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d"},
    {"1.2.840.10045.3.1.7", "P256_SHA256",
     "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
     "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"},
    {"1.3.132.0.34", "P384_SHA256",
     "ffffffffffffffffffffffffffffffffffffffffffffffff"
     "fffffffffffffffeffffffff0000000000000000ffffffff",
     "ffffffffffffffffffffffffffffffffffffffffffffffff"
     "c7634d81f4372ddf581a0db248b0a77aecec196accc52973"},
    {"1.3.132.0.35", "P521_SHA512",
     "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
     "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
     "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
     "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"},
};

static enum err key_error(const char *curve, struct span x, struct span y)
{
    struct span alg = FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.10045.2.1"), fd_oid(a, curve));
    struct pubkey *key;
    enum err err =
        kit_key(&key, FD(a, DER_SEQUENCE, alg, fd_bits(a, FD_CAT(a, fd_hex(a, "04"), x, y))));

    pubkey_free(key);
    return err;
}

static void off_the_curve(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(curves); i++) {
        struct fail fail = {0};
        struct keyinfo k;
        assert_int_equal(keyinfo_parse(&k, fd_hex(a, find(curves[i].vector)->spki), &fail), ERR_OK);
        size_t n = k.key.n / 2;
        struct span x = span_head(span_tail(k.key, 1), n), y = span_tail(k.key, 1 + n);
        struct span prime = fd_hex(a, curves[i].prime);
        struct span zero = fd_copy(a, span_of(fd_alloc(a, n), n));
        assert_int_equal(prime.n, n);
        assert_int_equal(key_error(curves[i].curve, x, y), ERR_OK);
        assert_int_equal(key_error(curves[i].curve, y, x), ERR_KEY_POINT);
        assert_int_equal(key_error(curves[i].curve, x, kit_changed(a, y, n - 1, 1)), ERR_KEY_POINT);
        assert_int_equal(key_error(curves[i].curve, kit_changed(a, x, n - 1, 1), y), ERR_KEY_POINT);
        assert_int_equal(key_error(curves[i].curve, zero, zero), ERR_KEY_POINT);
        assert_int_equal(key_error(curves[i].curve, prime, y), ERR_KEY_POINT);
        assert_int_equal(key_error(curves[i].curve, x, prime), ERR_KEY_POINT);
    }
}

/* x = 0 is on P-256; with x = p it is the same point in a form that is not allowed. */
static void not_reduced(void **state)
{
    struct span y = fd_hex(a, "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4");

    (void)state;
    assert_int_equal(key_error(curves[1].curve, span_of(fd_alloc(a, 32), 32), y), ERR_OK);
    assert_int_equal(key_error(curves[1].curve, fd_hex(a, curves[1].prime), y), ERR_KEY_POINT);
}

/* r and s are from 1 to the order less one (FIPS 186-5 6.4.2, step 1). */
static void out_of_range(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(curves); i++) {
        const struct kit_vector *v = find(curves[i].vector);
        struct fail fail = {0};
        struct der sig = der_open(fd_hex(a, v->signature), &fail);
        struct der seq = der_enter(&sig, DER_SEQUENCE);
        struct span r = der_raw(&seq, DER_INTEGER), s = der_raw(&seq, DER_INTEGER);
        struct span order = fd_unsigned(a, fd_hex(a, curves[i].order)), zero = fd_int(a, 0);
        const struct {
            struct span r, s;
            enum err err;
        } rows[] = {
            {r, s, ERR_OK},
            {order, s, ERR_SIG_MISMATCH},
            {r, order, ERR_SIG_MISMATCH},
            {order, order, ERR_SIG_MISMATCH},
            {zero, s, ERR_SIG_FORM},
            {r, zero, ERR_SIG_FORM},
            {zero, zero, ERR_SIG_FORM},
            {fd_int(a, -1), s, ERR_SIG_FORM},
            {fd_int(a, 1), fd_int(a, 1), ERR_SIG_MISMATCH},
        };
        assert_int_equal(fail.err, ERR_OK);
        for (size_t j = 0; j < COUNT(rows); j++) {
            struct span made = FD(a, DER_SEQUENCE, rows[j].r, rows[j].s);
            assert_int_equal(kit_verify(a, v->spki, v->algorithm, KIT_MSG, made), rows[j].err);
        }
    }
}

/* The vectors whose sum is of two equal points are refused like others once they are wrong. */
static void doubling(void **state)
{
    static const char *const ids[] = {"P224_DOUBLING", "P256_DOUBLING", "P384_DOUBLING",
                                      "P521_DOUBLING"};

    (void)state;
    for (size_t i = 0; i < COUNT(ids); i++) {
        const struct kit_vector *v = find(ids[i]);
        struct span sig = fd_hex(a, v->signature);
        assert_int_equal(kit_verify(a, v->spki, v->algorithm, KIT_MSG, sig), ERR_OK);
        assert_int_equal(kit_verify(a, v->spki, v->algorithm, SPAN_LIT("tlsbax"), sig),
                         ERR_SIG_MISMATCH);
    }
    /* The right x from the wrong key: only the two points tell. */
    const struct kit_vector *v = find("P256_DOUBLING");
    assert_int_equal(
        kit_verify(a, find("P256_SHA256")->spki, v->algorithm, KIT_MSG, fd_hex(a, v->signature)),
        ERR_SIG_MISMATCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(off_the_curve, setup, teardown),
        cmocka_unit_test_setup_teardown(not_reduced, setup, teardown),
        cmocka_unit_test_setup_teardown(out_of_range, setup, teardown),
        cmocka_unit_test_setup_teardown(doubling, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
