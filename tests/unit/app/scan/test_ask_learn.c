/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the questions of hellos alone learn from one answer, and what they do not. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/scan/alpn_offer.h"
#include "app/scan/ask.h"
#include "tests/unit/app/scan/kit_world.h"

struct one {
    struct kit_world w;
    struct question_run run;
    struct server_flight flight;
};

/* A question about a server that is known to accept TLS 1.3 and 1.2. */
static void open_one(struct one *o, const struct scan_question *question)
{
    *o = (struct one){.flight = {.state = FLIGHT_DONE, .has_hello = true, .version = TLS_1_2}};
    kit_world_open(&o->w);
    o->run = (struct question_run){.host = &o->w.host, .question = question};
    o->w.host.facts.versions[SCAN_1_3].accepted = SCAN_YES;
    o->w.host.facts.versions[SCAN_1_2].accepted = SCAN_YES;
    o->w.host.facts.chosen_version = TLS_1_3;
    assert_non_null(ask_state(&o->run));
}

static struct scan_version *row(struct one *o, enum scan_version_row at)
{
    return &o->w.host.facts.versions[at];
}

static void hello(struct one *o)
{
    const struct attempt_outcome outcome = {
        .kind = ATTEMPT_ANSWERED, .is_complete = true, .heard = true, .flight = &o->flight};

    o->run.question->learn(&o->run, &outcome);
}

static void ended(struct one *o, enum attempt_kind kind, uint8_t alert)
{
    const struct attempt_outcome outcome = {.kind = kind, .alert = alert};

    o->run.question->learn(&o->run, &outcome);
}

static void is(struct one *o, enum scan_feature feature, enum scan_answer answer)
{
    assert_int_equal(kit_answer(&o->w, feature), answer);
}

/* An alert that says nothing about what was offered is believed when it comes again. */
static void test_other_alert(void **state)
{
    struct one o;

    (void)state;
    open_one(&o, &question_suites_1_1);
    ask_state(&o.run)->part.is_last = true;
    ended(&o, ATTEMPT_ALERTED, ALERT_INTERNAL_ERROR);
    assert_int_equal(row(&o, SCAN_1_1)->accepted, SCAN_UNKNOWN);
    assert_false(row(&o, SCAN_1_1)->is_done);
    ended(&o, ATTEMPT_ALERTED, ALERT_INTERNAL_ERROR);
    assert_int_equal(row(&o, SCAN_1_1)->accepted, SCAN_NO);
    kit_world_close(&o.w);
}

static void test_shortest_prime(void **state)
{
    static const unsigned bits[] = {2048, 1024, 4096, 0};
    struct one o;

    (void)state;
    open_one(&o, &question_suites_1_2);
    for (size_t i = 0; i < 4; i++) {
        o.flight.dh_bits = bits[i];
        ask_learn_hello(&o.run, &o.flight, 0);
    }
    assert_int_equal(row(&o, SCAN_1_2)->dh_bits, 1024);
    kit_world_close(&o.w);
}

/* A group of the other versions is none that this one accepts. */
static void test_strange_groups(void **state)
{
    struct one o;

    (void)state;
    open_one(&o, &question_groups_1_3);
    o.flight.group = GROUP_FFDHE2048;
    ask_learn_hello(&o.run, &o.flight, 0);
    assert_int_equal(row(&o, SCAN_1_2)->groups.ids.num, 0);
    is(&o, FEATURE_CHOOSES_UNOFFERED, SCAN_UNKNOWN);
    o.flight.version = TLS_1_3;
    o.flight.group = GROUP_SECT163K1;
    hello(&o);
    assert_int_equal(row(&o, SCAN_1_3)->groups.ids.num, 0);
    is(&o, FEATURE_CHOOSES_UNOFFERED, SCAN_YES);
    kit_world_close(&o.w);
}

static void test_unknown_groups(void **state)
{
    struct one o;

    (void)state;
    open_one(&o, &question_groups_1_3);
    ended(&o, ATTEMPT_SILENT, 0);
    is(&o, FEATURE_POST_QUANTUM, SCAN_UNKNOWN);
    kit_world_close(&o.w);
}

