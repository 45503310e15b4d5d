/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The probe for renegotiation that clients start: what it finds, and what it sends. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/fault/fault_record.h"
#include "lib/tls/wire/edit.h"
#include "tests/unit/app/scan/kit_tls.h"

static unsigned renegotiations; /* handshake records after the handshake */

/* A ServerHello answers whatever handshake record comes after the handshake. */
static bool renegotiate(struct kit_tls_conn *c, struct span bytes)
{
    static const uint8_t hello[MSG_HEADER + 38] = {HS_SERVER_HELLO,          0,   0, 38, 3, 3,
                                                   [MSG_HEADER + 35] = 0xc0, 0x2f};

    if (bytes.p[0] != CONTENT_HANDSHAKE || tls_phase(c->tls) != PHASE_OPEN)
        return false;
    renegotiations++;
    fault_record(c->tls, CONTENT_HANDSHAKE, span_of(hello, sizeof hello));
    kit_tls_pump(c);
    return true;
}

/* Another message is no renegotiation: a HelloRequest, which the client does not have to heed. */
static bool request_hello(struct kit_tls_conn *c, struct span bytes)
{
    static const uint8_t request[MSG_HEADER] = {HS_HELLO_REQUEST};

    if (bytes.p[0] != CONTENT_HANDSHAKE || tls_phase(c->tls) != PHASE_OPEN)
        return false;
    fault_record(c->tls, CONTENT_HANDSHAKE, span_of(request, sizeof request));
    kit_tls_pump(c);
    return true;
}

static bool ignore_hello(struct kit_tls_conn *c, struct span bytes)
{
    return bytes.p[0] == CONTENT_HANDSHAKE && tls_phase(c->tls) == PHASE_OPEN;
}

static bool close_at_hello(struct kit_tls_conn *c, struct span bytes)
{
    if (ignore_hello(c, bytes))
        net_shut(c->conn);
    return ignore_hello(c, bytes);
}

static void test_renegotiation(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.bend = renegotiate;
    kit_tls_ask(&k, &question_renegotiation);
    kit_tls_is(&k, FEATURE_CLIENT_RENEGOTIATION, SCAN_YES, NULL);
    assert_int_equal(k.connections, 1);
    kit_tls_close(&k);
}

/* Reads the renegotiation_info of ClientHellos that come under protection. */
struct reneg_heard {
    uint8_t verify_data[12];
    unsigned hellos;
};

static void hear_hello(void *ctx, const struct event *ev)
{
    struct reneg_heard *heard = ctx;
    struct client_hello hello;
    struct fail fail = {0};
    struct span data, value;

    if (ev->kind != EVENT_MESSAGE || ev->sent || ev->type != HS_CLIENT_HELLO ||
        ev->epoch == EPOCH_CLEAR)
        return;
    heard->hellos++;
    assert_in_range(ev->bytes.n, 1, 400); /* and what protects it: at most 512 */
    assert_int_equal(client_hello_parse(&hello, span_tail(ev->bytes, MSG_HEADER), &fail), ERR_OK);
    assert_true(ext_get(hello.exts, TLSX_RENEGOTIATION_INFO, &data));
    assert_int_equal(ext_reneg_parse(&value, data, &fail), ERR_OK);
    assert_int_equal(value.n, sizeof heard->verify_data);
    memcpy(heard->verify_data, value.p, value.n);
}

static int64_t fixed_now(void *ctx)
{
    (void)ctx;
    return FC_NOW * 1000;
}

static uint8_t finished[12]; /* the client's, by the server's account */

static bool note_finished(struct kit_tls_conn *c, struct span bytes)
{
    (void)bytes;
    if (tls_phase(c->tls) == PHASE_OPEN)
        memcpy(finished, tls_info(c->tls)->tls_unique, sizeof finished);
    return false;
}

/* The second hello has the verify_data of the client's Finished (RFC 5746 3.5), once. */
static void test_verify_data(void **state)
{
    struct reneg_heard heard = {0};
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.pair.host.ctx = &heard;
    k.pair.host.event = hear_hello;
    k.pair.host.now_ms = fixed_now;
    k.bend = note_finished;
    kit_tls_ask(&k, &question_renegotiation);
    kit_tls_is(&k, FEATURE_CLIENT_RENEGOTIATION, SCAN_NO, NULL);
    assert_int_equal(heard.hellos, 1);
    assert_memory_equal(heard.verify_data, finished, sizeof finished);
    kit_tls_close(&k);
}

static void test_no_renegotiation(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    kit_tls_ask(&k, &question_renegotiation);
    kit_tls_is(&k, FEATURE_CLIENT_RENEGOTIATION, SCAN_NO, NULL);
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.bend = close_at_hello;
    kit_tls_ask(&k, &question_renegotiation);
    kit_tls_is(&k, FEATURE_CLIENT_RENEGOTIATION, SCAN_NO, NULL);
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.bend = ignore_hello;
    kit_tls_ask(&k, &question_renegotiation);
    kit_tls_is(&k, FEATURE_CLIENT_RENEGOTIATION, SCAN_UNKNOWN, "did not answer");
    kit_tls_close(&k);
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.bend = request_hello;
    kit_tls_ask(&k, &question_renegotiation);
    assert_int_not_equal(k.host.facts.features[FEATURE_CLIENT_RENEGOTIATION].answer, SCAN_YES);
    kit_tls_close(&k);
}

static enum fault_act drop_renegotiation_info(void *ctx, struct tls *tls, enum fault_stage stage,
                                              uint8_t message, struct buf *bytes)
{
    (void)ctx;
    (void)tls;
    if (stage == FAULT_MESSAGE && message == HS_SERVER_HELLO)
        edit_ext_drop(bytes, false, TLSX_RENEGOTIATION_INFO);
    return FAULT_SEND;
}

static void test_insecure_renegotiation(void **state)
{
    struct kit_tls k;

    (void)state;
    renegotiations = 0;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.faults.hook = drop_renegotiation_info;
    k.bend = renegotiate;
    kit_tls_ask(&k, &question_renegotiation);
    kit_tls_is(&k, FEATURE_CLIENT_RENEGOTIATION, SCAN_UNKNOWN, "not tried");
    assert_int_equal(renegotiations, 0);
    kit_tls_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_renegotiation),
        cmocka_unit_test(test_verify_data),
        cmocka_unit_test(test_no_renegotiation),
        cmocka_unit_test(test_insecure_renegotiation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
