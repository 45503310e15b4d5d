/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both ends together, and what is refused.  The known answers are in tests/wycheproof; here those
 * of one key pair of each set stand as digests. */
#include "config.h"

#include "lib/crypto/mlkem.h"

#include "lib/crypto/keccak.h"
#include "tests/unit/crypto/kit.h"

static const struct mlkem_set *const sets[] = {&mlkem_512, &mlkem_768, &mlkem_1024};

struct keys {
    const struct mlkem_set *set;
    uint8_t ek[MLKEM_EK_MAX], dk[MLKEM_DK_MAX], ciphertext[MLKEM_CIPHERTEXT_MAX];
    uint8_t secret[MLKEM_SECRET];
};

static struct span ek_of(const struct keys *keys)
{
    return span_of(keys->ek, keys->set->ek_n);
}

static struct span dk_of(const struct keys *keys)
{
    return span_of(keys->dk, keys->set->dk_n);
}

static struct span ciphertext_of(const struct keys *keys)
{
    return span_of(keys->ciphertext, keys->set->ciphertext_n);
}

/* A key pair and a ciphertext for it, from bytes that count. */
static void make(struct keys *keys, const struct mlkem_set *set)
{
    uint8_t seeds[3 * MLKEM_SEED];

    for (size_t i = 0; i < sizeof seeds; i++)
        seeds[i] = (uint8_t)i;
    keys->set = set;
    mlkem_keygen(set, keys->ek, keys->dk, seeds, seeds + MLKEM_SEED);
    assert_int_equal(mlkem_encaps(set, keys->ciphertext, keys->secret, ek_of(keys),
                                  seeds + (size_t)2 * MLKEM_SEED),
                     ERR_OK);
}

/* FIPS 203 8, table 3. */
static void test_sizes(void **state)
{
    static const struct {
        const char *name;
        size_t ek, dk, ciphertext;
    } sizes[] = {
        {"ML-KEM-512", 800, 1632, 768},
        {"ML-KEM-768", 1184, 2400, 1088},
        {"ML-KEM-1024", 1568, 3168, 1568},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(sets); i++) {
        assert_string_equal(sets[i]->name, sizes[i].name);
        assert_int_equal(sets[i]->ek_n, sizes[i].ek);
        assert_int_equal(sets[i]->dk_n, sizes[i].dk);
        assert_int_equal(sets[i]->ciphertext_n, sizes[i].ciphertext);
    }
}

static void test_agree(void **state)
{
    uint8_t secret[MLKEM_SECRET];
    struct keys keys;

    (void)state;
    for (size_t i = 0; i < COUNT(sets); i++) {
        make(&keys, sets[i]);
        assert_int_equal(mlkem_decaps(sets[i], secret, dk_of(&keys), ciphertext_of(&keys)), ERR_OK);
        assert_memory_equal(secret, keys.secret, sizeof secret);
    }
}

/* SHA3-256 over all that a set makes. */
static void test_answers(void **state)
{
    static const char *const answers[] = {
        "18f9b9202aa8793837369f5bad6795a1066356039f0eacb47c0df8bb451b7aab",
        "04182bace5128633e0238b75c770fff441992a875058fec5b1c75a2bc9d0ca00",
        "c65104220bac53e5f1e819d29048ce747e19bb5e30390a1732aa124faf71f725",
    };
    uint8_t digest[32];
    struct keccak keccak;
    struct keys keys;
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(sets); i++) {
        make(&keys, sets[i]);
        keccak_init(&keccak, KECCAK_SHA3_256);
        keccak_absorb(&keccak, ek_of(&keys));
        keccak_absorb(&keccak, dk_of(&keys));
        keccak_absorb(&keccak, ciphertext_of(&keys));
        keccak_absorb(&keccak, span_of(keys.secret, sizeof keys.secret));
        keccak_squeeze(&keccak, digest, sizeof digest);
        assert_memory_equal(digest, fd_hex(&a, answers[i]).p, sizeof digest);
    }
    arena_free(&a);
}

