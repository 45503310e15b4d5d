/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/asn1/der.h"
#include "lib/asn1/derput.h"

/* The length takes its shortest form (X.690 10.1), as our own reader demands. */
static void test_lengths(void **state)
{
    static const size_t sizes[] = {0, 1, 127, 128, 255, 256, 65535, 65536};
    static uint8_t zeros[65536];

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct fail fail = {0};
        struct buf b;
        buf_init(&b, 1 << 20);
        derput_tlv(&b, DER_OCTET_STRING, span_of(zeros, sizes[i]));
        struct der d = der_open(buf_span(&b), &fail);
        assert_int_equal(der_octets(&d).n, sizes[i]);
        der_end(&d);
        assert_int_equal(fail.err, ERR_OK);
        buf_free(&b);
    }
}

static void test_unsigned(void **state)
{
    static const struct {
        struct span number, der;
    } rows[] = {
        {SPAN_INIT(""), SPAN_INIT("\2\1\0")},
        {SPAN_INIT("\0\0"), SPAN_INIT("\2\1\0")},
        {SPAN_INIT("\x7f"), SPAN_INIT("\2\1\x7f")},
        {SPAN_INIT("\0\x7f"), SPAN_INIT("\2\1\x7f")},
        {SPAN_INIT("\x80"), SPAN_INIT("\2\2\0\x80")},
        {SPAN_INIT("\0\0\x80"), SPAN_INIT("\2\2\0\x80")},
        {SPAN_INIT("\1\0"), SPAN_INIT("\2\2\1\0")},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;
        buf_init(&b, 100);
        derput_unsigned(&b, rows[i].number);
        assert_true(span_eq(buf_span(&b), rows[i].der));
        buf_free(&b);
    }
}

static void test_bits(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 100);
    derput_bits(&b, SPAN_LIT("\xab\xcd"));
    derput_bits(&b, SPAN_LIT(""));
    assert_true(span_eq(buf_span(&b), SPAN_LIT("\3\3\0\xab\xcd\3\1\0")));
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_unsigned),
        cmocka_unit_test(test_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
