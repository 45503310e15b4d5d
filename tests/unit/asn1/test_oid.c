/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "lib/asn1/oid.h"

/* oid_find needs the rows in order, and the two forms of a row must be the same identifier. */
static void test_table(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 256);
    for (enum oid id = OID_UNKNOWN + 1; id < OID_COUNT; id++) {
        struct span bytes = oid_bytes(id);
        if (id > OID_UNKNOWN + 1) {
            struct span last = oid_bytes(id - 1);
            if (bytes.n < last.n || (bytes.n == last.n && span_cmp(last, bytes) >= 0))
                fail_msg("%s is out of order", oid_dotted(id));
        }
        buf_truncate(&b, 0);
        oid_print(&b, bytes);
        if (!span_eq(buf_span(&b), span_str(oid_dotted(id))))
            fail_msg("%s is not what its bytes say", oid_dotted(id));
        buf_truncate(&b, 0);
        assert_true(oid_parse(&b, oid_dotted(id)));
        assert_true(span_eq(buf_span(&b), bytes));
        assert_int_equal(oid_find(bytes), id);
        assert_true(strlen(oid_name(id)) > 0);
    }
    buf_free(&b);
}

static void test_unknown(void **state)
{
    (void)state;
    assert_int_equal(oid_find(SPAN_LIT("\x2b\x01\x02\x03")), OID_UNKNOWN);
    assert_int_equal(oid_find(SPAN_LIT("")), OID_UNKNOWN);
    /* 2.5.4.(2^64+3) is not 2.5.4.3. */
    assert_int_equal(oid_find(SPAN_LIT("\x55\x04\x82\x80\x80\x80\x80\x80\x80\x80\x80\x03")),
                     OID_UNKNOWN);
}

static void prints(struct span content, const char *want)
{
    struct buf b;

    buf_init(&b, 256);
    oid_print(&b, content);
    assert_true(span_eq(buf_span(&b), span_str(want)));
    buf_free(&b);
}

static void test_print(void **state)
{
    (void)state;
    prints(SPAN_LIT("\x00"), "0.0");
    prints(SPAN_LIT("\x27"), "0.39");
    prints(SPAN_LIT("\x28"), "1.0");
    prints(SPAN_LIT("\x78"), "2.40");
    prints(SPAN_LIT("\x88\x37"), "2.999");
    prints(SPAN_LIT("\x2a\x83\xff\xff\xff\xff\xff\xff\xff\x7f"), "1.2.288230376151711743");
    prints(SPAN_LIT("\x55\x04\x82\x80\x80\x80\x80\x80\x80\x80\x80\x03"),
           "2.5.4.18446744073709551619");
    /* X.667 6.3: f81d4fae-7dec-11d0-a765-00a0c91e6bf6. */
    prints(SPAN_LIT("\x69\x83\xf0\x9d\xa7\xeb\xcf\xde\xe0\xc7\xa1"
                    "\xa7\xb2\xc0\x94\x8c\xc8\xf9\xd7\x76"),
           "2.25.329800735698586629295641978511506172918");
}

/* Broken encodings are printed, too: padding (X.690 8.19.2), and a last octet without its end. */
static void test_print_broken(void **state)
{
    (void)state;
    prints(SPAN_LIT("\x80\x45\x45"), "1.29.69");
    prints(SPAN_LIT("\x80\x80\x00"), "0.0");
    prints(SPAN_LIT("\x80"), "0.0");
    prints(SPAN_LIT("\x85"), "0.5");
    prints(SPAN_LIT("\xff"), "2.47");
    prints(SPAN_LIT("\x81\x85"), "2.53");
}

static void test_label(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 100);
    oid_label(&b, SPAN_LIT("\x55\x04\x03"));
    buf_u8(&b, ' ');
    oid_label(&b, SPAN_LIT("\x88\x37"));
    assert_true(span_eq(buf_span(&b), SPAN_LIT("commonName 2.999")));
    buf_free(&b);
}

/* X.690 8.19.4: the first octet is 40 times the first number and the second. */
static void test_print_first(void **state)
{
    (void)state;
    for (unsigned v = 0; v < 0x80; v++) {
        uint8_t octet = (uint8_t)v;
        char want[16];

        snprintf(want, sizeof want, "%u.%u", v < 80 ? v / 40 : 2, v < 80 ? v % 40 : v - 80);
        prints(span_of(&octet, 1), want);
    }
}

/* X.690 8.19.4: the first two numbers are in one, however large. */
static void test_print_large(void **state)
{
    uint8_t octets[200];
    struct buf b;

    (void)state;
    prints(SPAN_LIT("\x81\x00"), "2.48");
    prints(SPAN_LIT("\x82\x80\x80\x80\x80\x80\x80\x80\x80\x0a"), "2.18446744073709551546");
    buf_init(&b, 4096);
    memset(octets, 0xff, sizeof octets);
    octets[18] = 0x7f;
    assert_true(oid_print(&b, span_of(octets, 19)));
    assert_string_equal((buf_u8(&b, 0), (const char *)b.p),
                        "2.10889035741470030830827987437816582766511");
    octets[18] = 0xff;
    octets[19] = 0x7f;
    assert_false(oid_print(&b, span_of(octets, 20)));
    /* RFC 2578 3.5: at most 128 numbers; here the first two are in one octet. */
    memset(octets, 0x01, sizeof octets);
    assert_true(oid_print(&b, span_of(octets, 128)));
    assert_false(oid_print(&b, span_of(octets, 129)));
    buf_free(&b);
}

static void test_parse_bad(void **state)
{
    static const char *const bad[] = {"", "1", "a", "1.2.a", "3.1.2", "-1.2", "1 2", "1.2 ",
                                      "1.", "1..2", "1.2.", ".1.2", "1.02", "01.2", "1.40", "0.40",
                                      "1.2.+3", "1.296",
                                      "1.2.10889035741470030830827987437816582766592"};
    struct buf b;

    (void)state;
    buf_init(&b, 256);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (oid_parse(&b, bad[i]))
            fail_msg("\"%s\" was taken", bad[i]);
        assert_int_equal(b.n, 0);
    }
    buf_free(&b);
}

/* What is written out is read again. */
static void test_parse(void **state)
{
    static const char *const good[] = {
        "0.0", "0.39", "1.0", "1.39", "2.0", "2.40", "2.47", "2.48", "2.999", "1.2.840.113549",
        "2.25.329800735698586629295641978511506172918", "2.5.4.18446744073709551619",
        "1.2.0.127.128.16383.16384", "2.18446744073709551546",
        "1.2.10889035741470030830827987437816582766591"};
    struct buf b, text;

    (void)state;
    buf_init(&b, 256);
    buf_init(&text, 256);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        buf_truncate(&b, 0);
        buf_truncate(&text, 0);
        assert_true(oid_parse(&b, good[i]));
        assert_true(oid_print(&text, buf_span(&b)));
        assert_true(span_eq(buf_span(&text), span_str(good[i])));
    }
    buf_free(&b);
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_print), cmocka_unit_test(test_label),
        cmocka_unit_test(test_print_broken),
        cmocka_unit_test(test_print_first),
        cmocka_unit_test(test_print_large),
        cmocka_unit_test(test_parse_bad),
        cmocka_unit_test(test_parse),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
