/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/asn1/der.h"

/* What reads one value; the tables below say what it makes of some bytes. */
typedef void reader(struct der *d);

static void read_any(struct der *d)
{
    der_any(d);
}

static void read_boolean(struct der *d)
{
    der_boolean(d);
}

static void read_integer(struct der *d)
{
    der_integer(d);
}

static void read_oid(struct der *d)
{
    der_oid(d);
}

static void read_null(struct der *d)
{
    der_null(d);
}

static void read_bits(struct der *d)
{
    unsigned unused;

    der_bits(d, &unused);
}

static void read_bytes(struct der *d)
{
    der_bytes(d);
}

static void read_flags(struct der *d)
{
    der_named_bits(der_get(d, DER_BIT_STRING), d->fail);
}

static void read_default_false(struct der *d)
{
    der_bool_default_false(d);
}

static void read_set(struct der *d)
{
    der_set_order(der_get(d, DER_SET), d->fail);
}

static void read_small(struct der *d)
{
    der_small(der_get(d, DER_INTEGER), 1000, d->fail);
}

static void read_nonempty(struct der *d)
{
    struct der seq = der_enter(d, DER_SEQUENCE);

    der_nonempty(&seq, seq.rest);
    while (der_more(&seq))
        der_any(&seq);
}

#define B(s) SPAN_INIT(s)

