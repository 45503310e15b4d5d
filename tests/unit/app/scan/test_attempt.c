/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every way in which an attempt ends, told apart, with bytes and times. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/scan/attempt.h"
#include "lib/tls/wire/hello_offer.h"
#include "tests/unit/app/scan/mood_kit.h"
#include "tests/unit/net/kit.h"

/* What came of one attempt. */
struct came {
    struct mood_kit *k;
    unsigned calls;
    struct attempt_outcome o;
    char text[300];
    uint16_t version, suite;
    bool has_certificate, has_info;
    struct buf after; /* bytes after the answer */
    unsigned turns;
};

static void on_done(void *ctx, const struct attempt_outcome *o)
{
    struct came *c = ctx;

    c->calls++;
    c->o = *o;
    snprintf(c->text, sizeof c->text, "%.*s", (int)o->text.n, (const char *)o->text.p);
    if (o->flight != NULL && o->is_complete) {
        c->version = o->flight->version;
        c->suite = o->flight->hello.suite;
        c->has_certificate = o->flight->certificate.n > 0;
    }
    if (o->info != NULL && o->is_complete) {
        c->has_info = true;
        c->version = o->info->version;
        c->suite = o->info->suite->id;
    }
    mood_kit_close(c->k);
}

/* A hello of TLS 1.2 and, if asked, 1.3, without shares. */
static void put_hello(struct buf *out, bool with_13)
{
    static const uint16_t versions[] = {TLS_1_3, TLS_1_2};
    static const uint16_t suites[] = {TLS_AES_128_GCM_SHA256,
                                      TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
    static const uint16_t groups[] = {GROUP_X25519, GROUP_SECP256R1};
    static const uint16_t schemes[] = {SCHEME_ECDSA_SECP256R1_SHA256};
    struct peer_random random = {7};
    const struct rng rng = peer_random(&random);
    struct hello_offer offer = {.version = TLS_1_2,
                                .suites = {suites, 2},
                                .groups = {groups, 2},
                                .schemes = {schemes, 1},
                                .with = OFFER_EMS};

    if (with_13)
        offer.versions = (struct offer_list){versions, 2};
    buf_init(out, 4096);
    hello_offer_put(out, &offer, &rng);
    assert_int_equal(out->err, ERR_OK);
}

static void run_at(struct came *c, struct mood_kit *k, const struct attempt_ask *ask,
                   const struct net_request *request)
{
    struct attempt_site site = {k->loop, *request};
    struct attempt *a;

    *c = (struct came){.k = k};
    buf_init(&c->after, 4096);
    struct attempt_ask own = *ask;

    own.ctx = c;
    assert_int_equal(attempt_start(&a, &site, &own, on_done, c), ERR_OK);
    assert_int_equal(c->calls, 0);
    assert_int_equal(net_run(k->loop), ERR_OK);
    assert_int_equal(c->calls, 1);
    mood_kit_end(k);
}

static void run(struct came *c, struct mood_kit *k, const struct attempt_ask *ask)
{
    run_at(c, k, ask,
           &(struct net_request){.host = "127.0.0.1", .port = k->port, .timeout_us = SECOND / 3});
    buf_free(&c->after);
}

/* The mood is one act: at once, or after the hello. */
static enum mood_act act_at_once, act_then;

static enum mood_act one_act(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    (void)number;
    return hello.n == 0 ? act_at_once : act_then;
}

static void begin(struct mood_kit *k, enum mood_act at_once, enum mood_act then)
{
    act_at_once = at_once;
    act_then = then;
    mood_kit_begin(k, TLS_1_3, one_act);
}

/* Asks with a hello of TLS 1.2 and 1.3 for the hello. */
static void ask(struct came *c, enum mood_act at_once, enum mood_act then, struct span words)
{
    struct mood_kit k;
    struct buf hello;

    begin(&k, at_once, then);
    k.words = words;
    put_hello(&hello, true);
    run(c, &k, &(struct attempt_ask){.depth = ATTEMPT_HELLO, .hello = buf_span(&hello)});
    assert_int_equal(c->o.sent, hello.n);
    assert_int_equal(k.received, at_once == MOOD_WAIT ? hello.n : k.received);
    assert_true(c->o.connected);
    assert_int_equal(strncmp(c->o.address, "127.0.0.1:", 10), 0);
    buf_free(&hello);
}

static void assert_ended(const struct came *c, enum attempt_kind kind, enum reason reason,
                         const char *text)
{
    assert_string_equal(c->text, text);
    assert_int_equal(c->o.kind, kind);
    assert_string_equal(reason_code(c->o.reason), reason_code(reason));
    assert_int_equal(c->o.is_complete, kind == ATTEMPT_ANSWERED);
}

static void test_hello(void **state)
{
    struct came c;

    (void)state;
    ask(&c, MOOD_WAIT, MOOD_TLS, (struct span){0});
    assert_ended(&c, ATTEMPT_ANSWERED, REASON_OK, "");
    assert_true(c.o.heard);
    assert_int_equal(c.version, TLS_1_3);
    assert_int_equal(c.suite, TLS_AES_128_GCM_SHA256);
    assert_true(c.o.received > 50);
    assert_true(c.o.connect_us < SECOND);
    assert_in_range(c.o.answer_us, 1, SECOND);
}

static void test_flight(void **state)
{
    struct mood_kit k;
    struct buf hello;
    struct came c;

    (void)state;
    begin(&k, MOOD_WAIT, MOOD_TLS);
    put_hello(&hello, false);
    run(&c, &k, &(struct attempt_ask){.depth = ATTEMPT_FLIGHT, .hello = buf_span(&hello)});
    buf_free(&hello);
    assert_ended(&c, ATTEMPT_ANSWERED, REASON_OK, "");
    assert_int_equal(c.version, TLS_1_2);
    assert_int_equal(c.suite, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    assert_true(c.has_certificate);
}

static void test_ends(void **state)
{
    static const struct {
        enum mood_act at_once, then;
        struct span words;
        enum attempt_kind kind;
        enum reason reason;
        bool heard;
        const char *text;
    } rows[] = {
        {MOOD_WAIT, MOOD_CLOSE, SPAN_INIT(""), ATTEMPT_CLOSED, REASON_RESET, false,
         "the server closed the connection before it sent anything"},
        {MOOD_WAIT, MOOD_SAY_AND_CLOSE, SPAN_INIT("\x16\x03\x03\0\x30"), ATTEMPT_CLOSED,
         REASON_INCOMPLETE, true, "the server closed the connection in the middle of its answer"},
        {MOOD_WAIT, MOOD_RESET, SPAN_INIT(""), ATTEMPT_RESET, REASON_RESET, false,
         "the server reset the connection before it sent anything"},
        {MOOD_WAIT, MOOD_WAIT, SPAN_INIT(""), ATTEMPT_SILENT, REASON_TIMEOUT, false,
         "the server accepted the connection and sent nothing"},
        {MOOD_WAIT, MOOD_SAY, SPAN_INIT("\x16\x03\x03\0\x30\x02"), ATTEMPT_SILENT, REASON_TIMEOUT,
         true, "the server sent nothing more in the middle of its answer"},
        {MOOD_WAIT, MOOD_DRIP,
         SPAN_INIT("\x16\x03\x03\0\x30\x02\0\0\x2c\x03\x03 and so on, slowly"), ATTEMPT_SILENT,
         REASON_TIMEOUT, true, "the server sent nothing more in the middle of its answer"},
        {MOOD_SAY, MOOD_WAIT, SPAN_INIT("220 mail.example ESMTP\r\n"), ATTEMPT_FOREIGN,
         REASON_NOT_TLS, false, "the server does not speak TLS but SMTP"},
        {MOOD_WAIT, MOOD_SAY, SPAN_INIT("HTTP/1.1 400 Bad Request\r\n"), ATTEMPT_FOREIGN,
         REASON_NOT_TLS, false, "the server does not speak TLS but HTTP"},
        {MOOD_WAIT, MOOD_SAY, SPAN_INIT("\xff\xfe\xfd\xfc\xfb\xfa\xf9"), ATTEMPT_FOREIGN,
         REASON_NOT_TLS, false, "the server does not speak TLS"},
        {MOOD_WAIT, MOOD_SAY, SPAN_INIT("\x15\x03\x01\0\x02\x02\x28"), ATTEMPT_ALERTED,
         REASON_ALERT, true, "the server sent the alert handshake_failure"},
        {MOOD_WAIT, MOOD_SAY, SPAN_INIT("\x15\x03\x01\0\x02\x02\xc8"), ATTEMPT_ALERTED,
         REASON_ALERT, true, "the server sent alert 200"},
        {MOOD_WAIT, MOOD_SAY_AND_CLOSE, SPAN_INIT("\x15\x03\x01\0\x02\x02\x46"), ATTEMPT_ALERTED,
         REASON_ALERT, true, "the server sent the alert protocol_version"},
        {MOOD_WAIT, MOOD_SAY, SPAN_INIT("\x16\x03\x03\0\x04\x0b\0\0\0"), ATTEMPT_BROKEN,
         REASON_PEER_VIOLATION, true, "a message that is not allowed here"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct came c;

        ask(&c, rows[i].at_once, rows[i].then, rows[i].words);
        assert_ended(&c, rows[i].kind, rows[i].reason, rows[i].text);
        assert_int_equal(c.o.heard, rows[i].heard);
        if (rows[i].kind == ATTEMPT_ALERTED)
            assert_int_equal(c.o.alert, rows[i].words.p[6]);
        if (rows[i].then != MOOD_DRIP)
            assert_int_equal(c.o.received, rows[i].words.n);
    }
}

static void test_refused(void **state)
{
    struct mood_kit k;
    struct came c;
    char text[100];
    const uint16_t port = kit_free_port();
    const struct net_request there = {.host = "127.0.0.1", .port = port, .timeout_us = SECOND};
    const struct net_request mail = {
        .host = "127.0.0.1", .starttls = STARTTLS_SMTP, .timeout_us = SECOND / 3};

    (void)state;
    begin(&k, MOOD_WAIT, MOOD_WAIT);
    run_at(&c, &k, &(struct attempt_ask){.depth = ATTEMPT_HELLO, .hello = SPAN_LIT("x")}, &there);
    snprintf(text, sizeof text, "127.0.0.1:%u: connection refused", port);
    assert_ended(&c, ATTEMPT_REFUSED, REASON_REFUSED, text);
    assert_false(c.o.connected);
    assert_int_equal(c.o.sent, 0);
    assert_string_equal(c.o.address, "");
    /* A server that does not start TLS. */
    begin(&k, MOOD_WAIT, MOOD_SAY);
    k.words = SPAN_LIT("");
    struct net_request request = mail;

    request.port = k.port;
    run_at(&c, &k, &(struct attempt_ask){.depth = ATTEMPT_HELLO, .hello = SPAN_LIT("x")}, &request);
    assert_int_equal(c.o.kind, ATTEMPT_REFUSED);
    assert_int_equal(c.o.reason, REASON_TIMEOUT);
    assert_true(c.o.connected);
}

/* --- the whole handshake ------------------------------------------------------------------- */

static struct tls_config config_of(const struct mood_kit *k)
{
    struct tls_config c = k->pair.client;

    c.server_name = SPAN_LIT("example.org");
    return c;
}

static void test_handshake(void **state)
{
    static const uint16_t newest[] = {TLS_1_2, TLS_1_3};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct mood_kit k;
        struct came c;

        begin(&k, MOOD_WAIT, MOOD_TLS);
        struct tls_config config = config_of(&k);

        config.max_version = newest[i];
        run(&c, &k, &(struct attempt_ask){.depth = ATTEMPT_HANDSHAKE, .config = &config});
        assert_ended(&c, ATTEMPT_ANSWERED, REASON_OK, "");
        assert_true(c.has_info && c.o.heard);
        assert_int_equal(c.version, newest[i]);
        assert_int_equal(k.received, c.o.sent);
    }
}

static void test_handshake_ends(void **state)
{
    static const struct {
        enum mood_act then;
        struct span words;
        enum attempt_kind kind;
        enum reason reason;
        const char *text;
    } rows[] = {
        {MOOD_CLOSE, SPAN_INIT(""), ATTEMPT_CLOSED, REASON_RESET,
         "the server closed the connection before it sent anything"},
        {MOOD_RESET, SPAN_INIT(""), ATTEMPT_RESET, REASON_RESET,
         "the server reset the connection before it sent anything"},
        {MOOD_WAIT, SPAN_INIT(""), ATTEMPT_SILENT, REASON_TIMEOUT,
         "the server accepted the connection and sent nothing"},
        {MOOD_SAY, SPAN_INIT("HTTP/1.1 400 Bad Request\r\n"), ATTEMPT_FOREIGN, REASON_NOT_TLS,
         "the server does not speak TLS but HTTP"},
        {MOOD_SAY, SPAN_INIT("\x15\x03\x01\0\x02\x02\x28"), ATTEMPT_ALERTED, REASON_ALERT,
         "the server sent the alert handshake_failure"},
        {MOOD_SAY, SPAN_INIT("\x16\x03\x03\0\x04\x0b\0\0\0"), ATTEMPT_BROKEN, REASON_PEER_VIOLATION,
         "a message that is not allowed here"},
        {MOOD_SAY_AND_CLOSE, SPAN_INIT("\x16\x03\x03\0\x30"), ATTEMPT_CLOSED, REASON_INCOMPLETE,
         "the server closed the connection in the middle of its answer"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mood_kit k;
        struct came c;

        begin(&k, MOOD_WAIT, rows[i].then);
        k.words = rows[i].words;
        struct tls_config config = config_of(&k);

        run(&c, &k, &(struct attempt_ask){.depth = ATTEMPT_HANDSHAKE, .config = &config});
        assert_ended(&c, rows[i].kind, rows[i].reason, rows[i].text);
    }
}

/* --- after the answer ---------------------------------------------------------------------- */

/* Says something when the flight is there, and waits for an alert. */
static bool say_more(void *ctx, struct attempt *attempt, struct span bytes)
{
    struct came *c = ctx;

    if (bytes.n == 0) {
        assert_int_equal(attempt_flight(attempt)->state, FLIGHT_DONE);
        assert_int_equal(attempt_say(attempt, SPAN_LIT("\x14\x03\x03\0\x01\x01")), ERR_OK);
        return true;
    }
    buf_put(&c->after, bytes);
    return false;
}

static bool wait_more(void *ctx, struct attempt *attempt, struct span bytes)
{
    struct came *c = ctx;

    (void)attempt;
    buf_put(&c->after, bytes);
    return true;
}

static void test_after(void **state)
{
    struct mood_kit k;
    struct buf hello;
    struct came c;

    (void)state;
    put_hello(&hello, false);
    begin(&k, MOOD_WAIT, MOOD_TLS);
    run_at(&c, &k,
           &(struct attempt_ask){
               .depth = ATTEMPT_FLIGHT, .hello = buf_span(&hello), .after = say_more},
           &(struct net_request){.host = "127.0.0.1", .port = k.port, .timeout_us = SECOND});
    assert_ended(&c, ATTEMPT_ANSWERED, REASON_OK, "");
    assert_int_equal(c.o.sent, hello.n + 6);
    /* unexpected_message: a ChangeCipherSpec before the keys. */
    assert_int_equal(c.after.n, 7);
    assert_memory_equal(c.after.p, "\x15\x03\x03\0\x02\x02\x0a", 7);
    buf_free(&c.after);

    /* Nothing comes: the time is that of the question, not of the attempt. */
    begin(&k, MOOD_WAIT, MOOD_TLS);
    uint64_t began = net_now_us();

    run_at(&c, &k,
           &(struct attempt_ask){.depth = ATTEMPT_FLIGHT,
                                 .hello = buf_span(&hello),
                                 .after = wait_more,
                                 .quiet_us = SECOND / 20},
           &(struct net_request){.host = "127.0.0.1", .port = k.port, .timeout_us = 9 * SECOND});
    assert_int_equal(c.o.kind, ATTEMPT_SILENT);
    assert_true(c.o.is_complete);
    assert_string_equal(c.text, "the server sent nothing more after its answer");
    assert_true(net_now_us() - began < 5 * SECOND);
    buf_free(&c.after);
    buf_free(&hello);
}

/* Waits for two tickets. */
static bool wait_tickets(void *ctx, struct attempt *attempt, struct tls *tls)
{
    struct came *c = ctx;

    (void)attempt;
    c->turns++;
    return tls_info(tls)->tickets < 2;
}

static void test_turn(void **state)
{
    struct mood_kit k;
    struct came c;

    (void)state;
    begin(&k, MOOD_WAIT, MOOD_TLS);
    struct tls_config config = config_of(&k);

    run(&c, &k,
        &(struct attempt_ask){.depth = ATTEMPT_HANDSHAKE, .config = &config, .turn = wait_tickets});
    assert_ended(&c, ATTEMPT_ANSWERED, REASON_OK, "");
    assert_in_range(c.turns, 1, 3);
}

static bool wait_for_ever(void *ctx, struct attempt *attempt, struct span bytes)
{
    (void)ctx;
    (void)attempt;
    (void)bytes;
    return true;
}

/* A server that never stops is cut off after 1 MiB; a hello of more than 64 KiB is not sent. */
static void test_limits(void **state)
{
    enum { FLOOD = 3 << 19, HELLO = (64 << 10) + 1 };
    static const uint8_t server_hello[] = {
        0x16, 3, 3, 0, 50, 2, 0, 0, 46, 3, 3, [44] = 0x13, 1, 0, 0, 6, 0, 0x2b, 0, 2, 3, 4};
    uint8_t *flood = calloc(1, FLOOD);
    struct mood_kit k;
    struct attempt *a;
    struct buf hello;
    struct came c;

    (void)state;
    assert_non_null(flood);
    memcpy(flood, server_hello, sizeof server_hello);
    begin(&k, MOOD_WAIT, MOOD_SAY);
    k.words = span_of(flood, FLOOD);
    put_hello(&hello, true);
    run(&c, &k,
        &(struct attempt_ask){
            .depth = ATTEMPT_HELLO, .hello = buf_span(&hello), .after = wait_for_ever});
    assert_true(c.o.is_complete);
    assert_int_equal(c.o.kind, ATTEMPT_BROKEN);
    assert_int_equal(c.o.err, ERR_LIMIT);
    buf_free(&hello);
    begin(&k, MOOD_WAIT, MOOD_WAIT);
    const struct attempt_site site = {k.loop, {.host = "127.0.0.1", .port = k.port}};

    assert_int_equal(attempt_start(&a, &site, &(struct attempt_ask){.hello = span_of(flood, HELLO)},
                                   on_done, &c),
                     ERR_LIMIT);
    assert_null(a);
    mood_kit_end(&k);
    free(flood);
}

/* One that is dropped calls nobody. */
static void test_drop(void **state)
{
    struct mood_kit k;
    struct came c = {0};
    struct attempt *a;

    (void)state;
    begin(&k, MOOD_WAIT, MOOD_WAIT);
    const struct attempt_site site = {k.loop, {.host = "127.0.0.1", .port = k.port}};

    assert_int_equal(
        attempt_start(&a, &site, &(struct attempt_ask){.hello = SPAN_LIT("x")}, on_done, &c),
        ERR_OK);
    attempt_drop(a);
    mood_kit_end(&k);
    assert_int_equal(c.calls, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hello),     cmocka_unit_test(test_flight),
        cmocka_unit_test(test_ends),      cmocka_unit_test(test_refused),
        cmocka_unit_test(test_handshake), cmocka_unit_test(test_handshake_ends),
        cmocka_unit_test(test_after),     cmocka_unit_test(test_turn),
        cmocka_unit_test(test_drop),      cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
