/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/asn1/der.h"

enum { UTC = DER_UTC_TIME, GEN = DER_GENERALIZED_TIME };

/* RFC 5280 4.1.2.5: what a Time may be, and what it means. */
static const struct {
    int tag;
    const char *text;
    enum err want;
    int64_t time;
} rows[] = {
    {UTC, "700101000000Z", ERR_OK, 0},
    {UTC, "260601000000Z", ERR_OK, 1780272000},
    {UTC, "491231235959Z", ERR_OK, 2524607999},
    {UTC, "500101000000Z", ERR_OK, -631152000}, /* 1950 */
    {UTC, "000229120000Z", ERR_OK, 951825600},
    {GEN, "20500101000000Z", ERR_OK, 2524608000},
    {GEN, "99991231235959Z", ERR_OK, 253402300799},
    {GEN, "20491231235959Z", ERR_DER_TIME_FORM, 0},
    {GEN, "19500101000000Z", ERR_DER_TIME_FORM, 0},
    {UTC, "2606010000Z", ERR_DER_TIME, 0},        /* no seconds */
    {UTC, "260601000000", ERR_DER_TIME, 0},       /* no Z */
    {UTC, "260601000000z", ERR_DER_TIME, 0},
    {UTC, "260601000000+0000", ERR_DER_TIME, 0},  /* an offset */
    {UTC, "2606010000+0000", ERR_DER_TIME, 0},
    {UTC, "260601000000.5Z", ERR_DER_TIME, 0},
    {UTC, "20260601000000Z", ERR_DER_TIME, 0},    /* the other form's digits */
    {GEN, "500101000000Z", ERR_DER_TIME, 0},
    {GEN, "20500101000000.5Z", ERR_DER_TIME, 0},  /* a fraction */
    {GEN, "20500101000000.Z", ERR_DER_TIME, 0},
    {GEN, "205001010000Z", ERR_DER_TIME, 0},
    {GEN, "20500101000000", ERR_DER_TIME, 0},
    {UTC, "26060100000 Z", ERR_DER_TIME, 0},
    {UTC, "-60601000000Z", ERR_DER_TIME, 0},
    {UTC, "", ERR_DER_TIME, 0},
    {UTC, "Z", ERR_DER_TIME, 0},
    {UTC, "261301000000Z", ERR_DER_TIME_RANGE, 0},
    {UTC, "260001000000Z", ERR_DER_TIME_RANGE, 0},
    {UTC, "260229000000Z", ERR_DER_TIME_RANGE, 0},
    {UTC, "260631000000Z", ERR_DER_TIME_RANGE, 0},
    {UTC, "260601240000Z", ERR_DER_TIME_RANGE, 0},
    {UTC, "260601006000Z", ERR_DER_TIME_RANGE, 0},
    {UTC, "260601000060Z", ERR_DER_TIME_RANGE, 0}, /* no leap seconds */
    {GEN, "21000229000000Z", ERR_DER_TIME_RANGE, 0},
    {DER_IA5_STRING, "260601000000Z", ERR_DER_TAG, 0},
};

static struct span encode(uint8_t out[64], int tag, const char *text)
{
    size_t n = strlen(text);

    out[0] = (uint8_t)tag;
    out[1] = (uint8_t)n;
    memcpy(out + 2, text, n);
    return span_of(out, n + 2);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[64];
        struct fail f = {0};
        struct der d = der_open(encode(bytes, rows[i].tag, rows[i].text), &f);
        int64_t t = der_time(&d);
        if (f.err != rows[i].want || (f.err == ERR_OK && t != rows[i].time))
            fail_msg("%s: %s %lld", rows[i].text, err_id(f.err), (long long)t);
    }
}

/* GeneralizedTime alone, as CRLs and invalidity dates have it, takes any year. */
static void test_generalized(void **state)
{
    uint8_t bytes[64];
    struct fail f = {0};
    struct der d = der_open(encode(bytes, GEN, "20260601000000Z"), &f);

    (void)state;
    assert_true(der_generalized_time(&d) == 1780272000);
    assert_int_equal(f.err, ERR_OK);
    d = der_open(encode(bytes, UTC, "260601000000Z"), &f);
    der_generalized_time(&d);
    assert_int_equal(f.err, ERR_DER_TAG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_generalized),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
