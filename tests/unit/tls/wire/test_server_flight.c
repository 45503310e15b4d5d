/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/wire/server_flight.h"
#include "lib/tls/wire/ssl2.h"
#include "tests/unit/tls/wire/flights.h"

static struct buf wire;
static struct server_flight flight;

static int begin(void **state)
{
    (void)state;
    buf_init(&wire, 1 << 21);
    server_flight_init(&flight);
    return 0;
}

static int end(void **state)
{
    (void)state;
    buf_free(&wire);
    server_flight_free(&flight);
    return 0;
}

static void feed(void)
{
    server_flight_feed(&flight, buf_span(&wire));
}

/* The same bytes one by one have the same result. */
static void feed_both(void)
{
    struct server_flight whole = flight;

    server_flight_init(&flight);
    server_flight_feed(&whole, buf_span(&wire));
    for (size_t i = 0; i < wire.n; i++)
        server_flight_feed(&flight, span_of(wire.p + i, 1));
    assert_int_equal(flight.state, whole.state);
    assert_int_equal(flight.err, whole.err);
    assert_int_equal(flight.version, whole.version);
    assert_int_equal(flight.group, whole.group);
    assert_int_equal(flight.scheme, whole.scheme);
    assert_int_equal(flight.alert, whole.alert);
    assert_int_equal(flight.warning, whole.warning);
    assert_true(span_eq(flight.certificate, whole.certificate));
    assert_true(span_eq(flight.key_exchange, whole.key_exchange));
    assert_true(span_eq(flight.hello.session_id, whole.hello.session_id));
    assert_true(span_eq(flight.dh_p, whole.dh_p));
    server_flight_free(&whole);
}

#define POINT   "\x03\0\x17\x02\x04\x05"
#define DH      "\0\x04\x01\x02\x03\x04\0\x01\x02\0\x03\x07\x08\x09"
#define RSA512  "\0\x02\x80\x01\0\x03\x01\0\x01"
#define OLD_SIG "\0\x03sig"
#define NEW_SIG "\x04\x03\0\x03sig"

/* Suites and their ServerKeyExchange in each version. */
static const struct {
    uint16_t version, suite;
    struct span exchange;
    uint16_t group, scheme;
    unsigned dh_bits, rsa_bits;
} exchanges[] = {
    {TLS_SSL_3, TLS_RSA_WITH_RC4_128_MD5, {NULL, 0}, 0, 0, 0, 0},
    {TLS_SSL_3, TLS_RSA_EXPORT_WITH_RC4_40_MD5, SPAN_INIT(RSA512 OLD_SIG), 0, 0, 0, 16},
    {TLS_SSL_3, TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA, SPAN_INIT(DH OLD_SIG), 0, 0, 25, 0},
    {TLS_SSL_3, TLS_DH_anon_WITH_RC4_128_MD5, SPAN_INIT(DH), 0, 0, 25, 0},
    {TLS_1_0, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, SPAN_INIT(POINT OLD_SIG), 23, 0, 0, 0},
    {TLS_1_0, TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA, SPAN_INIT(DH OLD_SIG), 0, 0, 25, 0},
    {TLS_1_1, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, SPAN_INIT(POINT OLD_SIG), 23, 0, 0, 0},
    {TLS_1_1, TLS_ECDH_anon_WITH_AES_128_CBC_SHA, SPAN_INIT(POINT), 23, 0, 0, 0},
    {TLS_1_2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, SPAN_INIT(POINT NEW_SIG), 23, 0x0403, 0, 0},
    {TLS_1_2, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, SPAN_INIT(DH NEW_SIG), 0, 0x0403, 25, 0},
    {TLS_1_2, TLS_DH_anon_WITH_AES_128_CBC_SHA, SPAN_INIT(DH), 0, 0, 25, 0},
    {TLS_1_2, TLS_PSK_WITH_AES_128_CBC_SHA, SPAN_INIT("\0\x04hint"), 0, 0, 0, 0},
    {TLS_1_2, TLS_DHE_PSK_WITH_AES_128_CBC_SHA, SPAN_INIT("\0\x04hint" DH), 0, 0, 25, 0},
    {TLS_1_2, TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA, SPAN_INIT("\0\0" POINT), 23, 0, 0, 0},
    /* Not readable: of another version, cut, with bytes after it, of a suite that has none. */
    {TLS_1_2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, SPAN_INIT(POINT OLD_SIG), 0, 0, 0, 0},
    {TLS_1_0, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, SPAN_INIT(POINT NEW_SIG), 0, 0, 0, 0},
    {TLS_1_0, TLS_DHE_RSA_WITH_AES_128_CBC_SHA, SPAN_INIT(DH), 0, 0, 0, 0},
    {TLS_1_0, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, SPAN_INIT("\x01" POINT OLD_SIG), 0, 0, 0, 0},
    {TLS_1_0, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, SPAN_INIT(POINT OLD_SIG "?"), 0, 0, 0, 0},
    {TLS_1_0, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, SPAN_INIT("\x01\0\x17\x02\x04\x05" OLD_SIG), 0, 0,
     0, 0},
    {TLS_1_2, TLS_RSA_WITH_AES_128_CBC_SHA, SPAN_INIT(DH NEW_SIG), 0, 0, 0, 0},
    {TLS_1_2, 0xfefe, SPAN_INIT(DH NEW_SIG), 0, 0, 0, 0},
};

