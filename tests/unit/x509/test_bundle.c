/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/x509/bundle.h"
#include "tests/factory/factory.h"

static struct arena a;

static struct span pem(const char *label, struct span der)
{
    struct buf b;
    struct span out;

    buf_init(&b, 4 << 20);
    pem_encode(&b, label, der);
    out = fd_copy(&a, buf_span(&b));
    buf_free(&b);
    return out;
}

static struct span root(void)
{
    struct fc_spec s = fc_root(&a);

    return fc_cert(&a, &s);
}

static struct span crl(void)
{
    struct fc_spec s = fc_root(&a);
    struct fc_crl c = fc_crl_of(&a, &s);

    return fc_crl(&a, &c);
}

static struct span csr(void)
{
    struct fc_csr r = fc_csr_default(&a);

    return fc_csr(&a, &r);
}

static struct span v1(void)
{
    struct fc_spec s = fc_root(&a);

    s.version = 1;
    s.exts.num = 0;
    return fc_cert(&a, &s);
}

static struct span pkcs7(struct span certs, struct span crls)
{
    return FD(&a, DER_SEQUENCE, fd_oid(&a, "1.2.840.113549.1.7.2"),
              FD(&a, DER_CTXC(0),
                 FD(&a, DER_SEQUENCE, fd_int(&a, 1), fd_tlv(&a, DER_SET, (struct span){0}),
                    FD(&a, DER_SEQUENCE, fd_oid(&a, "1.2.840.113549.1.7.1")),
                    certs.n > 0 ? fd_tlv(&a, DER_CTXC(0), certs) : certs,
                    crls.n > 0 ? fd_tlv(&a, DER_CTXC(1), crls) : crls,
                    fd_tlv(&a, DER_SET, (struct span){0}))));
}

static struct span alg(void)
{
    return FD(&a, DER_SEQUENCE, fd_oid(&a, "1.2.840.113549.1.1.1"), fd_null(&a));
}

/* Walks a file and compares the kinds: a letter each. */
static void walk(struct span file, const char *kinds)
{
    static const char letters[] = {
        [ITEM_UNKNOWN] = '?',       [ITEM_CERT] = 'c',       [ITEM_CRL] = 'l',
        [ITEM_CSR] = 'r',           [ITEM_PUBLIC_KEY] = 'p', [ITEM_PRIVATE_KEY] = 'k',
        [ITEM_ENCRYPTED_KEY] = 'e', [ITEM_PKCS7] = '7',      [ITEM_PKCS12] = 'x',
        [ITEM_OCSP] = 'o',          [ITEM_PARAMETERS] = 'd'};
    struct bundle b;
    struct item it;
    char got[64];
    size_t n = 0;

    assert_int_equal(bundle_open(&b, file, &a), ERR_OK);
    while (bundle_next(&b, &it)) {
        assert_int_equal(it.index, n);
        assert_true(n < sizeof got - 2);
        got[n++] = letters[it.kind];
        assert_true(span_contains(file, it.where));
        assert_true(item_place(&b, &it, it.fail.at).file <= file.n);
    }
    got[n] = 0;
    assert_string_equal(got, kinds);
}

