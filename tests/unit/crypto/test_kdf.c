/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/kdf.h"
#include "tests/unit/crypto/kit.h"

/* RFC 5869 A.1 to A.6. */
static const struct {
    enum digest digest;
    const char *ikm, *salt, *info, *prk, *okm;
} hkdf[] = {
    {DIGEST_SHA256, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
     "f0f1f2f3f4f5f6f7f8f9", "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
     "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
     "34007208d5b887185865"},
    {DIGEST_SHA256,
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
     "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
     "404142434445464748494a4b4c4d4e4f",
     "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
     "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
     "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf"
     "d0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeef"
     "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
     "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
     "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
     "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
     "cc30c58179ec3e87c14c01d5c1f3434f1d87"},
    {DIGEST_SHA256, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
     "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
     "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
     "9d201395faa4b61a96c8"},
    {DIGEST_SHA1, "0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
     "9b6c18c432a7bf8f0e71c8eb88f4b30baa2ba243",
     "085a01ea1b10f36933068b56efa5ad81a4f14b822f5b091568a9cdd4f155fda2"
     "c22e422478d305f3f896"},
    {DIGEST_SHA1,
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
     "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
     "404142434445464748494a4b4c4d4e4f",
     "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
     "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
     "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
     "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf"
     "d0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeef"
     "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
     "8adae09a2a307059478d309b26c4115a224cfaf6",
     "0bd770a74d1160f7c9f12cd5912a06ebff6adcae899d92191fe4305673ba2ffe"
     "8fa3f1a4e5ad79f3f334b3b202b2173c486ea37ce3d397ed034c7f9dfeb15c5e"
     "927336d0441f4c4300e2cff0d0900b52d3b4"},
    {DIGEST_SHA1, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
     "da8c8a73c7fa77288ec6f5e7c297786aa0d32d01",
     "0ac1af7002b3d761d1e55298da9d0506b9ae52057220a306e07b6b87e8df21d0"
     "ea00033de03984d34918"},
};

/* The vectors for the PRF with each hash that the TLS working group's list was sent in 2009. */
static const struct {
    enum digest digest;
    const char *secret, *seed, *out;
} prf[] = {
    {DIGEST_SHA256, "9bbe436ba940f017b17652849a71db35", "a0ba9f936cda311827a6f796ffd5198c",
     "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a"
     "6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab"
     "4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701"
     "87347b66"},
    {DIGEST_SHA384, "b80b733d6ceefcdc71566ea48e5567df", "cd665cf6a8447dd6ff8b27555edb7465",
     "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cd"
     "e9ca0faa60be9fe34f82b1233c9146a0e534cb400fed2700884f9dc236f80edd"
     "8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d918425"
     "9b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee6"
     "91c8f3a26854308d5eaa3be85e0990703d73e56f"},
    {DIGEST_SHA512, "b0323523c1853599584d88568bbb05eb", "d4640e12e4bcdbfb437f03e6ae418ee5",
     "1261f588c798c5c201ff036e7a9cb5edcd7fe3f94c669a122a4638d7d508b283"
     "042df6789875c7147e906d868bc75c45e20eb40c1cf4a1713b27371f68432592"
     "f7dc8ea8ef223e12ea8507841311bf68653d0cfc4056d811f025c45ddfa6e6fe"
     "c702f054b409d6f28dd0a3233e498da41a3e75c5630eedbe22fe254e33a1b0e9"
     "f6b9826675bec7d01a845658dc9c397545401d40b9f46c7a400ee1b8f81ca0a6"
     "0d1a397a1028bff5d2ef5066126842fb8da4197632bdb54ff6633f86bbc836e6"
     "40d4d898"},
};

static void test_hkdf(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(hkdf); i++) {
        struct span want = fd_hex(&a, hkdf[i].prk), okm = fd_hex(&a, hkdf[i].okm);
        uint8_t prk[DIGEST_MAX_SIZE], out[100];
        kdf_extract(hkdf[i].digest, prk, fd_hex(&a, hkdf[i].salt), fd_hex(&a, hkdf[i].ikm));
        assert_int_equal(want.n, digest_size(hkdf[i].digest));
        assert_memory_equal(prk, want.p, want.n);
        /* Every length is the beginning of a longer one, and nothing behind it is written. */
        for (size_t n = 0; n <= okm.n; n++) {
            memset(out, 0xee, sizeof out);
            assert_int_equal(kdf_expand(hkdf[i].digest, out, n, want, fd_hex(&a, hkdf[i].info)),
                             ERR_OK);
            assert_memory_equal(out, okm.p, n);
            assert_int_equal(out[n], 0xee);
        }
    }
    arena_free(&a);
}

/* RFC 5869 2.3: L <= 255 HashLen. */
static void test_expand_limit(void **state)
{
    static uint8_t out[255 * 64 + 1];
    static const enum digest all[] = {DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512};

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        size_t most = 255 * digest_size(all[i]);
        assert_int_equal(kdf_expand(all[i], out, most, SPAN_LIT("k"), SPAN_LIT("i")), ERR_OK);
        assert_int_equal(kdf_expand(all[i], out, most + 1, SPAN_LIT("k"), SPAN_LIT("i")),
                         ERR_LIMIT);
    }
}

static void test_prf(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(prf); i++) {
        struct span secret = fd_hex(&a, prf[i].secret), seed = fd_hex(&a, prf[i].seed);
        struct span want = fd_hex(&a, prf[i].out);
        uint8_t out[200];
        for (size_t n = 0; n <= want.n; n++) {
            memset(out, 0xee, sizeof out);
            /* However the seed is cut in two. */
            kdf_prf12(prf[i].digest, out, n, secret, SPAN_LIT("test label"),
                      (struct span[2]){span_head(seed, n % 17), span_tail(seed, n % 17)});
            assert_memory_equal(out, want.p, n);
            assert_int_equal(out[n], 0xee);
        }
    }
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hkdf),
        cmocka_unit_test(test_expand_limit),
        cmocka_unit_test(test_prf),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