/* A hello of 256 to 511 bytes (RFC 7685 1) that was answered. */
static void test_length(void **state)
{
    struct one o;

    (void)state;
    open_one(&o, &question_suites_1_2);
    ask_state(&o.run)->message_n = 600;
    hello(&o);
    is(&o, FEATURE_MEDIUM_HELLO_TOLERANT, SCAN_UNKNOWN);
    ask_state(&o.run)->message_n = 300;
    hello(&o);
    is(&o, FEATURE_MEDIUM_HELLO_TOLERANT, SCAN_YES);
    kit_world_close(&o.w);
}

static void test_alpn(void **state)
{
    struct one o;

    (void)state;
    open_one(&o, &question_alpn_1_2);
    o.flight.hello.has_exts = true;
    o.flight.hello.exts = SPAN_LIT("\x00\x10\x00\x05\x00\x03\x02h2");
    hello(&o);
    is(&o, FEATURE_CHOOSES_UNOFFERED, SCAN_UNKNOWN);
    hello(&o); /* it was not offered again */
    is(&o, FEATURE_CHOOSES_UNOFFERED, SCAN_YES);
    assert_true(o.w.host.facts.only_alpn_unoffered);
    assert_int_equal(o.w.host.facts.num_alpn, 1);
    assert_false(alpn_offer_note(&o.w.host, SPAN_LIT("made-up")));
    assert_int_equal(o.w.host.facts.num_alpn, 1);
    assert_false(alpn_offer_note(&o.w.host, (struct span){0}));
    assert_int_equal(o.w.host.facts.alpn_answer, SCAN_YES);
    kit_world_close(&o.w);
}

/* Only its own alert says that a fallback was refused (RFC 7507 3). */
static void test_fallback(void **state)
{
    struct one o;

    (void)state;
    open_one(&o, &question_fallback);
    ended(&o, ATTEMPT_ALERTED, ALERT_HANDSHAKE_FAILURE);
    is(&o, FEATURE_FALLBACK_SCSV, SCAN_UNKNOWN);
    ended(&o, ATTEMPT_ALERTED, ALERT_INAPPROPRIATE_FALLBACK);
    is(&o, FEATURE_FALLBACK_SCSV, SCAN_YES);
    kit_world_close(&o.w);
}

static void test_nameless(void **state)
{
    struct one o;

    (void)state;
    open_one(&o, &question_nameless);
    ended(&o, ATTEMPT_SILENT, 0);
    is(&o, FEATURE_SNI_NEEDED, SCAN_UNKNOWN);
    ended(&o, ATTEMPT_CLOSED, 0);
    is(&o, FEATURE_SNI_NEEDED, SCAN_YES);
    kit_world_close(&o.w);
}

/* The order of a newer version is that of an older one whose suites are known. */
static void test_order_of_the_others(void **state)
{
    uint16_t suites[] = {TLS_RSA_WITH_AES_128_CBC_SHA, TLS_RSA_WITH_AES_256_CBC_SHA};
    const struct scan_ids two = {.v = suites, .num = 2, .room = 2};
    struct attempt_ask next = {.ctx = NULL};
    struct buf records;
    struct one o;

    (void)state;
    open_one(&o, &question_compression);
    buf_init(&records, 1 << 14);
    row(&o, SCAN_1_2)->suites =
        (struct scan_list){.ids = two, .order = SCAN_ORDER_SERVER, .complete = true};
    row(&o, SCAN_1_1)->suites = (struct scan_list){.ids = two, .complete = true};
    row(&o, SCAN_1_0)->suites = (struct scan_list){.ids = two};
    assert_true(question_compression.ask(&o.run, &next, &records));
    assert_int_equal(row(&o, SCAN_1_1)->suites.order, SCAN_ORDER_SERVER);
    assert_int_equal(row(&o, SCAN_1_0)->suites.order, SCAN_ORDER_UNKNOWN);
    buf_free(&records);
    kit_world_close(&o.w);
}

