/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a connection makes of bytes that are no TLS, or come unprotected. */
#include "config.h"

#include "tests/unit/tls/core/inbound_kit.h"

static void clear_alert(struct peer *p, struct buf *m)
{
    (void)m;
    peer_clear(p, CONTENT_ALERT, SPAN_LIT("\2\x28"));
}

/* What was received is the caller's now: nothing of it stays here. */
static void forgotten(void **state)
{
    static const uint16_t versions[] = {TLS_1_2, TLS_1_3};
    struct bend b;

    (void)state;
    for (size_t i = 0; i < COUNT(versions); i++) {
        struct talk *t = opened(&b, versions[i]);
        peer_data(&t->peer, SPAN_LIT("a word for you alone"));
        talk_move(t);
        assert_int_equal(t->data.n, 20);
        assert_true(t->tls->plain.room >= 20);
        assert_null(memmem(t->tls->plain.p, t->tls->plain.room, "word", 4));
        talk_close(t);
    }
}

/* Anybody could say it. */
static void unprotected(void **state)
{
    (void)state;
    does(TLS_1_3, HS_CERTIFICATE, clear_alert, ERR_TLS_RECORD_OUTER_TYPE);
}

static void starts_with(struct span first, enum err e, const char *looks_like)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_3);
    struct tls *tls;

    assert_int_equal(tls_new(&tls, &t->client), ERR_OK);
    assert_int_equal(tls_start(tls), ERR_OK);
    tls_sent(tls, tls_pending(tls).n);
    enum err got = tls_feed(tls, first);
    if (got == ERR_OK)
        got = tls_eof(tls);
    assert_int_equal(got, e);
    if (looks_like == NULL)
        assert_null(tls_failure(tls)->looks_like);
    else
        assert_string_equal(tls_failure(tls)->looks_like, looks_like);
    assert_int_equal(tls_pending(tls).n > 0, err_alert(e) != ALERT_NONE);
    tls_free(tls);
    talk_close(t);
}

static void not_tls(void **state)
{
    (void)state;
    starts_with(SPAN_LIT("HTTP/1.1 400 Bad Request\r\n"), ERR_TLS_NOT_TLS, "HTTP");
    starts_with(SPAN_LIT("220 mail.example.org ESMTP\r\n"), ERR_TLS_NOT_TLS, "SMTP");
    starts_with(SPAN_LIT("SSH-2.0-OpenSSH_9.2\r\n"), ERR_TLS_NOT_TLS, "SSH");
    starts_with(SPAN_LIT("SSH-"), ERR_TLS_NOT_TLS, "SSH");
    starts_with(SPAN_LIT("\x16\0\0\0\x0a"
                         "8.0"),
                ERR_TLS_NOT_TLS, "MySQL");
    starts_with(SPAN_LIT("whatever this is"), ERR_TLS_NOT_TLS, NULL);
    starts_with(SPAN_LIT("\x15\0\0\0\2\2\x46"), ERR_TLS_ALERT_RECEIVED, NULL);
    starts_with(SPAN_LIT("\x15\0\0\0\2\2"), ERR_TLS_CLOSED_IN_HANDSHAKE, NULL);
    starts_with(SPAN_LIT("\x15\0\0\0\3\2\x46\0"), ERR_TLS_RECORD_VERSION, NULL);
    starts_with(SPAN_LIT("\x16\0\0\0\2\2\x46"), ERR_TLS_RECORD_VERSION, NULL);
    starts_with(SPAN_LIT("\x15\3\1\0\2\1\x70\x15\0\0\0\2\2\x46"), ERR_TLS_RECORD_VERSION, NULL);
    starts_with(SPAN_LIT("\x16\x7f\0\0\5hello"), ERR_TLS_RECORD_VERSION, NULL);
    starts_with(SPAN_LIT("\x16\3\3\x50\0"), ERR_TLS_RECORD_OVERFLOW, NULL);
    starts_with(SPAN_LIT("\x16\3\3"), ERR_TLS_CLOSED_IN_HANDSHAKE, NULL);
    starts_with((struct span){0}, ERR_TLS_CLOSED_IN_HANDSHAKE, NULL);
}

static void speak_http(struct peer *p, struct buf *m)
{
    (void)m;
    peer_raw(p, SPAN_LIT("HTTP/1.1 400 Bad Request\r\n"));
}

/* Once it was TLS, it is TLS with a bad record. */
static void was_tls(void **state)
{
    (void)state;
    does(TLS_1_2, HS_CERTIFICATE, speak_http, ERR_TLS_RECORD_TYPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unprotected),
        cmocka_unit_test(not_tls),
        cmocka_unit_test(was_tls),
        cmocka_unit_test(forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
