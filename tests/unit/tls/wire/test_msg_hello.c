/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/crypto/digest.h"
#include "tests/unit/tls/codec.h"

#define HELLO  "0303 ab*32 "
#define SUITES " 0004 1301 c02f "

static enum err client_parse(struct span d, struct fail *f)
{
    struct client_hello h;

    return client_hello_parse(&h, d, f);
}

static void client_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct client_hello h;

    assert_int_equal(client_hello_parse(&h, d, &f), ERR_OK);
    assert_int_equal(h.version, TLS_1_2);
    assert_int_equal(h.random.n, RANDOM_SIZE);
    client_hello_put(b, &h);
}

static void test_client(void **state)
{
    static const struct codec c = {"ClientHello", client_parse, client_rewrite, true,
                                   HS_CLIENT_HELLO};
    struct fail f = {0};
    struct client_hello h;

    (void)state;
    codec_good(&c, HELLO "00" SUITES "01 00", 0);
    codec_good(&c, HELLO "00" SUITES "01 00 0000", 43);
    codec_good(&c, HELLO "20 cd*32" SUITES "02 01 00 0009 0017 0000 0023 0001 aa", 76);
    codec_bad(&c, HELLO "21 cd*33" SUITES "01 00", ERR_TLS_VECTOR);
    codec_bad(&c, HELLO "00 0000 01 00", ERR_TLS_VECTOR);
    codec_bad(&c, HELLO "00 0003 130100 01 00", ERR_TLS_VECTOR);
    codec_bad(&c, HELLO "00 0001 13 01 00", ERR_TLS_VECTOR);
    codec_bad(&c, HELLO "00 ffff 00*65535 01 00", ERR_TLS_VECTOR);
    codec_bad(&c, HELLO "00" SUITES "00", ERR_TLS_VECTOR);
    codec_bad(&c, HELLO "00" SUITES "01 00 0008 0017 0000 0017 0000", ERR_TLS_EXT_DUPLICATE);
    codec_bad(&c, HELLO "00" SUITES "01 00 0002 0017", ERR_TLS_TRUNCATED);
    codec_bad(&c, HELLO "00" SUITES "01 00 0000 00", ERR_TLS_TRAILING);

    assert_int_equal(client_hello_parse(&h, codec_hex(HELLO "00" SUITES "01 00"), &f), ERR_OK);
    assert_false(h.has_exts);
    assert_int_equal(client_hello_parse(&h, codec_hex(HELLO "01 cd" SUITES "01 07 0000"), &f),
                     ERR_OK);
    assert_true(h.has_exts);
    assert_int_equal(h.exts.n, 0);
    assert_int_equal(h.session_id.n, 1);
    assert_int_equal(list16_at(h.suites, 1), 0xc02f);
    assert_int_equal(h.compression.p[0], 7);
}

static enum err server_parse(struct span d, struct fail *f)
{
    struct server_hello h;

    return server_hello_parse(&h, d, f);
}

static void server_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct server_hello h;

    assert_int_equal(server_hello_parse(&h, d, &f), ERR_OK);
    assert_int_equal(h.suite, TLS_AES_128_GCM_SHA256);
    server_hello_put(b, &h);
}

static void test_server(void **state)
{
    static const struct codec c = {"ServerHello", server_parse, server_rewrite, true,
                                   HS_SERVER_HELLO};

    (void)state;
    codec_good(&c, HELLO "00 1301 00", 0);
    codec_good(&c, HELLO "20 cd*32 1301 01 0006 002b 0002 0304", 70);
    codec_bad(&c, HELLO "21 cd*33 1301 00", ERR_TLS_VECTOR);
    codec_bad(&c, HELLO "00 1301 00 0008 0017 0000 0017 0000", ERR_TLS_EXT_DUPLICATE);
    codec_bad(&c, HELLO "00 1301 00 0001 00", ERR_TLS_TRUNCATED);
    codec_bad(&c, HELLO "00 1301 00 0000 00", ERR_TLS_TRAILING);
}

/* A HelloRetryRequest is told by its random alone, to the last bit. */
static void test_retry(void **state)
{
    uint8_t body[38] = {3, 3};
    struct fail f = {0};
    struct server_hello h;

    (void)state;
    memcpy(body + 2, hello_retry_random, RANDOM_SIZE);
    assert_int_equal(server_hello_parse(&h, span_of(body, sizeof body), &f), ERR_OK);
    assert_true(h.is_retry);
    for (size_t i = 0; i < RANDOM_SIZE; i++) {
        body[2 + i] ^= 1;
        assert_int_equal(server_hello_parse(&h, span_of(body, sizeof body), &f), ERR_OK);
        assert_false(h.is_retry);
        body[2 + i] ^= 1;
    }
}

/* The random of HelloRetryRequest is SHA-256 of its name (RFC 9846 4.2.3). */
static void test_constants(void **state)
{
    uint8_t hash[DIGEST_MAX_SIZE];

    (void)state;
    digest_of(DIGEST_SHA256, hash, SPAN_LIT("HelloRetryRequest"));
    assert_memory_equal(hash, hello_retry_random, RANDOM_SIZE);
    assert_memory_equal(downgrade_12, "DOWNGRD\1", 8);
    assert_memory_equal(downgrade_11, "DOWNGRD\0", 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_client),
        cmocka_unit_test(test_server),
        cmocka_unit_test(test_retry),
        cmocka_unit_test(test_constants),
    };

    return cmocka_run_group_tests(tests, NULL, codec_free);
}
