/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/pubkey.h"

#include "tests/unit/crypto/kit.h"

static const struct kit_vector vectors[] = {
#define VECTOR(id, spki, algorithm, signature) {#id, spki, algorithm, signature},
#define BOUND(id, spki, algorithm, signature)
#include "tests/unit/crypto/vectors.def"
#undef BOUND
#undef VECTOR
};

static int setup(void **state)
{
    static struct arena a;

    arena_init(&a, 64 << 20);
    *state = &a;
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static void good_ones(void **state)
{
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT(vectors); i++) {
        const struct kit_vector *v = &vectors[i];
        enum err err = kit_verify(a, v->spki, v->algorithm, KIT_MSG, fd_hex(a, v->signature));
        if (err != ERR_OK)
            fail_msg("%s: %s", v->id, err_id(err));
    }
}

/* Another message, and every octet of the signature changed, one at a time. */
static void changed_ones(void **state)
{
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT(vectors); i++) {
        const struct kit_vector *v = &vectors[i];
        struct span sig = fd_hex(a, v->signature);
        struct sigalg alg = kit_alg(fd_hex(a, v->algorithm));
        struct pubkey *key;
        assert_int_equal(kit_key(&key, fd_hex(a, v->spki)), ERR_OK);
        assert_int_equal(pubkey_verify(key, &alg, SPAN_LIT("tlsbex"), sig), ERR_SIG_MISMATCH);
        assert_int_equal(pubkey_verify(key, &alg, SPAN_LIT(""), sig), ERR_SIG_MISMATCH);
        for (size_t at = 0; at < sig.n; at++) {
            struct span other = kit_changed(a, sig, at, (uint8_t)(1u << at % 8));
            if (pubkey_verify(key, &alg, KIT_MSG, other) == ERR_OK)
                fail_msg("%s: octet %zu", v->id, at);
        }
        pubkey_free(key);
    }
}

/* Keys prepared for many signatures give the same answers, and share what they share. */
static void for_many(void **state)
{
    struct arena *a = *state;
    struct sig_tables *tables;

    assert_int_equal(sig_tables_new(&tables), ERR_OK);
    for (size_t i = 0; i < COUNT(vectors); i++) {
        const struct kit_vector *v = &vectors[i];
        struct sigalg alg = kit_alg(fd_hex(a, v->algorithm));
        struct fail fail = {0};
        struct keyinfo info;
        struct pubkey *one, *many;
        assert_int_equal(keyinfo_parse(&info, fd_hex(a, v->spki), &fail), ERR_OK);
        assert_int_equal(pubkey_new(&one, &info), ERR_OK);
        assert_int_equal(pubkey_new_many(&many, &info, tables), ERR_OK);
        assert_int_equal(pubkey_verify(many, &alg, KIT_MSG, fd_hex(a, v->signature)), ERR_OK);
        assert_int_equal(pubkey_verify(many, &alg, SPAN_LIT("tlsbex"), fd_hex(a, v->signature)),
                         ERR_SIG_MISMATCH);
        assert_true(pubkey_size(one) >= sizeof(void *) + info.key.n / 2);
        assert_true(pubkey_size(one) <= 16384);
        assert_true(pubkey_size(many) >= pubkey_size(one));
        pubkey_free(one);
        pubkey_free(many);
    }
    sig_tables_free(tables);
    sig_tables_free(NULL);
}

/* No signature of another length is even looked at. */
static void other_lengths(void **state)
{
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT(vectors); i++) {
        const struct kit_vector *v = &vectors[i];
        struct span sig = fd_hex(a, v->signature);
        struct buf longer = {.cap = 4096};
        buf_put(&longer, sig);
        buf_u8(&longer, 0);
        const struct span tries[] = {
            {0}, span_head(sig, 1), span_head(sig, sig.n - 1), buf_span(&longer)};
        for (size_t t = 0; t < COUNT(tries); t++)
            assert_int_equal(kit_verify(a, v->spki, v->algorithm, KIT_MSG, tries[t]), ERR_SIG_FORM);
        buf_free(&longer);
    }
}

/* The same numbers, though the algorithm of the key may be another. */
static bool is_same_key(struct arena *a, const char *spki, const char *other)
{
    struct fail fail = {0};
    struct keyinfo x, y;

    assert_int_equal(keyinfo_parse(&x, fd_hex(a, spki), &fail), ERR_OK);
    assert_int_equal(keyinfo_parse(&y, fd_hex(a, other), &fail), ERR_OK);
    return span_eq(x.key, y.key);
}

