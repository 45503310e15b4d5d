/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/cbc.h"
#include "tests/unit/crypto/kit.h"

#define IV "000102030405060708090a0b0c0d0e0f"
#define PLAIN                                                          \
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51" \
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"

/* SP 800-38A F.2.1, F.2.5 */
static const struct {
    const char *key, *cipher;
} vectors[] = {
    {"2b7e151628aed2a6abf7158809cf4f3c",
     "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
     "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7"},
    {"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
     "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
     "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b"},
};

static void check(bool encrypts, struct span key, struct span iv, struct span in, struct span want)
{
    uint8_t out[64], in_place[64];
    struct cbc c;

    cbc_init(&c, encrypts, key);
    for (size_t n = 0; n <= in.n; n += CBC_BLOCK) {
        memset(out, 0, sizeof out);
        cbc_run(&c, out, iv.p, span_head(in, n));
        assert_memory_equal(out, want.p, n);
        if (n < sizeof out)
            assert_int_equal(out[n], 0);
        memcpy(in_place, in.p, sizeof in_place);
        cbc_run(&c, in_place, iv.p, span_of(in_place, n));
        assert_memory_equal(in_place, want.p, n);
    }
    cbc_wipe(&c);
}

static void test_vectors(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < COUNT(vectors); i++) {
        struct span key = fd_hex(&a, vectors[i].key), cipher = fd_hex(&a, vectors[i].cipher);
        check(true, key, fd_hex(&a, IV), fd_hex(&a, PLAIN), cipher);
        check(false, key, fd_hex(&a, IV), cipher, fd_hex(&a, PLAIN));
    }
    arena_free(&a);
}

static void test_wipe(void **state)
{
    static const struct cbc empty;
    struct cbc c;

    (void)state;
    memset(&c, 0, sizeof c);
    cbc_init(&c, true, SPAN_LIT("0123456789abcdef"));
    cbc_wipe(&c);
    assert_memory_equal(&c, &empty, sizeof c);
    cbc_wipe(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_wipe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
