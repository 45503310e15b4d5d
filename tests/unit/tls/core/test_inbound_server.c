/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes to a server before, between and instead of messages. */
#include "config.h"

#include "tests/unit/tls/bent_hello.h"

#include "lib/tls/tls.h"

/* --- before and around it ------------------------------------------------------------------ */

static void feed_first(struct pair *p, struct span bytes, enum err e)
{
    struct tls *t;

    assert_int_equal(tls_new(&t, &p->host), ERR_OK);
    assert_int_equal(tls_start(t), ERR_OK);
    assert_int_equal(tls_pending(t).n, 0);
    assert_int_equal(tls_phase(t), PHASE_HANDSHAKE);
    assert_int_equal(tls_feed(t, bytes), e);
    if (e != ERR_OK && err_alert(e) != ALERT_NONE) {
        struct span said = tls_pending(t);
        assert_int_equal(said.n, RECORD_HEADER + 2);
        assert_int_equal(said.p[0], CONTENT_ALERT);
        assert_int_equal(said.p[5], 2);
        assert_int_equal(said.p[6], err_alert(e));
    } else if (e != ERR_OK) {
        assert_int_equal(tls_pending(t).n, 0);
    }
    tls_free(t);
}

static void first_bytes(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    feed_first(p, SPAN_LIT("GET / HTTP/1.1\r\n"), ERR_TLS_NOT_TLS);
    feed_first(p, SPAN_LIT("\x14\x03\x01\0\x01\x01"), ERR_TLS_CCS);
    feed_first(p, SPAN_LIT("\x17\x03\x01\0\x01x"), ERR_TLS_EARLY_APPLICATION_DATA);
    feed_first(p, SPAN_LIT("\x16\x03\x01\0\x04\x14\0\0\0"), ERR_TLS_UNEXPECTED_MESSAGE);
    feed_first(p, SPAN_LIT("\x16\x03\x01\0\x04\x02\0\0\x10"), ERR_TLS_UNEXPECTED_MESSAGE);
    feed_first(p, SPAN_LIT("\x16\x03\x01\0\0"), ERR_TLS_RECORD_EMPTY);
    feed_first(p, SPAN_LIT("\x16\x03\x01\x40\x01"), ERR_TLS_RECORD_OVERFLOW);
    feed_first(p, SPAN_LIT("\x15\x03\x01\0\x02\x02\x28"), ERR_TLS_ALERT_RECEIVED);
    feed_first(p, SPAN_LIT("\x15\0\0\0\x02\x02\x28"), ERR_TLS_RECORD_VERSION);
    feed_first(p, SPAN_LIT("\x16\x03\x01\0\x04\x01\0\0\0"), ERR_TLS_TRUNCATED);
    feed_first(p, SPAN_LIT("\x16\x03\x01\0\x04\x01\xff\xff\xff"), ERR_TLS_MESSAGE_TOO_LONG);
    feed_first(p, SPAN_LIT("\x16\x03\x01\0\x08\x01\0\0\0\x01\0\0\0"), ERR_TLS_EXCESS_DATA);
    feed_first(p, SPAN_LIT("\x16\x03"), ERR_OK);
    pair_close(p);
}

/* RFC 9846 E.4: a ChangeCipherSpec anywhere between the hello and Finished is dropped, where it is
 * one; a client that fails has only its alert, in the clear. */
static struct span injected;

static void inject(void *ctx, int from, struct buf *bytes)
{
    unsigned *says = ctx;
    struct buf all;

    if (from != PAIR_CLIENT || (*says)++ != 1)
        return;
    buf_init(&all, 1 << 20);
    buf_put(&all, injected);
    buf_put(&all, buf_span(bytes));
    buf_truncate(bytes, 0);
    buf_put(bytes, buf_span(&all));
    buf_free(&all);
}

static void run_injected(struct pair *p, struct span record)
{
    unsigned says = 0;

    injected = record;
    p->ctx = &says;
    p->bend = inject;
    pair_run(p);
    p->bend = NULL;
}

static void around(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    run_injected(p, SPAN_LIT("\x14\x03\x03\0\x01\x01\x14\x03\x03\0\x01\x01"));
    bent_well(p);
    run_injected(p, SPAN_LIT("\x14\x03\x03\0\x01\x02"));
    bent_is(p, ERR_TLS_CCS);
    run_injected(p, SPAN_LIT("\x14\x03\x03\0\x02\x01\x01"));
    bent_is(p, ERR_TLS_CCS);
    run_injected(p, SPAN_LIT("\x15\x03\x03\0\x02\x02\x2f"));
    assert_int_equal(p->ends[PAIR_SERVER].err, ERR_TLS_ALERT_RECEIVED);
    assert_int_equal(tls_failure(p->ends[PAIR_SERVER].tls)->alert, ALERT_ILLEGAL_PARAMETER);
    /* Not once protected records have come. */
    pair_run(p);
    assert_true(pair_is_well(p));
    assert_int_equal(tls_feed(p->ends[PAIR_SERVER].tls, SPAN_LIT("\x15\x03\x03\0\x02\x02\x2f")),
                     ERR_TLS_RECORD_OUTER_TYPE);
    pair_run(p);
    assert_int_equal(tls_feed(p->ends[PAIR_SERVER].tls, SPAN_LIT("\x14\x03\x03\0\x01\x01")),
                     ERR_TLS_CCS);
    pair_close(p);
}

/* Our client's alert, when it cannot do with what it gets. */
static void client_fails(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    p->verdicts[PAIR_CLIENT] = ERR_TLS_VERDICT;
    bent_run(&b, NULL, 0);
    assert_int_equal(p->ends[PAIR_SERVER].err, ERR_TLS_ALERT_RECEIVED);
    assert_int_equal(p->ends[PAIR_SERVER].got_alert, ALERT_BAD_CERTIFICATE);
    assert_int_equal(p->ends[PAIR_SERVER].alert, 0);
    pair_close(p);
}

/* RFC 8449 4: a client that was told keeps to it. */
static void too_long(void **state)
{
    static uint8_t data[64];
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    p->client.record_size_limit = 1000;
    p->host.record_size_limit = 64;
    for (size_t over = 0; over < 2; over++) {
        pair_run(p);
        p->ends[PAIR_CLIENT].tls->info.peer_record_limit = 0;
        pair_say(p, PAIR_CLIENT, span_of(data, 63 + over));
        if (over == 0)
            assert_true(pair_is_well(p));
        else
            bent_is(p, ERR_TLS_RECORD_SIZE_LIMIT);
    }
    pair_close(p);
}

/* What messages were put together in is given back: an open connection costs little. */
static void given_back(void **state)
{
    static const uint16_t versions[] = {TLS_1_2, TLS_1_3};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct pair p;

        pair_open(&p, versions[i]);
        pair_identity(&p, FKEY_P256_C);
        pair_client_identity(&p, FKEY_RSA2048_A);
        p.server.client_auth = CLIENT_AUTH_REQUIRE;
        p.client.record_max = p.host.record_max = 100;
        pair_run(&p);
        assert_true(pair_is_well(&p));
        for (int end = 0; end < 2; end++)
            assert_int_equal(p.ends[end].tls->handshake.room, 0);
        pair_close(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_bytes), cmocka_unit_test(around),     cmocka_unit_test(client_fails),
        cmocka_unit_test(too_long),    cmocka_unit_test(given_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
