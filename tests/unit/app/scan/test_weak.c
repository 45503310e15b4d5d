/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The probes for known weaknesses: each finds a server that has it, and clears servers that do
 * not.  What each sends is counted here, byte by byte, as man/tlsbox-scan.1 lists it.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/net/watch.h"
#include "lib/tls/wire/edit.h"
#include "tests/unit/app/scan/kit_tls.h"

/* --- Heartbleed ---------------------------------------------------------------------------- */

/* The server takes the extension. */
static enum fault_act add_heartbeat(void *ctx, struct tls *tls, enum fault_stage stage,
                                    uint8_t message, struct buf *bytes)
{
    (void)ctx;
    (void)tls;
    if (stage == FAULT_MESSAGE && message == HS_SERVER_HELLO)
        edit_ext_add(bytes, false, TLSX_HEARTBEAT, span_of("\x01", 1));
    return FAULT_SEND;
}

static bool is_heartbeat(struct span bytes)
{
    return bytes.n > 0 && bytes.p[0] == CONTENT_HEARTBEAT;
}

/* CVE-2014-0160: 16 bytes of memory, and the padding. */
static bool answer_heartbeat(struct kit_tls_conn *c, struct span bytes)
{
    uint8_t record[RECORD_HEADER + 3 + 16 + 16] = {CONTENT_HEARTBEAT, 3, 3, 0, 35, 2, 0, 16};

    if (is_heartbeat(bytes))
        kit_tls_say(c, span_of(record, sizeof record));
    return is_heartbeat(bytes);
}

/* An answer that has no more than the request. */
static bool answer_nothing(struct kit_tls_conn *c, struct span bytes)
{
    if (is_heartbeat(bytes))
        kit_tls_say(c, SPAN_LIT("\x18\x03\x03\x00\x03\x02\x00\x00"));
    return is_heartbeat(bytes);
}

/* The same in two pieces, the first of which is shorter than the header of a record. */
static void say_rest(void *ctx)
{
    static const uint8_t rest[RECORD_HEADER + 3 + 16 + 16 - 3] = {0, 35, 2, 0, 16};

    kit_tls_say(ctx, span_of(rest, sizeof rest));
}

static struct net_alarm *alarm_of_rest;

static bool answer_in_pieces(struct kit_tls_conn *c, struct span bytes)
{
    if (!is_heartbeat(bytes))
        return false;
    kit_tls_say(c, SPAN_LIT("\x18\x03\x03"));
    assert_int_equal(net_alarm_new(&alarm_of_rest, c->kit->loop, say_rest, c), ERR_OK);
    net_alarm_set(alarm_of_rest, 50000);
    return true;
}

static bool begin_answer(struct kit_tls_conn *c, struct span bytes)
{
    if (is_heartbeat(bytes))
        kit_tls_say(c, SPAN_LIT("\x18\x03\x03"));
    return is_heartbeat(bytes);
}

/* Padding alone is none of the server's memory. */
static bool answer_padding(struct kit_tls_conn *c, struct span bytes)
{
    static const uint8_t record[RECORD_HEADER + 3 + 16] = {CONTENT_HEARTBEAT, 3, 3, 0, 19, 2, 0, 0};

    if (is_heartbeat(bytes))
        kit_tls_say(c, span_of(record, sizeof record));
    return is_heartbeat(bytes);
}

/* The length of a payload that does not follow. */
static bool answer_length(struct kit_tls_conn *c, struct span bytes)
{
    if (is_heartbeat(bytes))
        kit_tls_say(c, SPAN_LIT("\x18\x03\x03\x00\x03\x02\x00\x10"));
    return is_heartbeat(bytes);
}

static bool discard_heartbeat(struct kit_tls_conn *c, struct span bytes)
{
    (void)c;
    return is_heartbeat(bytes);
}

static void test_heartbleed(void **state)
{
    static const uint8_t probe[] = {CONTENT_HEARTBEAT, 3, 3, 0, 3, 1, 0, 16};
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.faults.hook = add_heartbeat;
    k.bend = answer_heartbeat;
    kit_tls_ask(&k, &question_heartbleed);
    kit_tls_is(&k, FEATURE_HEARTBLEED, SCAN_YES, "more bytes than were sent");
    assert_true(span_eq(kit_tls_after_hello(&k), span_of(probe, sizeof probe)));
    assert_int_equal(k.connections, 1);
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.faults.hook = add_heartbeat;
    k.bend = answer_in_pieces;
    kit_tls_ask(&k, &question_heartbleed);
    net_alarm_end(alarm_of_rest);
    kit_tls_is(&k, FEATURE_HEARTBLEED, SCAN_YES, "more bytes than were sent");
    kit_tls_close(&k);
}