static const struct {
    reader *read;
    struct span bytes;
    enum err want;
} rows[] = {
    /* Identifier octets, X.690 8.1.2. */
    {read_any, B("\x05\x00"), ERR_OK},
    {read_any, B(""), ERR_DER_TRUNCATED},
    {read_any, B("\x05"), ERR_DER_TRUNCATED},
    {read_any, B("\x1f\x1f\x00"), ERR_OK},
    {read_any, B("\x1f\x05\x00"), ERR_DER_TAG_FORM},     /* a low tag in the high form */
    {read_any, B("\x1f\x1e\x00"), ERR_DER_TAG_FORM},
    {read_any, B("\x1f\x80\x1f\x00"), ERR_DER_TAG_FORM}, /* padded */
    {read_any, B("\xbf\x81\x00\x00"), ERR_OK},
    {read_any, B("\x1f"), ERR_DER_TRUNCATED},
    {read_any, B("\x1f\x81"), ERR_DER_TRUNCATED},
    {read_any, B("\x1f\x88\x80\x80\x00\x00"), ERR_DER_TAG_FORM}, /* beyond 24 bits */

    /* Length octets, X.690 10.1. */
    {read_any, B("\x04\x03" "abc"), ERR_OK},
    {read_any, B("\x04\x03" "ab"), ERR_DER_TRUNCATED},
    {read_any, B("\x04\x81\x03" "abc"), ERR_DER_LENGTH_FORM},
    {read_any, B("\x04\x84\x00\x00\x00\x03" "abc"), ERR_DER_LENGTH_FORM},
    {read_any, B("\x04\x82\x00\x03" "abc"), ERR_DER_LENGTH_FORM},
    {read_any, B("\x30\x80\x00\x00"), ERR_DER_INDEFINITE},
    {read_any, B("\x04\xff\x00"), ERR_DER_LENGTH_FORM},
    {read_any, B("\x04\x81"), ERR_DER_TRUNCATED},
    {read_any, B("\x04\x82\x01"), ERR_DER_TRUNCATED},
    {read_any, B("\x04\x84\xff\xff\xff\xff"), ERR_DER_TRUNCATED},
    {read_any, B("\x04\x88\xff\xff\xff\xff\xff\xff\xff\xff"), ERR_DER_TRUNCATED},
    {read_any, B("\x04\x89\x01\x00\x00\x00\x00\x00\x00\x00\x00"), ERR_DER_TRUNCATED},

    /* BOOLEAN, X.690 11.1. */
    {read_boolean, B("\x01\x01\xff"), ERR_OK},
    {read_boolean, B("\x01\x01\x00"), ERR_OK},
    {read_boolean, B("\x01\x01\x01"), ERR_DER_BOOLEAN},
    {read_boolean, B("\x01\x00"), ERR_DER_BOOLEAN},
    {read_boolean, B("\x01\x02\xff\xff"), ERR_DER_BOOLEAN},
    {read_boolean, B("\x02\x01\xff"), ERR_DER_TAG},
    {read_default_false, B("\x01\x01\xff"), ERR_OK},
    {read_default_false, B("\x01\x01\x00"), ERR_DER_DEFAULT}, /* X.690 11.5 */
    {read_default_false, B("\x02\x01\x00"), ERR_OK},

    /* INTEGER, X.690 8.3.2. */
    {read_integer, B("\x02\x01\x00"), ERR_OK},
    {read_integer, B("\x02\x02\x00\x80"), ERR_OK},
    {read_integer, B("\x02\x02\xff\x7f"), ERR_OK},
    {read_integer, B("\x02\x00"), ERR_DER_INTEGER},
    {read_integer, B("\x02\x02\x00\x7f"), ERR_DER_INTEGER},
    {read_integer, B("\x02\x02\xff\x80"), ERR_DER_INTEGER},
    {read_small, B("\x02\x02\x03\xe8"), ERR_OK},
    {read_small, B("\x02\x02\x03\xe9"), ERR_DER_INTEGER_RANGE},
    {read_small, B("\x02\x01\xff"), ERR_DER_INTEGER_RANGE},
    {read_small, B("\x02\x05\x01\x00\x00\x00\x00"), ERR_DER_INTEGER_RANGE},
    {read_small, B("\x02\x05\x00\xff\xff\xff\xff"), ERR_DER_INTEGER_RANGE},
    {read_small, B("\x02\x00"), ERR_DER_INTEGER},

    /* OBJECT IDENTIFIER, X.690 8.19.2. */
    {read_oid, B("\x06\x03\x55\x04\x03"), ERR_OK},
    {read_oid, B("\x06\x00"), ERR_DER_OID},
    {read_oid, B("\x06\x03\x55\x04\x83"), ERR_DER_OID},     /* cut off */
    {read_oid, B("\x06\x04\x55\x80\x04\x03"), ERR_DER_OID}, /* padded */
    {read_oid, B("\x06\x02\x80\x01"), ERR_DER_OID},
    {read_oid, B("\x06\x03\x55\x84\x00"), ERR_OK},          /* 80 inside is a digit */
    {read_oid, B("\x06\x04\x55\x84\x80\x00"), ERR_OK},

    /* NULL, X.690 8.8.2. */
    {read_null, B("\x05\x00"), ERR_OK},
    {read_null, B("\x05\x01\x00"), ERR_DER_NULL},

    /* BIT STRING, X.690 8.6.2 and 11.2. */
    {read_bits, B("\x03\x01\x00"), ERR_OK},
    {read_bits, B("\x03\x02\x00\xff"), ERR_OK},
    {read_bits, B("\x03\x02\x07\x80"), ERR_OK},
    {read_bits, B("\x03\x00"), ERR_DER_BIT_STRING},
    {read_bits, B("\x03\x02\x08\x00"), ERR_DER_BIT_STRING},
    {read_bits, B("\x03\x01\x01"), ERR_DER_BIT_STRING},
    {read_bits, B("\x03\x02\x07\xc0"), ERR_DER_UNUSED_BITS},
    {read_bits, B("\x03\x02\x01\x01"), ERR_DER_UNUSED_BITS},
    {read_bits, B("\x23\x04\x03\x02\x00\xff"), ERR_DER_TAG}, /* constructed: BER alone */
    {read_bytes, B("\x03\x02\x00\xff"), ERR_OK},
    {read_bytes, B("\x03\x02\x01\xfe"), ERR_DER_BIT_STRING},
    {read_flags, B("\x03\x02\x05\xa0"), ERR_OK},
    {read_flags, B("\x03\x01\x00"), ERR_OK},
    {read_flags, B("\x03\x02\x04\xa0"), ERR_DER_NAMED_BITS},
    {read_flags, B("\x03\x03\x00\xa0\x00"), ERR_DER_NAMED_BITS},
    {read_flags, B("\x03\x02\x00\x00"), ERR_DER_NAMED_BITS},

    /* SET OF, X.690 11.6. */
    {read_set, B("\x31\x06\x02\x01\x01\x02\x01\x02"), ERR_OK},
    {read_set, B("\x31\x06\x02\x01\x01\x02\x01\x01"), ERR_OK},
    {read_set, B("\x31\x06\x02\x01\x02\x02\x01\x01"), ERR_DER_SET_ORDER},
    {read_set, B("\x31\x07\x02\x02\x01\x00\x02\x01\x02"), ERR_DER_SET_ORDER},
    {read_set, B("\x31\x00"), ERR_OK},

    /* SEQUENCE SIZE (1..MAX). */
    {read_nonempty, B("\x30\x02\x05\x00"), ERR_OK},
    {read_nonempty, B("\x30\x00"), ERR_DER_EMPTY},
    {read_nonempty, B("\x30\x03\x05\x01\x00"), ERR_OK},
    {read_nonempty, B("\x30\x02\x05\x01"), ERR_DER_TRUNCATED},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fail f = {0};
        struct der d = der_open(rows[i].bytes, &f);
        rows[i].read(&d);
        if (f.err != rows[i].want)
            fail_msg("row %zu: %s, not %s", i, err_id(f.err), err_id(rows[i].want));
        /* What is said to be wrong lies inside the input. */
        if (f.err != ERR_OK && f.at.n > 0)
            assert_true(span_contains(rows[i].bytes, f.at));
    }
}

