/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/tls/core/inbound_kit.h"

static const uint8_t ccs[] = {20, 3, 3, 0, 1, 1}, ccs_two[] = {20, 3, 3, 0, 1, 2},
                     ccs_long[] = {20, 3, 3, 0, 2, 1, 1};

#define RAW(p, bytes) peer_raw(p, span_of(bytes, sizeof(bytes)))

/* It is said, and ends the connection. */
static void says(struct bend *b, uint16_t version, uint8_t type, struct span plain, enum err e)
{
    struct talk *t = opened(b, version);

    peer_plain(&t->peer, type, plain);
    talk_move(t);
    bend_is(t, e);
    talk_close(t);
}

/* However the stream is cut, it is the same. */
static void pieces(void **state)
{
    static const uint16_t versions[] = {TLS_1_2, TLS_1_3};

    (void)state;
    for (unsigned i = 0; i < 16; i++) {
        struct bend b;
        struct talk *t = bend_open(&b, versions[i & 1]);
        t->server.cut = (i & 2) != 0 ? 1 : 0;
        t->chunk = (i & 4) != 0 ? 1 : 0;
        t->server.pack = (i & 8) != 0;
        talk_run(t);
        bend_well(t);
        for (unsigned k = 0; k < 3; k++)
            peer_data(&t->peer, SPAN_LIT("some data"));
        talk_move(t);
        assert_int_equal(t->data.n, 27);
        talk_close(t);
    }
}

static void data_before_done(struct peer *p, struct buf *m)
{
    (void)m;
    peer_plain(p, CONTENT_APPLICATION_DATA, SPAN_LIT("early"));
}

static void early_data(void **state)
{
    static const uint8_t at12[] = {HS_SERVER_HELLO, HS_CERTIFICATE, HS_SERVER_HELLO_DONE,
                                   HS_FINISHED};
    static const uint8_t at13[] = {HS_SERVER_HELLO, HS_ENCRYPTED_EXTENSIONS, HS_FINISHED};

    (void)state;
    for (size_t i = 0; i < COUNT(at12); i++) {
        does(TLS_1_2, at12[i], data_before_done, ERR_TLS_EARLY_APPLICATION_DATA);
    }
    for (size_t i = 0; i < COUNT(at13); i++) {
        does(TLS_1_3, at13[i], data_before_done, ERR_TLS_EARLY_APPLICATION_DATA);
    }
}

static void one_ccs(struct peer *p, struct buf *m)
{
    (void)m;
    RAW(p, ccs);
}

static void some_ccs(struct peer *p, struct buf *m)
{
    (void)m;
    for (int i = 0; i < 32; i++)
        RAW(p, ccs);
}

static void too_many_ccs(struct peer *p, struct buf *m)
{
    some_ccs(p, m);
    RAW(p, ccs);
}

static void bad_ccs(struct peer *p, struct buf *m)
{
    (void)m;
    RAW(p, ccs_two);
}

static void double_ccs(struct peer *p, struct buf *m)
{
    (void)m;
    RAW(p, ccs_long);
}

static void sealed_ccs(struct peer *p, struct buf *m)
{
    (void)m;
    peer_plain(p, CONTENT_CHANGE_CIPHER_SPEC, SPAN_LIT("\1"));
}

/* RFC 9846 5, E.4 */
static void ccs13(void **state)
{
    static const struct {
        uint8_t message;
        void (*mutation)(struct peer *p, struct buf *m);
        enum err err;
    } cases[] = {
        {HS_SERVER_HELLO, one_ccs, ERR_OK},
        {HS_ENCRYPTED_EXTENSIONS, one_ccs, ERR_OK},
        {HS_FINISHED, some_ccs, ERR_OK},
        {HS_FINISHED, too_many_ccs, ERR_TLS_TOO_MANY_CCS},
        {HS_SERVER_HELLO, bad_ccs, ERR_TLS_CCS},
        {HS_CERTIFICATE, bad_ccs, ERR_TLS_CCS},
        {HS_CERTIFICATE, double_ccs, ERR_TLS_CCS},
        {HS_CERTIFICATE, sealed_ccs, ERR_TLS_CCS},
    };
    struct bend b;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        bend_open(&b, TLS_1_3)->server.compat = false;
        bend_run(&b, cases[i].message, cases[i].mutation, cases[i].err);
        talk_close(&b.talk);
    }
    struct talk *t = opened(&b, TLS_1_3);
    RAW(&t->peer, ccs); /* after Finished there is none */
    talk_move(t);
    bend_is(t, ERR_TLS_CCS);
    talk_close(t);
}

