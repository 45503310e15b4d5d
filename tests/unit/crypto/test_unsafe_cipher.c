/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/unsafe_cipher.h"
#include "tests/unit/crypto/kit.h"

#define IV  "000102030405060708090a0b0c0d0e0f"
#define KEY "2b7e151628aed2a6abf7158809cf4f3c"
#define PLAIN                                                          \
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51" \
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"

/* SP 800-38A F.1.1, F.3.13, F.4.1; RFC 6229 2 (a key stream, so the plaintext is zero); the last
 * two computed by another implementation. */
static const struct {
    enum unsafe_kind kind;
    const char *key, *plain, *cipher;
} vectors[] = {
    {UNSAFE_AES_128_ECB, KEY, PLAIN,
     "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf"
     "43b1cd7f598ece23881b00e3ed0306887b0c785e27e8ad3f8223207104725dd4"},
    {UNSAFE_AES_128_CFB, KEY, PLAIN,
     "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b"
     "26751f67a3cbb140b1808cf187a4f4dfc04b05357c5d1c0eeac4c66f9ff7f2e6"},
    {UNSAFE_AES_128_OFB, KEY, PLAIN,
     "3b3fd92eb72dad20333449f8e83cfb4a7789508d16918f03f53c52dac54ed825"
     "9740051e9c5fecf64344f7a82260edcc304c6528f659c77866a510d9c1d6ae5e"},
    {UNSAFE_RC4, "0102030405060708090a0b0c0d0e0f10",
     "0000000000000000000000000000000000000000"
     "000000000000000000000000",
     "9ac7cc9a609d1ef7b2932899cde41b975248c4959014126a6e8a84f11d1a9e1c"},
    {UNSAFE_DES_CBC, "2b7e151628aed2a6",
     "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
     "39721ed4246d188ff8baa61a8e381c3bf7312b53c854c0c6d99bf1273b5c92cc"},
    {UNSAFE_3DES_CBC, "0123456789abcdef23456789abcdef01456789abcdef0123",
     "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
     "df4fb48a5c3414fa340a1553efae84317b4c6aab8845fb9247ee5e08514dd2bc"},
};

static void test_vectors(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < COUNT(vectors); i++) {
        struct span key = fd_hex(&a, vectors[i].key), plain = fd_hex(&a, vectors[i].plain);
        struct span want = fd_hex(&a, vectors[i].cipher);
        struct unsafe_cipher c;
        uint8_t out[64];

        assert_int_equal(key.n, unsafe_key_size(vectors[i].kind));
        unsafe_cipher_init(&c, vectors[i].kind, key);
        unsafe_cipher_run(&c, out, fd_hex(&a, IV).p, plain);
        assert_memory_equal(out, want.p, want.n);
        unsafe_cipher_init(&c, vectors[i].kind, key); /* RC4 has gone on */
        memcpy(out, plain.p, plain.n);
        unsafe_cipher_run(&c, out, fd_hex(&a, IV).p, span_of(out, plain.n));
        assert_memory_equal(out, want.p, want.n);
        unsafe_cipher_wipe(&c);
    }
    arena_free(&a);
}

static void test_wipe(void **state)
{
    static const struct unsafe_cipher empty;
    struct unsafe_cipher c;
    const uint8_t key[UNSAFE_KEY_MAX] = {1, 2, 3};

    (void)state;
    unsafe_cipher_init(&c, UNSAFE_RC4, span_of(key, unsafe_key_size(UNSAFE_RC4)));
    unsafe_cipher_wipe(&c);
    assert_memory_equal(&c, &empty, sizeof c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors), cmocka_unit_test(test_wipe)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
