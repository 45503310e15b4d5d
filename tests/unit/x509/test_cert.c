/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates as they are read: fields, frame and defects, and sizes beyond the usual. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/x509/certext.h"
#include "lib/x509/extlist.h"
#include "tests/factory/factory.h"

static struct arena arena;
static struct arena *const a = &arena;

static struct cert parse(struct span der)
{
    struct cert c;
    struct fail f = {0};

    assert_int_equal(cert_parse(&c, der, &f), ERR_OK);
    return c;
}

static void test_fields(void **state)
{
    struct fc_spec leaf = fc_leaf(a), ca = fc_intermediate(a);
    struct span der = fc_cert(a, &leaf);
    struct cert c = parse(der);
    (void)state;

    assert_int_equal(c.num_defects, 0);
    assert_int_equal(c.version, 3);
    assert_true(span_eq(c.serial, leaf.serial));
    assert_true(span_eq(c.subject, fc_name(a, FC_LEAF_NAME)));
    assert_true(span_eq(c.issuer, fc_name(a, FC_CA_NAME)));
    assert_true(c.not_before == leaf.not_before && c.not_after == leaf.not_after);
    assert_int_equal(c.key.kind, KEY_P256);
    assert_int_equal(c.sigalg.kind, SIG_ECDSA);
    assert_false(c.is_ca);
    assert_true((c.key_usage & KU_DIGITAL_SIGNATURE) != 0);
    assert_int_equal(c.eku, EKU_SERVER);
    assert_false(cert_is_self_issued(&c));
    assert_true(span_contains(der, c.tbs) && span_contains(der, c.signature));
    c = parse(fc_cert(a, &ca));
    assert_true(c.is_ca && (c.key_usage & KU_KEY_CERT_SIGN) != 0);
}

/* Both times are in the validity (RFC 5280 4.1.2.5): it may be one second long, and no shorter. */
static void test_validity(void **state)
{
    struct fc_spec leaf = fc_leaf(a);
    (void)state;

    for (int more = -1; more <= 1; more++) {
        leaf.not_after = leaf.not_before + more;
        assert_int_equal(parse(fc_cert(a, &leaf)).num_defects, more < 0);
    }
}

/* No part of a certificate is one: whatever is cut off, the frame does not decode. */
static void test_truncated(void **state)
{
    struct fc_spec leaf = fc_leaf(a);
    struct span der = fc_cert(a, &leaf);
    struct cert c;
    (void)state;

    for (size_t n = 0; n < der.n; n++) {
        struct fail f = {0};
        /* A copy of exactly that size, so that a reader which goes further is seen. */
        uint8_t *copy = malloc(n + 1);
        assert_non_null(copy);
        memcpy(copy, der.p, n);
        assert_int_not_equal(cert_parse(&c, span_of(copy, n), &f), ERR_OK);
        assert_int_not_equal(f.err, ERR_OK);
        free(copy);
    }
}

static void assert_defect(struct span der, enum err want)
{
    struct cert c = parse(der);

    if (c.num_defects == 0)
        fail_msg("no %s", err_id(want));
    assert_string_equal(err_id(c.defects[0].err), err_id(want));
    assert_true(span_contains(der, c.defects[0].at));
}

/* What is wrong beyond the frame can still be shown. */
static void test_defects(void **state)
{
    struct fc_spec s = fc_leaf(a);
    (void)state;

    s.version = 4;
    assert_defect(fc_cert(a, &s), ERR_CERT_VERSION);
    s = fc_leaf(a);
    s.version = 1;
    assert_defect(fc_cert(a, &s), ERR_CERT_V1_EXTENSIONS);
    s = fc_leaf(a);
    s.serial = SPAN_LIT("\x00\x01");
    assert_defect(fc_cert(a, &s), ERR_DER_INTEGER);
    s = fc_leaf(a);
    s.not_after = s.not_before - 1;
    assert_defect(fc_cert(a, &s), ERR_CERT_VALIDITY);
    s = fc_leaf(a);
    s.not_after_raw = fd_str(a, DER_UTC_TIME, "2606310000Z");
    struct span der = fc_cert(a, &s);
    assert_defect(der, ERR_DER_TIME);
    struct cert c = parse(der);
    assert_true(c.not_before > c.not_after);
    s = fc_intermediate(a);
    fc_add(&s.exts, FC_OID_BC, true, fc_bc(a, true, -1));
    assert_defect(fc_cert(a, &s), ERR_EXT_DUPLICATE);
}

