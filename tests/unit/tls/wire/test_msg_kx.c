/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tls/codec.h"

static enum err ske_ecdhe_parse(struct span d, struct fail *f)
{
    struct server_key_exchange m;

    return server_key_exchange_parse(&m, SUITE_KX_ECDHE, d, f);
}

static enum err ske_dhe_parse(struct span d, struct fail *f)
{
    struct server_key_exchange m;

    return server_key_exchange_parse(&m, SUITE_KX_DHE, d, f);
}

/* What is signed is what the fields say, neither more nor less. */
static void ske_rewrite(struct buf *b, struct span d, enum suite_kx kx)
{
    struct fail f = {0};
    struct server_key_exchange m;
    struct buf params;

    assert_int_equal(server_key_exchange_parse(&m, kx, d, &f), ERR_OK);
    buf_init(&params, 1000);
    server_key_exchange_params(&params, kx, &m);
    assert_ptr_equal(m.params.p, d.p);
    assert_true(span_eq(buf_span(&params), m.params));
    server_key_exchange_put(b, &m);
    buf_free(&params);
}

static void ske_ecdhe_rewrite(struct buf *b, struct span d)
{
    ske_rewrite(b, d, SUITE_KX_ECDHE);
}

static void ske_dhe_rewrite(struct buf *b, struct span d)
{
    ske_rewrite(b, d, SUITE_KX_DHE);
}

static void test_server(void **state)
{
    static const struct codec ecdhe = {"ECDHE", ske_ecdhe_parse, ske_ecdhe_rewrite, true,
                                       HS_SERVER_KEY_EXCHANGE};
    static const struct codec dhe = {"DHE", ske_dhe_parse, ske_dhe_rewrite, true,
                                     HS_SERVER_KEY_EXCHANGE};
    struct fail f = {0};
    struct server_key_exchange m;

    (void)state;
    codec_good(&ecdhe, "03 001d 20 ab*32 0804 0003 010203", 0);
    codec_good(&ecdhe, "03 001d 20 ab*32 0804 0000", 0);
    codec_bad(&ecdhe, "03 001d 00 0804 0003 010203", ERR_TLS_VECTOR);
    codec_good(&dhe, "0004 01020304 0001 02 0003 0a0b0c 0401 0002 eeff", 0);
    codec_bad(&dhe, "0000 0001 02 0003 0a0b0c 0401 0002 eeff", ERR_TLS_VECTOR);
    codec_bad(&dhe, "0004 01020304 0000 0003 0a0b0c 0401 0002 eeff", ERR_TLS_VECTOR);
    codec_bad(&dhe, "0004 01020304 0001 02 0000 0401 0002 eeff", ERR_TLS_VECTOR);

    assert_int_equal(server_key_exchange_parse(&m, SUITE_KX_ECDHE,
                                               codec_hex("03 0017 02 0405 0403 0001 99"), &f),
                     ERR_OK);
    assert_int_equal(m.curve_type, NAMED_CURVE);
    assert_int_equal(m.group, GROUP_SECP256R1);
    assert_true(span_eq(m.key, SPAN_LIT("\4\5")));
    assert_int_equal(m.scheme, SCHEME_ECDSA_SECP256R1_SHA256);
    assert_true(span_eq(m.signature, SPAN_LIT("\x99")));

    /* A curve in numbers: its form is another, and nothing of it is read. */
    assert_int_equal(server_key_exchange_parse(&m, SUITE_KX_ECDHE, codec_hex("01 ff"), &f), ERR_OK);
    assert_int_equal(m.curve_type, 1);
    assert_int_equal(m.key.n, 0);
}

static enum err cke_rsa_parse(struct span d, struct fail *f)
{
    struct span key;

    return client_key_exchange_parse(&key, SUITE_KX_RSA, d, f);
}

static enum err cke_dhe_parse(struct span d, struct fail *f)
{
    struct span key;

    return client_key_exchange_parse(&key, SUITE_KX_DHE, d, f);
}

static enum err cke_ecdhe_parse(struct span d, struct fail *f)
{
    struct span key;

    return client_key_exchange_parse(&key, SUITE_KX_ECDHE, d, f);
}

static void cke_rewrite(struct buf *b, struct span d, enum suite_kx kx)
{
    struct fail f = {0};
    struct span key;

    assert_int_equal(client_key_exchange_parse(&key, kx, d, &f), ERR_OK);
    client_key_exchange_put(b, kx, key);
}

static void cke_rsa_rewrite(struct buf *b, struct span d)
{
    cke_rewrite(b, d, SUITE_KX_RSA);
}

static void cke_dhe_rewrite(struct buf *b, struct span d)
{
    cke_rewrite(b, d, SUITE_KX_DHE);
}

static void cke_ecdhe_rewrite(struct buf *b, struct span d)
{
    cke_rewrite(b, d, SUITE_KX_ECDHE);
}

static void test_client(void **state)
{
    static const struct codec rsa = {"RSA", cke_rsa_parse, cke_rsa_rewrite, true,
                                     HS_CLIENT_KEY_EXCHANGE};
    static const struct codec dhe = {"DHE", cke_dhe_parse, cke_dhe_rewrite, true,
                                     HS_CLIENT_KEY_EXCHANGE};
    static const struct codec ecdhe = {"ECDHE", cke_ecdhe_parse, cke_ecdhe_rewrite, true,
                                       HS_CLIENT_KEY_EXCHANGE};

    (void)state;
    codec_good(&rsa, "0100 ab*256", 0);
    codec_good(&rsa, "0000", 0);
    codec_good(&dhe, "0003 0a0b0c", 0);
    codec_bad(&dhe, "0000", ERR_TLS_VECTOR);
    codec_good(&ecdhe, "20 ab*32", 0);
    codec_bad(&ecdhe, "00", ERR_TLS_VECTOR);
}

/* Key exchanges that have no such messages. */
static void test_none(void **state)
{
    static const enum suite_kx none[] = {SUITE_KX_NONE, SUITE_KX_TLS13};
    struct server_key_exchange m;
    struct span key;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct fail f = {0}, g = {0};

        assert_int_equal(server_key_exchange_parse(&m, none[i], codec_hex("0001 00"), &f),
                         ERR_TLS_MESSAGE_FORM);
        assert_int_equal(client_key_exchange_parse(&key, none[i], codec_hex("0001 00"), &g),
                         ERR_TLS_MESSAGE_FORM);
    }
    struct fail f = {0};
    assert_int_equal(server_key_exchange_parse(&m, SUITE_KX_RSA, codec_hex("0001 00"), &f),
                     ERR_TLS_MESSAGE_FORM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_server),
        cmocka_unit_test(test_client),
        cmocka_unit_test(test_none),
    };

    return cmocka_run_group_tests(tests, NULL, codec_free);
}