/* What an object is, its structure says. */
static void test_guess(void **state)
{
    struct span big = SPAN_LIT("\x7f\x01\x02\x03"), octets = fd_octets(&a, big);
    struct span number = fd_unsigned(&a, big), zero = fd_int(&a, 0), bits = fd_bits(&a, big);
    const struct {
        struct span der;
        enum item_kind kind;
    } rows[] = {
        {root(), ITEM_CERT},
        {v1(), ITEM_CERT},
        {crl(), ITEM_CRL},
        {csr(), ITEM_CSR},
        {pkcs7(root(), (struct span){0}), ITEM_PKCS7},
        {FD(&a, DER_SEQUENCE, alg(), bits), ITEM_PUBLIC_KEY},
        {FD(&a, DER_SEQUENCE, number, number), ITEM_PUBLIC_KEY},
        {FD(&a, DER_SEQUENCE, number, number, zero), ITEM_PARAMETERS},
        {FD(&a, DER_SEQUENCE, zero, alg(), octets), ITEM_PRIVATE_KEY},
        {FD(&a, DER_SEQUENCE, zero, number, number, number), ITEM_PRIVATE_KEY},
        {FD(&a, DER_SEQUENCE, fd_int(&a, 1), octets), ITEM_PRIVATE_KEY},
        {FD(&a, DER_SEQUENCE, alg(), octets), ITEM_ENCRYPTED_KEY},
        {FD(&a, DER_SEQUENCE, fd_int(&a, 3),
            FD(&a, DER_SEQUENCE, fd_oid(&a, "1.2.840.113549.1.7.1"))),
         ITEM_PKCS12},
        {FD(&a, DER_SEQUENCE, fd_tlv(&a, DER_ENUMERATED, SPAN_LIT("\x06"))), ITEM_OCSP},
        {octets, ITEM_UNKNOWN},
        {FD(&a, DER_SEQUENCE, octets), ITEM_UNKNOWN},
        {(struct span){0}, ITEM_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (item_guess(rows[i].der) != rows[i].kind)
            fail_msg("row %zu: %d", i, (int)item_guess(rows[i].der));
    }
    /* A certificate that is cut off is still the likeliest thing. */
    assert_int_equal(item_guess(span_head(root(), 100)), ITEM_CERT);
    assert_int_equal(item_guess(span_head(crl(), 150)), ITEM_CRL);
}

/* What an editor adds behind DER is not taken for an object, or for anything else. */
static void test_behind_der(void **state)
{
    (void)state;
    for (unsigned v = 0; v <= 0xff; v++) {
        uint8_t c = (uint8_t)v;
        struct span file = FD_CAT(&a, root(), span_of(&c, 1));
        bool white = v == ' ' || (v >= '\t' && v <= '\r');
        struct bundle b;
        struct item it;

        assert_int_equal(bundle_open(&b, file, &a), ERR_OK);
        assert_true(bundle_next(&b, &it));
        assert_int_equal(it.kind, ITEM_CERT);
        assert_true(bundle_next(&b, &it));
        if (v != DER_SEQUENCE)
            assert_int_equal(it.fail.err, white ? ERR_DER_WHITE_SPACE : ERR_DER_TRAILING);
        assert_int_equal(it.where.n, 1);
        assert_false(bundle_next(&b, &it));
    }
}

static void test_guess_is_safe(void **state)
{
    struct span good = root();

    (void)state;
    for (size_t n = 0; n < good.n; n++)
        item_guess(fd_copy(&a, span_head(good, n)));
    for (unsigned c = 0; c < 0x10000; c++) {
        uint8_t bytes[3] = {0x30, (uint8_t)(c >> 8), (uint8_t)c};
        item_guess(span_of(bytes, 3));
    }
}

static void test_pem(void **state)
{
    struct span key = FD(&a, DER_SEQUENCE, fd_int(&a, 0), alg(), fd_octets(&a, SPAN_LIT("k")));
    struct span legacy = SPAN_LIT("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n"
                                  "Zm9v\n-----END RSA PRIVATE KEY-----\n");

    (void)state;
    walk(FD_CAT(&a, pem("PRIVATE KEY", key), pem("CERTIFICATE", root()), pem("X509 CRL", crl())),
         "kcl");
    walk(pem("CERTIFICATE", csr()), "r"); /* the label lies */
    walk(FD_CAT(&a, legacy, pem("CERTIFICATE REQUEST", csr())), "er");
    walk(pem("OPENSSH PRIVATE KEY", SPAN_LIT("openssh-key-v1")), "?");
    walk(pem("DH PARAMETERS", FD(&a, DER_SEQUENCE, fd_int(&a, 5), fd_int(&a, 2))), "d");
    walk(pem("X9.42 DH PARAMETERS",
             FD(&a, DER_SEQUENCE, fd_int(&a, 0x1001), fd_int(&a, 2), fd_int(&a, 5))),
         "d");
    walk(pem("CERTIFICATE", SPAN_LIT("\x30\x03\x04\x01\x00")), "c"); /* the label is all we have */
    walk(pem("CERTIFICATE", (struct span){0}), "c");
}

static void test_der(void **state)
{
    (void)state;
    walk(root(), "c");
    walk(FD_CAT(&a, root(), crl(), csr(), v1()), "clrc");
    walk(FD_CAT(&a, root(), SPAN_LIT("\n")), "c?");
    walk(span_head(root(), 200), "c");
    walk(SPAN_LIT("\x30\x84\xff\xff\xff\xff\x00"), "c");
}

static void test_pkcs7(void **state)
{
    struct span both = pkcs7(FD_CAT(&a, root(), v1()), crl());

    (void)state;
    walk(both, "ccl");
    walk(pem("PKCS7", both), "ccl");
    walk(pem("CMS", both), "ccl");
    walk(pem("CERTIFICATE", both), "ccl");
    walk(FD_CAT(&a, pem("PKCS7", both), pem("CERTIFICATE", root())), "cclc");
    walk(FD_CAT(&a, both, root()), "cclc");
    walk(pkcs7((struct span){0}, crl()), "l");
    walk(pkcs7((struct span){0}, (struct span){0}), "7");
    /* A damaged envelope is an item; a damaged set yields what stands before the damage. */
    walk(FD(&a, DER_SEQUENCE, fd_oid(&a, "1.2.840.113549.1.7.3")), "7");
    walk(pkcs7(FD_CAT(&a, root(), SPAN_LIT("\x30\x82")), crl()), "c7l");
}

static void test_damaged(void **state)
{
    struct bundle b;
    struct item it;
    struct span broken = SPAN_LIT("-----BEGIN CERTIFICATE-----\nMII*\n-----END CERTIFICATE-----\n");
    struct span file = FD_CAT(&a, broken, pem("CERTIFICATE", root()));

    (void)state;
    assert_int_equal(bundle_open(&b, file, &a), ERR_OK);
    assert_true(bundle_next(&b, &it));
    assert_int_equal(it.fail.err, ERR_BASE64);
    assert_int_equal(it.kind, ITEM_CERT);
    assert_int_equal(item_place(&b, &it, it.fail.at).file, 31);
    assert_true(bundle_next(&b, &it));
    assert_int_equal(it.fail.err, ERR_OK);
    assert_true(span_eq(it.der, root()));
    assert_false(bundle_next(&b, &it));

    walk(FD_CAT(&a, SPAN_LIT("-----BEGIN CERTIFICATE-----\n"), pem("CERTIFICATE", root())), "cc");

    assert_int_equal(bundle_open(&b, (struct span){0}, &a), ERR_EMPTY_INPUT);
    assert_int_equal(bundle_open(&b, SPAN_LIT(" \n"), &a), ERR_EMPTY_INPUT);
    assert_int_equal(bundle_open(&b, SPAN_LIT("\xff\xfe-\0"), &a), ERR_PEM_UTF16);
    assert_int_equal(bundle_open(&b, SPAN_LIT("hello"), &a), ERR_PEM_NONE);
}

/* An offset in decoded bytes leads to its character in the file. */
static void test_place(void **state)
{
    struct span file = FD_CAT(&a, SPAN_LIT("some text\n"), pem("CERTIFICATE", root()));
    struct bundle b;
    struct item it;

    (void)state;
    assert_int_equal(bundle_open(&b, file, &a), ERR_OK);
    assert_true(bundle_next(&b, &it));
    for (size_t n = 0; n < it.der.n; n++) {
        struct place p = item_place(&b, &it, span_of(it.der.p + n, 1));
        /* 28 characters of BEGIN line, 64 digits a line. */
        size_t digit = n / 3 * 4 + n % 3;
        assert_true(p.has_inner);
        assert_int_equal(p.inner, n);
        assert_int_equal(p.file, 10 + 28 + digit + digit / 64);
    }
}

/* A CRL of more than a MiB. */
static struct span large_crl(void)
{
    struct fc_spec s = fc_root(&a);
    struct fc_crl c = fc_crl_of(&a, &s);
    const struct span entry =
        FD(&a, DER_SEQUENCE, fd_int(&a, 0x123456), fd_str(&a, DER_UTC_TIME, "250101000000Z"));
    uint8_t *all = fd_alloc(&a, 50000 * entry.n);

    for (size_t i = 0; i < 50000; i++)
        memcpy(all + i * entry.n, entry.p, entry.n);
    c.entries_raw = FD(&a, DER_SEQUENCE, span_of(all, 50000 * entry.n));
    return fc_crl(&a, &c);
}

/* Large CRLs are decoded over their text, if the caller allows it; what is beside them is not. */
static void test_over(void **state)
{
    struct span large = large_crl();
    struct span file =
        FD_CAT(&a, pem("X509 CRL", crl()), pem("CERTIFICATE", root()), pem("X509 CRL", large),
               pem("CERTIFICATE", large), pem("X509 CRL", crl()));
    const struct {
        struct span der;
        bool is_over;
    } wants[] = {{crl(), false}, {root(), false}, {large, true}, {large, false}, {crl(), true}};
    struct bundle b;
    struct item it;

    (void)state;
    for (int may = 0; may < 2; may++) {
        struct span copy = fd_copy(&a, file);
        assert_int_equal(bundle_open(&b, copy, &a), ERR_OK);
        b.may_overwrite = may != 0;
        for (size_t i = 0; i < sizeof wants / sizeof wants[0]; i++) {
            assert_true(bundle_next(&b, &it));
            assert_int_equal(it.fail.err, ERR_OK);
            assert_true(span_eq(it.der, wants[i].der));
            assert_int_equal(it.der.p == it.body.p, b.may_overwrite && wants[i].is_over);
            if (it.der.p == it.body.p)
                assert_int_equal(item_place(&b, &it, span_of(it.der.p + 9, 1)).file,
                                 it.where.p - copy.p);
        }
        assert_false(bundle_next(&b, &it));
    }
}

/* What cannot be decoded over its text fails as elsewhere, and the next object is found. */
static void test_over_damaged(void **state)
{
    struct span file = FD_CAT(&a, pem("X509 CRL", large_crl()), pem("X509 CRL", crl()));
    size_t middle = file.n / 2;
    struct bundle b;
    struct item it;

    (void)state;
    ((uint8_t *)(uintptr_t)file.p)[middle] = '*';
    assert_int_equal(bundle_open(&b, file, &a), ERR_OK);
    b.may_overwrite = true;
    assert_true(bundle_next(&b, &it));
    assert_int_equal(it.fail.err, ERR_BASE64);
    assert_int_equal(item_place(&b, &it, it.fail.at).file, middle);
    assert_true(bundle_next(&b, &it));
    assert_int_equal(it.fail.err, ERR_OK);
    assert_true(span_eq(it.der, crl()));
}

static void test_trusted(void **state)
{
    struct span aux = FD(&a, DER_SEQUENCE, fd_str(&a, DER_UTF8_STRING, "alias"));
    struct span file = pem("TRUSTED CERTIFICATE", FD_CAT(&a, root(), aux));
    struct bundle b;
    struct item it;

    (void)state;
    assert_int_equal(bundle_open(&b, file, &a), ERR_OK);
    assert_true(bundle_next(&b, &it));
    assert_true(span_eq(it.der, root()));
    assert_true(span_eq(it.aux, aux));
    /* Under any other label what follows is not cut off: the certificate's parser refuses it. */
    assert_int_equal(bundle_open(&b, pem("CERTIFICATE", FD_CAT(&a, root(), aux)), &a), ERR_OK);
    assert_true(bundle_next(&b, &it));
    assert_true(it.der.n > root().n);
}

static void test_arena_limit(void **state)
{
    struct arena small;
    struct bundle b;
    struct item it;

    (void)state;
    arena_init(&small, 100);
    assert_int_equal(bundle_open(&b, pem("CERTIFICATE", root()), &small), ERR_OK);
    assert_true(bundle_next(&b, &it));
    assert_int_equal(it.fail.err, ERR_LIMIT);
    arena_free(&small);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guess),         cmocka_unit_test(test_behind_der),
        cmocka_unit_test(test_guess_is_safe), cmocka_unit_test(test_pem),
        cmocka_unit_test(test_der),           cmocka_unit_test(test_pkcs7),
        cmocka_unit_test(test_damaged),       cmocka_unit_test(test_place),
        cmocka_unit_test(test_over),          cmocka_unit_test(test_over_damaged),
        cmocka_unit_test(test_trusted),       cmocka_unit_test(test_arena_limit),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