/* The first hello offers everything, but a suite of TLS 1.2 is none of TLS 1.3, and SSL 2.0 has a
 * form of its own. */
static void test_first(void **state)
{
    struct one o;

    (void)state;
    open_one(&o, &question_first);
    o.flight.version = TLS_1_3;
    o.flight.hello.suite = TLS_RSA_WITH_AES_128_GCM_SHA256;
    hello(&o);
    is(&o, FEATURE_CHOOSES_UNOFFERED, SCAN_YES);
    assert_int_equal(row(&o, SCAN_1_3)->suites.ids.num, 0);
    kit_world_close(&o.w);
    open_one(&o, &question_first);
    o.flight.version = TLS_SSL_2;
    hello(&o);
    is(&o, FEATURE_CHOOSES_UNOFFERED, SCAN_YES);
    assert_int_equal(row(&o, SCAN_SSL_2)->accepted, SCAN_UNKNOWN);
    kit_world_close(&o.w);
}

/* An answer in another version is no answer to the hello with GREASE. */
static void test_tolerance(void **state)
{
    enum { STEP_GREASE = 2 };
    struct one o;

    (void)state;
    open_one(&o, &question_tolerance);
    o.run.step = STEP_GREASE;
    hello(&o);
    is(&o, FEATURE_GREASE_TOLERANT, SCAN_NO);
    o.run.step = STEP_GREASE;
    o.flight.version = TLS_1_3;
    hello(&o);
    is(&o, FEATURE_GREASE_TOLERANT, SCAN_NO); /* one failure is enough */
    kit_world_close(&o.w);
}

static void test_ssl2(void **state)
{
    struct one o;

    (void)state;
    open_one(&o, &question_ssl2);
    ended(&o, ATTEMPT_SILENT, 0);
    assert_int_equal(row(&o, SCAN_SSL_2)->accepted, SCAN_UNKNOWN);
    hello(&o); /* of TLS */
    assert_int_equal(row(&o, SCAN_SSL_2)->accepted, SCAN_NO);
    kit_world_close(&o.w);
}

/* Signals are no suites, and TLS 1.2 has no groups but curves here. */
static void test_offers(void **state)
{
    static const struct scan_ids none;
    uint16_t suites[OFFER_SUITES_MAX];

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct offer_part part = {.most = OFFER_SUITES_MAX};
        size_t num = offer_suites(suites, version, &none, &part);

        for (size_t i = 0; i < num; i++)
            assert_int_not_equal(suite_find(suites[i])->status, STATUS_SIGNAL);
    }
    assert_true(offer_group_fits(GROUP_SECP256R1, TLS_1_2));
    assert_false(offer_group_fits(GROUP_FFDHE2048, TLS_1_2));
    assert_true(offer_group_fits(GROUP_FFDHE2048, TLS_1_3));
}

/* Without a suite that is signed nothing is known about schemes. */
static void test_no_schemes(void **state)
{
    struct kit_server s = kit_usual_server();
    struct kit_world w;

    (void)state;
    s.suites[SCAN_1_2] = IDS(TLS_RSA_WITH_AES_128_GCM_SHA256);
    kit_world_scan(&w, &s);
    assert_int_equal(w.host.facts.versions[SCAN_1_2].schemes.ids.num, 0);
    assert_false(w.host.facts.versions[SCAN_1_2].schemes.complete);
    kit_world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_other_alert),
        cmocka_unit_test(test_shortest_prime),
        cmocka_unit_test(test_strange_groups),
        cmocka_unit_test(test_unknown_groups),
        cmocka_unit_test(test_length),
        cmocka_unit_test(test_alpn),
        cmocka_unit_test(test_fallback),
        cmocka_unit_test(test_nameless),
        cmocka_unit_test(test_order_of_the_others),
        cmocka_unit_test(test_first),
        cmocka_unit_test(test_tolerance),
        cmocka_unit_test(test_ssl2),
        cmocka_unit_test(test_offers),
        cmocka_unit_test(test_no_schemes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