/* RFC 5246 7.1: at its place alone, and of its form. */
static void ccs12(void **state)
{
    static const uint8_t early[] = {HS_CERTIFICATE, HS_SERVER_KEY_EXCHANGE, HS_SERVER_HELLO_DONE};
    struct bend b;

    (void)state;
    for (size_t i = 0; i < COUNT(early); i++) {
        does(TLS_1_2, early[i], one_ccs, ERR_TLS_CCS);
    }
    does(TLS_1_2, FAULT_CCS, bad_ccs, ERR_TLS_CCS_FORM);
    does(TLS_1_2, FAULT_CCS, double_ccs, ERR_TLS_CCS_FORM);
    /* Before the ServerHello it is dropped where TLS 1.3 may come, which then must. */
    does(TLS_1_2, HS_SERVER_HELLO, one_ccs, ERR_TLS_CCS);
    bend_open(&b, TLS_1_2)->client.max_version = TLS_1_2;
    bend_run(&b, HS_SERVER_HELLO, one_ccs, ERR_TLS_CCS);
    assert_string_equal(tls_failure(b.talk.tls)->state, "WAIT_SH");
    assert_int_equal(tls_info(b.talk.tls)->version, 0);
    talk_close(&b.talk);
    says(&b, TLS_1_2, CONTENT_CHANGE_CIPHER_SPEC, SPAN_LIT("\1"), ERR_TLS_CCS);
}

static void alert_forms(void **state)
{
    static const uint16_t versions[] = {TLS_1_2, TLS_1_3};
    struct bend b;

    (void)state;
    for (size_t i = 0; i < COUNT(versions); i++) {
        says(&b, versions[i], CONTENT_ALERT, (struct span){0}, ERR_TLS_RECORD_EMPTY);
        says(&b, versions[i], CONTENT_ALERT, SPAN_LIT("\1"), ERR_TLS_ALERT_FORM);
        says(&b, versions[i], CONTENT_ALERT, SPAN_LIT("\1\0\1\0"), ERR_TLS_ALERT_FORM);
        says(&b, versions[i], CONTENT_ALERT, span_of("\0\0", 2), ERR_TLS_ALERT_LEVEL);
        says(&b, versions[i], CONTENT_ALERT, span_of("\3\x28", 2), ERR_TLS_ALERT_LEVEL);
    }
    /* RFC 9846 6: TLS 1.3 knows two warnings. */
    says(&b, TLS_1_3, CONTENT_ALERT, span_of("\1\x70", 2), ERR_TLS_ALERT_WARNING);
}

static void received(void **state)
{
    static const uint16_t versions[] = {TLS_1_2, TLS_1_3};
    struct bend b;

    (void)state;
    for (size_t i = 0; i < COUNT(versions); i++) {
        struct talk *t = opened(&b, versions[i]);
        peer_alert(&t->peer, 2, ALERT_CERTIFICATE_REQUIRED);
        talk_move(t);
        bend_is(t, ERR_TLS_ALERT_RECEIVED);
        assert_int_equal(tls_failure(t->tls)->alert, ALERT_CERTIFICATE_REQUIRED);
        talk_close(t);
    }
}

static void refuse(struct peer *p, struct buf *m)
{
    (void)m;
    peer_alert(p, 2, ALERT_HANDSHAKE_FAILURE);
}