static void test_flights(void **state)
{
    for (size_t i = 0; i < sizeof exchanges / sizeof *exchanges; i++) {
        begin(state);
        flights_hello(&wire, exchanges[i].version, exchanges[i].suite, (struct span){0});
        flights_rest(&wire, exchanges[i].version, exchanges[i].exchange);
        feed_both();
        if (flight.state != FLIGHT_DONE || flight.version != exchanges[i].version ||
            flight.group != exchanges[i].group || flight.scheme != exchanges[i].scheme ||
            flight.dh_bits != exchanges[i].dh_bits || flight.rsa_bits != exchanges[i].rsa_bits)
            fail_msg("row %zu: state %u, group %u, scheme %x, %u bits", i, flight.state,
                     flight.group, flight.scheme, flight.dh_bits);
        assert_true(flight.has_hello);
        assert_int_equal(flight.hello.suite, exchanges[i].suite);
        assert_true(span_eq(flight.certificate, SPAN_LIT(FLIGHTS_CERTIFICATE)));
        assert_true(span_eq(flight.key_exchange, exchanges[i].exchange));
        assert_int_equal(flight.dh_p.n, flight.dh_bits == 0 ? 0 : 4);
        end(state);
    }
}

/* All messages of a flight, several in a record and one in several records. */
static void test_cuts(void **state)
{
    struct buf all, messages;

    (void)state;
    buf_init(&all, 1 << 20);
    buf_init(&messages, 1 << 20);
    flights_hello(&all, TLS_1_1, TLS_RSA_WITH_AES_128_CBC_SHA, (struct span){0});
    buf_put(&messages, span_tail(buf_span(&all), RECORD_HEADER));
    msg_put(&messages, HS_CERTIFICATE, SPAN_LIT(FLIGHTS_CERTIFICATE));
    msg_put(&messages, HS_CERTIFICATE_STATUS, SPAN_LIT("\x01\0\0\x01r"));
    msg_put(&messages, HS_CERTIFICATE_REQUEST, SPAN_LIT("\x01\x01\0\0"));
    msg_put(&messages, HS_SERVER_HELLO_DONE, (struct span){0});
    for (size_t at = 0; at < messages.n; at += 7)
        flights_record(&wire, CONTENT_HANDSHAKE, TLS_1_1,
                       span_head(span_tail(buf_span(&messages), at), 7));
    feed_both();
    assert_int_equal(flight.state, FLIGHT_DONE);
    assert_true(span_eq(flight.status, SPAN_LIT("\x01\0\0\x01r")));
    assert_true(span_eq(flight.certificate_request, SPAN_LIT("\x01\x01\0\0")));
    buf_free(&all);
    buf_free(&messages);
}

