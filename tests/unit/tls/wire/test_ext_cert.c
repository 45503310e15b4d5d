/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/ext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tls/codec.h"

static enum err status_parse(struct span d, struct fail *f)
{
    struct status_request s;

    return ext_status_parse(&s, d, f);
}

static void status_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct status_request s;

    assert_int_equal(ext_status_parse(&s, d, &f), ERR_OK);
    assert_int_equal(s.type, STATUS_OCSP);
    ext_status_put(b);
}

static enum err ocsp_parse(struct span d, struct fail *f)
{
    struct span response;

    return ext_ocsp_parse(&response, d, f);
}

static void ocsp_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct span response;

    assert_int_equal(ext_ocsp_parse(&response, d, &f), ERR_OK);
    ext_ocsp_put(b, response);
}

static void test_status(void **state)
{
    static const struct codec c = {"status_request", status_parse, status_rewrite, false,
                                   TLSX_STATUS_REQUEST};
    static const struct codec full = {"with responders", status_parse, NULL, false, 0};
    static const struct codec ocsp = {"the response", ocsp_parse, ocsp_rewrite, false,
                                      TLSX_STATUS_REQUEST};
    struct fail f = {0};
    struct status_request s;

    (void)state;
    codec_good(&c, "01 0000 0000", 0);
    codec_good(&full, "01 0005 0003 616263 0002 3000", 0);
    codec_bad(&full, "01 0002 0000 0000", ERR_TLS_VECTOR);
    codec_bad(&full, "01 0003 0003 61 0000", ERR_TLS_TRUNCATED);
    assert_int_equal(ext_status_parse(&s, SPAN_LIT("\2what it is"), &f), ERR_OK);
    assert_int_equal(s.type, 2);
    codec_good(&ocsp, "01 000002 3000", 0);
    codec_bad(&ocsp, "01 000000", ERR_TLS_VECTOR);
    codec_bad(&ocsp, "02 000002 3000", ERR_TLS_STATUS_FORM);
}

static enum err sct_parse(struct span d, struct fail *f)
{
    struct span list;

    return ext_sct_parse(&list, d, f);
}

static enum err cas_parse(struct span d, struct fail *f)
{
    struct span list;

    return ext_cas_parse(&list, d, f);
}

static void test_items(void **state)
{
    static const struct codec sct = {"signed_certificate_timestamp", sct_parse, NULL, false, 0};
    static const struct codec cas = {"certificate_authorities", cas_parse, NULL, false, 0};
    struct fail f = {0};
    struct span one;

    (void)state;
    codec_good(&sct, "0003 0001 ab", 0);
    codec_good(&sct, "0007 0002 abcd 0001 ef", 0);
    codec_bad(&sct, "0000", ERR_TLS_VECTOR);
    codec_bad(&sct, "0002 0000", ERR_TLS_VECTOR);
    codec_bad(&sct, "0003 0002 ab", ERR_TLS_TRUNCATED);
    codec_bad(&sct, "0001 00", ERR_TLS_TRUNCATED);
    codec_good(&cas, "0004 0002 3000", 0);
    codec_bad(&cas, "0002 0001", ERR_TLS_VECTOR);
    codec_bad(&cas, "0005 0000 0001 30", ERR_TLS_VECTOR);
    codec_bad(&cas, "0003 0002 30", ERR_TLS_TRUNCATED);

    struct rd r = rd_init(codec_hex("0002 abcd 0001 ef"), &f);
    assert_true(ext_sct_next(&r, &one) && span_eq(one, SPAN_LIT("\xab\xcd")));
    assert_true(ext_ca_next(&r, &one) && span_eq(one, SPAN_LIT("\xef")));
    assert_false(ext_sct_next(&r, &one));
    assert_false(ext_ca_next(&r, &one));
}

static enum err filters_parse(struct span d, struct fail *f)
{
    struct span list;

    return ext_oid_filters_parse(&list, d, f);
}

static void test_oid_filters(void **state)
{
    static const struct codec c = {"oid_filters", filters_parse, NULL, false, 0};
    struct fail f = {0};
    struct oid_filter one;

    (void)state;
    codec_good(&c, "0000", 0);
    codec_good(&c, "0010 05 0603551d25 0002 3000 03 060101 0000", 0);
    codec_bad(&c, "0003 00 0000", ERR_TLS_VECTOR);
    codec_bad(&c, "0006 03 060101 0001", ERR_TLS_TRUNCATED);

    struct rd r = rd_init(codec_hex("03 060101 0002 3000"), &f);
    assert_true(ext_oid_filter_next(&r, &one));
    assert_true(span_eq(one.oid, SPAN_LIT("\6\1\1")));
    assert_true(span_eq(one.values, codec_hex("3000")));
    assert_false(ext_oid_filter_next(&r, &one));
}

static enum err delegated_parse(struct span d, struct fail *f)
{
    struct delegated_credential dc;

    return ext_delegated_parse(&dc, d, f);
}

static void test_delegated(void **state)
{
    static const struct codec c = {"delegated_credential", delegated_parse, NULL, false, 0};
    struct fail f = {0};
    struct delegated_credential dc;

    (void)state;
    codec_good(&c, "00015180 0403 000002 3000 0804 0003 aabbcc", 0);
    codec_bad(&c, "00015180 0403 000000 0804 0003 aabbcc", ERR_TLS_VECTOR);
    codec_bad(&c, "00015180 0403 000002 3000 0804 0000", ERR_TLS_VECTOR);
    assert_int_equal(
        ext_delegated_parse(&dc, codec_hex("00015180 0403 000002 3000 0804 0001 cc"), &f), ERR_OK);
    assert_int_equal(dc.valid_time, 86400);
    assert_int_equal(dc.scheme, SCHEME_ECDSA_SECP256R1_SHA256);
    assert_int_equal(dc.spki.n, 2);
    assert_int_equal(dc.signed_scheme, SCHEME_RSA_PSS_RSAE_SHA256);
    assert_int_equal(dc.signature.n, 1);
}

static enum err ech_parse(struct span d, struct fail *f)
{
    struct ech_outer ech;

    return ext_ech_parse(&ech, d, f);
}

static void test_ech(void **state)
{
    static const struct codec c = {"encrypted_client_hello", ech_parse, NULL, false, 0};
    struct fail f = {0};
    struct ech_outer ech;

    (void)state;
    codec_good(&c, "00 0001 0003 07 0001 aa 0002 bbcc", 0);
    codec_good(&c, "00 0001 0003 07 0000 0002 bbcc", 0);
    codec_good(&c, "01", 0);
    codec_bad(&c, "02", ERR_TLS_EXT_FORM);
    codec_bad(&c, "00 0001 0003 07 0001 aa 0000", ERR_TLS_VECTOR);
    assert_int_equal(ext_ech_parse(&ech, codec_hex("00 0001 0003 07 0001 aa 0002 bbcc"), &f),
                     ERR_OK);
    assert_int_equal(ech.kdf, 1);
    assert_int_equal(ech.aead, 3);
    assert_int_equal(ech.config_id, 7);
    assert_int_equal(ech.enc.n, 1);
    assert_int_equal(ech.payload.n, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status),      cmocka_unit_test(test_items),
        cmocka_unit_test(test_oid_filters), cmocka_unit_test(test_delegated),
        cmocka_unit_test(test_ech),
    };

    return cmocka_run_group_tests(tests, NULL, codec_free);
}
