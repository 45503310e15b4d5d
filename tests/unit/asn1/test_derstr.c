/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/asn1/der.h"

static const struct {
    uint32_t tag;
    struct span text;
    bool good;
    enum err err; /* where not good; none stands for DER_STRING */
} rows[] = {
    {DER_PRINTABLE_STRING, SPAN_INIT("Example (1) 'a'+b,c-d./:=?"), true, ERR_OK},
    {DER_PRINTABLE_STRING, SPAN_INIT(""), true, ERR_OK},
    {DER_PRINTABLE_STRING, SPAN_INIT("a@b"), false, ERR_OK},
    {DER_PRINTABLE_STRING, SPAN_INIT("a*b"), false, ERR_DER_PRINTABLE},
    {DER_PRINTABLE_STRING, SPAN_INIT("a_b"), false, ERR_OK},
    {DER_PRINTABLE_STRING, SPAN_INIT("a&b"), false, ERR_DER_PRINTABLE},
    {DER_PRINTABLE_STRING, SPAN_INIT("*a@b"), false, ERR_OK},
    {DER_PRINTABLE_STRING, SPAN_INIT("a\0b"), false, ERR_OK},
    {DER_PRINTABLE_STRING, SPAN_INIT("\xe9"), false, ERR_OK},
    {DER_IA5_STRING, SPAN_INIT("a@b\x7f\x01"), true, ERR_OK},
    {DER_IA5_STRING, SPAN_INIT("\x80"), false, ERR_OK},
    {DER_VISIBLE_STRING, SPAN_INIT("a~"), true, ERR_OK},
    {DER_VISIBLE_STRING, SPAN_INIT("a\n"), false, ERR_OK},
    {DER_VISIBLE_STRING, SPAN_INIT("\x7f"), false, ERR_OK},
    {DER_NUMERIC_STRING, SPAN_INIT("01 9"), true, ERR_OK},
    {DER_NUMERIC_STRING, SPAN_INIT("1a"), false, ERR_OK},
    {DER_UTF8_STRING, SPAN_INIT("\xc3\xa9\xf0\x9f\x98\x80"), true, ERR_OK},
    {DER_UTF8_STRING, SPAN_INIT("\xe9"), false, ERR_OK},
    {DER_UTF8_STRING, SPAN_INIT("\xc0\xaf"), false, ERR_OK},
    {DER_UTF8_STRING, SPAN_INIT("\xed\xa0\x80"), false, ERR_OK},
    {DER_BMP_STRING, SPAN_INIT("\0a\x4e\x2d"), true, ERR_OK},
    {DER_BMP_STRING, SPAN_INIT("\0a\0"), false, ERR_OK},
    {DER_BMP_STRING, SPAN_INIT("\xd8\x3d\xde\x00"), false, ERR_OK},
    {DER_UNIVERSAL_STRING, SPAN_INIT("\0\x01\xf6\0"), true, ERR_OK},
    {DER_UNIVERSAL_STRING, SPAN_INIT("\0\x11\0\0"), false, ERR_OK},
    {DER_UNIVERSAL_STRING, SPAN_INIT("\0\0\xd8\0"), false, ERR_OK},
    {DER_UNIVERSAL_STRING, SPAN_INIT("\0\x01\xd8\0"), true, ERR_OK},
    {DER_UNIVERSAL_STRING, SPAN_INIT("\x01\0\0\0"), false, ERR_OK},
    {DER_UNIVERSAL_STRING, SPAN_INIT("\0\0\0"), false, ERR_OK},
    {DER_TELETEX_STRING, SPAN_INIT("\xe9\xff"), true, ERR_OK}, /* no alphabet is agreed on */
    {DER_OCTET_STRING, SPAN_INIT("\xff"), true, ERR_OK},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fail f = {0};
        der_string_check(rows[i].tag, rows[i].text, &f);
        enum err want = rows[i].err != ERR_OK ? rows[i].err : ERR_DER_STRING;
        if (f.err != (rows[i].good ? ERR_OK : want))
            fail_msg("row %zu: %s", i, err_id(f.err));
    }
}

static bool takes(uint32_t tag, const uint8_t *p, size_t n)
{
    struct fail f = {0};

    der_string_check(tag, span_of(p, n), &f);
    return f.err == ERR_OK;
}

/* The alphabets of one octet a character (X.680 41.2, 41.4). */
static void test_octets(void **state)
{
    static const char printable[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                    " '()+,-./:=?";
    (void)state;
    for (unsigned v = 0; v <= 0xff; v++) {
        uint8_t c = (uint8_t)v, pair[2] = {'0', c};

        assert_int_equal(takes(DER_PRINTABLE_STRING, &c, 1),
                         v && strchr(printable, (int)v) != NULL);
        assert_int_equal(takes(DER_PRINTABLE_STRING, pair, 2), takes(DER_PRINTABLE_STRING, &c, 1));
        assert_int_equal(takes(DER_NUMERIC_STRING, pair, 2), v == ' ' || (v >= '0' && v <= '9'));
        assert_int_equal(takes(DER_VISIBLE_STRING, pair, 2), v >= 0x20 && v <= 0x7e);
        assert_int_equal(takes(DER_IA5_STRING, pair, 2), v <= 0x7f);
        assert_int_equal(takes(DER_UTF8_STRING, pair, 2), v <= 0x7f);
    }
}

/* Every character of two octets and of four, as the second of a string. */
static void test_wide(void **state)
{
    (void)state;
    for (uint32_t v = 0; v <= 0x120000; v++) {
        uint8_t b[8] = {0, 0, 0, 'a', 0, (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v};
        bool character = v <= 0x10ffff && (v < 0xd800 || v > 0xdfff);

        if (takes(DER_UNIVERSAL_STRING, b, 8) != character)
            fail_msg("UniversalString %x", (unsigned)v);
        if (v <= 0xffff && takes(DER_BMP_STRING, (uint8_t[]){0, 'a', b[6], b[7]}, 4) != character)
            fail_msg("BMPString %x", (unsigned)v);
    }
    for (uint8_t first = 1; first > 0; first++)
        assert_false(takes(DER_UNIVERSAL_STRING, (uint8_t[]){first, 0, 0, 'a'}, 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_octets),
                                       cmocka_unit_test(test_wide)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
