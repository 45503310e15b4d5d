/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/x509/crl_kit.h"

static void test_fields(void **state)
{
    struct fixture *x = *state;
    struct crl_entry e;

    fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x05"), 1);
    fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x06"), -1);
    assert_sound(x);
    assert_int_equal(x->crl.version, 2);
    assert_true(span_eq(x->crl.issuer, x->ca.subject));
    assert_int_equal(x->crl.this_update, x->spec.this_update);
    assert_int_equal(x->crl.next_update, x->spec.next_update);
    assert_true(span_eq(x->crl.number, SPAN_LIT("\x07")));
    assert_int_equal(x->crl.aki.key_id.n, 20);
    assert_false(x->crl.unknown_critical);
    assert_false(x->crl.idp.present);
    assert_true(finds(x, SPAN_LIT("\x05"), x->ca.subject, &e));
    assert_int_equal(e.reason, 1);
    assert_int_equal(e.date, FC_NOW - 2 * FC_DAY);
    assert_true(finds(x, SPAN_LIT("\x06"), x->ca.subject, &e));
    assert_int_equal(e.reason, -1);
    assert_false(finds(x, SPAN_LIT("\x07"), x->ca.subject, &e));
    assert_false(finds(x, SPAN_LIT("\x05"), fc_name(&x->arena, "CN=Other"), &e));
}

static void test_frame(void **state)
{
    struct fixture *x = *state;
    struct span der = fc_crl(&x->arena, &x->spec);

    for (size_t n = 0; n < der.n; n++) {
        struct fail f = {0};
        assert_int_not_equal(crl_parse(&x->crl, span_head(der, n), &f), ERR_OK);
        assert_int_not_equal(f.err, ERR_OK);
    }
    struct fail f = {0};
    struct span more = FD_CAT(&x->arena, der, SPAN_LIT("\x05\x00"));
    assert_int_equal(crl_parse(&x->crl, more, &f), ERR_DER_TRAILING);
    x->spec.this_raw = fd_int(&x->arena, 1);
    assert_int_equal(parse(x), ERR_DER_TAG);
}

static void test_version(void **state)
{
    struct fixture *x = *state;

    x->spec.version = 3;
    assert_defect(x, ERR_CRL_VERSION);
    x->spec.version = 1;
    assert_defect(x, ERR_CRL_V1_EXTENSIONS);
    x->spec.exts.num = 0;
    assert_sound(x);
    assert_int_equal(x->crl.version, 1);
    fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x05"), 1);
    assert_defect(x, ERR_CRL_V1_EXTENSIONS);
}

static void test_issuer(void **state)
{
    struct fixture *x = *state;

    x->spec.issuer = fc_name(&x->arena, "");
    assert_defect(x, ERR_CRL_EMPTY_ISSUER);
    /* An RDN without an attribute. */
    x->spec.issuer = SPAN_LIT("\x30\x02\x31\x00");
    assert_int_equal(parse(x), ERR_OK);
    assert_true(x->crl.num_defects > 0);
}

static void test_times(void **state)
{
    struct fixture *x = *state;

    x->spec.next_update = x->spec.this_update - 1;
    assert_defect(x, ERR_CRL_VALIDITY);
    x->spec.next_update = INT64_MIN;
    assert_sound(x);
    assert_true(x->crl.next_update == INT64_MIN);
    x->spec.next_raw = fd_generalized(&x->arena, FC_NOW + FC_DAY);
    assert_defect(x, ERR_DER_TIME_FORM);
    assert_true(x->crl.next_update == FC_NOW + FC_DAY);
    x->spec.next_raw = fd_str(&x->arena, DER_UTC_TIME, "2606010000Z");
    assert_defect(x, ERR_DER_TIME);
    /* What is no time is current at no time; the other one is what it is. */
    assert_true(x->crl.next_unread && x->crl.has_this_update);
    assert_true(x->crl.this_update == x->spec.this_update);
    assert_true(x->crl.this_update > x->crl.next_update);
}

