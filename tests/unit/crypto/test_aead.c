/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/aead.h"
#include "tests/unit/crypto/kit.h"

static const struct vector {
    enum aead_kind kind;
    const char *key, *nonce, *ad, *plain, *sealed;
} vectors[] = {
    /* the test cases of the GCM specification, 4 */
    {AEAD_AES_128_GCM, "feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
     "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
     "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc"
     "3221a5db94fae95ae7121a47"},
    /* 16 */
    {AEAD_AES_256_GCM, "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
     "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece"
     "0f4e1768cddf8853bb2d551b"},
    /* SP 800-38C C.3 */
    {AEAD_AES_128_CCM_8, "404142434445464748494a4b4c4d4e4f", "101112131415161718191a1b",
     "000102030405060708090a0b0c0d0e0f10111213", "202122232425262728292a2b2c2d2e2f3031323334353637",
     "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951"},
    /* the same with other sizes, from another implementation */
    {AEAD_AES_128_CCM, "404142434445464748494a4b4c4d4e4f", "101112131415161718191a1b",
     "000102030405060708090a0b0c0d0e0f10111213", "202122232425262728292a2b2c2d2e2f3031323334353637",
     "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5c87ae488918de93f"
     "17dd3e4934347f44"},
    /* the same with other sizes, from another implementation */
    {AEAD_AES_256_CCM, "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f",
     "101112131415161718191a1b", "000102030405060708090a0b0c0d0e0f10111213",
     "202122232425262728292a2b2c2d2e2f3031323334353637",
     "04f883aeb3bd0730eaf50bb6de4fa2212034e4e41b0e75e59bba3f3a107f3239"
     "bd63902923f80371"},
    /* the same with other sizes, from another implementation */
    {AEAD_AES_256_CCM_8, "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f",
     "101112131415161718191a1b", "000102030405060708090a0b0c0d0e0f10111213",
     "202122232425262728292a2b2c2d2e2f3031323334353637",
     "04f883aeb3bd0730eaf50bb6de4fa2212034e4e41b0e75e52b48c8766f7e7649"},
    /* RFC 8439 2.8.2 */
    {AEAD_CHACHA20_POLY1305, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
     "070000004041424344454647", "50515253c0c1c2c3c4c5c6c7",
     "4c616469657320616e642047656e746c656d656e206f662074686520636c6173"
     "73206f66202739393a204966204920636f756c64206f6666657220796f75206f"
     "6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"
     "637265656e20776f756c642062652069742e",
     "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
     "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
     "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
     "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd060"
     "0691"},
};

/* What a vector says, as bytes. */
struct bytes {
    struct aead key;
    struct span nonce, ad, plain, sealed;
};

static void load(struct bytes *b, struct arena *a, const struct vector *v)
{
    struct span key = fd_hex(a, v->key);

    assert_int_equal(key.n, aead_key_size(v->kind));
    aead_init(&b->key, v->kind, key);
    b->nonce = fd_hex(a, v->nonce);
    b->ad = fd_hex(a, v->ad);
    b->plain = fd_hex(a, v->plain);
    b->sealed = fd_hex(a, v->sealed);
    assert_int_equal(b->nonce.n, AEAD_NONCE_SIZE);
    assert_int_equal(b->sealed.n - b->plain.n, aead_tag_size(v->kind));
}

/* A key serves any number of messages, apart or in place. */
static void test_vectors(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(vectors); i++) {
        struct bytes b;
        uint8_t out[200];
        load(&b, &a, &vectors[i]);
        for (int again = 0; again < 2; again++) {
            aead_seal(&b.key, out, b.nonce.p, b.ad, b.plain);
            assert_memory_equal(out, b.sealed.p, b.sealed.n);
            assert_int_equal(aead_open(&b.key, out, b.nonce.p, b.ad, b.sealed), ERR_OK);
            assert_memory_equal(out, b.plain.p, b.plain.n);
            aead_seal(&b.key, out, b.nonce.p, b.ad, span_of(out, b.plain.n));
            assert_memory_equal(out, b.sealed.p, b.sealed.n);
            assert_int_equal(aead_open(&b.key, out, b.nonce.p, b.ad, span_of(out, b.sealed.n)),
                             ERR_OK);
            assert_memory_equal(out, b.plain.p, b.plain.n);
        }
        aead_wipe(&b.key);
    }
    arena_free(&a);
}

