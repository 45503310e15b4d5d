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
} rows[] = {
    {DER_PRINTABLE_STRING, SPAN_INIT("Example (1) 'a'+b,c-d./:=?"), true},
    {DER_PRINTABLE_STRING, SPAN_INIT(""), true},
    {DER_PRINTABLE_STRING, SPAN_INIT("a@b"), false},
    {DER_PRINTABLE_STRING, SPAN_INIT("a*b"), false},
    {DER_PRINTABLE_STRING, SPAN_INIT("a_b"), false},
    {DER_PRINTABLE_STRING, SPAN_INIT("a&b"), false},
    {DER_PRINTABLE_STRING, SPAN_INIT("a\0b"), false},
    {DER_PRINTABLE_STRING, SPAN_INIT("\xe9"), false},
    {DER_IA5_STRING, SPAN_INIT("a@b\x7f\x01"), true},
    {DER_IA5_STRING, SPAN_INIT("\x80"), false},
    {DER_VISIBLE_STRING, SPAN_INIT("a~"), true},
    {DER_VISIBLE_STRING, SPAN_INIT("a\n"), false},
    {DER_VISIBLE_STRING, SPAN_INIT("\x7f"), false},
    {DER_NUMERIC_STRING, SPAN_INIT("01 9"), true},
    {DER_NUMERIC_STRING, SPAN_INIT("1a"), false},
    {DER_UTF8_STRING, SPAN_INIT("\xc3\xa9\xf0\x9f\x98\x80"), true},
    {DER_UTF8_STRING, SPAN_INIT("\xe9"), false},
    {DER_UTF8_STRING, SPAN_INIT("\xc0\xaf"), false},
    {DER_UTF8_STRING, SPAN_INIT("\xed\xa0\x80"), false},
    {DER_BMP_STRING, SPAN_INIT("\0a\x4e\x2d"), true},
    {DER_BMP_STRING, SPAN_INIT("\0a\0"), false},
    {DER_BMP_STRING, SPAN_INIT("\xd8\x3d\xde\x00"), false},
    {DER_UNIVERSAL_STRING, SPAN_INIT("\0\x01\xf6\0"), true},
    {DER_UNIVERSAL_STRING, SPAN_INIT("\0\x11\0\0"), false},
    {DER_UNIVERSAL_STRING, SPAN_INIT("\x01\0\0\0"), false},
    {DER_UNIVERSAL_STRING, SPAN_INIT("\0\0\0"), false},
    {DER_TELETEX_STRING, SPAN_INIT("\xe9\xff"), true}, /* no alphabet is agreed on */
    {DER_OCTET_STRING, SPAN_INIT("\xff"), true},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fail f = {0};
        der_string_check(rows[i].tag, rows[i].text, &f);
        if (f.err != (rows[i].good ? ERR_OK : ERR_DER_STRING))
            fail_msg("row %zu: %s", i, err_id(f.err));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
