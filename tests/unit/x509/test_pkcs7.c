/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/asn1/ber.h"
#include "lib/x509/pkcs7.h"
#include "lib/x509/pkcs7_write.h"

#include "lib/base/hex.h"
#include "tests/factory/fd.h"

#define SIGNED_DATA "1.2.840.113549.1.7.2"

static struct arena a;

/* A degenerate SignedData (RFC 5652 5.1) around the content of its certificates and crls. */
static struct span envelope(struct span certs, struct span crls)
{
    struct span data = FD(&a, DER_SEQUENCE, fd_oid(&a, "1.2.840.113549.1.7.1"));

    return FD(&a, DER_SEQUENCE, fd_oid(&a, SIGNED_DATA),
              FD(&a, DER_CTXC(0),
                 FD(&a, DER_SEQUENCE, fd_int(&a, 1), fd_tlv(&a, DER_SET, (struct span){0}), data,
                    certs.n > 0 ? fd_tlv(&a, DER_CTXC(0), certs) : certs,
                    crls.n > 0 ? fd_tlv(&a, DER_CTXC(1), crls) : crls,
                    fd_tlv(&a, DER_SET, (struct span){0}))));
}

static struct span hexed(const char *hex)
{
    struct buf b;
    struct fail f = {0};

    buf_init(&b, 1 << 16);
    assert_int_equal(hex_decode(&b, span_str(hex), &f), ERR_OK);
    struct span out = fd_copy(&a, buf_span(&b));
    buf_free(&b);
    return out;
}

static size_t count(struct span set)
{
    struct fail f = {0};
    struct span out;
    size_t n = 0;

    while (pkcs7_next(&set, &out, &f))
        n++;
    assert_int_equal(f.err, ERR_OK);
    return n;
}

static void test_degenerate(void **state)
{
    struct span one = FD(&a, DER_SEQUENCE, fd_int(&a, 1));
    struct span two = FD(&a, DER_SEQUENCE, fd_int(&a, 2));
    struct span other = FD(&a, DER_CTXC(3), fd_int(&a, 3)); /* not a certificate: passed over */
    struct pkcs7 p;
    struct fail f = {0};

    (void)state;
    /* Neither order nor what stands between matters. */
    assert_int_equal(pkcs7_open(&p, envelope(FD_CAT(&a, two, other, one), one), &f), ERR_OK);
    assert_int_equal(count(p.certs), 2);
    assert_int_equal(count(p.crls), 1);
    struct span first;
    assert_true(pkcs7_next(&p.certs, &first, &f));
    assert_true(span_eq(first, two));

    assert_int_equal(pkcs7_open(&p, envelope((struct span){0}, one), &f), ERR_OK);
    assert_int_equal(p.certs.n, 0);
    assert_int_equal(count(p.crls), 1);
    assert_int_equal(pkcs7_open(&p, envelope((struct span){0}, (struct span){0}), &f), ERR_OK);
}

/* Indefinite lengths at every level, and one that is longer than it needs to be. */
static void test_ber(void **state)
{
    static const char hex[] = "30 80"
                              "  06 09 2a864886f70d010702"
                              "  a0 80"
                              "    30 80"
                              "      02 01 01"
                              "      31 00"
                              "      30 80 06 09 2a864886f70d010701"
                              "        a0 80 24 80 04 02 0000 04 00 00 00 00 00"
                              "      00 00"
                              "      a0 80"
                              "        30 82 0003 020105"
                              "      00 00"
                              "      31 00"
                              "    00 00"
                              "  00 00"
                              "00 00";
    struct pkcs7 p;
    struct fail f = {0};
    struct span cert;

    (void)state;
    assert_int_equal(pkcs7_open(&p, hexed(hex), &f), ERR_OK);
    assert_true(pkcs7_next(&p.certs, &cert, &f));
    /* What is inside comes out as it stands. */
    assert_true(span_eq(cert, SPAN_LIT("\x30\x82\x00\x03\x02\x01\x05")));
    assert_false(pkcs7_next(&p.certs, &cert, &f));
}

