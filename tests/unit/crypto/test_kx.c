/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/kx.h"

#include "tests/unit/crypto/kit.h"
#include "tests/unit/crypto/kit_rng.h"

static const enum kx_group all[] = {KX_X25519,    KX_X448,      KX_P256,      KX_P384,
                                    KX_P521,      KX_FFDHE2048, KX_FFDHE3072, KX_FFDHE4096,
                                    KX_FFDHE6144, KX_FFDHE8192};

/* RFC 7748 6.1, 6.2 and RFC 5903 8.1, 8.2, 8.3. */
static const struct {
    enum kx_group group;
    const char *a, *a_public, *b, *b_public, *shared;
} vectors[] = {
    {KX_X25519, "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
     "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
     "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
     "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
     "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"},
    {KX_X448,
     "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf5"
     "74a9419744897391006382a6f127ab1d9ac2d8c0a598726b",
     "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bb"
     "c836647241d953d40c5b12da88120d53177f80e532c41fa0",
     "1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d6927c120"
     "bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d",
     "3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b43027d8b972"
     "fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609",
     "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56"
     "fd2464c335543936521c24403085d59a449a5037514a879d"},
    {KX_P256, "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433",
     "04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c37725811"
     "805271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990b"
     "b3",
     "c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53",
     "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf"
     "6356fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872"
     "ab",
     "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de"},
    {KX_P384,
     "099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655"
     "e35b538041e649ee3faef896783ab194",
     "04667842d7d180ac2cde6f74f37551f55755c7645c20ef73e31634fe72b4c55e"
     "e6de3ac808acb4bdb4c88732aee95f41aa9482ed1fc0eeb9cafc4984625ccfc2"
     "3f65032149e0e144ada024181535a0f38eeb9fcff3c2c947dae69b4c634573a8"
     "1c",
     "41cb0779b4bdb85d47846725fbec3c9430fab46cc8dc5060855cc9bda0aa2942"
     "e0308312916b8ed2960e4bd55a7448fc",
     "04e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc50"
     "9d0d1ac43a0336def96fda41d0774a3571dcfbec7aacf3196472169e83843036"
     "7f66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e638"
     "6c",
     "11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4"
     "d603135569b9e9d09cf5d4a270f59746"},
    {KX_P521,
     "0037ade9319a89f4dabdb3ef411aaccca5123c61acab57b5393dce47608172a0"
     "95aa85a30fe1c2952c6771d937ba9777f5957b2639bab072462f68c27a57382d"
     "4a52",
     "040015417e84dbf28c0ad3c278713349dc7df153c897a1891bd98bab4357c9ec"
     "bee1e3bf42e00b8e380aeae57c2d107564941885942af5a7f4601723c4195d17"
     "6ced3e017cae20b6641d2eeb695786d8c946146239d099e18e1d5a514c739d7c"
     "b4a10ad8a788015ac405d7799dc75e7b7d5b6cf2261a6a7f1507438bf01beb6c"
     "a3926f9582",
     "0145ba99a847af43793fdd0e872e7cdfa16be30fdc780f97bccc3f078380201e"
     "9c677d600b343757a3bdbf2a3163e4c2f869cca7458aa4a4effc311f5cb15168"
     "5eb9",
     "0400d0b3975ac4b799f5bea16d5e13e9af971d5e9b984c9f39728b5e5739735a"
     "219b97c356436adc6e95bb0352f6be64a6c2912d4ef2d0433ced2b6171640012"
     "d9460f015c68226383956e3bd066e797b623c27ce0eac2f551a10c2c724d9852"
     "077b87220b6536c5c408a1d2aebb8e86d678ae49cb57091f4732296579ab44fc"
     "d17f0fc56a",
     "01144c7d79ae6956bc8edb8e7c787c4521cb086fa64407f97894e5e6b2d79b04"
     "d1427e73ca4baa240a34786859810c06b3c715a3a8cc3151f2bee417996d19f3"
     "ddea"},
};

static void check_key(struct kx *k, struct arena *a, enum kx_group group, const char *private,
                      const char *public)
{
    struct span want = fd_hex(a, public);

    assert_int_equal(kx_set(k, kx_kind(group), fd_hex(a, private)), ERR_OK);
    assert_int_equal(k->public_n, kx_kind(group)->start_n);
    assert_true(span_eq(span_of(k->public, k->public_n), want));
}

