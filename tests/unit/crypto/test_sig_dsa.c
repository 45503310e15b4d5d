/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/sig.h"

#include "tests/unit/crypto/kit.h"

static const struct kit_vector vectors[] = {
#define VECTOR(id, spki, algorithm, signature) {#id, spki, algorithm, signature},
#define BOUND(id, spki, algorithm, signature)
#include "tests/unit/crypto/vectors.def"
#undef BOUND
#undef VECTOR
};

/* The parts of a DSA key, as contents of INTEGERs. */
struct parts {
    struct span p, q, g, y;
};

static struct parts take_apart(struct arena *a, const char *spki)
{
    struct fail fail = {0};
    struct der all = der_open(fd_hex(a, spki), &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE), alg = der_enter(&seq, DER_SEQUENCE);
    struct parts out;

    (void)der_oid(&alg);
    struct der params = der_enter(&alg, DER_SEQUENCE);
    out.p = der_integer(&params);
    out.q = der_integer(&params);
    out.g = der_integer(&params);
    struct der key = der_open(der_bytes(&seq), &fail);
    out.y = der_integer(&key);
    assert_int_equal(fail.err, ERR_OK);
    return out;
}

static enum err key_error(struct arena *a, struct parts k)
{
    struct span params =
        FD(a, DER_SEQUENCE, fd_unsigned(a, k.p), fd_unsigned(a, k.q), fd_unsigned(a, k.g));
    struct span alg = FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.10040.4.1"), params);
    struct pubkey *key;
    enum err err = kit_key(&key, FD(a, DER_SEQUENCE, alg, fd_bits(a, fd_unsigned(a, k.y))));

    pubkey_free(key);
    return err;
}

/* FIPS 186-4 4.1: q divides p - 1. */
static void parameters(void **state)
{
    struct arena a;
    size_t found = 0;

    (void)state;
    arena_init(&a, 4 << 20);
    for (size_t i = 0; i < COUNT(vectors); i++) {
        if (strncmp(vectors[i].id, "DSA_", 4) != 0)
            continue;
        found++;
        struct parts good = take_apart(&a, vectors[i].spki), other = good;
        assert_int_equal(key_error(&a, good), ERR_OK);
        other.q = kit_changed(&a, good.q, good.q.n - 1, 2);
        assert_int_equal(key_error(&a, other), ERR_KEY_DSA);
        other = good;
        other.p = kit_changed(&a, good.p, good.p.n - 1, 2);
        assert_int_equal(key_error(&a, other), ERR_KEY_DSA);
    }
    assert_int_equal(found, 3);
    arena_free(&a);
}

/* FIPS 186-4 4.7: r and s are from 1 to q - 1. */
static void out_of_range(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 4 << 20);
    for (size_t i = 0; i < COUNT(vectors); i++) {
        const struct kit_vector *v = &vectors[i];
        struct fail fail = {0};
        if (strncmp(v->id, "DSA_", 4) != 0)
            continue;
        struct der sig = der_open(fd_hex(&a, v->signature), &fail);
        struct der seq = der_enter(&sig, DER_SEQUENCE);
        struct span r = der_raw(&seq, DER_INTEGER), s = der_raw(&seq, DER_INTEGER);
        struct span q = fd_unsigned(&a, take_apart(&a, v->spki).q), zero = fd_int(&a, 0);
        const struct {
            struct span r, s;
            enum err err;
        } rows[] = {
            {r, s, ERR_OK},
            {q, s, ERR_SIG_MISMATCH},
            {r, q, ERR_SIG_MISMATCH},
            {zero, s, ERR_SIG_FORM},
            {r, zero, ERR_SIG_FORM},
            {fd_int(&a, 1), zero, ERR_SIG_FORM},
            {fd_int(&a, -1), s, ERR_SIG_FORM},
        };
        for (size_t j = 0; j < COUNT(rows); j++) {
            struct span made = FD(&a, DER_SEQUENCE, rows[j].r, rows[j].s);
            assert_int_equal(kit_verify(&a, v->spki, v->algorithm, KIT_MSG, made), rows[j].err);
        }
    }
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters),
        cmocka_unit_test(out_of_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
