/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/wire/ssl2.h"
#include "lib/tls/wire/tables.h"

/* Contents of records and what the parser of their message says. */
static const struct {
    enum ssl2_message type;
    struct span content;
    enum err err;
} contents[] = {
    {SSL2_CLIENT_HELLO, SPAN_INIT("\x01\0\x02\0\x03\0\x02\0\x01kkkidc"), ERR_OK},
    {SSL2_CLIENT_HELLO, SPAN_INIT("\x01\0\x02\0\0\0\0\0\0"), ERR_OK},
    {SSL2_CLIENT_HELLO, SPAN_INIT("\x04\0\x02\0\0\0\0\0\0"), ERR_TLS_UNEXPECTED_MESSAGE},
    {SSL2_CLIENT_HELLO, SPAN_INIT("\x01\0\x02\0\x03\0\x02\0\x02kkkidc"), ERR_TLS_TRUNCATED},
    {SSL2_CLIENT_HELLO, SPAN_INIT("\x01\0\x02\0\x03\0\x02\0\0kkkidc"), ERR_TLS_TRAILING},
    {SSL2_CLIENT_HELLO, SPAN_INIT("\x01\0\x02\0\x04\0\x02\0\0kkkkid"), ERR_TLS_VECTOR},
    {SSL2_CLIENT_HELLO, SPAN_INIT("\x01\0\x02\0\0\0\0\0"), ERR_TLS_TRUNCATED},
    {SSL2_CLIENT_HELLO, {NULL, 0}, ERR_TLS_TRUNCATED},
    {SSL2_SERVER_HELLO,
     SPAN_INIT("\x04\0\x01\0\x02\0\x03\0\x03\0\x02"
               "certkkkid"),
     ERR_TLS_TRAILING},
    {SSL2_SERVER_HELLO,
     SPAN_INIT("\x04\0\x01\0\x02\0\x04\0\x03\0\x02"
               "certkkkid"),
     ERR_OK},
    {SSL2_SERVER_HELLO,
     SPAN_INIT("\x04\0\x01\0\x02\0\x04\0\x02\0\x03"
               "certkkkid"),
     ERR_TLS_VECTOR},
    {SSL2_SERVER_HELLO,
     SPAN_INIT("\x04\0\x01\0\x02\0\x05\0\x03\0\x02"
               "certkkkid"),
     ERR_TLS_TRUNCATED},
    {SSL2_SERVER_HELLO, SPAN_INIT("\x01\0\x01\0\x02\0\0\0\0\0\0"), ERR_TLS_UNEXPECTED_MESSAGE},
    {SSL2_ERROR, SPAN_INIT("\0\0\x01"), ERR_OK},
    {SSL2_ERROR, SPAN_INIT("\0\0"), ERR_TLS_TRUNCATED},
    {SSL2_ERROR, SPAN_INIT("\0\0\x01?"), ERR_TLS_TRAILING},
    {SSL2_ERROR, SPAN_INIT("\x01\0\x01"), ERR_TLS_UNEXPECTED_MESSAGE},
};

static enum err parse(enum ssl2_message type, struct span content)
{
    struct ssl2_client_hello client;
    struct ssl2_server_hello server;
    struct fail fail = {0};
    uint16_t code;

    switch (type) {
    case SSL2_CLIENT_HELLO: return ssl2_client_hello_parse(&client, content, &fail);
    case SSL2_SERVER_HELLO: return ssl2_server_hello_parse(&server, content, &fail);
    default: return ssl2_error_parse(&code, content, &fail);
    }
}

static void test_contents(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        enum err e = parse(contents[i].type, contents[i].content);

        if (e != contents[i].err)
            fail_msg("row %zu: %s", i, err_id(e));
    }
}