/* No input makes any reader look beyond its end: each cut of each row is an error or whole. */
static void test_cuts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t n = 0; n < rows[i].bytes.n; n++) {
            uint8_t copy[16];
            struct fail f = {0};
            memcpy(copy + sizeof copy - n, rows[i].bytes.p, n);
            struct der d = der_open(span_of(copy + sizeof copy - n, n), &f);
            rows[i].read(&d);
            if (rows[i].want == ERR_OK && rows[i].read == read_any)
                assert_int_not_equal(f.err, ERR_OK);
        }
    }
}

/* Each number at an edge, with limits that are just as large and one less. */
static void test_small(void **state)
{
    static const uint32_t edges[] = {
        0,      1,       0x7f,     0x80,     0xff,      0x100,      0x7fff,     0x8000,    0xffff,
        0x10000, 0x7fffff, 0x800000, 0xffffff, 0x1000000, 0x7fffffff, 0x80000000, UINT32_MAX,
    };

    (void)state;
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        uint8_t all[5] = {0, (uint8_t)(edges[i] >> 24), (uint8_t)(edges[i] >> 16),
                          (uint8_t)(edges[i] >> 8), (uint8_t)edges[i]};
        size_t from = 0;

        while (from < 4 && all[from] == 0 && (all[from + 1] & 0x80) == 0)
            from++;
        struct span content = span_of(all + from, 5 - from);
        for (uint32_t less = 0; less <= (edges[i] > 0); less++) {
            struct fail f = {0};
            assert_int_equal(der_small(content, edges[i] - less, &f), less > 0 ? 0 : edges[i]);
            assert_int_equal(f.err, less > 0 ? ERR_DER_INTEGER_RANGE : ERR_OK);
        }
    }
}

static void test_values(void **state)
{
    struct fail f = {0};
    struct der d = der_open(SPAN_LIT("\x30\x0d\x02\x02\x01\x00\x03\x03\x06\x40\x40\x80\x02"
                                     "ab\x05\x00"),
                            &f);
    unsigned unused;

    (void)state;
    struct der seq = der_enter(&d, DER_SEQUENCE);
    assert_true(der_peek(&seq, DER_INTEGER));
    assert_int_equal(der_small(der_integer(&seq), 1000, &f), 256);
    struct span bits = der_bits(&seq, &unused);
    assert_int_equal(unused, 6);
    assert_true(span_eq(bits, SPAN_LIT("\x40\x40")));
    struct span s;
    assert_false(der_opt(&seq, DER_CTX(1), &s));
    assert_true(der_opt(&seq, DER_CTX(0), &s));
    assert_true(span_eq(s, SPAN_LIT("ab")));
    der_end(&seq);
    assert_int_equal(f.err, ERR_OK);
    der_null(&d);
    der_end(&d);
    assert_int_equal(f.err, ERR_OK);
}

static void test_flags(void **state)
{
    struct fail f = {0};

    (void)state;
    assert_int_equal(der_named_bits(SPAN_LIT("\x05\xa0"), &f), 1 << 0 | 1 << 2);
    assert_int_equal(der_named_bits(SPAN_LIT("\x07\x00\x80"), &f), 1 << 8);
    assert_int_equal(der_named_bits(SPAN_LIT("\x00"), &f), 0);
    /* Bits above 31 are passed over. */
    assert_int_equal(der_named_bits(SPAN_LIT("\x07\x80\0\0\0\x80"), &f), 1);
    assert_int_equal(f.err, ERR_OK);
}

/* The first error sticks; afterwards every read is empty. */
static void test_sticky(void **state)
{
    struct fail f = {0};
    struct der d = der_open(SPAN_LIT("\x01\x01\x07\x02\x01\x05"), &f);

    (void)state;
    assert_false(der_boolean(&d));
    assert_int_equal(f.err, ERR_DER_BOOLEAN);
    assert_false(der_more(&d));
    assert_int_equal(der_integer(&d).n, 0);
    assert_int_equal(der_any(&d).raw.n, 0);
    der_end(&d);
    assert_int_equal(f.err, ERR_DER_BOOLEAN);

    f = (struct fail){0};
    d = der_open(SPAN_LIT("\x05\x00\x05\x00"), &f);
    der_null(&d);
    der_end(&d);
    assert_int_equal(f.err, ERR_DER_TRAILING);
    assert_int_equal(f.at.n, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),   cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_small), cmocka_unit_test(test_values), cmocka_unit_test(test_flags),
        cmocka_unit_test(test_sticky),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
