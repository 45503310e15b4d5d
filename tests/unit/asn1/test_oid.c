/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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
           "2.5.4.(more than 64 bits)");
}

static void test_parse_bad(void **state)
{
    static const char *const bad[] = {"", "1", "a", "1.2.a", "3.1.2", "-1.2", "1 2", "1.2 "};
    struct buf b;

    (void)state;
    buf_init(&b, 256);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (oid_parse(&b, bad[i]))
            fail_msg("\"%s\" was taken", bad[i]);
    }
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_parse_bad),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