static void test_vectors(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < COUNT(vectors); i++) {
        struct span want = fd_hex(&arena, vectors[i].shared);
        uint8_t out[KX_SHARED_MAX];
        size_t n;
        struct kx a, b;
        check_key(&a, &arena, vectors[i].group, vectors[i].a, vectors[i].a_public);
        check_key(&b, &arena, vectors[i].group, vectors[i].b, vectors[i].b_public);
        assert_int_equal(kx_finish(&a, out, &n, span_of(b.public, b.public_n)), ERR_OK);
        assert_true(span_eq(span_of(out, n), want));
        assert_int_equal(kx_finish(&b, out, &n, span_of(a.public, a.public_n)), ERR_OK);
        assert_true(span_eq(span_of(out, n), want));
    }
    arena_free(&arena);
}

/* Both sides come to the same, and two pairs are never the same. */
static void test_generate(void **state)
{
    struct kit_rng source = {.seed = 1};
    struct rng rng = kit_rng(&source);

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        uint8_t x[KX_SHARED_MAX], y[KX_SHARED_MAX];
        size_t x_n, y_n;
        struct kx a, b;
        assert_int_equal(kx_start(&a, kx_kind(all[i]), &rng), ERR_OK);
        assert_int_equal(kx_start(&b, kx_kind(all[i]), &rng), ERR_OK);
        assert_int_equal(a.kind->group, all[i]);
        assert_memory_not_equal(a.private, b.private, a.private_n);
        assert_memory_not_equal(a.public, b.public, a.public_n);
        assert_int_equal(kx_finish(&a, x, &x_n, span_of(b.public, b.public_n)), ERR_OK);
        assert_int_equal(kx_finish(&b, y, &y_n, span_of(a.public, a.public_n)), ERR_OK);
        assert_true(span_eq(span_of(x, x_n), span_of(y, y_n)));
    }
}

/* What answers a share is a share that finishes. */
static void test_respond(void **state)
{
    struct kit_rng source = {.seed = 6};
    struct rng rng = kit_rng(&source);

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        uint8_t x[KX_SHARED_MAX], y[KX_SHARED_MAX];
        size_t x_n, y_n;
        struct kx a, b;
        assert_int_equal(kx_start(&a, kx_kind(all[i]), &rng), ERR_OK);
        struct span share = span_of(a.public, a.public_n);
        assert_int_equal(kx_respond(&b, kx_kind(all[i]), y, &y_n, share, &rng), ERR_OK);
        assert_int_equal(kx_finish(&a, x, &x_n, span_of(b.public, b.public_n)), ERR_OK);
        assert_true(span_eq(span_of(x, x_n), span_of(y, y_n)));
        assert_int_equal(x_n, kx_kind(all[i])->shared_n);
        share.n--;
        assert_int_equal(kx_respond(&b, kx_kind(all[i]), y, &y_n, share, &rng),
                         ERR_TLS_KEY_SHARE_FORM);
    }
    assert_int_equal(
        kx_respond(&(struct kx){0}, NULL, (uint8_t[1]){0}, &(size_t){0}, (struct span){0}, &rng),
        ERR_TLS_NOT_SUPPORTED);
}

static void test_sizes(void **state)
{
    static const size_t want[] = {32, 56, 65, 97, 133, 256, 384, 512, 768, 1024};

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++)
        assert_int_equal(kx_kind(all[i])->start_n, want[i]);
    assert_null(kx_kind(KX_NONE));
    assert_null(kx_kind(KX_DH_GIVEN));
    assert_null(kx_kind(KX_OUTSIDE));
}

/* RFC 7919 5.2: twice the strength; no two exponents begin alike except for the bit that is set. */
static void test_exponents(void **state)
{
    static const size_t bits[] = {225, 275, 325, 375, 400};
    struct kit_rng source = {.seed = 2};
    struct rng rng = kit_rng(&source);

    (void)state;
    for (size_t i = 0; i < COUNT(bits); i++) {
        struct kx k;
        assert_int_equal(kx_start(&k, kx_kind((enum kx_group)(KX_FFDHE2048 + i)), &rng), ERR_OK);
        assert_true(k.private_n * 8 >= bits[i]);
        assert_true((k.private[0] & 0x80) != 0);
    }
}

