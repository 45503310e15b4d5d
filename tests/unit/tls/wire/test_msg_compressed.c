/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tls/codec.h"

enum { CAP = 1 << 20, MOST = 1000 };

static enum err compressed_parse(struct span d, struct fail *f)
{
    struct compressed_certificate m;

    return compressed_certificate_parse(&m, d, f);
}

static void test_form(void **state)
{
    static const struct codec c = {"CompressedCertificate", compressed_parse, NULL, true, 0};
    struct fail f = {0};
    struct compressed_certificate m;

    (void)state;
    codec_good(&c, "0001 000100 000002 789c", 0);
    codec_bad(&c, "0001 000100 000000", ERR_TLS_VECTOR);
    assert_int_equal(compressed_certificate_parse(&m, codec_hex("0002 000100 000002 789c"), &f),
                     ERR_OK);
    assert_int_equal(m.algorithm, 2);
    assert_int_equal(m.length, 256);
    assert_int_equal(m.data.n, 2);
}

static enum err unpack(const char *hex, size_t max, struct buf *out)
{
    struct compressed_certificate m;
    struct fail f = {0};

    assert_int_equal(compressed_certificate_parse(&m, codec_hex(hex), &f), ERR_OK);
    buf_truncate(out, 0);
    return compressed_certificate_unpack(out, &m, cert_codec_find(m.algorithm), max);
}

/* An empty list of certificates, with each algorithm. */
static void test_unpack(void **state)
{
    static const uint8_t whole[] = {HS_CERTIFICATE, 0, 0, 4, 0, 0, 0, 0};
    static const char *const rows[] = {
        "0001 000004 00000c 78da63606060000000040001",
        "0002 000004 000008 8f01800000000003",
        "0003 000004 00000d 28b52ffd005821000000000000",
    };
    struct buf out;

    (void)state;
    buf_init(&out, CAP);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(unpack(rows[i], MOST, &out), ERR_OK);
        assert_int_equal(out.n, sizeof whole);
        assert_memory_equal(out.p, whole, sizeof whole);
    }
    buf_free(&out);
}

/* Nothing is allocated for what is over the limit. */
static void test_refused(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, CAP);
    assert_int_equal(unpack("0001 0003e9 000002 789c", MOST, &out), ERR_TLS_COMPRESSED_TOO_LONG);
    assert_int_equal(unpack("0001 ffffff 000002 789c", MOST, &out), ERR_TLS_COMPRESSED_TOO_LONG);
    assert_int_equal(unpack("0001 000000 000008 789c030000000001", MOST, &out),
                     ERR_TLS_COMPRESSED_LENGTH);
    assert_null(cert_codec_find(0));
    assert_null(cert_codec_find(4));
    assert_int_equal(out.room, 0);
    assert_int_equal(unpack("0001 0003e8 000002 789c", MOST, &out), ERR_TLS_COMPRESSED_DATA);
    buf_free(&out);
}

/* What is put is unpacked again; compressed twice, it is so once. */
static void test_put(void **state)
{
    const struct cert_codec *zlib = cert_codec_find(CERT_COMPRESSION_ZLIB);
    struct buf message, packed, twice, out;
    struct compressed_certificate m;
    struct fail f = {0};

    (void)state;
    buf_init(&message, CAP);
    buf_init(&packed, CAP);
    buf_init(&twice, CAP);
    buf_init(&out, CAP);
    msg_put(&message, HS_CERTIFICATE, SPAN_LIT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    assert_int_equal(compressed_certificate_put(&packed, zlib, buf_span(&message)), ERR_OK);
    assert_int_equal(packed.p[0], HS_COMPRESSED_CERTIFICATE);
    assert_true(packed.n < message.n);
    assert_int_equal(compressed_certificate_put(&twice, zlib, buf_span(&packed)), ERR_OK);
    assert_int_equal(compressed_certificate_parse(&m, span_tail(buf_span(&twice), MSG_HEADER), &f),
                     ERR_OK);
    assert_int_equal(compressed_certificate_unpack(&out, &m, zlib, MOST), ERR_OK);
    assert_true(span_eq(span_tail(buf_span(&out), 1), span_tail(buf_span(&packed), 1)));
    assert_int_equal(compressed_certificate_parse(&m, span_tail(buf_span(&packed), MSG_HEADER), &f),
                     ERR_OK);
    buf_truncate(&out, 0);
    assert_int_equal(compressed_certificate_unpack(&out, &m, zlib, MOST), ERR_OK);
    assert_true(span_eq(buf_span(&out), buf_span(&message)));
    assert_int_equal(compressed_certificate_unpack(&out, &m, zlib, 46),
                     ERR_TLS_COMPRESSED_TOO_LONG);
    buf_free(&message);
    buf_free(&packed);
    buf_free(&twice);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_unpack),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_put),
    };

    return cmocka_run_group_tests(tests, NULL, codec_free);
}