/* FIPS 203 6.3: any change of a ciphertext yields SHAKE256(z || ciphertext). */
static void test_implicit_rejection(void **state)
{
    uint8_t secret[MLKEM_SECRET], want[MLKEM_SECRET];
    struct keys keys;

    (void)state;
    for (size_t i = 0; i < COUNT(sets); i++) {
        make(&keys, sets[i]);
        struct span z = span_tail(dk_of(&keys), keys.set->dk_n - MLKEM_SEED);
        for (size_t at = 0; at < keys.set->ciphertext_n; at += 61) {
            keys.ciphertext[at] ^= (uint8_t)(1u << at % 8);
            assert_int_equal(mlkem_decaps(sets[i], secret, dk_of(&keys), ciphertext_of(&keys)),
                             ERR_OK);
            keccak_hash(KECCAK_SHAKE256, want, sizeof want, z, ciphertext_of(&keys));
            assert_memory_equal(secret, want, sizeof secret);
            keys.ciphertext[at] ^= (uint8_t)(1u << at % 8);
        }
    }
}

/* One byte less or more. */
static void test_lengths(void **state)
{
    uint8_t long_dk[MLKEM_DK_MAX + 1] = {0}, ciphertext[MLKEM_CIPHERTEXT_MAX + 1] = {0};
    uint8_t secret[MLKEM_SECRET], m[MLKEM_SEED] = {0};
    struct keys keys;

    (void)state;
    for (size_t i = 0; i < COUNT(sets); i++) {
        make(&keys, sets[i]);
        memcpy(long_dk, keys.dk, sizeof keys.dk);
        memcpy(ciphertext, keys.ciphertext, sizeof keys.ciphertext);
        for (int more = -1; more <= 1; more += 2) {
            size_t dk_n = keys.set->dk_n + (size_t)more, ek_n = keys.set->ek_n + (size_t)more;
            size_t n = keys.set->ciphertext_n + (size_t)more;
            assert_int_equal(
                mlkem_decaps(sets[i], secret, span_of(long_dk, dk_n), ciphertext_of(&keys)),
                ERR_KEY_FORM);
            assert_int_equal(mlkem_decaps(sets[i], secret, dk_of(&keys), span_of(ciphertext, n)),
                             ERR_TLS_KEY_SHARE_FORM);
            assert_int_equal(
                mlkem_encaps(sets[i], keys.ciphertext, secret, span_of(long_dk, ek_n), m),
                ERR_TLS_KEY_SHARE_FORM);
        }
    }
}

/* FIPS 203 7.2: q itself in any place of a key; q - 1 is good. */
static void test_modulus(void **state)
{
    uint8_t secret[MLKEM_SECRET], m[MLKEM_SEED] = {0};
    struct keys keys;

    (void)state;
    for (size_t i = 0; i < COUNT(sets); i++) {
        make(&keys, sets[i]);
        for (size_t at = 0; at < keys.set->ek_n - MLKEM_SEED; at += 3) {
            uint8_t kept[3];
            memcpy(kept, keys.ek + at, sizeof kept);
            keys.ek[at] = 0x01; /* 0xd01 is q */
            keys.ek[at + 1] = 0x0d;
            assert_int_equal(mlkem_encaps(sets[i], keys.ciphertext, secret, ek_of(&keys), m),
                             ERR_TLS_MLKEM_MODULUS);
            keys.ek[at] = 0x00;
            keys.ek[at + 1] = 0x1d;
            keys.ek[at + 2] = 0xd0;
            assert_int_equal(mlkem_encaps(sets[i], keys.ciphertext, secret, ek_of(&keys), m),
                             ERR_TLS_MLKEM_MODULUS);
            keys.ek[at + 1] = 0x0d;
            assert_int_equal(mlkem_encaps(sets[i], keys.ciphertext, secret, ek_of(&keys), m),
                             ERR_OK);
            memcpy(keys.ek + at, kept, sizeof kept);
        }
    }
}

/* FIPS 203 7.3: neither ek nor its hash may differ. */
static void test_hash(void **state)
{
    uint8_t secret[MLKEM_SECRET];
    struct keys keys;

    (void)state;
    for (size_t i = 0; i < COUNT(sets); i++) {
        make(&keys, sets[i]);
        size_t start = keys.set->dk_n - keys.set->ek_n - (size_t)2 * MLKEM_SEED;
        for (size_t at = start; at < keys.set->dk_n - MLKEM_SEED; at += 31) {
            keys.dk[at] ^= 1;
            assert_int_equal(mlkem_decaps(sets[i], secret, dk_of(&keys), ciphertext_of(&keys)),
                             ERR_KEY_FORM);
            keys.dk[at] ^= 1;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),   cmocka_unit_test(test_agree),
        cmocka_unit_test(test_answers), cmocka_unit_test(test_implicit_rejection),
        cmocka_unit_test(test_lengths), cmocka_unit_test(test_modulus),
        cmocka_unit_test(test_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
