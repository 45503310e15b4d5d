/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a captured connection ended, for everything that the passive decoder may report. */
#include "config.h"

#include "app/capture/capture_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* A passive decoder with values set by hand. */
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

const struct reference_id *capture_chain_host(struct capture_conn *c)
{
    static const struct reference_id none;

    (void)c;
    return &none;
}

static struct capture_reader reader = {.path = "file"};

static struct capture_conn conn_of(enum capture_close how)
{
    struct capture_conn c = {.reader = &reader, .how = how, .last_message = -1};

    memset(&said, 0, sizeof said);
    said.saw_begin = true;
    buf_init(&c.why, 1 << 10);
    return c;
}

static void ended(void **state)
{
    static const struct {
        enum capture_close how;
        bool eof;
        enum capture_end_how is;
    } rows[] = {
        {CAPTURE_FIN, true, CAPTURE_END_CLOSED},     {CAPTURE_RESET, true, CAPTURE_END_RESET},
        {CAPTURE_REUSED, false, CAPTURE_END_CLOSED}, {CAPTURE_END, false, CAPTURE_END_OPEN},
        {CAPTURE_END, true, CAPTURE_END_CLOSED},     {CAPTURE_EVICTED, false, CAPTURE_END_OPEN},
        {CAPTURE_EVICTED, true, CAPTURE_END_CLOSED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int side = 0; side < 2; side++) {
            struct capture_conn c = conn_of(rows[i].how);
            c.eof[side] = rows[i].eof;
            assert_int_equal(capture_end_how(&c), rows[i].is);
        }
    }
}

/* Incomplete: it ended, and nothing is missing; else nobody knows. */
static void handshake(void **state)
{
    struct capture_conn c = conn_of(CAPTURE_RESET);

    (void)state;
    assert_int_equal(capture_end_handshake(&c), CAPTURE_INCOMPLETE);
    said.saw_begin = false;
    assert_int_equal(capture_end_handshake(&c), CAPTURE_UNKNOWN);
    said.foreign = true;
    assert_int_equal(capture_end_handshake(&c), CAPTURE_INCOMPLETE);
    said.complete = true;
    assert_int_equal(capture_end_handshake(&c), CAPTURE_COMPLETE);
    c = conn_of(CAPTURE_EVICTED);
    assert_int_equal(capture_end_handshake(&c), CAPTURE_UNKNOWN);
    /* An early alert ends it, unless both Finished were there: then it refuses a certificate. */
    said.complete = c.alert.was_seen = c.alert.is_early = true;
    assert_int_equal(capture_end_handshake(&c), CAPTURE_INCOMPLETE);
    c.finished[0] = true;
    assert_int_equal(capture_end_handshake(&c), CAPTURE_INCOMPLETE);
    c.finished[1] = true;
    assert_int_equal(capture_end_handshake(&c), CAPTURE_COMPLETE);
    c.finished[1] = c.alert.is_early = false;
    assert_int_equal(capture_end_handshake(&c), CAPTURE_COMPLETE);
}

/* What is wrong with the connection comes before what is wrong with its chain. */
static void reason(void **state)
{
    struct capture_conn c = conn_of(CAPTURE_FIN);

    (void)state;
    said.complete = true;
    c.chain.verdict = REASON_EXPIRED;
    assert_int_equal(capture_end_reason(&c), REASON_EXPIRED);
    said.complete = false;
    assert_int_equal(capture_end_reason(&c), REASON_INCOMPLETE);
    c.alert.was_seen = true;
    assert_int_equal(capture_end_reason(&c), REASON_INCOMPLETE);
    c.alert.is_early = true;
    assert_int_equal(capture_end_reason(&c), REASON_ALERT);
    said.failure.err = ERR_TLS_RECORD_TYPE;
    assert_int_equal(capture_end_reason(&c), REASON_UNDECODABLE);
    enum err broken = said.failure.err;
    said.failure.err = ERR_TLS_MESSAGE_TOO_LONG; /* which no RFC forbids */
    assert_int_equal(capture_end_reason(&c), REASON_LIMIT);
    said.failure.err = broken;
    said.finished.wrong = 1;
    assert_int_equal(capture_end_reason(&c), REASON_BAD_FINISHED);
    said.finished.wrong = 0;
    said.failure.err = ERR_TLS_FINISHED;
    assert_int_equal(capture_end_reason(&c), REASON_BAD_FINISHED);
}

