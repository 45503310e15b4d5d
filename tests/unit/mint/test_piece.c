/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/mint/piece.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void test_values(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    const struct {
        struct span made, der;
    } rows[] = {
        {piece_int(&a, 0), SPAN_LIT("\2\1\0")},
        {piece_int(&a, 127), SPAN_LIT("\2\1\x7f")},
        {piece_int(&a, 128), SPAN_LIT("\2\2\0\x80")},
        {piece_int(&a, -128), SPAN_LIT("\2\1\x80")},
        {piece_int(&a, -129), SPAN_LIT("\2\2\xff\x7f")},
        {piece_int(&a, INT64_MIN), SPAN_LIT("\2\x8\x80\0\0\0\0\0\0\0")},
        {piece_unsigned(&a, SPAN_LIT("\0\xff")), SPAN_LIT("\2\2\0\xff")},
        {piece_unsigned(&a, SPAN_LIT("")), SPAN_LIT("\2\1\0")},
        {piece_bool(&a, true), SPAN_LIT("\1\1\xff")},
        {piece_bool(&a, false), SPAN_LIT("\1\1\0")},
        {piece_null(&a), SPAN_LIT("\5\0")},
        {piece_oid(&a, "2.5.29.17"), SPAN_LIT("\6\3\x55\x1d\x11")},
        {piece_oid(&a, "2.999.1"), SPAN_LIT("\6\3\x88\x37\1")},
        {piece_oid_text(&a, span_str("1.2.3 4")), SPAN_LIT("")},
        {piece_oid_text(&a, SPAN_LIT("1.2.3")), SPAN_LIT("\6\2\x2a\3")},
        {piece_octets(&a, SPAN_LIT("x")), SPAN_LIT("\4\1x")},
        {piece_bits(&a, SPAN_LIT("x")), SPAN_LIT("\3\2\0x")},
        {piece_str(&a, DER_UTF8_STRING, "ab"), SPAN_LIT("\xc\2"
                                                        "ab")},
        {piece_flags(&a, 0), SPAN_LIT("\0")},
        {piece_flags(&a, 1), SPAN_LIT("\7\x80")},
        {piece_flags(&a, 1 << 5 | 1 << 6), SPAN_LIT("\1\6")},
        {piece_flags(&a, 1 << 8), SPAN_LIT("\7\0\x80")},
        {piece_time(&a, 0), SPAN_LIT("\x17\xd"
                                     "700101000000Z")},
        {piece_time(&a, INT64_C(2524607999)), SPAN_LIT("\x17\xd"
                                                       "491231235959Z")},
        {piece_time(&a, INT64_C(2524608000)), SPAN_LIT("\x18\xf"
                                                       "20500101000000Z")},
        {piece_time(&a, INT64_C(-631152001)), SPAN_LIT("\x18\xf"
                                                       "19491231235959Z")},
        {piece_generalized(&a, 0), SPAN_LIT("\x18\xf"
                                            "19700101000000Z")},
        {PIECE(&a, DER_SEQUENCE, piece_null(&a), (struct span){0}), SPAN_LIT("\x30\2\5\0")},
        {piece_optional(&a, DER_CTX(0), (struct span){0}), SPAN_LIT("")},
        {piece_optional(&a, DER_CTX(0), SPAN_LIT("x")), SPAN_LIT("\x80\1x")},
        {piece_content(SPAN_LIT("\4\1x")), SPAN_LIT("x")},
        {piece_content(SPAN_LIT("")), SPAN_LIT("")},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!span_eq(rows[i].made, rows[i].der))
            print_error("row %zu\n", i);
        assert_true(span_eq(rows[i].made, rows[i].der));
    }
    assert_int_equal(a.err, ERR_OID_TEXT); /* the one with a blank in it */
    arena_free(&a);
}

/* Lengths take their shortest form (X.690 10.1): what our own reader demands. */
static void test_lengths(void **state)
{
    static const size_t sizes[] = {0, 127, 128, 255, 256, 65535, 65536, 1 << 20};
    static uint8_t zeros[1 << 20];
    struct arena a;

    (void)state;
    arena_init(&a, 8 << 20);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct span s = piece_octets(&a, span_of(zeros, sizes[i]));
        struct fail fail = {0};
        struct der d = der_open(s, &fail);

        assert_int_equal(der_octets(&d).n, sizes[i]);
        der_end(&d);
        assert_int_equal(fail.err, ERR_OK);
        assert_int_equal(piece_content(s).n, sizes[i]);
    }
    arena_free(&a);
}

/* The first failure stays, and nothing that is made of a missing piece is read. */
static void test_failures(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 16);
    assert_int_equal(piece_oid(&a, "1.2.x").n, 0);
    assert_int_equal(a.err, ERR_OID_TEXT);
    (void)piece_copy(&a, span_of(&a, SIZE_MAX / 4));
    assert_int_equal(a.err, ERR_OID_TEXT);
    arena_free(&a);

    arena_init(&a, 16);
    struct span big = piece_octets(&a, SPAN_LIT("more than there is room for"));
    assert_int_equal(big.n, 0);
    assert_int_equal(a.err, ERR_LIMIT);
    assert_int_equal(piece_content(big).n, 0);
    assert_int_equal(piece_oid_text(&a, SPAN_LIT("1.2.3")).n, 0);
    arena_free(&a);
    assert_int_equal(a.err, ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_failures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