static void warn_name(struct peer *p, struct buf *m)
{
    (void)m;
    peer_alert(p, 1, ALERT_UNRECOGNIZED_NAME);
}

static void hang_up(struct peer *p, struct buf *m)
{
    (void)m;
    peer_alert(p, 1, ALERT_CLOSE_NOTIFY);
}

static void early_alerts(void **state)
{
    struct bend b;

    (void)state;
    bend_open(&b, TLS_1_3);
    bend_run(&b, HS_SERVER_HELLO, refuse, ERR_TLS_ALERT_RECEIVED);
    assert_int_equal(tls_failure(b.talk.tls)->alert, ALERT_HANDSHAKE_FAILURE);
    assert_false(tls_failure(b.talk.tls)->has_message);
    talk_close(&b.talk);
    does(TLS_1_3, HS_CERTIFICATE, hang_up, ERR_TLS_CLOSED_IN_HANDSHAKE);
    /* RFC 6066 3: servers of TLS 1.2 warn of a name, and go on. */
    does(TLS_1_2, HS_SERVER_HELLO, warn_name, ERR_OK);
    does(TLS_1_3, HS_CERTIFICATE, warn_name, ERR_TLS_ALERT_WARNING);
}

static void closing(void **state)
{
    static const uint16_t versions[] = {TLS_1_2, TLS_1_3, TLS_1_2, TLS_1_3};
    struct bend b;
    size_t taken;

    (void)state;
    for (size_t i = 0; i < COUNT(versions); i++) {
        struct talk *t = opened(&b, versions[i]);
        peer_alert(&t->peer, i < 2 ? 1 : 2, ALERT_CLOSE_NOTIFY); /* its level says nothing */
        talk_move(t);
        assert_int_equal(tls_phase(t->tls), PHASE_CLOSED);
        /* RFC 9846 6.1: our side is still open; what the other says now is ignored. */
        peer_data(&t->peer, SPAN_LIT("late"));
        RAW(&t->peer, ccs);
        talk_move(t);
        assert_int_equal(t->err, ERR_OK);
        assert_int_equal(t->data.n, 0);
        assert_int_equal(tls_write(t->tls, SPAN_LIT("last"), &taken), ERR_OK);
        assert_int_equal(tls_close(t->tls), ERR_OK);
        talk_move(t);
        talk_eof(t);
        assert_int_equal(t->err, ERR_OK);
        assert_int_equal(t->peer.data.n, 4);
        assert_true(t->peer.closed);
        talk_close(t);
    }
}

/* RFC 9846 6.1: user_canceled ends nothing in TLS 1.3: the close_notify behind it does.  In TLS 1.2
 * a fatal one is an error (RFC 5246 7.2). */
static void canceled(void **state)
{
    struct bend b;

    (void)state;
    for (uint8_t level = 1; level <= 2; level++) {
        struct talk *t = opened(&b, TLS_1_3);
        peer_alert(&t->peer, level, ALERT_USER_CANCELED);
        peer_data(&t->peer, SPAN_LIT("more"));
        talk_move(t);
        assert_int_equal(t->err, ERR_OK);
        assert_int_equal(t->data.n, 4);
        peer_alert(&t->peer, 1, ALERT_CLOSE_NOTIFY);
        talk_move(t);
        assert_int_equal(tls_phase(t->tls), PHASE_CLOSED);
        talk_close(t);
    }
    struct talk *t = opened(&b, TLS_1_2);
    peer_alert(&t->peer, 2, ALERT_USER_CANCELED);
    talk_move(t);
    bend_is(t, ERR_TLS_ALERT_RECEIVED);
    talk_close(t);
}

static void say_warning(struct peer *p)
{
    peer_alert(p, 1, ALERT_USER_CANCELED);
}

static void say_nothing(struct peer *p)
{
    peer_data(p, (struct span){0});
}

static void say_both(struct peer *p)
{
    say_nothing(p);
    say_warning(p);
}

static void say_key_update(struct peer *p)
{
    peer_key_update(p, 0);
}

