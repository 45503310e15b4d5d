/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/view/handshake/hs_finished.h"
#include "tests/unit/view/hskit.h"

static void test_step(void **state)
{
    static const uint8_t in[32] = {1}, hash[32] = {2}, out[48] = {3};
    struct step s = {
        .id = STEP_CLIENT_HANDSHAKE_TRAFFIC,
        .in = {{"handshake_secret", {in, sizeof in}}, {"transcript_hash", {hash, sizeof hash}}},
        .num_in = 2,
        .info = SPAN_INIT("\0\x20"),
        .out = {out, sizeof out}};
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    hs_step(&k.out, 9, &s, &k.style);
    kit_is(&k, " 9  client_handshake_traffic_secret  [RFC 9846 7.1]\n"
               "    protects the client's half of the handshake\n"
               "    = Derive-Secret(handshake_secret, \"c hs traffic\", transcript_hash)\n"
               "    handshake_secret, 32 bytes\n"
               "      0100000000000000000000000000000000000000000000000000000000000000\n"
               "    transcript_hash, 32 bytes\n"
               "      0200000000000000000000000000000000000000000000000000000000000000\n"
               "    HkdfLabel, 2 bytes\n"
               "      0020\n"
               "    => client_handshake_traffic_secret, 48 bytes\n"
               "      0300000000000000000000000000000000000000000000000000000000000000\n"
               "      00000000000000000000000000000000\n");
    struct json_writer j = {.out = &k.out};
    s.in[0].value = s.in[1].value = s.out = SPAN_LIT("\1");
    hs_step_json(&j, &s);
    kit_is(&k,
           "{\"name\":\"client_handshake_traffic_secret\",\"version\":\"TLS 1.3\",\"formula\":"
           "\"Derive-Secret(handshake_secret, \\\"c hs traffic\\\", transcript_hash)\","
           "\"label\":\"c hs traffic\",\"keylog\":\"CLIENT_HANDSHAKE_TRAFFIC_SECRET\","
           "\"side\":\"client\",\"why\":\"protects the client's half of the handshake\","
           "\"ref\":\"RFC 9846 7.1\",\"inputs\":[{\"name\":\"handshake_secret\",\"value\":\"01\"},"
           "{\"name\":\"transcript_hash\",\"value\":\"01\"}],\"info\":\"0020\",\"value\":\"01\"}");
    kit_close(&k);
}

/* Both Finished values come out again, in every version and kind of handshake. */
static void test_finished(void **state)
{
    static const char *const paths[] = {HSKIT_13, HSKIT_RETRY, HSKIT_ECDHE, HSKIT_RSA, HSKIT_DHE};

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct finished_check c;
        struct hskit k;
        unsigned sent = 0, received = 0;
        hskit_open(&k, paths[i], true);
        hskit_run(&k);
        for (size_t at = 0; finished_next(&k.events, &at, &c);) {
            assert_true(c.fits);
            assert_true(span_eq(c.found, span_of(c.wanted, c.wanted_n)));
            *(c.sent ? &sent : &received) += 1;
        }
        assert_int_equal(sent, 1);
        assert_int_equal(received, 1);
        hs_secrets(&k.kit.out, &k.view, &k.kit.style);
        assert_true(kit_has(&k.kit, "matches the one that was sent."));
        assert_true(kit_has(&k.kit, "matches the one that was received."));
        assert_true(kit_has(&k.kit, " tlsbox derive --suite TLS_"));
        hskit_close(&k);
    }
}

/* HelloRequest is no part of the transcript (RFC 5246 7.4.1.1). */
static void test_hello_request(void **state)
{
    struct event e = {
        .kind = EVENT_MESSAGE, .type = HS_HELLO_REQUEST, .bytes = SPAN_LIT("\0\0\0\0")};
    struct finished_check c;
    struct hskit k;
    size_t at = 0;

    (void)state;
    hskit_open(&k, HSKIT_ECDHE, true);
    event_log_add(&k.events, 0, &e);
    hskit_run(&k);
    while (finished_next(&k.events, &at, &c))
        assert_true(c.fits);
    hskit_close(&k);
}

/* Had one bit of one message been another, they would differ. */
static void test_changed(void **state)
{
    struct finished_check c;
    struct hskit k;
    uint8_t message[2048];
    size_t at = 0;

    (void)state;
    hskit_open(&k, HSKIT_13, true);
    hskit_run(&k);
    for (size_t i = 0; i < k.events.num; i++) {
        struct event *e = &k.events.v[i].event;
        if (e->kind == EVENT_MESSAGE && e->type == HS_CERTIFICATE) {
            assert_true(e->bytes.n <= sizeof message);
            memcpy(message, e->bytes.p, e->bytes.n);
            message[100] ^= 1;
            e->bytes.p = message;
        }
    }
    while (finished_next(&k.events, &at, &c))
        assert_false(c.fits);
    assert_true(at > 0);
    hs_secrets(&k.kit.out, &k.view, &k.kit.style);
    assert_true(kit_has(&k.kit, "does not match the one that was received."));
    hskit_close(&k);
}

static void test_nothing(void **state)
{
    struct finished_check c;
    struct hskit k;
    size_t at = 0;

    (void)state;
    hskit_open(&k, HSKIT_13, false);
    hskit_run(&k);
    assert_false(finished_next(&k.events, &at, &c));
    hs_secrets(&k.kit.out, &k.view, &k.kit.style);
    kit_is(&k.kit, "No secrets were derived.\n");
    hskit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_step),          cmocka_unit_test(test_finished),
        cmocka_unit_test(test_hello_request), cmocka_unit_test(test_changed),
        cmocka_unit_test(test_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