/* A row of n different DNS names. */
static struct span many_names(size_t n)
{
    struct span *names = fd_alloc(a, n * sizeof *names);
    char text[64];

    for (size_t i = 0; i < n; i++) {
        text[0] = 'h';
        for (size_t digit = 0, v = i; digit < 6; digit++, v /= 10)
            text[6 - digit] = (char)('0' + v % 10);
        memcpy(text + 7, ".example", sizeof ".example");
        names[i] = fc_dns(a, text);
    }
    return fd_tlv(a, DER_SEQUENCE, fd_join(a, names, n));
}

static void test_ten_thousand_names(void **state)
{
    struct fc_spec s = fc_leaf(a);
    struct fail f = {0};
    size_t n = 0;
    (void)state;

    fc_set(&s.exts, FC_OID_SAN, false, many_names(10000));
    struct cert c = parse(fc_cert(a, &s));
    assert_int_equal(c.ext[EXT_SAN].err, ERR_OK);
    struct der d = der_open(c.ext[EXT_SAN].val, &f);
    struct der names = der_enter(&d, DER_SEQUENCE);
    for (; der_more(&names); n++)
        assert_int_equal(gname_next(&names).kind, GN_DNS);
    assert_int_equal(n, 10000);
}

static void test_one_mebibyte(void **state)
{
    struct fc_spec s = fc_leaf(a);
    struct span big = {fd_alloc(a, 1 << 20), 1 << 20};
    (void)state;

    fc_set(&s.exts, FC_UNKNOWN_OID, false, big);
    struct cert c = parse(fc_cert(a, &s));
    assert_true(c.der.n > 1 << 20);
    assert_int_equal(c.num_defects, 0);
    assert_int_equal(c.num_unknown, 1);
}

static void test_extension_walk(void **state)
{
    struct fc_spec s = fc_leaf(a);
    struct extension x;
    struct fail f = {0};
    size_t n = 0;
    (void)state;

    fc_set(&s.exts, FC_UNKNOWN_OID, true, fd_null(a));
    struct cert c = parse(fc_cert(a, &s));
    assert_non_null(c.unknown_critical.p);
    for (struct span list = c.extensions; extension_next(&list, &x, &f);)
        n += x.raw.n;
    assert_int_equal(n, c.extensions.n);
    assert_int_equal(x.oid, OID_UNKNOWN);
    assert_true(x.critical);
}

static void test_access_walk(void **state)
{
    struct fc_spec s = fc_leaf(a);
    struct span ocsp =
        FD(a, DER_SEQUENCE, fd_oid(a, "1.3.6.1.5.5.7.48.1"), fc_uri(a, "http://ocsp.example"));
    struct span issuers =
        FD(a, DER_SEQUENCE, fd_oid(a, "1.3.6.1.5.5.7.48.2"), fc_uri(a, "http://ca.example/ca.crt"));
    struct access got;
    (void)state;

    fc_set(&s.exts, FC_OID_AIA, false, FD(a, DER_SEQUENCE, ocsp, issuers));
    struct cert c = parse(fc_cert(a, &s));
    struct span it = c.ext[EXT_AIA].val;
    assert_true(access_next(&it, &got));
    assert_int_equal(got.method, OID_AD_OCSP);
    assert_true(access_next(&it, &got));
    assert_int_equal(got.method, OID_AD_CA_ISSUERS);
    assert_true(span_eq(got.location.val, SPAN_LIT("http://ca.example/ca.crt")));
    assert_false(access_next(&it, &got));
}

static int open_arena(void **state)
{
    (void)state;
    arena_init(a, 64 << 20);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_fields),
        CASE(test_validity),       CASE(test_truncated),
        CASE(test_defects),      CASE(test_ten_thousand_names),
        CASE(test_one_mebibyte), CASE(test_extension_walk),
        CASE(test_access_walk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
