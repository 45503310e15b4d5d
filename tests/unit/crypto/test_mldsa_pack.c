/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/mldsa_pack.h"

#include "tests/unit/crypto/kit.h"

enum { OMEGA = 6, K = 3 };

static void test_round_trip(void **state)
{
    static const unsigned widths[] = {3, 4, 6, 10, 13, 18, 20};

    (void)state;
    for (size_t i = 0; i < COUNT(widths); i++) {
        uint8_t packed[MLDSA_PACKED_MAX + 1] = {0};
        struct mldsa_poly p, back;

        for (unsigned j = 0; j < MLDSA_N; j++)
            p.c[j] = (int32_t)(j * 0x9e3779b1u >> (32 - widths[i]));
        packed[MLDSA_PACKED(widths[i])] = 0xa5;
        mldsa_pack(packed, &p, widths[i]);
        assert_int_equal(packed[MLDSA_PACKED(widths[i])], 0xa5);
        mldsa_unpack(&back, packed, widths[i]);
        assert_memory_equal(&p, &back, sizeof p);
    }
}

/* FIPS 204 Algorithm 16: the lowest bits come first. */
static void test_order(void **state)
{
    uint8_t packed[MLDSA_PACKED_MAX];
    struct mldsa_poly p = {.c = {1, 0x3ff, 0x155}};

    (void)state;
    mldsa_pack(packed, &p, 10);
    assert_memory_equal(packed, "\x01\xfc\x5f\x15\x00", 5);
    mldsa_mirror(&p, 0x3ff);
    assert_int_equal(p.c[0], 0x3fe);
    assert_int_equal(p.c[1], 0);
}

/* Places of hints, then the end of each row.  Each refused one breaks one rule of Algorithm 21. */
static const struct {
    uint8_t bytes[OMEGA + K];
    bool sound;
} encodings[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0}, true},        {{0, 1, 255, 0, 7, 9, 3, 4, 6}, true},
    {{5, 4, 0, 0, 0, 0, 1, 2, 2}, true},        {{5, 0, 0, 0, 0, 0, 0, 0, 1}, true},
    {{5, 4, 0, 0, 0, 0, 2, 2, 2}, false},       {{5, 5, 0, 0, 0, 0, 2, 2, 2}, false},
    {{1, 2, 3, 9, 8, 0, 3, 5, 5}, false},       {{1, 2, 3, 0, 0, 0, 3, 2, 3}, false},
    {{1, 2, 3, 0, 0, 0, 3, 3, 2}, false},       {{1, 2, 3, 4, 5, 6, 6, 6, 7}, false},
    {{1, 2, 3, 4, 5, 6, 255, 255, 255}, false}, {{1, 2, 3, 4, 0, 0, 3, 3, 3}, false},
    {{1, 2, 3, 0, 0, 1, 3, 3, 3}, false},       {{0, 0, 0, 0, 0, 1, 0, 0, 0}, false},
};

static void test_hints(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(encodings); i++) {
        struct span bytes = span_of(encodings[i].bytes, OMEGA + K);
        struct mldsa_hint rows[K];
        uint8_t again[OMEGA + K];

        assert_int_equal(mldsa_hint_is_sound(bytes, OMEGA), encodings[i].sound);
        if (!encodings[i].sound)
            continue;
        for (unsigned r = 0; r < K; r++)
            mldsa_hint_row(&rows[r], bytes, OMEGA, r);
        mldsa_hint_pack(again, rows, OMEGA, K);
        assert_memory_equal(again, bytes.p, bytes.n);
    }
}

static void test_hint_row(void **state)
{
    struct span bytes = span_of(encodings[1].bytes, OMEGA + K);
    struct mldsa_hint row;
    unsigned num = 0;

    (void)state;
    mldsa_hint_row(&row, bytes, OMEGA, 2);
    for (unsigned j = 0; j < MLDSA_N; j++)
        num += row.set[j];
    assert_int_equal(num, 2);
    assert_int_equal(row.set[7] + row.set[9], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_hints),
        cmocka_unit_test(test_hint_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
