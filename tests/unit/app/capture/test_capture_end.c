/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of a connection, for all that a watch may say of it. */
#include "config.h"

#include "app/capture/capture_conn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* The watch, by hand. */
static struct {
    struct tls_info info;
    struct tls_config offer;
    struct tls_failure failure;
    struct passive_finished finished;
    enum passive_block block;
    const char *as;
    bool complete, foreign, saw_begin;
} said;

const struct tls_info *passive_info(const struct passive *w)
{
    (void)w;
    return &said.info;
}

const struct tls_config *passive_offer(const struct passive *w)
{
    (void)w;
    return &said.offer;
}

const struct tls_failure *passive_failure(const struct passive *w)
{
    (void)w;
    return &said.failure;
}

struct passive_finished passive_finished(const struct passive *w)
{
    (void)w;
    return said.finished;
}

enum passive_block passive_block(const struct passive *w)
{
    (void)w;
    return said.block;
}

const char *passive_skipped_as(const struct passive *w)
{
    (void)w;
    return said.as;
}

bool passive_is_complete(const struct passive *w)
{
    (void)w;
    return said.complete;
}

bool passive_is_foreign(const struct passive *w)
{
    (void)w;
    return said.foreign;
}

bool passive_saw_begin(const struct passive *w)
{
    (void)w;
    return said.saw_begin;
}

const struct reference_id *decode_flow_host(struct decode_flow *f)
{
    static const struct reference_id none;

    (void)f;
    return &none;
}

static const struct decode_opts opts;
static struct decode_job job = {.opts = &opts, .path = "file"};

static struct decode_flow flow_of(enum capture_close how)
{
    struct decode_flow f = {.job = &job, .how = how, .last_message = -1};

    memset(&said, 0, sizeof said);
    said.saw_begin = true;
    buf_init(&f.why, 1 << 10);
    return f;
}

static void ended(void **state)
{
    static const struct {
        enum capture_close how;
        bool eof;
        enum decode_ended is;
    } rows[] = {
        {CAPTURE_FIN, true, DECODE_CLOSED},     {CAPTURE_RESET, true, DECODE_RESET},
        {CAPTURE_REUSED, false, DECODE_CLOSED}, {CAPTURE_END, false, DECODE_OPEN},
        {CAPTURE_END, true, DECODE_CLOSED},     {CAPTURE_EVICTED, false, DECODE_OPEN},
        {CAPTURE_EVICTED, true, DECODE_CLOSED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int side = 0; side < 2; side++) {
            struct decode_flow f = flow_of(rows[i].how);
            f.eof[side] = rows[i].eof;
            assert_int_equal(decode_flow_ended(&f), rows[i].is);
        }
    }
}

/* Incomplete: it ended, and nothing is missing; else nobody knows. */
static void handshake(void **state)
{
    struct decode_flow f = flow_of(CAPTURE_RESET);

    (void)state;
    assert_int_equal(decode_flow_handshake(&f), DECODE_INCOMPLETE);
    said.saw_begin = false;
    assert_int_equal(decode_flow_handshake(&f), DECODE_UNKNOWN);
    said.foreign = true;
    assert_int_equal(decode_flow_handshake(&f), DECODE_INCOMPLETE);
    said.complete = true;
    assert_int_equal(decode_flow_handshake(&f), DECODE_COMPLETE);
    f = flow_of(CAPTURE_EVICTED);
    assert_int_equal(decode_flow_handshake(&f), DECODE_UNKNOWN);
    /* An early alert ends it, unless both Finished were there: then it refuses a certificate. */
    said.complete = f.has_alert = f.alert_early = true;
    assert_int_equal(decode_flow_handshake(&f), DECODE_INCOMPLETE);
    f.finished[0] = true;
    assert_int_equal(decode_flow_handshake(&f), DECODE_INCOMPLETE);
    f.finished[1] = true;
    assert_int_equal(decode_flow_handshake(&f), DECODE_COMPLETE);
    f.finished[1] = f.alert_early = false;
    assert_int_equal(decode_flow_handshake(&f), DECODE_COMPLETE);
}