/* `most` in a row are accepted, and with data in between as many again; one more is not. */
static void flood(uint16_t version, void (*say)(struct peer *p), unsigned most, enum err e)
{
    struct bend b;
    struct talk *t = bend_open(&b, version);

    t->server.tickets = 0;
    talk_run(t);
    bend_well(t);
    for (int round = 0; round < 2; round++) {
        for (unsigned i = 0; i < most; i++)
            say(&t->peer);
        peer_data(&t->peer, SPAN_LIT("."));
        talk_move(t);
        assert_int_equal(t->err, ERR_OK);
    }
    for (unsigned i = 0; i < most; i++)
        say(&t->peer);
    talk_move(t);
    assert_int_equal(t->err, ERR_OK);
    say(&t->peer);
    talk_move(t);
    bend_is(t, e);
    talk_close(t);
}

static void floods(void **state)
{
    (void)state;
    flood(TLS_1_2, say_warning, 4, ERR_TLS_TOO_MANY_WARNINGS);
    flood(TLS_1_3, say_warning, 4, ERR_TLS_TOO_MANY_WARNINGS);
    flood(TLS_1_2, say_both, 4, ERR_TLS_TOO_MANY_WARNINGS);
    flood(TLS_1_2, say_nothing, 32, ERR_TLS_TOO_MANY_EMPTY);
    flood(TLS_1_3, say_nothing, 32, ERR_TLS_TOO_MANY_EMPTY);
    flood(TLS_1_3, say_key_update, 32, ERR_TLS_TOO_MANY_KEY_UPDATES);
    flood(TLS_1_3, peer_ticket, 32, ERR_TLS_TOO_MANY_TICKETS);
}

/* RFC 9846 5.1 */
static void interleaved(void **state)
{
    static const uint8_t part[] = {HS_NEW_SESSION_TICKET, 0, 0, 100, 1, 2, 3};
    struct bend b;

    (void)state;
    for (int i = 0; i < 4; i++) {
        struct talk *t = opened(&b, TLS_1_3);
        peer_plain(&t->peer, CONTENT_HANDSHAKE, span_of(part, sizeof part));
        if (i == 0)
            peer_data(&t->peer, SPAN_LIT("data"));
        if (i == 1)
            peer_alert(&t->peer, 1, ALERT_USER_CANCELED);
        if (i == 2)
            peer_alert(&t->peer, 2, ALERT_INTERNAL_ERROR);
        if (i == 3)
            peer_alert(&t->peer, 1, ALERT_CLOSE_NOTIFY);
        talk_move(t);
        /* A fatal alert says more than that it stands there. */
        bend_is(t, i == 2 ? ERR_TLS_ALERT_RECEIVED : ERR_TLS_INTERLEAVED);
        talk_close(t);
    }
}

static void half_then_ccs(struct peer *p, struct buf *m)
{
    uint8_t record[RECORD_HEADER + 10] = {22, 3, 3, 0, 10};

    memcpy(record + RECORD_HEADER, m->p, 10);
    RAW(p, record);
    RAW(p, ccs);
}

static void interleaved_ccs(void **state)
{
    static const uint16_t versions[] = {TLS_1_2, TLS_1_3};

    (void)state;
    for (size_t i = 0; i < COUNT(versions); i++) {
        does(versions[i], HS_SERVER_HELLO, half_then_ccs, ERR_TLS_INTERLEAVED);
    }
}

/* RFC 9846 5.1: no fragment is empty. */
static void empty(void **state)
{
    struct bend b;

    (void)state;
    says(&b, TLS_1_2, CONTENT_HANDSHAKE, (struct span){0}, ERR_TLS_RECORD_EMPTY);
    says(&b, TLS_1_3, CONTENT_HANDSHAKE, (struct span){0}, ERR_TLS_RECORD_EMPTY);
}

