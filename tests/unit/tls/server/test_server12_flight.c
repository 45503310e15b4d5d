/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client may not say to a server of TLS 1.2, and when. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/conn.h"
#include "lib/tls/fault/fault_record.h"
#include "tests/unit/tls/pairs.h"

/* What the client does with one of its messages. */
struct misdeed {
    uint8_t message;
    enum fault_stage stage;
    enum fault_act act;
    size_t flip;         /* this byte from the end on, counted from 1, is another one; 0: none */
    struct span instead; /* the body of the message; or empty */
    int grow;            /* how many bytes it is longer, or shorter */
    struct span before;  /* goes out in the clear before it, as handshake messages … */
    bool ccs_before;     /* … or a ChangeCipherSpec */
    struct span data;    /* application data before it */
    bool was_done;
};

static enum fault_act hook(void *ctx, struct tls *t, enum fault_stage stage, uint8_t message,
                           struct buf *bytes)
{
    struct misdeed *m = ctx;

    if (stage != m->stage || message != m->message || m->was_done)
        return FAULT_SEND;
    m->was_done = true;
    if (m->ccs_before)
        fault_record_clear(t, CONTENT_CHANGE_CIPHER_SPEC, SPAN_LIT("\1"));
    if (m->before.n > 0)
        fault_record(t, CONTENT_HANDSHAKE, m->before);
    if (m->data.n > 0)
        fault_record(t, CONTENT_APPLICATION_DATA, m->data);
    if (m->flip > 0)
        bytes->p[bytes->n - m->flip] ^= 1;
    if (m->grow > 0)
        buf_u8(bytes, 0);
    if (m->grow < 0)
        buf_truncate(bytes, bytes->n - 1);
    bytes->p[MSG_HEADER - 1] = (uint8_t)(bytes->p[MSG_HEADER - 1] + m->grow);
    if (m->instead.n > 0) {
        buf_truncate(bytes, 0);
        msg_put(bytes, message, m->instead);
    }
    return m->act;
}