static void test_heartbeats(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.faults.hook = add_heartbeat;
    k.bend = answer_padding;
    kit_tls_ask(&k, &question_heartbleed);
    kit_tls_is(&k, FEATURE_HEARTBLEED, SCAN_NO, "did not answer with more");
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.faults.hook = add_heartbeat;
    k.bend = answer_length;
    kit_tls_ask(&k, &question_heartbleed);
    kit_tls_is(&k, FEATURE_HEARTBLEED, SCAN_NO, "did not answer with more");
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.faults.hook = add_heartbeat;
    k.bend = begin_answer;
    kit_tls_ask(&k, &question_heartbleed);
    kit_tls_is(&k, FEATURE_HEARTBLEED, SCAN_UNKNOWN, "did not come whole");
    kit_tls_close(&k);
}

/* A record of another protocol version is no answer. */
static bool answer_other_version(struct kit_tls_conn *c, struct span bytes)
{
    uint8_t record[RECORD_HEADER + 3 + 16 + 16] = {CONTENT_HEARTBEAT, 2, 3, 0, 35, 2, 0, 16};

    if (is_heartbeat(bytes))
        kit_tls_say(c, span_of(record, sizeof record));
    return is_heartbeat(bytes);
}

/* What the server sends after the request is overwritten where the network has it. */
static void test_forgotten(void **state)
{
    uint8_t memory[RECORD_HEADER + 3 + 16 + 16];
    struct attempt_ask next = {.ctx = NULL};
    struct kit_tls k;
    struct buf hello;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.faults.hook = add_heartbeat;
    k.bend = answer_other_version;
    kit_tls_ask(&k, &question_heartbleed);
    kit_tls_is(&k, FEATURE_HEARTBLEED, SCAN_NO, "did not answer with more");
    void *sent = k.run.state;
    buf_init(&hello, 1 << 14);
    assert_true(question_heartbleed.ask(&k.run, &next, &hello));
    buf_free(&hello);
    k.run.state = sent;
    memset(memory, 0x5a, sizeof memory);
    next.after(&k.run, NULL, span_of(memory, sizeof memory));
    for (size_t i = 0; i < sizeof memory; i++)
        assert_int_equal(memory[i], 0);
    kit_tls_close(&k);
}

/* One that discards the request, one that refuses it, one without heartbeats. */
static void test_no_heartbleed(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.faults.hook = add_heartbeat;
    k.bend = discard_heartbeat;
    kit_tls_ask(&k, &question_heartbleed);
    kit_tls_is(&k, FEATURE_HEARTBLEED, SCAN_NO, "did not answer with more");
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.faults.hook = add_heartbeat;
    k.bend = answer_nothing;
    kit_tls_ask(&k, &question_heartbleed);
    kit_tls_is(&k, FEATURE_HEARTBLEED, SCAN_NO, NULL);
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.faults.hook = add_heartbeat;
    kit_tls_ask(&k, &question_heartbleed);
    kit_tls_is(&k, FEATURE_HEARTBLEED, SCAN_NO, NULL);
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    kit_tls_ask(&k, &question_heartbleed);
    kit_tls_is(&k, FEATURE_HEARTBLEED, SCAN_NO, "no heartbeats");
    assert_int_equal(kit_tls_after_hello(&k).n, 0);
    kit_tls_close(&k);
}

/* --- early ChangeCipherSpec ---------------------------------------------------------------- */

static const uint8_t ccs[] = {CONTENT_CHANGE_CIPHER_SPEC, 3, 3, 0, 1, 1};

/* CVE-2014-0224: the first is taken, and the second does not decrypt. */
static bool take_ccs(struct kit_tls_conn *c, struct span bytes)
{
    if (bytes.p[0] != CONTENT_CHANGE_CIPHER_SPEC)
        return false;
    c->seen += (unsigned)(bytes.n / sizeof ccs);
    if (c->seen == 2)
        kit_tls_say(c, SPAN_LIT("\x15\x03\x03\x00\x02\x02\x14"));
    return true;
}

static bool ignore_ccs(struct kit_tls_conn *c, struct span bytes)
{
    (void)c;
    return bytes.p[0] == CONTENT_CHANGE_CIPHER_SPEC;
}

/* The first is ignored, and the second one is too much. */
static bool refuse_second_ccs(struct kit_tls_conn *c, struct span bytes)
{
    if (bytes.p[0] == CONTENT_CHANGE_CIPHER_SPEC && bytes.n > sizeof ccs)
        kit_tls_say(c, SPAN_LIT("\x15\x03\x03\x00\x02\x02\x0a"));
    return bytes.p[0] == CONTENT_CHANGE_CIPHER_SPEC;
}

static bool close_at_ccs(struct kit_tls_conn *c, struct span bytes)
{
    if (bytes.p[0] == CONTENT_CHANGE_CIPHER_SPEC)
        net_shut(c->conn);
    return bytes.p[0] == CONTENT_CHANGE_CIPHER_SPEC;
}