/* A hello says something before the flight is whole. */
static void test_hello_first(void **state)
{
    (void)state;
    flights_hello(&wire, TLS_1_0, TLS_RSA_WITH_AES_128_CBC_SHA, (struct span){0});
    feed();
    assert_int_equal(flight.state, FLIGHT_HELLO);
    assert_false(server_flight_ended(&flight));
    buf_truncate(&wire, 0);
    flights_rest(&wire, TLS_1_0, (struct span){0});
    feed();
    assert_int_equal(flight.state, FLIGHT_DONE);
    assert_true(span_eq(flight.hello.random, SPAN_LIT(FLIGHTS_RANDOM)));
}

/* TLS 1.3: supported_versions and key_share; what follows is not read. */
static void test_13(void **state)
{
    (void)state;
    flights_hello(&wire, TLS_1_2, TLS_AES_128_GCM_SHA256,
                  SPAN_LIT("\0\x2b\0\x02\x03\x04\0\x33\0\x05\0\x1d\0\x01k"));
    buf_put(&wire, SPAN_LIT("\x17\x03\x03\0\x01?garbage"));
    feed_both();
    assert_int_equal(flight.state, FLIGHT_HELLO);
    assert_true(server_flight_ended(&flight));
    assert_int_equal(flight.version, TLS_1_3);
    assert_int_equal(flight.group, GROUP_X25519);
}

static void test_retry(void **state)
{
    const struct server_hello hello = {
        .version = TLS_1_2,
        .random = span_of(hello_retry_random, RANDOM_SIZE),
        .suite = TLS_AES_128_GCM_SHA256,
        .exts = SPAN_LIT("\0\x33\0\x02\0\x18\0\x2b\0\x02\x03\x04"),
        .has_exts = true,
    };
    struct buf message;

    (void)state;
    buf_init(&message, 1 << 10);
    server_hello_put(&message, &hello);
    flights_record(&wire, CONTENT_HANDSHAKE, TLS_1_2, buf_span(&message));
    buf_free(&message);
    feed_both();
    assert_int_equal(flight.state, FLIGHT_HELLO);
    assert_true(flight.hello.is_retry);
    assert_int_equal(flight.version, TLS_1_3);
    assert_int_equal(flight.group, GROUP_SECP384R1);
}

static void test_resumed(void **state)
{
    (void)state;
    flights_hello(&wire, TLS_1_2, TLS_RSA_WITH_AES_128_CBC_SHA, (struct span){0});
    flights_message(&wire, TLS_1_2, HS_NEW_SESSION_TICKET, SPAN_LIT("\0\0\0\x01\0\x01t"));
    flights_record(&wire, CONTENT_CHANGE_CIPHER_SPEC, TLS_1_2, SPAN_LIT("\x01"));
    feed_both();
    assert_int_equal(flight.state, FLIGHT_DONE);
    assert_true(flight.is_resumed);
}

/* SSL 2.0. */
static void test_ssl2(void **state)
{
    const struct ssl2_server_hello hello = {
        .certificate_type = SSL2_CERTIFICATE_X509,
        .version = TLS_SSL_2,
        .certificate = SPAN_LIT("der"),
        .kinds = SPAN_LIT("\x01\0\x80\x07\0\xc0"),
        .connection_id = SPAN_LIT("0123456789abcdef"),
    };

    (void)state;
    ssl2_server_hello_put(&wire, &hello);
    feed_both();
    assert_int_equal(flight.state, FLIGHT_DONE);
    assert_true(flight.is_ssl2);
    assert_int_equal(flight.version, TLS_SSL_2);
    assert_true(span_eq(flight.certificate, hello.certificate));
    assert_true(span_eq(flight.kinds, hello.kinds));
    assert_true(span_eq(flight.hello.session_id, hello.connection_id));
}