/* Every signature under the algorithm of every other vector, and under its key: never a yes. */
static void crossed(void **state)
{
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT(vectors) * COUNT(vectors); i++) {
        const struct kit_vector *v = &vectors[i / COUNT(vectors)],
                                *w = &vectors[i % COUNT(vectors)];
        struct span sig = fd_hex(a, v->signature);
        if (strcmp(v->algorithm, w->algorithm) != 0 &&
            kit_verify(a, v->spki, w->algorithm, KIT_MSG, sig) == ERR_OK)
            fail_msg("%s under the algorithm of %s", v->id, w->id);
        if (!is_same_key(a, v->spki, w->spki) &&
            kit_verify(a, w->spki, v->algorithm, KIT_MSG, sig) == ERR_OK)
            fail_msg("%s under the key of %s", v->id, w->id);
    }
}

static void kinds(void **state)
{
    static const struct {
        const char *vector;
        unsigned makes;
    } rows[] = {
        {"RSA_SHA256", 1u << SIG_RSA_PKCS1 | 1u << SIG_RSA_PSS},
        {"PSS_KEY", 1u << SIG_RSA_PSS},
        {"P224_SHA256", 1u << SIG_ECDSA},
        {"P256_SHA256", 1u << SIG_ECDSA},
        {"P384_SHA256", 1u << SIG_ECDSA},
        {"P521_SHA512", 1u << SIG_ECDSA},
        {"ED25519", 1u << SIG_ED25519},
        {"ED448", 1u << SIG_ED448},
        {"DSA_2048_SHA256", 1u << SIG_DSA},
    };
    struct arena *a = *state;
    size_t found = 0;

    for (size_t i = 0; i < COUNT(vectors); i++) {
        for (size_t j = 0; j < COUNT(rows); j++) {
            struct pubkey *key;
            if (strcmp(vectors[i].id, rows[j].vector) != 0)
                continue;
            found++;
            assert_int_equal(kit_key(&key, fd_hex(a, vectors[i].spki)), ERR_OK);
            for (enum sig_kind k = SIG_RSA_PKCS1; k <= SIG_MLDSA87; k++) {
                struct sigalg alg = {
                    .kind = k, .digest = DIGEST_SHA256, .mgf_digest = DIGEST_SHA256};
                enum err err = pubkey_verify(key, &alg, KIT_MSG, SPAN_LIT("x"));
                bool made = (rows[j].makes & 1u << k) != 0;
                assert_int_equal(err, made ? ERR_SIG_FORM : ERR_ALG_KEY_MISMATCH);
            }
            struct sigalg unknown = {.kind = SIG_UNKNOWN};
            assert_int_equal(pubkey_verify(key, &unknown, KIT_MSG, SPAN_LIT("x")), ERR_ALG_UNKNOWN);
            pubkey_free(key);
        }
    }
    assert_int_equal(found, COUNT(rows));
}

static void unusable(void **state)
{
    struct keyinfo broken = {.kind = KEY_P256, .err = ERR_KEY_FORM}, none = {.kind = KEY_NONE};
    struct pubkey *key;

    (void)state;
    assert_int_equal(pubkey_new(&key, &broken), ERR_KEY_FORM);
    assert_null(key);
    assert_int_equal(pubkey_new(&key, &none), ERR_KEY_UNKNOWN);
    assert_null(key);
    assert_int_equal(pubkey_check(&key, &broken), ERR_KEY_FORM);
    assert_int_equal(pubkey_check(&key, &none), ERR_KEY_UNKNOWN);
    /* What keyinfo_parse would have noted. */
    struct keyinfo pss = {.kind = KEY_RSA_PSS, .params = SPAN_LIT("\x05\0")};
    assert_int_equal(pubkey_new(&key, &pss), ERR_KEY_PARAMETERS);
    assert_int_equal(pubkey_check(&key, &pss), ERR_KEY_PARAMETERS);
    assert_null(key);
    pubkey_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(good_ones, setup, teardown),
        cmocka_unit_test_setup_teardown(changed_ones, setup, teardown),
        cmocka_unit_test_setup_teardown(for_many, setup, teardown),
        cmocka_unit_test_setup_teardown(other_lengths, setup, teardown),
        cmocka_unit_test_setup_teardown(crossed, setup, teardown),
        cmocka_unit_test_setup_teardown(kinds, setup, teardown),
        cmocka_unit_test(unusable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