static void test_algorithms(void **state)
{
    struct fixture *x = *state;

    x->spec.inner_alg = fkey_alg(&x->arena, FSIG_ECDSA_SHA384);
    assert_defect(x, ERR_CERT_ALG_MISMATCH);
    /* ECDSA takes no parameters. */
    struct span oid = fd_oid(&x->arena, "1.2.840.10045.4.3.2");
    x->spec.inner_alg = x->spec.outer_alg = FD(&x->arena, DER_SEQUENCE, oid, fd_null(&x->arena));
    assert_defect(x, ERR_ALG_ECDSA_PARAMETERS);
    /* RFC 4055 5: the NULL of RSA may be absent, but inside and outside alike. */
    x->spec.inner_alg = x->spec.outer_alg =
        FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, "1.2.840.113549.1.1.11"));
    assert_sound(x);
    assert_true(x->crl.sigalg.no_null);
    x->spec.inner_alg = fkey_alg(&x->arena, FSIG_RSA_SHA256);
    assert_defect(x, ERR_CERT_ALG_MISMATCH);
}

static void test_signature_bits(void **state)
{
    struct fixture *x = *state;
    struct fail f = {0};
    struct crl odd;

    assert_sound(x);
    struct span der =
        FD(&x->arena, DER_SEQUENCE, x->crl.tbs, x->crl.outer_alg, SPAN_LIT("\x03\x02\x07\x80"));
    assert_int_equal(crl_parse(&odd, der, &f), ERR_OK);
    assert_int_equal(odd.defects[0].err, ERR_CERT_SIGNATURE_BITS);
}

static void test_empty_list(void **state)
{
    struct fixture *x = *state;

    x->spec.entries_raw = SPAN_LIT("\x30\x00");
    assert_defect(x, ERR_CRL_EMPTY_LIST);
}

static void test_extension_list(void **state)
{
    struct fixture *x = *state;

    fc_add(&x->spec.exts, FC_OID_CRL_NUMBER, false, fd_int(&x->arena, 8));
    assert_defect(x, ERR_EXT_DUPLICATE);
    x->spec.exts.num--;
    fc_add(&x->spec.exts, FC_UNKNOWN_OID, false, fd_null(&x->arena));
    assert_sound(x);
    assert_false(x->crl.unknown_critical);
    fc_add(&x->spec.exts, FC_UNKNOWN_OID, false, fd_null(&x->arena));
    assert_defect(x, ERR_EXT_DUPLICATE);
    x->spec.exts.num--;
    fc_set(&x->spec.exts, FC_UNKNOWN_OID, true, fd_null(&x->arena));
    assert_sound(x);
    assert_true(x->crl.unknown_critical);
    x->spec.exts.raw = FD(&x->arena, DER_CTXC(0), SPAN_LIT("\x30\x00"));
    assert_defect(x, ERR_EXT_EMPTY);
    x->spec.exts.raw = FD(&x->arena, DER_CTXC(0), SPAN_LIT("\x30\x02\x30\x00"));
    assert_defect(x, ERR_DER_TRUNCATED);
    /* It hides no other, and is reported once. */
    x->spec.exts.raw = FD(&x->arena, DER_CTXC(0),
                          FD(&x->arena, DER_SEQUENCE, SPAN_LIT("\x30\x00"),
                             FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, FC_OID_CRL_NUMBER),
                                fd_octets(&x->arena, SPAN_LIT("\x02\x01\x07")))));
    assert_defect(x, ERR_DER_TRUNCATED);
    assert_int_equal(x->crl.num_defects, 1);
    assert_true(span_eq(x->crl.number, SPAN_LIT("\x07")));
}

static void test_too_many_extensions(void **state)
{
    struct fixture *x = *state;
    struct span list = {0};

    for (int i = 0; i < 65; i++) {
        char oid[] = "1.3.6.1.4.1.99999.10";
        oid[18] = (char)('1' + i / 10);
        oid[19] = (char)('0' + i % 10);
        list = FD_CAT(&x->arena, list,
                      FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, oid),
                         fd_octets(&x->arena, SPAN_LIT("\x05\x00"))));
    }
    x->spec.exts.raw = FD(&x->arena, DER_CTXC(0), fd_tlv(&x->arena, DER_SEQUENCE, list));
    assert_defect(x, ERR_EXT_TOO_MANY);
}