/* A version above TLS 1.2 in the old field is none. */
static void test_legacy_version(void **state)
{
    (void)state;
    flights_hello(&wire, TLS_1_3, TLS_AES_128_GCM_SHA256, (struct span){0});
    feed_both();
    assert_int_equal(flight.state, FLIGHT_BROKEN);
    assert_int_equal(flight.err, ERR_TLS_LEGACY_VERSION);
    assert_false(flight.has_hello);
}

/* A HelloRetryRequest, by its random, without supported_versions: it would be one of TLS 1.2. */
static void test_old_retry(void **state)
{
    static const char random[] = "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
                                 "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c";

    (void)state;
    flights_hello(&wire, TLS_1_2, TLS_AES_128_GCM_SHA256, (struct span){0});
    memcpy(wire.p + RECORD_HEADER + MSG_HEADER + 2, random, RANDOM_SIZE);
    feed_both();
    assert_int_equal(flight.state, FLIGHT_BROKEN);
    assert_int_equal(flight.err, ERR_TLS_HRR_VERSION);
    assert_false(flight.has_hello);
}

/* The form is that of SSL 2.0, even if the server says that it is another version. */
static void test_ssl2_lie(void **state)
{
    (void)state;
    ssl2_server_hello_put(&wire, &(struct ssl2_server_hello){.version = TLS_1_2});
    feed_both();
    assert_int_equal(flight.version, TLS_SSL_2);
    assert_int_equal(flight.hello.version, TLS_1_2);
}

static void test_ssl2_error(void **state)
{
    (void)state;
    ssl2_error_put(&wire, 1);
    feed_both();
    assert_int_equal(flight.state, FLIGHT_ALERT);
    assert_true(flight.is_ssl2);
    assert_int_equal(flight.alert, 1);
    assert_false(flight.has_hello);
}

