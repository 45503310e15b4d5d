/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/drbg.h"
#include "tests/unit/crypto/kit.h"

/* RFC 6979 A.1.2: key and reduced digest in, the candidates out, of which the third is taken. */
static void test_candidates(void **state)
{
    static const char *const want[] = {
        "9305a46de7ff8eb107194debd3fd48aa20d5e7656cbe0ea69d2a8d4e7c67314a",
        "c70c78608a3b5be9289be90ef6e81a9e2c1516d5751d2f75f50033e45f73bdeb",
        "475e80e992140567fcc3a50dab90fe84bcd7bb03638e9c4656a06f37f6508a7c",
    };
    struct arena a;
    struct drbg d;
    uint8_t out[32];

    (void)state;
    arena_init(&a, 1 << 16);
    struct span parts[] = {fd_hex(&a, "009a4d6792295a7f730fc3f2b49cbc0f62e862272f"),
                           fd_hex(&a, "01795edf0d54db760f156d0dac04c0322b3a204224")};
    drbg_init(&d, DIGEST_SHA256, parts, 2);
    for (size_t i = 0; i < COUNT(want); i++) {
        drbg_fill(&d, sizeof out, out);
        assert_memory_equal(out, fd_hex(&a, want[i]).p, sizeof out);
    }
    arena_free(&a);
}

/* More than a digest at once, and not a byte behind it; however the seed is cut. */
static void test_lengths(void **state)
{
    struct span whole[] = {SPAN_INIT("abcdef")}, cut[] = {SPAN_INIT("ab"), {0}, SPAN_INIT("cdef")};

    (void)state;
    for (size_t n = 0; n < 200; n++) {
        struct drbg a, b;
        uint8_t x[201], y[201];
        memset(x, 0xee, sizeof x);
        memset(y, 0xee, sizeof y);
        drbg_init(&a, DIGEST_SHA512, whole, 1);
        drbg_init(&b, DIGEST_SHA512, cut, 3);
        drbg_fill(&a, n, x);
        drbg_fill(&b, n, y);
        assert_memory_equal(x, y, sizeof x);
        assert_int_equal(x[n], 0xee);
    }
}

static void test_seeds(void **state)
{
    struct span one[] = {SPAN_INIT("a")}, other[] = {SPAN_INIT("b")};
    uint8_t x[32], y[32];
    struct drbg a, b;

    (void)state;
    drbg_init(&a, DIGEST_SHA256, one, 1);
    drbg_init(&b, DIGEST_SHA256, other, 1);
    drbg_fill(&a, sizeof x, x);
    drbg_fill(&b, sizeof y, y);
    assert_memory_not_equal(x, y, sizeof x);
    drbg_fill(&a, sizeof y, y);
    assert_memory_not_equal(x, y, sizeof x);
}

static void test_wipe(void **state)
{
    struct span one[] = {SPAN_INIT("a")};
    static const struct drbg empty;
    struct drbg d;

    (void)state;
    memset(&d, 0, sizeof d);
    drbg_init(&d, DIGEST_SHA256, one, 1);
    drbg_wipe(&d);
    assert_memory_equal(&d, &empty, sizeof d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_candidates),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_seeds),
        cmocka_unit_test(test_wipe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