/* A client with a certificate, where `asks`, that does this. */
static void run(struct pair *p, struct misdeed m, bool asks, enum err e)
{
    struct tls_faults faults = {.ctx = &m, .hook = hook};

    open_pair(p);
    only(&p->client.suites, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
    pair_client_identity(p, FKEY_P256_D);
    p->server.client_auth = asks ? CLIENT_AUTH_ASK : CLIENT_AUTH_NONE;
    p->client.faults = &faults;
    pair_run(p);
    assert_true(m.was_done);
    assert_int_equal(p->ends[PAIR_SERVER].err, e);
    assert_int_equal(p->ends[PAIR_SERVER].alert, err_alert(e));
    assert_int_equal(p->ends[PAIR_SERVER].level, 2);
}

static void refuses(struct misdeed m, bool asks, enum err e)
{
    struct pair p;

    run(&p, m, asks, e);
    pair_close(&p);
}

static void test_order(void **state)
{
    (void)state;
    /* Left out, or twice. */
    refuses((struct misdeed){.message = HS_CERTIFICATE, .act = FAULT_DROP}, true,
            ERR_TLS_UNEXPECTED_MESSAGE);
    refuses((struct misdeed){.message = HS_CLIENT_KEY_EXCHANGE, .act = FAULT_DROP}, true,
            ERR_TLS_UNEXPECTED_MESSAGE);
    refuses((struct misdeed){.message = HS_CLIENT_KEY_EXCHANGE, .act = FAULT_DROP}, false,
            ERR_TLS_CCS);
    /* CVE-2015-0205: whoever shows a certificate signs. */
    refuses((struct misdeed){.message = HS_CERTIFICATE_VERIFY, .act = FAULT_DROP}, true,
            ERR_TLS_CCS);
    refuses((struct misdeed){.message = FAULT_CCS, .act = FAULT_DROP}, false,
            ERR_TLS_UNEXPECTED_MESSAGE);
    refuses((struct misdeed){.message = HS_CERTIFICATE, .act = FAULT_TWICE}, true,
            ERR_TLS_UNEXPECTED_MESSAGE);
    refuses((struct misdeed){.message = HS_CLIENT_KEY_EXCHANGE, .act = FAULT_TWICE}, true,
            ERR_TLS_UNEXPECTED_MESSAGE);
    refuses((struct misdeed){.message = HS_CLIENT_KEY_EXCHANGE, .act = FAULT_TWICE}, false,
            ERR_TLS_UNEXPECTED_MESSAGE);
    refuses((struct misdeed){.message = FAULT_CCS, .act = FAULT_TWICE}, false,
            ERR_TLS_BAD_RECORD_MAC);
    /* The wrong way round. */
    refuses((struct misdeed){.message = HS_CERTIFICATE, .act = FAULT_HOLD}, true,
            ERR_TLS_UNEXPECTED_MESSAGE);
    refuses((struct misdeed){.message = HS_CLIENT_KEY_EXCHANGE, .act = FAULT_HOLD}, true,
            ERR_TLS_UNEXPECTED_MESSAGE);
}

/* Nobody asked for one (RFC 5246 7.4.6). */
static void test_unasked(void **state)
{
    static const uint8_t certificate[] = {HS_CERTIFICATE, 0, 0, 3, 0, 0, 0};

    (void)state;
    refuses((struct misdeed){.message = HS_CLIENT_KEY_EXCHANGE,
                             .before = span_of(certificate, sizeof certificate)},
            false, ERR_TLS_UNEXPECTED_MESSAGE);
}

/* CVE-2014-0224: before there are keys. */
static void test_early_ccs(void **state)
{
    (void)state;
    refuses((struct misdeed){.message = HS_CERTIFICATE, .ccs_before = true}, true, ERR_TLS_CCS);
    refuses((struct misdeed){.message = HS_CLIENT_KEY_EXCHANGE, .ccs_before = true}, false,
            ERR_TLS_CCS);
    refuses((struct misdeed){.message = HS_CERTIFICATE_VERIFY, .ccs_before = true}, true,
            ERR_TLS_CCS);
}

static void test_data(void **state)
{
    struct span data = SPAN_LIT("data");

    (void)state;
    refuses((struct misdeed){.message = HS_CLIENT_KEY_EXCHANGE, .data = data}, false,
            ERR_TLS_EARLY_APPLICATION_DATA);
    refuses((struct misdeed){.message = FAULT_CCS, .data = data}, false,
            ERR_TLS_EARLY_APPLICATION_DATA);
    refuses((struct misdeed){.message = HS_FINISHED, .data = data}, false,
            ERR_TLS_EARLY_APPLICATION_DATA);
}

/* What only a server sends, or nobody. */
static void test_strange(void **state)
{
    static const uint8_t types[] = {HS_HELLO_REQUEST,       HS_CLIENT_HELLO,
                                    HS_SERVER_HELLO,        HS_NEW_SESSION_TICKET,
                                    HS_SERVER_KEY_EXCHANGE, HS_SERVER_HELLO_DONE,
                                    HS_CERTIFICATE_STATUS,  HS_KEY_UPDATE,
                                    HS_END_OF_EARLY_DATA,   77};

    (void)state;
    for (size_t i = 0; i < sizeof types; i++) {
        uint8_t message[] = {types[i], 0, 0, 0};
        struct span all = span_of(message, sizeof message);

        refuses((struct misdeed){.message = HS_CERTIFICATE, .before = all}, true,
                ERR_TLS_UNEXPECTED_MESSAGE);
        refuses((struct misdeed){.message = HS_CLIENT_KEY_EXCHANGE, .before = all}, false,
                ERR_TLS_UNEXPECTED_MESSAGE);
        refuses((struct misdeed){.message = HS_CERTIFICATE_VERIFY, .before = all}, true,
                ERR_TLS_UNEXPECTED_MESSAGE);
        refuses((struct misdeed){.message = HS_FINISHED, .before = all}, false,
                ERR_TLS_UNEXPECTED_MESSAGE);
    }
}

static void test_finished(void **state)
{
    (void)state;
    for (size_t i = 1; i <= VERIFY_DATA_SIZE; i++)
        refuses((struct misdeed){.message = HS_FINISHED, .flip = i}, false, ERR_TLS_FINISHED);
    /* One that begins as it must. */
    refuses((struct misdeed){.message = HS_FINISHED, .grow = 1}, false, ERR_TLS_FINISHED);
    refuses((struct misdeed){.message = HS_FINISHED, .grow = -1}, false, ERR_TLS_FINISHED);
}

static void test_verify(void **state)
{
    (void)state;
    /* The signature is over something else. */
    refuses((struct misdeed){.message = HS_CERTIFICATE_VERIFY, .stage = FAULT_CONTENT, .flip = 1},
            true, ERR_TLS_SIGNATURE);
    /* A scheme that was not asked for, one of another key, and none at all. */
    refuses((struct misdeed){.message = HS_CERTIFICATE_VERIFY, .instead = SPAN_LIT("\2\3\0\1x")},
            true, ERR_TLS_SCHEME);
    refuses((struct misdeed){.message = HS_CERTIFICATE_VERIFY, .instead = SPAN_LIT("\4\1\0\1x")},
            true, ERR_TLS_SCHEME_KEY);
    refuses(
        (struct misdeed){.message = HS_CERTIFICATE_VERIFY, .instead = SPAN_LIT("\xfa\xfa\0\1x")},
        true, ERR_TLS_SCHEME);
    refuses((struct misdeed){.message = HS_CERTIFICATE_VERIFY, .instead = SPAN_LIT("\4\3\0\2x")},
            true, ERR_TLS_TRUNCATED);
    refuses((struct misdeed){.message = HS_CERTIFICATE_VERIFY, .instead = SPAN_LIT("\4\3\0\1xy")},
            true, ERR_TLS_TRAILING);
}

static void test_certificate(void **state)
{
    (void)state;
    refuses((struct misdeed){.message = HS_CERTIFICATE, .instead = SPAN_LIT("\0\0\4\0\0\2x")}, true,
            ERR_TLS_TRUNCATED);
    refuses((struct misdeed){.message = HS_CERTIFICATE, .instead = SPAN_LIT("\0\0\3\0\0\0")}, true,
            ERR_TLS_VECTOR);
    refuses((struct misdeed){.message = HS_CERTIFICATE, .instead = SPAN_LIT("\0\0\4\0\0\1x")}, true,
            ERR_TLS_LEAF_DECODE);
}

/* Without a certificate nothing may be signed. */
static void test_verify_of_nobody(void **state)
{
    struct misdeed m = {.message = HS_CERTIFICATE, .instead = SPAN_LIT("\0\0\0")};

    (void)state;
    refuses(m, true, ERR_TLS_UNEXPECTED_MESSAGE);
}

/* --- afterwards --------------------------------------------------------------------------- */

static void say_hello(struct pair *p)
{
    static const uint8_t hello[] = {HS_CLIENT_HELLO, 0, 0, 2, 3, 3};

    fault_record(p->ends[PAIR_CLIENT].tls, CONTENT_HANDSHAKE, span_of(hello, sizeof hello));
    pair_move(p);
}

/* RFC 5246 7.2.2, RFC 5746 4.4: a warning says no, and the connection stays; to a client that
 * asks forever it does not. */
static void test_renegotiation(void **state)
{
    struct tls_faults faults = {.hook = NULL};
    struct pair p;

    (void)state;
    open_pair(&p);
    p.client.faults = &faults;
    works(&p, false);
    const struct pair_end *s = &p.ends[PAIR_SERVER];
    for (int i = 0; i < 4; i++) {
        say_hello(&p);
        assert_int_equal(s->alert, ALERT_NO_RENEGOTIATION);
        assert_int_equal(s->level, 1);
        assert_int_equal(p.ends[PAIR_CLIENT].got_alert, ALERT_NO_RENEGOTIATION);
    }
    p.ends[PAIR_SERVER].alert = 0;
    assert_true(pair_is_well(&p));
    buf_truncate(&p.ends[PAIR_SERVER].data, 0);
    pair_say(&p, PAIR_CLIENT, SPAN_LIT("still here"));
    assert_true(span_eq(buf_span(&s->data), SPAN_LIT("still here")));
    pair_say(&p, PAIR_SERVER, SPAN_LIT("so am I")); /* clients count warnings, too */
    /* Data has come between: the count starts again. */
    for (int i = 0; i < 4; i++)
        say_hello(&p);
    assert_int_equal(s->err, ERR_OK);
    say_hello(&p);
    assert_int_equal(s->err, ERR_TLS_CLIENT_RENEGOTIATION);
    assert_int_equal(s->alert, ALERT_NO_RENEGOTIATION);
    assert_int_equal(s->level, 2);
    pair_close(&p);
}

/* The handshake is over: nothing of it is taken again. */
static void test_after(void **state)
{
    static const uint8_t types[] = {HS_HELLO_REQUEST,      HS_CERTIFICATE, HS_CLIENT_KEY_EXCHANGE,
                                    HS_CERTIFICATE_VERIFY, HS_FINISHED,    HS_KEY_UPDATE};

    (void)state;
    for (size_t i = 0; i < sizeof types; i++) {
        struct tls_faults faults = {.hook = NULL};
        uint8_t message[] = {types[i], 0, 0, 0};
        struct pair p;

        open_pair(&p);
        p.client.faults = &faults;
        works(&p, false);
        fault_record(p.ends[PAIR_CLIENT].tls, CONTENT_HANDSHAKE, span_of(message, sizeof message));
        pair_move(&p);
        assert_int_equal(p.ends[PAIR_SERVER].err, ERR_TLS_UNEXPECTED_MESSAGE);
        assert_int_equal(p.ends[PAIR_SERVER].alert, ALERT_UNEXPECTED_MESSAGE);
        pair_close(&p);
    }
}

/* In a resumed one too. */
static void test_resumed(void **state)
{
    struct misdeed mutations[] = {
        {.message = HS_FINISHED, .flip = 1},
        {.message = FAULT_CCS, .act = FAULT_DROP},
    };
    static const enum err errors[] = {ERR_TLS_FINISHED, ERR_TLS_UNEXPECTED_MESSAGE};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct tls_faults faults = {.ctx = &mutations[i], .hook = hook};
        struct pair p;

        open_pair(&p);
        works(&p, false);
        p.resumes = true;
        p.client.faults = &faults;
        pair_run(&p);
        assert_true(mutations[i].was_done);
        assert_true(info(&p, PAIR_SERVER)->resumed);
        assert_int_equal(p.ends[PAIR_SERVER].err, errors[i]);
        assert_int_equal(p.ends[PAIR_SERVER].alert, err_alert(errors[i]));
        pair_close(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_unasked),
        cmocka_unit_test(test_early_ccs),
        cmocka_unit_test(test_data),
        cmocka_unit_test(test_strange),
        cmocka_unit_test(test_finished),
        cmocka_unit_test(test_verify),
        cmocka_unit_test(test_certificate),
        cmocka_unit_test(test_verify_of_nobody),
        cmocka_unit_test(test_renegotiation),
        cmocka_unit_test(test_after),
        cmocka_unit_test(test_resumed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