/* A source that is broken is said to be, and leaves no key behind. */
static void test_broken_source(void **state)
{
    static const struct kx empty;
    struct rng zeros = kit_zeros();
    struct kx k;

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_int_equal(kx_start(&k, kx_kind(all[i]), &zeros), ERR_TLS_RANDOM);
        assert_memory_equal(&k, &empty, sizeof k);
    }
    assert_int_equal(kx_start(&k, kx_kind(KX_NONE), &zeros), ERR_TLS_NOT_SUPPORTED);
    assert_int_equal(kx_start(&k, kx_kind(KX_DH_GIVEN), &zeros), ERR_TLS_NOT_SUPPORTED);
}

/* A candidate of n or more is not reduced, which would favour small keys, but drawn again. */
static void test_out_of_range_is_drawn_again(void **state)
{
    uint8_t ff[32];
    struct kit_rng source = {.script = {ff, sizeof ff}, .seed = 3}, again = {.seed = 3};
    struct rng rng = kit_rng(&source), rng_again = kit_rng(&again);
    struct kx a, b;

    (void)state;
    memset(ff, 0xff, sizeof ff);
    assert_int_equal(kx_start(&a, kx_kind(KX_P256), &rng), ERR_OK);
    assert_int_equal(kx_start(&b, kx_kind(KX_P256), &rng_again), ERR_OK);
    assert_memory_equal(a.private, b.private, 32);
}

/* Private keys of wrong length, and those outside 1..n-1 (p-1 for finite fields). */
static void test_set_refuses(void **state)
{
    static const uint8_t zeros[KX_PRIVATE_MAX];
    uint8_t high[KX_PRIVATE_MAX + 1];
    struct kx k;

    (void)state;
    memset(high, 0xff, sizeof high);
    for (size_t i = 0; i < COUNT(all); i++) {
        size_t n = all[i] >= KX_FFDHE2048 ? kx_kind(all[i])->start_n
                   : all[i] >= KX_P256    ? kx_kind(all[i])->start_n / 2
                                          : kx_kind(all[i])->start_n;
        assert_int_equal(kx_set(&k, kx_kind(all[i]), span_of(high, 0)), ERR_KEY_FORM);
        assert_int_equal(kx_set(&k, kx_kind(all[i]), span_of(high, n + 1)), ERR_KEY_FORM);
        if (all[i] < KX_FFDHE2048)
            assert_int_equal(kx_set(&k, kx_kind(all[i]), span_of(high, n - 1)), ERR_KEY_FORM);
        if (all[i] >= KX_P256)
            assert_int_equal(kx_set(&k, kx_kind(all[i]), span_of(zeros, n)), ERR_KEY_FORM);
        if (all[i] >= KX_P256 && all[i] < KX_FFDHE2048)
            assert_int_equal(kx_set(&k, kx_kind(all[i]), span_of(high, n)), ERR_KEY_FORM);
    }
    assert_int_equal(kx_set(&k, kx_kind(KX_NONE), span_of(high, 32)), ERR_TLS_NOT_SUPPORTED);
    assert_int_equal(kx_set(&k, kx_kind(KX_DH_GIVEN), span_of(high, 32)), ERR_TLS_NOT_SUPPORTED);
}

static enum err agree(const struct kx *k, struct span peer)
{
    uint8_t out[KX_SHARED_MAX];
    size_t n;

    return kx_finish(k, out, &n, peer);
}

static void test_lengths(void **state)
{
    struct kit_rng source = {.seed = 4};
    struct rng rng = kit_rng(&source);

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        uint8_t peer[KX_PUBLIC_MAX + 1] = {0};
        struct kx k;
        assert_int_equal(kx_start(&k, kx_kind(all[i]), &rng), ERR_OK);
        memcpy(peer, k.public, k.public_n);
        assert_int_equal(agree(&k, span_of(peer, 0)), ERR_TLS_KEY_SHARE_FORM);
        assert_int_equal(agree(&k, span_of(peer, k.public_n - 1)), ERR_TLS_KEY_SHARE_FORM);
        assert_int_equal(agree(&k, span_of(peer, k.public_n + 1)), ERR_TLS_KEY_SHARE_FORM);
        assert_int_equal(agree(&k, span_of(peer, k.public_n)), ERR_OK);
    }
}