static void test_ccs_injection(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.bend = take_ccs;
    kit_tls_ask(&k, &question_early_ccs);
    kit_tls_is(&k, FEATURE_CCS_INJECTION, SCAN_YES, NULL);
    assert_int_equal(kit_tls_after_hello(&k).n, 2 * sizeof ccs);
    assert_int_equal(k.connections, 2);
    kit_tls_close(&k);
}

static void test_no_ccs_injection(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    kit_tls_ask(&k, &question_early_ccs);
    kit_tls_is(&k, FEATURE_CCS_INJECTION, SCAN_NO, "refused");
    assert_true(span_eq(kit_tls_after_hello(&k), span_of(ccs, sizeof ccs)));
    assert_int_equal(k.connections, 1);
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.bend = close_at_ccs;
    kit_tls_ask(&k, &question_early_ccs);
    kit_tls_is(&k, FEATURE_CCS_INJECTION, SCAN_NO, "refused");
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.bend = ignore_ccs;
    kit_tls_ask(&k, &question_early_ccs);
    kit_tls_is(&k, FEATURE_CCS_INJECTION, SCAN_UNKNOWN, "neither");
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.bend = refuse_second_ccs;
    kit_tls_ask(&k, &question_early_ccs);
    kit_tls_is(&k, FEATURE_CCS_INJECTION, SCAN_UNKNOWN, "neither");
    kit_tls_close(&k);
}

/* --- none of them without an old version --------------------------------------------------- */

static void test_13_only(void **state)
{
    static const struct {
        const struct scan_question *question;
        enum scan_feature feature;
    } rows[] = {
        {&question_heartbleed, FEATURE_HEARTBLEED},
        {&question_early_ccs, FEATURE_CCS_INJECTION},
        {&question_renegotiation, FEATURE_CLIENT_RENEGOTIATION},
        {&question_robot, FEATURE_ROBOT},
    };
    struct kit_tls k;

    (void)state;
    kit_tls_open(&k, TLS_1_3);
    kit_tls_accepts(&k, SCAN_1_3);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kit_tls_ask(&k, rows[i].question);
        kit_tls_is(&k, rows[i].feature, SCAN_NO, NULL);
        assert_int_equal(k.connections, 0);
    }
    kit_tls_close(&k);
}

/* A server that hangs up says nothing. */
static bool hang_up(struct kit_tls_conn *c, struct span bytes)
{
    (void)bytes;
    net_shut(c->conn);
    return true;
}

static void test_hangs_up(void **state)
{
    static const struct {
        const struct scan_question *question;
        enum scan_feature feature;
        const char *because;
    } rows[] = {
        {&question_heartbleed, FEATURE_HEARTBLEED, "did not answer"},
        {&question_early_ccs, FEATURE_CCS_INJECTION, "did not answer"},
        {&question_renegotiation, FEATURE_CLIENT_RENEGOTIATION, "not completed"},
        {&question_robot, FEATURE_ROBOT, "could not be asked"},
        {&question_resume12, FEATURE_TICKETBLEED, "not completed"},
    };
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_RSA2048_A);
    k.bend = hang_up;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kit_tls_ask(&k, rows[i].question);
        kit_tls_is(&k, rows[i].feature, SCAN_UNKNOWN, rows[i].because);
        assert_int_equal(k.connections, 1);
    }
    kit_tls_close(&k);
}

/* Noise after an honest flight: nothing is found in it. */
static bool make_noise(struct kit_tls_conn *c, struct span bytes)
{
    uint8_t noise[64];

    if (c->seen++ == 0)
        return false;
    (void)bytes;
    rng_fill(&c->kit->plan.rng, noise, sizeof noise);
    kit_tls_say(c, span_of(noise, sizeof noise));
    net_shut(c->conn);
    return true;
}

static void test_noise(void **state)
{
    static const struct {
        const struct scan_question *question;
        enum scan_feature feature;
    } rows[] = {
        {&question_heartbleed, FEATURE_HEARTBLEED},
        {&question_early_ccs, FEATURE_CCS_INJECTION},
        {&question_renegotiation, FEATURE_CLIENT_RENEGOTIATION},
        {&question_resume12, FEATURE_TICKETBLEED},
    };

    (void)state;
    for (uint32_t seed = 0; seed < 20; seed++) {
        struct kit_tls k;

        kit_tls_open_with(&k, SCAN_1_2, FKEY_RSA2048_A);
        k.state.seed = seed;
        k.faults.hook = add_heartbeat;
        k.bend = make_noise;
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            kit_tls_ask(&k, rows[i].question);
            assert_int_not_equal(k.host.facts.features[rows[i].feature].answer, SCAN_YES);
        }
        kit_tls_close(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heartbleed),       cmocka_unit_test(test_heartbeats),
        cmocka_unit_test(test_no_heartbleed),    cmocka_unit_test(test_ccs_injection),
        cmocka_unit_test(test_no_ccs_injection), cmocka_unit_test(test_13_only),
        cmocka_unit_test(test_hangs_up),         cmocka_unit_test(test_noise),
        cmocka_unit_test(test_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
