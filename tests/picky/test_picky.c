/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server of the tests itself: asked by hello_offer, read by server_flight. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/wire/server_flight.h"
#include "tests/picky/picky.h"
#include "tests/unit/crypto/kit_rng.h"

static struct picky picky;
static struct server_flight flight;
static struct buf hello, answer;

static int begin(void **state)
{
    (void)state;
    picky_init(&picky);
    server_flight_init(&flight);
    buf_init(&hello, 1 << 18);
    buf_init(&answer, 1 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    picky_free(&picky);
    server_flight_free(&flight);
    buf_free(&hello);
    buf_free(&answer);
    return 0;
}

static void option(const char *text)
{
    if (!picky_option(&picky, text))
        fail_msg("%s", text);
}

static const uint16_t all_suites[] = {0x1302, 0x1301, 0xc02f, 0x0033, 0x002f, 0x0004};
static const uint16_t all_groups[] = {GROUP_SECP256R1, GROUP_X25519};
static const uint16_t all_schemes[] = {SCHEME_RSA_PSS_RSAE_SHA256, SCHEME_RSA_PKCS1_SHA256};
static const uint16_t versions[] = {TLS_1_3, TLS_1_2};

#define LIST(array)                            \
    {                                          \
        array, sizeof(array) / sizeof *(array) \
    }

/* What a client of this version offers. */
static struct hello_offer offer_of(uint16_t version)
{
    struct hello_offer o = {
        .version = version >= TLS_1_3 ? TLS_1_2 : version,
        .suites = LIST(all_suites),
        .groups = LIST(all_groups),
        .schemes = LIST(all_schemes),
        .server_name = SPAN_LIT("a.example"),
        .with = OFFER_EMS | OFFER_RENEGOTIATION,
    };

    if (version >= TLS_1_3)
        o.versions = (struct offer_list)LIST(versions);
    if (version == TLS_SSL_3)
        o.with = OFFER_NO_EXTENSIONS;
    return o;
}

/* Asks, and reads the answer; false: refused. */
static bool ask(const struct hello_offer *o)
{
    struct kit_rng state = {.seed = 3};
    struct rng rng = kit_rng(&state);

    buf_truncate(&hello, 0);
    buf_truncate(&answer, 0);
    server_flight_free(&flight);
    server_flight_init(&flight);
    hello_offer_put(&hello, o, &rng);
    if (!picky_answer(&answer, &picky, buf_span(&hello)))
        return false;
    server_flight_feed(&flight, buf_span(&answer));
    return true;
}

/* Whole flights of all versions, each read to its end. */
static void test_versions(void **state)
{
    static const struct {
        const char *option;
        uint16_t version, suite;
    } rows[] = {
        {"versions=ssl3", TLS_SSL_3, 0x0033}, {"versions=1.0", TLS_1_0, 0x0033},
        {"versions=1.1", TLS_1_1, 0x0033},    {"versions=1.2", TLS_1_2, 0xc02f},
        {"versions=1.3", TLS_1_3, 0x1301},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hello_offer o = offer_of(rows[i].version);

        option(rows[i].option);
        assert_true(ask(&o));
        assert_int_equal(flight.version, rows[i].version);
        assert_int_equal(flight.hello.suite, rows[i].suite);
        assert_int_equal(flight.state, rows[i].version == TLS_1_3 ? FLIGHT_HELLO : FLIGHT_DONE);
    }
    struct hello_offer o = offer_of(TLS_1_2); /* 1.3 alone is on now */
    assert_false(ask(&o));
}

static void test_order(void **state)
{
    struct hello_offer o = offer_of(TLS_1_3);

    (void)state;
    assert_true(ask(&o));
    assert_int_equal(flight.hello.suite, 0x1301);
    assert_int_equal(flight.group, GROUP_X25519);
    assert_true(flight.hello.is_retry);
    option("order=client");
    assert_true(ask(&o));
    assert_int_equal(flight.hello.suite, 0x1302);
    assert_int_equal(flight.group, GROUP_SECP256R1);
    o.shares = SPAN_LIT("\0\x17\0\x01k");
    assert_true(ask(&o));
    assert_false(flight.hello.is_retry);
    option("groups=x25519");
    assert_true(ask(&o));
    assert_true(flight.hello.is_retry);
    option("suites=0x0004,0x002f");
    o = offer_of(TLS_1_2);
    assert_true(ask(&o));
    assert_int_equal(flight.hello.suite, 0x002f);
}

/* Key exchanges with their group, scheme and size. */
static void test_exchange(void **state)
{
    struct hello_offer o = offer_of(TLS_1_2);

    (void)state;
    assert_true(ask(&o));
    assert_int_equal(flight.group, GROUP_X25519);
    assert_int_equal(flight.scheme, SCHEME_RSA_PSS_RSAE_SHA256);
    option("schemes=0x0401");
    option("suites=0x0033");
    option("dh=1024");
    assert_true(ask(&o));
    assert_int_equal(flight.scheme, SCHEME_RSA_PKCS1_SHA256);
    assert_int_equal(flight.dh_bits, 1024);
    option("schemes=0x0403");
    assert_false(ask(&o));
}

/* What it wants, cannot bear, and grants. */
static void test_moods(void **state)
{
    static const struct {
        const char *option;
        unsigned with; /* in addition */
        size_t message_n, record_n;
        bool names_server, answers;
    } rows[] = {
        {"needs=sni", 0, 0, 0, true, true},
        {"needs=sni", 0, 0, 0, false, false},
        {"needs=alpn", 0, 0, 0, true, false},
        {"needs=ticket", 0, 0, 0, true, false},
        {"needs=ticket", OFFER_TICKET, 0, 0, true, true},
        {"hates=grease", 0, 0, 0, true, true},
        {"hates=grease", OFFER_GREASE, 0, 0, true, false},
        {"hates=versions", OFFER_GREASE, 0, 0, true, true},
        {"hates=split", 0, 0, 0, true, true},
        {"hates=split", 0, 0, 60, true, false},
        {"longest=500", 0, 0, 0, true, true},
        {"longest=500", 0, 501, 0, true, false},
        {"has=fallback", OFFER_FALLBACK, 0, 0, true, true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        begin(state);
        struct hello_offer o = offer_of(TLS_1_2);

        o.with |= rows[i].with;
        o.message_n = rows[i].message_n;
        o.record_n = rows[i].record_n;
        if (!rows[i].names_server)
            o.server_name = (struct span){0};
        option(rows[i].option);
        if (ask(&o) != rows[i].answers)
            fail_msg("row %zu, %s", i, rows[i].option);
        end(state);
    }
}

static void test_fallback(void **state)
{
    struct hello_offer o = offer_of(TLS_1_1);

    (void)state;
    option("versions=1.1,1.2");
    o.with |= OFFER_FALLBACK;
    assert_false(ask(&o));
    option("has=ems");
    assert_true(ask(&o));
}

static void test_granted(void **state)
{
    struct hello_offer o = offer_of(TLS_1_2);
    struct span data;

    (void)state;
    option("has=etm,ticket,deflate,heartbeat");
    option("alpn=h2,http/1.1");
    o.with |= OFFER_TICKET | OFFER_DEFLATE | OFFER_HEARTBEAT;
    o.alpn = SPAN_LIT("\x08http/1.1\x02h2");
    assert_true(ask(&o));
    assert_int_equal(flight.hello.compression, 1);
    assert_true(ext_get(flight.hello.exts, TLSX_SESSION_TICKET, &data));
    assert_true(ext_get(flight.hello.exts, TLSX_HEARTBEAT, &data));
    assert_false(ext_get(flight.hello.exts, TLSX_ENCRYPT_THEN_MAC, &data));
    assert_false(ext_get(flight.hello.exts, TLSX_EXTENDED_MASTER_SECRET, &data));
    assert_true(ext_get(flight.hello.exts, TLSX_ALPN, &data));
    assert_true(span_eq(data, SPAN_LIT("\0\x03\x02h2")));
}

static void test_ssl2(void **state)
{
    struct rng rng = kit_zeros();

    (void)state;
    hello_offer_ssl2_put(&hello, SPAN_LIT("\x06\0\x40\x07\0\xc0"), &rng);
    assert_false(picky_answer(&answer, &picky, buf_span(&hello)));
    option("versions=ssl2");
    assert_true(picky_answer(&answer, &picky, buf_span(&hello)));
    server_flight_feed(&flight, buf_span(&answer));
    assert_int_equal(flight.state, FLIGHT_DONE);
    assert_true(flight.is_ssl2);
    assert_true(span_eq(flight.kinds, SPAN_LIT("\x07\0\xc0")));
}

/* --- in a loop ----------------------------------------------------------------------------- */

static struct {
    struct net_loop *loop;
    struct buf heard;
    struct span hello;
    bool failed;
} client;

static void on_ready(void *ctx, struct net_conn *conn)
{
    (void)ctx;
    assert_int_equal(net_send(conn, client.hello), ERR_OK);
}

static void on_data(void *ctx, struct net_conn *conn, struct span bytes)
{
    (void)ctx;
    (void)conn;
    buf_put(&client.heard, bytes);
}

static void on_eof(void *ctx, struct net_conn *conn)
{
    (void)ctx;
    net_close(conn);
}

static void on_closed(void *ctx)
{
    (void)ctx;
    net_stop(client.loop);
}

static void on_failed(void *ctx, struct net_conn *conn, enum err err, struct span text)
{
    (void)conn;
    (void)err;
    (void)text;
    client.failed = true;
    on_closed(ctx);
}

/* One connection; what was heard on it. */
static struct span visit(uint16_t port)
{
    static const struct net_hooks hooks = {.ready = on_ready,
                                           .data = on_data,
                                           .eof = on_eof,
                                           .failed = on_failed,
                                           .closed = on_closed};
    const struct net_request request = {
        .host = "127.0.0.1", .port = port, .timeout_us = 300 * 1000};
    struct net_conn *conn;

    buf_truncate(&client.heard, 0);
    client.failed = false;
    assert_int_equal(net_open(&conn, client.loop, &request, &hooks), ERR_OK);
    assert_int_equal(net_run(client.loop), ERR_OK);
    return buf_span(&client.heard);
}

static const char hello_bytes[] = "\x16\x03\x01\0\x2f\x01\0\0\x2b\x03\x01"
                                  "0123456789abcdef0123456789abcdef"
                                  "\0\0\x04\0\x04\0\x2f\x01";

/* Alerts, hanging up on every second hello, closing after some, dripping, garbage. */
static void test_loop(void **state)
{
    static const struct {
        const char *options[3];
        size_t heard[3]; /* bytes on three connections; SIZE_MAX: anything, so it was answered */
        bool breaks;
    } rows[] = {
        {{"versions=1.3", NULL}, {7, 7, 7}, false},
        {{"versions=1.3", "refuse=warning", NULL}, {7, 7, 7}, false},
        {{"versions=1.3", "refuse=close", NULL}, {0, 0, 0}, false},
        {{"versions=1.3", "refuse=reset", NULL}, {0, 0, 0}, true},
        {{"versions=1.3", "refuse=silence", NULL}, {0, 0, 0}, true},
        {{"versions=1.3", "every=2", NULL}, {7, 0, 7}, false},
        {{"versions=1.3", "until=2", NULL}, {7, 7, 0}, false},
        {{"garbage=50", NULL}, {50, 50, 50}, true},
        {{"versions=1.0", "drip=1", NULL}, {SIZE_MAX, SIZE_MAX, SIZE_MAX}, true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint16_t port = 0;

        begin(state);
        assert_int_equal(net_loop_new(&client.loop), ERR_OK);
        buf_init(&client.heard, 1 << 20);
        client.hello = span_of(hello_bytes, sizeof hello_bytes);
        for (size_t j = 0; rows[i].options[j] != NULL; j++)
            option(rows[i].options[j]);
        assert_int_equal(picky_serve(&picky, client.loop, &port), ERR_OK);
        for (size_t j = 0; j < 3; j++) {
            struct span heard = visit(port);

            if (rows[i].heard[j] == SIZE_MAX ? heard.n < 8 : heard.n != rows[i].heard[j])
                fail_msg("row %zu, connection %zu: %zu bytes", i, j, heard.n);
            assert_true(client.failed || !rows[i].breaks);
        }
        assert_int_equal(picky.connections, 3);
        net_loop_free(client.loop);
        buf_free(&client.heard);
        end(state);
    }
}

static void test_options(void **state)
{
    static const char *const wrong[] = {"versions=1.4", "suites=none-such", "refuse=softly",
                                        "has=manners",  "nothing=1",        "chain=/nowhere"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(picky_option(&picky, wrong[i]));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_versions), CASE(test_order),   CASE(test_exchange), cmocka_unit_test(test_moods),
        CASE(test_fallback), CASE(test_granted), CASE(test_ssl2),     cmocka_unit_test(test_loop),
        CASE(test_options),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