/* Compressed and hybrid forms, points beside the curve, coordinates beyond the field. */
static void test_points(void **state)
{
    struct kit_rng source = {.seed = 5};
    struct rng rng = kit_rng(&source);

    (void)state;
    for (enum kx_group g = KX_P256; g <= KX_P521; g++) {
        uint8_t peer[KX_PUBLIC_MAX];
        struct kx k;
        assert_int_equal(kx_start(&k, kx_kind(g), &rng), ERR_OK);
        size_t size = (k.public_n - 1) / 2;
        memcpy(peer, k.public, k.public_n);
        for (unsigned form = 0; form < 256; form++) {
            peer[0] = (uint8_t)form;
            assert_int_equal(agree(&k, span_of(peer, k.public_n)),
                             form == 4 ? ERR_OK : ERR_TLS_KEY_SHARE_FORM);
        }
        peer[0] = 2;
        assert_int_equal(agree(&k, span_of(peer, 1 + size)), ERR_TLS_KEY_SHARE_FORM);
        peer[0] = 4;
        peer[k.public_n - 1] ^= 1;
        assert_int_equal(agree(&k, span_of(peer, k.public_n)), ERR_TLS_POINT);
        memset(peer + 1, 0, k.public_n - 1); /* what infinity is sometimes written as */
        assert_int_equal(agree(&k, span_of(peer, k.public_n)), ERR_TLS_POINT);
        memset(peer + 1, 0xff, k.public_n - 1);
        assert_int_equal(agree(&k, span_of(peer, k.public_n)), ERR_TLS_POINT);
    }
}

/* RFC 7748 6.1: the points of small order of Curve25519, 0, 1 and p - 1 of Curve448, and forms of
 * them that are not reduced. */
static void test_small_order(void **state)
{
    static const struct {
        enum kx_group group;
        const char *u;
    } rows[] = {
        {KX_X25519, "0000000000000000000000000000000000000000000000000000000000000000"},
        {KX_X25519, "0100000000000000000000000000000000000000000000000000000000000000"},
        {KX_X25519, "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"},
        {KX_X25519, "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"},
        {KX_X25519, "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
        {KX_X25519, "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
        {KX_X25519, "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
        {KX_X25519, "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
        {KX_X448, "00000000000000000000000000000000000000000000000000000000"
                  "00000000000000000000000000000000000000000000000000000000"},
        {KX_X448, "01000000000000000000000000000000000000000000000000000000"
                  "00000000000000000000000000000000000000000000000000000000"},
        {KX_X448, "fefffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                  "effffffffffffffffffffffffffffffffffffffffffffffffffffff"},
        {KX_X448, "ffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                  "feffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
    };
    struct kit_rng source = {.seed = 6};
    struct rng rng = kit_rng(&source);
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct kx k;
        assert_int_equal(kx_start(&k, kx_kind(rows[i].group), &rng), ERR_OK);
        assert_int_equal(agree(&k, fd_hex(&a, rows[i].u)), ERR_TLS_SHARED_ZERO);
    }
    arena_free(&a);
}

/* Neither the form of a number nor the top bit counts for X25519 (RFC 7748 5). */
static void test_top_bit(void **state)
{
    uint8_t x[KX_SHARED_MAX], y[KX_SHARED_MAX], peer[32];
    struct kit_rng source = {.seed = 7};
    struct rng rng = kit_rng(&source);
    struct kx a, b;
    size_t n;

    (void)state;
    assert_int_equal(kx_start(&a, kx_kind(KX_X25519), &rng), ERR_OK);
    assert_int_equal(kx_start(&b, kx_kind(KX_X25519), &rng), ERR_OK);
    memcpy(peer, b.public, sizeof peer);
    assert_int_equal(kx_finish(&a, x, &n, span_of(peer, sizeof peer)), ERR_OK);
    peer[31] ^= 0x80;
    assert_int_equal(kx_finish(&a, y, &n, span_of(peer, sizeof peer)), ERR_OK);
    assert_memory_equal(x, y, 32);
}

static void test_wipe(void **state)
{
    static const struct kx empty;
    struct kit_rng source = {.seed = 8};
    struct rng rng = kit_rng(&source);
    struct kx k;

    (void)state;
    assert_int_equal(kx_start(&k, kx_kind(KX_P256), &rng), ERR_OK);
    kx_wipe(&k);
    assert_memory_equal(&k, &empty, sizeof k);
    kx_wipe(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_generate),
        cmocka_unit_test(test_respond),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_exponents),
        cmocka_unit_test(test_broken_source),
        cmocka_unit_test(test_out_of_range_is_drawn_again),
        cmocka_unit_test(test_set_refuses),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_small_order),
        cmocka_unit_test(test_top_bit),
        cmocka_unit_test(test_wipe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