/* What is wrong with the connection comes before what is wrong with its chain. */
static void reason(void **state)
{
    struct decode_flow f = flow_of(CAPTURE_FIN);

    (void)state;
    said.complete = true;
    f.verdict = REASON_EXPIRED;
    assert_int_equal(decode_flow_reason(&f), REASON_EXPIRED);
    said.complete = false;
    assert_int_equal(decode_flow_reason(&f), REASON_INCOMPLETE);
    f.has_alert = true;
    assert_int_equal(decode_flow_reason(&f), REASON_INCOMPLETE);
    f.alert_early = true;
    assert_int_equal(decode_flow_reason(&f), REASON_ALERT);
    said.failure.err = ERR_TLS_RECORD_TYPE;
    assert_int_equal(decode_flow_reason(&f), REASON_UNDECODABLE);
    enum err broken = said.failure.err;
    said.failure.err = ERR_TLS_MESSAGE_TOO_LONG; /* which no RFC forbids */
    assert_int_equal(decode_flow_reason(&f), REASON_LIMIT);
    said.failure.err = broken;
    said.finished.wrong = 1;
    assert_int_equal(decode_flow_reason(&f), REASON_BAD_FINISHED);
    said.finished.wrong = 0;
    said.failure.err = ERR_TLS_FINISHED;
    assert_int_equal(decode_flow_reason(&f), REASON_BAD_FINISHED);
}

static void unjudged(void **state)
{
    struct decode_flow f = flow_of(CAPTURE_END);

    (void)state;
    assert_string_equal(decode_flow_unjudged(&f), "the capture ends before the end of the "
                                                  "handshake");
    said.saw_begin = false;
    assert_string_equal(decode_flow_unjudged(&f), "the capture begins after the start of the "
                                                  "handshake");
    f.missing[0] = 1;
    said.block = PASSIVE_MISSING;
    assert_string_equal(decode_flow_unjudged(&f),
                        "bytes of the handshake are missing in the capture");
    f.one_sided = true;
    assert_string_equal(decode_flow_unjudged(&f), "only one direction was captured");
    f.verdict = REASON_EXPIRED;
    assert_null(decode_flow_unjudged(&f));
    f = flow_of(CAPTURE_FIN);
    assert_null(decode_flow_unjudged(&f)); /* it is incomplete */
    said.complete = true;
    assert_null(decode_flow_unjudged(&f));
}

static void says(struct decode_flow *f, const char *text)
{
    struct hs_view v = decode_flow_view(f);

    if (text == NULL)
        assert_null(v.message);
    else
        assert_string_equal(v.message, text);
    buf_free(&f->why);
}

static void explained(void **state)
{
    struct decode_flow f = flow_of(CAPTURE_RESET);

    (void)state;
    says(&f, "the server reset the connection, before the handshake was complete");
    f = flow_of(CAPTURE_RESET);
    f.reset_by_client = true;
    f.last_message = HS_CLIENT_HELLO;
    says(&f, "the client reset the connection, after ClientHello, before the handshake was "
             "complete");
    f = flow_of(CAPTURE_END);
    f.eof[1] = true;
    says(&f, "the client closed the connection, before the handshake was complete");
    f = flow_of(CAPTURE_END);
    f.eof[0] = true;
    says(&f, "the server closed the connection, before the handshake was complete");
    f = flow_of(CAPTURE_FIN);
    says(&f, "the connection was closed, before the handshake was complete");
    f = flow_of(CAPTURE_FIN);
    said.foreign = true;
    said.as = "HTTP";
    says(&f, "the server did not answer with TLS: HTTP, before the handshake was complete");
    f = flow_of(CAPTURE_FIN);
    said.complete = true;
    says(&f, NULL);
}

/* The client's alert is told in words, the server's is how it failed. */
static void alerts(void **state)
{
    struct decode_flow f = flow_of(CAPTURE_FIN);

    (void)state;
    f.has_alert = f.alert_early = f.alert_by_client = true;
    f.alert = 48;
    struct hs_view v = decode_flow_view(&f);
    assert_int_equal(v.reason, REASON_ALERT);
    assert_int_equal(v.failure->err, ERR_OK);
    assert_non_null(strstr(v.message, "the client ended it with unknown_ca (48): "));
    buf_free(&f.why);
    f = flow_of(CAPTURE_FIN);
    f.has_alert = f.alert_early = f.alert_by_client = true;
    f.alert = 255;
    says(&f, "the client ended it with an unknown alert (255): not in the registry");
    f = flow_of(CAPTURE_FIN);
    f.has_alert = f.alert_early = true;
    f.alert = 40;
    v = decode_flow_view(&f);
    assert_null(v.message);
    assert_int_equal(v.failure->err, ERR_TLS_ALERT_RECEIVED);
    assert_int_equal(v.failure->alert, 40);
    f = flow_of(CAPTURE_FIN);
    said.complete = f.has_alert = true; /* behind the handshake it explains nothing */
    v = decode_flow_view(&f);
    assert_int_equal(v.failure->err, ERR_OK);
    assert_null(v.message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ended),    cmocka_unit_test(handshake), cmocka_unit_test(reason),
        cmocka_unit_test(unjudged), cmocka_unit_test(explained), cmocka_unit_test(alerts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