/* Bytes and what they are. */
static const struct {
    struct span bytes;
    enum flight_state state;
    enum err err;
    uint8_t alert, warning;
    const char *looks_like;
} rows[] = {
    {SPAN_INIT(""), FLIGHT_MORE, ERR_OK, 0, 0, NULL},
    {SPAN_INIT("\x16\x03\x03"), FLIGHT_MORE, ERR_OK, 0, 0, NULL},
    {SPAN_INIT("\x15\x03\0\0\x02\x02\x28"), FLIGHT_ALERT, ERR_OK, 40, 0, NULL},
    /* An alert without a version, whole and in part; nothing else may lack it. */
    {SPAN_INIT("\x15\0\0\0\x02\x02\x46"), FLIGHT_ALERT, ERR_OK, 70, 0, NULL},
    {SPAN_INIT("\x15\0\0\0\x02\x02"), FLIGHT_MORE, ERR_OK, 0, 0, NULL},
    {SPAN_INIT("\x15\0\0\0\x03\x02\x46\0"), FLIGHT_BROKEN, ERR_TLS_NOT_TLS, 0, 0, NULL},
    {SPAN_INIT("\x15\x03\x01\0\x02\x01\x70\x15\0\0\0\x02\x02\x46"), FLIGHT_BROKEN,
     ERR_TLS_RECORD_VERSION, 0, 113, NULL},
    {SPAN_INIT("\x15\x03\0\0\x02\x01\0"), FLIGHT_ALERT, ERR_OK, 0, 0, NULL},
    {SPAN_INIT("\x15\x03\x01\0\x02\x01\x70"), FLIGHT_MORE, ERR_OK, 0, 113, NULL},
    {SPAN_INIT("\x15\x03\x01\0\x02\x01\x70\x15\x03\x01\0\x02\x01\x28\x15\x03\x01\0\x02\x02\x46"),
     FLIGHT_ALERT, ERR_OK, 70, 113, NULL},
    {SPAN_INIT("\x15\x03\x01\0\x01\x02"), FLIGHT_BROKEN, ERR_TLS_ALERT_FORM, 0, 0, NULL},
    {SPAN_INIT("\x14\x03\x01\0\x01\x01"), FLIGHT_BROKEN, ERR_TLS_RECORD_UNEXPECTED, 0, 0, NULL},
    {SPAN_INIT("\x17\x03\x01\0\x01\x01"), FLIGHT_BROKEN, ERR_TLS_RECORD_UNEXPECTED, 0, 0, NULL},
    {SPAN_INIT("\x16\x03\x01\0\x04\x0b\0\0\0"), FLIGHT_BROKEN, ERR_TLS_UNEXPECTED_MESSAGE, 0, 0,
     NULL},
    {SPAN_INIT("\x16\x03\x01\0\x04\x02\xff\xff\xff"), FLIGHT_BROKEN, ERR_TLS_MESSAGE_TOO_LONG, 0, 0,
     NULL},
    {SPAN_INIT("\x16\x03\x01\0\x04\x02\0\0\0"), FLIGHT_BROKEN, ERR_TLS_TRUNCATED, 0, 0, NULL},
    {SPAN_INIT("\x16\x03\x01\x40\x01"), FLIGHT_BROKEN, ERR_TLS_RECORD_OVERFLOW, 0, 0, NULL},
    {SPAN_INIT("\x16\x03\x01\0\x04\0\0\0\0\x15\x03\x01\0\x02\x02\x28"), FLIGHT_ALERT, ERR_OK, 40, 0,
     NULL},
    {SPAN_INIT("HTTP/1.1 400 Bad Request\r\n"), FLIGHT_BROKEN, ERR_TLS_NOT_TLS, 0, 0, "HTTP"},
    {SPAN_INIT("220 mail ESMTP\r\n"), FLIGHT_BROKEN, ERR_TLS_NOT_TLS, 0, 0, "SMTP"},
    {SPAN_INIT("\xff\xfe\xfd\xfc\xfb"), FLIGHT_BROKEN, ERR_TLS_NOT_TLS, 0, 0, NULL},
    {SPAN_INIT("\x16\x02\0\0\0"), FLIGHT_BROKEN, ERR_TLS_NOT_TLS, 0, 0, NULL},
    /* After a first record it is TLS, with a fault. */
    {SPAN_INIT("\x15\x03\x01\0\x02\x01\x70HTTP/"), FLIGHT_BROKEN, ERR_TLS_RECORD_TYPE, 0, 113,
     NULL},
    {SPAN_INIT("\x15\x03\x01\0\x02\x01\x70\x80\x03\0\0\x01"), FLIGHT_BROKEN, ERR_TLS_RECORD_TYPE, 0,
     113, NULL},
    {SPAN_INIT("\x16\x03\x01\0\x04\x0e\0\0\0"), FLIGHT_BROKEN, ERR_TLS_UNEXPECTED_MESSAGE, 0, 0,
     NULL},
    /* SSL 2.0: an incomplete record, a hello that ends too early, kinds of no size, a hello of a
     * client. */
    {SPAN_INIT("\x80\x20\x04"), FLIGHT_MORE, ERR_OK, 0, 0, NULL},
    {SPAN_INIT("\x80\x02\x04\0"), FLIGHT_MORE, ERR_OK, 0, 0, NULL},
    {SPAN_INIT("\x80\x02\x04\0\0"), FLIGHT_BROKEN, ERR_TLS_NOT_TLS, 0, 0, NULL},
    {SPAN_INIT("\x80\x0b\x04\0\x01\0\x02\0\x01\0\0\0\0"), FLIGHT_BROKEN, ERR_TLS_TRUNCATED, 0, 0,
     NULL},
    {SPAN_INIT("\x80\x0c\x04\0\x01\0\x02\0\0\0\x01\0\0?"), FLIGHT_BROKEN, ERR_TLS_VECTOR, 0, 0,
     NULL},
    {SPAN_INIT("\x80\x09\x01\0\x02\0\0\0\0\0\0"), FLIGHT_BROKEN, ERR_TLS_UNEXPECTED_MESSAGE, 0, 0,
     NULL},
};

