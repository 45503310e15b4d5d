/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tls/codec.h"

static enum err cert12_parse(struct span d, struct fail *f)
{
    struct certificate_msg m;

    return certificate_parse(&m, false, d, f);
}

static enum err cert13_parse(struct span d, struct fail *f)
{
    struct certificate_msg m;

    return certificate_parse(&m, true, d, f);
}

static void cert_rewrite(struct buf *b, struct span d, bool is_13)
{
    struct fail f = {0};
    struct certificate_msg m;
    struct cert_entry v[4];
    size_t num = 0;

    assert_int_equal(certificate_parse(&m, is_13, d, &f), ERR_OK);
    assert_int_equal(m.is_13, is_13);
    struct rd r = rd_init(m.list, &f);
    while (num < 4 && cert_entry_next(&r, is_13, &v[num]))
        num++;
    certificate_put(b, is_13, m.context, v, num);
}

static void cert12_rewrite(struct buf *b, struct span d)
{
    cert_rewrite(b, d, false);
}

static void cert13_rewrite(struct buf *b, struct span d)
{
    cert_rewrite(b, d, true);
}

static void test_certificate(void **state)
{
    static const struct codec c12 = {"Certificate 1.2", cert12_parse, cert12_rewrite, true,
                                     HS_CERTIFICATE};
    static const struct codec c13 = {"Certificate 1.3", cert13_parse, cert13_rewrite, true,
                                     HS_CERTIFICATE};

    (void)state;
    codec_good(&c12, "000000", 0);
    codec_good(&c12, "00000a 000003 aabbcc 000001 dd", 0);
    codec_bad(&c12, "000003 000000", ERR_TLS_VECTOR);
    codec_bad(&c12, "000004 000002 aa", ERR_TLS_TRUNCATED);
    codec_bad(&c12, "000004 000001 aa 00", ERR_TLS_TRAILING);
    codec_good(&c13, "00 000000", 0);
    codec_good(&c13, "02 abcd 000012 000003 aabbcc 0004 0012 0000 000001 dd 0000", 0);
    codec_bad(&c13, "00 000005 000000 0000", ERR_TLS_VECTOR);
    codec_bad(&c13, "00 000004 000001 aa", ERR_TLS_TRUNCATED);
    codec_bad(&c13, "00 00000e 000001 aa 0008 0012 0000 0012 0000", ERR_TLS_EXT_DUPLICATE);
    codec_bad(&c13, "00 000009 000001 aa 0003 0012 00", ERR_TLS_TRUNCATED);
}

static enum err request12_parse(struct span d, struct fail *f)
{
    struct certificate_request12 m;

    return certificate_request12_parse(&m, d, f);
}

static void request12_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct certificate_request12 m;

    assert_int_equal(certificate_request12_parse(&m, d, &f), ERR_OK);
    certificate_request12_put(b, &m);
}

static enum err request13_parse(struct span d, struct fail *f)
{
    struct certificate_request13 m;

    return certificate_request13_parse(&m, d, f);
}

static void request13_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct certificate_request13 m;

    assert_int_equal(certificate_request13_parse(&m, d, &f), ERR_OK);
    certificate_request13_put(b, &m);
}

static void test_requests(void **state)
{
    static const struct codec c12 = {"CertificateRequest 1.2", request12_parse, request12_rewrite,
                                     true, HS_CERTIFICATE_REQUEST};
    static const struct codec c13 = {"CertificateRequest 1.3", request13_parse, request13_rewrite,
                                     true, HS_CERTIFICATE_REQUEST};

    (void)state;
    codec_good(&c12, "02 01 40 0004 0403 0804 0000", 0);
    codec_good(&c12, "01 01 0002 0403 0007 0002 3000 0001 31", 0);
    codec_bad(&c12, "00 0002 0403 0000", ERR_TLS_VECTOR);
    codec_bad(&c12, "01 01 0000 0000", ERR_TLS_VECTOR);
    codec_bad(&c12, "01 01 0003 040308 0000", ERR_TLS_VECTOR);
    codec_bad(&c12, "01 01 0002 0403 0002 0000", ERR_TLS_VECTOR);
    codec_bad(&c12, "01 01 0002 0403 0003 0002 30", ERR_TLS_TRUNCATED);
    codec_good(&c13, "00 0008 000d 0004 0002 0403", 0);
    codec_good(&c13, "02 abcd 0004 0012 0000", 0);
    codec_good(&c13, "00 0000", 0);
    codec_bad(&c13, "00 0001 00", ERR_TLS_TRUNCATED);
    codec_bad(&c13, "00 0008 0012 0000 0012 0000", ERR_TLS_EXT_DUPLICATE);
}

static enum err verify_parse(struct span d, struct fail *f)
{
    struct certificate_verify m;

    return certificate_verify_parse(&m, d, f);
}

static void verify_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct certificate_verify m;

    assert_int_equal(certificate_verify_parse(&m, d, &f), ERR_OK);
    assert_int_equal(m.scheme, SCHEME_RSA_PSS_RSAE_SHA256);
    certificate_verify_put(b, &m);
}

static void test_verify(void **state)
{
    static const struct codec c = {"CertificateVerify", verify_parse, verify_rewrite, true,
                                   HS_CERTIFICATE_VERIFY};

    (void)state;
    codec_good(&c, "0804 0003 aabbcc", 0);
    codec_good(&c, "0804 0000", 0);
}

static enum err status_parse(struct span d, struct fail *f)
{
    struct span response;

    return certificate_status_parse(&response, d, f);
}

static void status_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct span response;

    assert_int_equal(certificate_status_parse(&response, d, &f), ERR_OK);
    certificate_status_put(b, response);
}

static void test_status(void **state)
{
    static const struct codec c = {"CertificateStatus", status_parse, status_rewrite, true,
                                   HS_CERTIFICATE_STATUS};

    (void)state;
    codec_good(&c, "01 000002 3000", 0);
    codec_bad(&c, "01 000000", ERR_TLS_VECTOR);
    codec_bad(&c, "00 000002 3000", ERR_TLS_STATUS_FORM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certificate),
        cmocka_unit_test(test_requests),    cmocka_unit_test(test_verify),
        cmocka_unit_test(test_status),
    };

    return cmocka_run_group_tests(tests, NULL, codec_free);
}