static void test_fields(void **state)
{
    struct ssl2_client_hello client;
    struct ssl2_server_hello server;
    struct fail fail = {0};
    uint16_t code;

    (void)state;
    assert_int_equal(ssl2_client_hello_parse(&client, contents[0].content, &fail), ERR_OK);
    assert_int_equal(client.version, TLS_SSL_2);
    assert_true(span_eq(client.kinds, SPAN_LIT("kkk")));
    assert_true(span_eq(client.session_id, SPAN_LIT("id")));
    assert_true(span_eq(client.challenge, SPAN_LIT("c")));
    assert_int_equal(ssl2_server_hello_parse(&server,
                                             SPAN_LIT("\x04\x01\x02\0\x02\0\x04\0\x03\0\x02"
                                                      "certkkkid"),
                                             &fail),
                     ERR_OK);
    assert_int_equal(server.session_id_hit, 1);
    assert_int_equal(server.certificate_type, 2);
    assert_int_equal(server.version, TLS_SSL_2);
    assert_true(span_eq(server.certificate, SPAN_LIT("cert")));
    assert_true(span_eq(server.kinds, SPAN_LIT("kkk")));
    assert_true(span_eq(server.connection_id, SPAN_LIT("id")));
    assert_int_equal(ssl2_error_parse(&code, SPAN_LIT("\0\x12\x34"), &fail), ERR_OK);
    assert_int_equal(code, 0x1234);
}

/* The first bytes of records: a length that the message can have, without padding. */
static void test_is_record(void **state)
{
    static const struct {
        struct span bytes;
        bool is;
    } rows[] = {
        {SPAN_INIT("\x80\x03\0"), true},          {SPAN_INIT("\x80\x03"), false},
        {SPAN_INIT("\x80\x02\0"), false},         {SPAN_INIT("\x80\x04\0"), false},
        {SPAN_INIT("\x80\x09\x01"), true},        {SPAN_INIT("\x80\x08\x01"), false},
        {SPAN_INIT("\xff\xff\x01"), true},        {SPAN_INIT("\x80\x0b\x04"), true},
        {SPAN_INIT("\x80\x0a\x04"), false},       {SPAN_INIT("\x80\x0b\x02"), false},
        {SPAN_INIT("\0\x0b\x04"), false},         {SPAN_INIT("\x40\x0b\x04"), false},
        {SPAN_INIT("\x16\x03\x01\0\x05"), false}, {{NULL, 0}, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (ssl2_is_record(rows[i].bytes) != rows[i].is)
            fail_msg("row %zu", i);
    }
    assert_int_equal(ssl2_record_need(SPAN_LIT("\xff\xff")), SSL2_HEADER + SSL2_RECORD_MAX);
    assert_int_equal(ssl2_record_need(SPAN_LIT("\x81\x02")), SSL2_HEADER + 0x102);
}

/* What is written is read again; what does not fit into a record is not written. */
static void test_round(void **state)
{
    static uint8_t large[SSL2_RECORD_MAX];
    struct ssl2_server_hello said = {.session_id_hit = 1,
                                     .certificate_type = SSL2_CERTIFICATE_X509,
                                     .version = TLS_SSL_2,
                                     .certificate = SPAN_LIT("cert"),
                                     .kinds = SPAN_LIT("kkk"),
                                     .connection_id = SPAN_LIT("id")};
    struct ssl2_server_hello read;
    struct fail fail = {0};
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 16);
    ssl2_server_hello_put(&b, &said);
    assert_true(ssl2_is_record(buf_span(&b)));
    assert_int_equal(ssl2_record_need(buf_span(&b)), b.n);
    assert_int_equal(ssl2_server_hello_parse(&read, span_tail(buf_span(&b), SSL2_HEADER), &fail),
                     ERR_OK);
    assert_int_equal(read.session_id_hit, 1);
    assert_int_equal(read.certificate_type, SSL2_CERTIFICATE_X509);
    assert_true(span_eq(read.certificate, said.certificate));
    assert_true(span_eq(read.connection_id, said.connection_id));
    buf_truncate(&b, 0);
    said.certificate = span_of(large, sizeof large - 16);
    ssl2_server_hello_put(&b, &said);
    assert_int_equal(b.err, ERR_OK);
    buf_truncate(&b, 0);
    said.certificate = span_of(large, sizeof large - 15);
    ssl2_server_hello_put(&b, &said);
    assert_int_equal(b.err, ERR_SIZE_LIMIT);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contents),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_is_record),
        cmocka_unit_test(test_round),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