static void test_numbers(void **state)
{
    struct fixture *x = *state;
    static const char *const oids[] = {FC_OID_CRL_NUMBER, FC_OID_DELTA};
    struct span twenty = fd_hex(&x->arena, "7f00000000000000000000000000000000000000");
    struct span more = fd_hex(&x->arena, "7f0000000000000000000000000000000000000000");

    for (int i = 0; i < 2; i++) {
        bool critical = i == 1;
        fc_set(&x->spec.exts, oids[i], critical, fd_tlv(&x->arena, DER_INTEGER, twenty));
        assert_sound(x);
        fc_set(&x->spec.exts, oids[i], critical, fd_tlv(&x->arena, DER_INTEGER, more));
        assert_defect(x, ERR_CRL_NUMBER);
        fc_set(&x->spec.exts, oids[i], critical, fd_int(&x->arena, -1));
        assert_defect(x, ERR_CRL_NUMBER);
        fc_set(&x->spec.exts, oids[i], critical, SPAN_LIT("\x02\x02\x00\x01"));
        assert_defect(x, ERR_DER_INTEGER);
        fc_set(&x->spec.exts, oids[i], !critical, fd_int(&x->arena, 1));
        assert_defect(x, ERR_CRL_CRITICALITY);
        fc_set(&x->spec.exts, oids[i], critical, fd_int(&x->arena, 0));
        assert_sound(x);
    }
    assert_true(span_eq(x->crl.base_number, SPAN_LIT("\x00")));
}

static void test_idp(void **state)
{
    struct fixture *x = *state;
    struct fc_exts *exts = &x->spec.exts;
    struct span uri = fc_uri(&x->arena, "http://crl.example.com/1");

    fc_set(exts, FC_OID_IDP, true,
           idp_of(x, (struct fc_idp){.names = uri,
                                     .only_ca = true,
                                     .indirect = true,
                                     .reasons = 1 << 1 | 1 << 2}));
    assert_sound(x);
    assert_true(x->crl.idp.present && x->crl.idp.only_ca && x->crl.idp.indirect);
    assert_false(x->crl.idp.only_user || x->crl.idp.only_attribute);
    assert_int_equal(x->crl.idp.only_reasons, 1 << 1 | 1 << 2);
    assert_true(span_eq(x->crl.idp.name, fd_tlv(&x->arena, DER_CTXC(0), uri)));

    fc_set(exts, FC_OID_IDP, false, idp_of(x, (struct fc_idp){.only_ca = true}));
    assert_defect(x, ERR_CRL_CRITICALITY);
    fc_set(exts, FC_OID_IDP, true, idp_of(x, (struct fc_idp){.only_ca = true, .only_user = true}));
    assert_defect(x, ERR_CRL_IDP);
    fc_set(exts, FC_OID_IDP, true,
           idp_of(x, (struct fc_idp){.only_attribute = true, .only_user = true}));
    assert_defect(x, ERR_CRL_IDP);
    /* Only the bit "unused": no reason at all. */
    fc_set(exts, FC_OID_IDP, true, idp_of(x, (struct fc_idp){.reasons = 1}));
    assert_defect(x, ERR_CRL_IDP);
}

static void test_idp_encoding(void **state)
{
    static const struct {
        struct span value;
        enum err err;
    } cases[] = {
        {SPAN_INIT("\x30\x00"), ERR_DER_EMPTY},
        {SPAN_INIT("\x30\x03\x81\x01\x00"), ERR_DER_DEFAULT},
        {SPAN_INIT("\x30\x03\x84\x01\x01"), ERR_DER_BOOLEAN},
        {SPAN_INIT("\x30\x06\x84\x01\xff\x82\x01\xff"), ERR_DER_TRAILING},
        {SPAN_INIT("\x30\x04\x83\x02\x00\x60"), ERR_DER_NAMED_BITS},
        {SPAN_INIT("\x30\x04\xa0\x02\xa0\x00"), ERR_DER_EMPTY},
        {SPAN_INIT("\x30\x03\x81\x01\xff\x00"), ERR_DER_TRAILING},
    };
    struct fixture *x = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fc_set(&x->spec.exts, FC_OID_IDP, true, cases[i].value);
        assert_defect(x, cases[i].err);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_fields),         TEST(test_frame),
        TEST(test_version),        TEST(test_issuer),
        TEST(test_times),          TEST(test_algorithms),
        TEST(test_signature_bits), TEST(test_empty_list),
        TEST(test_extension_list), TEST(test_too_many_extensions),
        TEST(test_numbers),        TEST(test_idp),
        TEST(test_idp_encoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