static void test_rows(void **state)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        begin(state);
        buf_put(&wire, rows[i].bytes);
        feed();
        if (flight.state != rows[i].state || flight.err != rows[i].err ||
            flight.alert != rows[i].alert || flight.warning != rows[i].warning)
            fail_msg("row %zu: state %u, %s, alert %u, warning %u", i, flight.state,
                     err_text(flight.err), flight.alert, flight.warning);
        if ((flight.looks_like == NULL) != (rows[i].looks_like == NULL) ||
            (flight.looks_like != NULL && strcmp(flight.looks_like, rows[i].looks_like) != 0))
            fail_msg("row %zu: %s", i, flight.looks_like);
        assert_false(flight.has_hello);
        server_flight_free(&flight);
        server_flight_init(&flight);
        feed_both();
        end(state);
    }
}

/* After the hello: a second one, a second certificate, an alert, a message of clients. */
static void test_order(void **state)
{
    static const struct {
        uint8_t type;
        struct span body;
        enum err err;
    } after[] = {
        {HS_SERVER_HELLO, SPAN_INIT("?"), ERR_TLS_UNEXPECTED_MESSAGE},
        {HS_CERTIFICATE, SPAN_INIT("?"), ERR_TLS_UNEXPECTED_MESSAGE},
        {HS_FINISHED, SPAN_INIT("?"), ERR_TLS_UNEXPECTED_MESSAGE},
        {HS_CLIENT_HELLO, SPAN_INIT("?"), ERR_TLS_UNEXPECTED_MESSAGE},
        {HS_HELLO_REQUEST, {NULL, 0}, ERR_OK},
    };

    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        begin(state);
        flights_hello(&wire, TLS_1_0, TLS_RSA_WITH_AES_128_CBC_SHA, (struct span){0});
        flights_message(&wire, TLS_1_0, HS_CERTIFICATE, SPAN_LIT(FLIGHTS_CERTIFICATE));
        flights_message(&wire, TLS_1_0, after[i].type, after[i].body);
        feed_both();
        assert_int_equal(flight.err, after[i].err);
        assert_true(flight.has_hello);
        end(state);
    }
}

static void test_alert_after_hello(void **state)
{
    (void)state;
    flights_hello(&wire, TLS_1_0, TLS_RSA_WITH_AES_128_CBC_SHA, (struct span){0});
    flights_record(&wire, CONTENT_ALERT, TLS_1_0, SPAN_LIT("\x02\x50"));
    feed_both();
    assert_int_equal(flight.state, FLIGHT_ALERT);
    assert_int_equal(flight.alert, ALERT_INTERNAL_ERROR);
    assert_true(flight.has_hello);
    assert_int_equal(flight.version, TLS_1_0);
}

/* What never ends is cut off: empty records, warnings, an endless message. */
static void test_endless(void **state)
{
    static const struct span ways[] = {SPAN_INIT("\x16\x03\x01\0\0"),
                                       SPAN_INIT("\x15\x03\x01\0\x02\x01\x70"),
                                       SPAN_INIT("\x16\x03\x01\0\x04\0\0\0\0")};

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        begin(state);
        for (size_t n = 0; n <= FLIGHT_MAX; n += ways[i].n) {
            assert_int_equal(flight.state, FLIGHT_MORE);
            server_flight_feed(&flight, ways[i]);
        }
        assert_int_equal(flight.state, FLIGHT_BROKEN);
        assert_int_equal(flight.err, ERR_LIMIT);
        end(state);
    }
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flights),
        CASE(test_cuts),
        CASE(test_hello_first),
        CASE(test_13),
        CASE(test_retry),
        CASE(test_resumed),
        CASE(test_ssl2),
        CASE(test_legacy_version),
        CASE(test_old_retry),
        CASE(test_ssl2_lie),
        CASE(test_ssl2_error),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_order),
        CASE(test_alert_after_hello),
        cmocka_unit_test(test_endless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