/* What the header of a message gives away is enough to refuse it. */
static void foreseen(void **state)
{
    static const uint8_t too_long[] = {HS_NEW_SESSION_TICKET, 4, 0, 1},
                         just[] = {HS_NEW_SESSION_TICKET, 4, 0, 0},
                         wrong[] = {HS_CERTIFICATE, 0, 0, 100};
    struct bend b;
    struct talk *t = opened(&b, TLS_1_3);

    (void)state;
    peer_plain(&t->peer, CONTENT_HANDSHAKE, span_of(just, sizeof just));
    talk_move(t);
    assert_int_equal(t->err, ERR_OK);
    talk_close(t);
    says(&b, TLS_1_3, CONTENT_HANDSHAKE, span_of(too_long, sizeof too_long),
         ERR_TLS_MESSAGE_TOO_LONG);
    says(&b, TLS_1_3, CONTENT_HANDSHAKE, span_of(wrong, sizeof wrong), ERR_TLS_UNEXPECTED_MESSAGE);
    assert_int_equal(MESSAGE_MAX_DEFAULT, 0x040000);
}

/* A message that is whole is held to the limit, too. */
static void limited(void **state)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_3);

    (void)state;
    t->client.message_max = 200;
    talk_run(t);
    bend_is(t, ERR_TLS_MESSAGE_TOO_LONG);
    assert_string_equal(tls_failure(t->tls)->state, "WAIT_CERT_CR");
    talk_close(t);
}

static void append(struct peer *p, struct buf *m)
{
    (void)p;
    buf_put(m, SPAN_LIT("\4\0\0\0"));
}

/* RFC 9846 5.1: nothing continues behind a change of keys; in TLS 1.2, behind what it is our turn
 * after. */
static void excess(void **state)
{
    static const uint8_t update[] = {HS_KEY_UPDATE, 0, 0, 1, 0, HS_KEY_UPDATE};
    static const struct {
        uint16_t version;
        uint8_t message;
    } cases[] = {
        {TLS_1_3, HS_SERVER_HELLO},      {TLS_1_3, HS_FINISHED}, {TLS_1_3, HS_HELLO_RETRY_REQUEST},
        {TLS_1_2, HS_SERVER_HELLO_DONE}, {TLS_1_2, HS_FINISHED}, {TLS_1_2, HS_NEW_SESSION_TICKET},
    };
    struct bend b;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct talk *t = bend_open(&b, cases[i].version);
        uint8_t message = cases[i].message;
        t->server.tickets = 1;
        if (message == HS_HELLO_RETRY_REQUEST) {
            t->server.retries = true;
            t->server.group = GROUP_SECP384R1;
            message = HS_SERVER_HELLO;
        }
        bend_run(&b, message, append, ERR_TLS_EXCESS_DATA);
        talk_close(t);
    }
    says(&b, TLS_1_3, CONTENT_HANDSHAKE, span_of(update, sizeof update), ERR_TLS_EXCESS_DATA);
}

static void unknown(void **state)
{
    struct bend b;

    (void)state;
    says(&b, TLS_1_2, CONTENT_HEARTBEAT, SPAN_LIT("\1\0\1"), ERR_TLS_RECORD_TYPE);
    says(&b, TLS_1_3, CONTENT_HEARTBEAT, SPAN_LIT("\1\0\1"), ERR_TLS_RECORD_UNEXPECTED);
    says(&b, TLS_1_3, 99, SPAN_LIT("x"), ERR_TLS_RECORD_UNEXPECTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces),       cmocka_unit_test(early_data),
        cmocka_unit_test(ccs13),        cmocka_unit_test(ccs12),
        cmocka_unit_test(alert_forms),  cmocka_unit_test(received),
        cmocka_unit_test(early_alerts), cmocka_unit_test(closing),
        cmocka_unit_test(canceled),     cmocka_unit_test(floods),
        cmocka_unit_test(interleaved),  cmocka_unit_test(interleaved_ccs),
        cmocka_unit_test(empty),        cmocka_unit_test(foreseen),
        cmocka_unit_test(limited),      cmocka_unit_test(excess),
        cmocka_unit_test(unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