static void unjudged(void **state)
{
    struct capture_conn c = conn_of(CAPTURE_END);

    (void)state;
    assert_string_equal(capture_end_unjudged(&c), "the capture ends before the end of the "
                                                  "handshake");
    said.saw_begin = false;
    assert_string_equal(capture_end_unjudged(&c), "the capture begins after the start of the "
                                                  "handshake");
    c.missing[0] = 1;
    said.block = PASSIVE_MISSING;
    assert_string_equal(capture_end_unjudged(&c),
                        "bytes of the handshake are missing in the capture");
    c.one_sided = true;
    assert_string_equal(capture_end_unjudged(&c), "only one direction was captured");
    c.chain.verdict = REASON_EXPIRED;
    assert_null(capture_end_unjudged(&c));
    c = conn_of(CAPTURE_FIN);
    assert_null(capture_end_unjudged(&c)); /* it is incomplete */
    said.complete = true;
    assert_null(capture_end_unjudged(&c));
}

static void says(struct capture_conn *c, const char *text)
{
    struct hs_view v = capture_end_view(c);

    if (text == NULL)
        assert_null(v.message);
    else
        assert_string_equal(v.message, text);
    buf_free(&c->why);
}

static void explained(void **state)
{
    struct capture_conn c = conn_of(CAPTURE_RESET);

    (void)state;
    says(&c, "the server reset the connection, before the handshake was complete");
    c = conn_of(CAPTURE_RESET);
    c.reset_by_client = true;
    c.last_message = HS_CLIENT_HELLO;
    says(&c, "the client reset the connection, after ClientHello, before the handshake was "
             "complete");
    c = conn_of(CAPTURE_END);
    c.eof[1] = true;
    says(&c, "the client closed the connection, before the handshake was complete");
    c = conn_of(CAPTURE_END);
    c.eof[0] = true;
    says(&c, "the server closed the connection, before the handshake was complete");
    c = conn_of(CAPTURE_FIN);
    says(&c, "the connection was closed, before the handshake was complete");
    c = conn_of(CAPTURE_FIN);
    said.foreign = true;
    said.as = "HTTP";
    says(&c, "the server did not answer with TLS: HTTP, before the handshake was complete");
    c = conn_of(CAPTURE_FIN);
    said.complete = true;
    says(&c, NULL);
}

/* The client's alert is told in words, the server's is how it failed. */
static void alerts(void **state)
{
    struct capture_conn c = conn_of(CAPTURE_FIN);

    (void)state;
    c.alert.was_seen = c.alert.is_early = c.alert.by_client = true;
    c.alert.code = 48;
    struct hs_view v = capture_end_view(&c);
    assert_int_equal(v.reason, REASON_ALERT);
    assert_int_equal(v.failure->err, ERR_OK);
    assert_non_null(strstr(v.message, "the client ended it with unknown_ca (48): "));
    buf_free(&c.why);
    c = conn_of(CAPTURE_FIN);
    c.alert.was_seen = c.alert.is_early = c.alert.by_client = true;
    c.alert.code = 255;
    says(&c, "the client ended it with an unknown alert (255): not in the registry");
    c = conn_of(CAPTURE_FIN);
    c.alert.was_seen = c.alert.is_early = true;
    c.alert.code = 40;
    v = capture_end_view(&c);
    assert_null(v.message);
    assert_int_equal(v.failure->err, ERR_TLS_ALERT_RECEIVED);
    assert_int_equal(v.failure->alert, 40);
    c = conn_of(CAPTURE_FIN);
    said.complete = c.alert.was_seen = true; /* behind the handshake it explains nothing */
    v = capture_end_view(&c);
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