static void test_refused(void **state)
{
    static const struct {
        const char *hex;
        enum err err;
    } rows[] = {
        {"", ERR_PKCS7_FORM},
        {"30 00", ERR_PKCS7_FORM},
        {"04 00", ERR_PKCS7_FORM},
        {"30 0b 06 09 2a864886f70d010701", ERR_PKCS7_FORM}, /* data, not signedData */
        {"30 0b 06 09 2a864886f70d010702", ERR_PKCS7_FORM},
        {"30 0d 06 09 2a864886f70d010702 a0 00", ERR_PKCS7_FORM},
        {"30 0f 06 09 2a864886f70d010702 a0 02 30 00", ERR_PKCS7_FORM},
        {"30 0f 06 09 2a864886f70d010702 a0 82", ERR_DER_TRUNCATED},
        {"30 80 06 09 2a864886f70d010702", ERR_DER_TRUNCATED}, /* never closed */
        {"30", ERR_DER_TRUNCATED},
        {"30 89 010000000000000000", ERR_DER_TRUNCATED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pkcs7 p;
        struct fail f = {0};
        enum err e = pkcs7_open(&p, hexed(rows[i].hex), &f);
        if (e != rows[i].err || f.err != e)
            fail_msg("row %zu: %s", i, err_id(e));
    }
}

/* Indefinite lengths nest to a limit, not to the end of the stack, and primitives have none. */
static void test_depth(void **state)
{
    enum { DEEP = 100000 };
    uint8_t *p = fd_alloc(&a, 2 * DEEP);
    struct fail f = {0};
    struct tlv t;

    (void)state;
    for (size_t i = 0; i < DEEP; i++) {
        p[2 * i] = 0x30;
        p[2 * i + 1] = 0x80;
    }
    struct span s = span_of(p, 2 * DEEP);
    assert_false(ber_next(&s, &t, &f));
    assert_int_equal(f.err, ERR_DER_DEPTH);
    f = (struct fail){0};
    s = SPAN_LIT("\x04\x80\x00\x00");
    assert_false(ber_next(&s, &t, &f));
    assert_int_equal(f.err, ERR_DER_INDEFINITE);
    f = (struct fail){0};
    s = SPAN_LIT("\x30\x80\x04\x80\x00\x00\x00\x00");
    assert_false(ber_next(&s, &t, &f));
    assert_int_equal(f.err, ERR_DER_INDEFINITE);
}

/* Every cut and every changed byte of an envelope is refused or read within its bounds. */
static void test_damage(void **state)
{
    struct span good = envelope(FD(&a, DER_SEQUENCE, fd_int(&a, 1)), (struct span){0});

    (void)state;
    for (size_t n = 0; n < good.n; n++) {
        struct pkcs7 p;
        struct fail f = {0};
        assert_int_not_equal(pkcs7_open(&p, span_head(good, n), &f), ERR_OK);
    }
    for (size_t i = 0; i < good.n * 256; i++) {
        struct span copy = fd_copy(&a, good), out;
        struct pkcs7 p;
        struct fail f = {0};
        ((uint8_t *)(uintptr_t)copy.p)[i / 256] = (uint8_t)i;
        if (pkcs7_open(&p, copy, &f) != ERR_OK)
            continue;
        while (pkcs7_next(&p.certs, &out, &f))
            assert_true(span_contains(copy, out));
    }
}

static int set_up(void **state)
{
    (void)state;
    arena_init(&a, 64 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

/* The SETs are in the order of DER; what is not there has none. */
static void test_write(void **state)
{
    const struct span certs[] = {fd_hex(&a, "3003020102"), fd_hex(&a, "3000")};
    const struct span crl = fd_hex(&a, "3003020103");
    struct fail f = {0};
    struct pkcs7 p;
    struct buf out;

    (void)state;
    buf_init(&out, 1000);
    assert_int_equal(pkcs7_write(&out, certs, 2, NULL, 0), ERR_OK);
    assert_int_equal(pkcs7_open(&p, buf_span(&out), &f), ERR_OK);
    assert_true(span_eq(p.certs, fd_hex(&a, "30003003020102")));
    assert_int_equal(p.crls.n, 0);
    buf_truncate(&out, 0);
    assert_int_equal(pkcs7_write(&out, NULL, 0, &crl, 1), ERR_OK);
    assert_int_equal(pkcs7_open(&p, buf_span(&out), &f), ERR_OK);
    assert_int_equal(p.certs.n, 0);
    assert_true(span_eq(p.crls, crl));
    buf_free(&out);
    buf_init(&out, 20);
    assert_int_equal(pkcs7_write(&out, certs, 2, NULL, 0), ERR_LIMIT);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_degenerate), cmocka_unit_test(test_ber),
        cmocka_unit_test(test_refused),    cmocka_unit_test(test_depth),
        cmocka_unit_test(test_damage),     cmocka_unit_test(test_write),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