static void refused(struct bytes *b, struct span nonce, struct span ad, struct span sealed)
{
    static const uint8_t zeros[200];
    size_t tag_n = aead_tag_size(b->key.kind);
    uint8_t out[200];

    memset(out, 0xee, sizeof out);
    assert_int_equal(aead_open(&b->key, out, nonce.p, ad, sealed), ERR_TLS_BAD_RECORD_MAC);
    /* Nothing of the plaintext must be seen. */
    if (sealed.n > tag_n)
        assert_memory_equal(out, zeros, sealed.n - tag_n);
    else
        assert_int_equal(out[0], 0xee);
}

/* Every bit of nonce, associated data, text and tag counts, and so does every length. */
static void test_forged(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 26);
    for (size_t i = 0; i < COUNT(vectors); i++) {
        struct bytes b;
        load(&b, &a, &vectors[i]);
        for (size_t bit = 0; bit < 8 * b.sealed.n; bit++)
            refused(&b, b.nonce, b.ad,
                    kit_changed(&a, b.sealed, bit / 8, (uint8_t)(1u << bit % 8)));
        for (size_t bit = 0; bit < 8 * b.nonce.n; bit++)
            refused(&b, kit_changed(&a, b.nonce, bit / 8, (uint8_t)(1u << bit % 8)), b.ad,
                    b.sealed);
        for (size_t bit = 0; bit < 8 * b.ad.n; bit++)
            refused(&b, b.nonce, kit_changed(&a, b.ad, bit / 8, (uint8_t)(1u << bit % 8)),
                    b.sealed);
        for (size_t n = 0; n < b.sealed.n; n++)
            refused(&b, b.nonce, b.ad, span_head(b.sealed, n));
        for (size_t n = 0; n < b.ad.n; n++)
            refused(&b, b.nonce, span_head(b.ad, n), b.sealed);
    }
    arena_free(&a);
}

/* Neither text nor associated data: the tag alone. */
static void test_empty(void **state)
{
    static const uint8_t zeros[AEAD_KEY_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT(vectors); i++) {
        size_t tag_n = aead_tag_size(vectors[i].kind);
        uint8_t out[AEAD_TAG_MAX];
        struct aead k;
        aead_init(&k, vectors[i].kind, span_of(zeros, aead_key_size(vectors[i].kind)));
        aead_seal(&k, out, zeros, (struct span){0}, (struct span){0});
        assert_int_equal(aead_open(&k, NULL, zeros, (struct span){0}, span_of(out, tag_n)), ERR_OK);
        out[0] ^= 1;
        assert_int_equal(aead_open(&k, NULL, zeros, (struct span){0}, span_of(out, tag_n)),
                         ERR_TLS_BAD_RECORD_MAC);
    }
}

/* All lengths up to some blocks, as records come. */
static void test_lengths(void **state)
{
    uint8_t key[AEAD_KEY_MAX], nonce[AEAD_NONCE_SIZE] = {1}, plain[100], sealed[120], out[120];

    (void)state;
    for (size_t i = 0; i < sizeof plain; i++)
        plain[i] = (uint8_t)(i * 3);
    memset(key, 7, sizeof key);
    for (size_t i = 0; i < COUNT(vectors); i++) {
        size_t tag_n = aead_tag_size(vectors[i].kind);
        struct aead k;
        aead_init(&k, vectors[i].kind, span_of(key, aead_key_size(vectors[i].kind)));
        for (size_t n = 0; n <= sizeof plain; n++) {
            aead_seal(&k, sealed, nonce, SPAN_LIT("head"), span_of(plain, n));
            assert_int_equal(
                aead_open(&k, out, nonce, SPAN_LIT("head"), span_of(sealed, n + tag_n)), ERR_OK);
            assert_memory_equal(out, plain, n);
        }
    }
}

static void test_sizes(void **state)
{
    (void)state;
    assert_int_equal(aead_key_size(AEAD_NONE), 0);
    assert_int_equal(aead_tag_size(AEAD_NONE), 0);
    assert_int_equal(aead_key_size(AEAD_AES_128_CCM_8), 16);
    assert_int_equal(aead_tag_size(AEAD_AES_128_CCM_8), 8);
    assert_int_equal(aead_tag_size(AEAD_AES_256_CCM), 16);
}

static void test_wipe(void **state)
{
    static const struct aead empty;
    struct aead k;

    (void)state;
    memset(&k, 0, sizeof k);
    aead_init(&k, AEAD_AES_256_GCM, SPAN_LIT("0123456789abcdef0123456789abcdef"));
    aead_wipe(&k);
    assert_memory_equal(&k, &empty, sizeof k);
    aead_wipe(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors), cmocka_unit_test(test_forged), cmocka_unit_test(test_empty),
        cmocka_unit_test(test_lengths), cmocka_unit_test(test_sizes),  cmocka_unit_test(test_wipe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
