/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/conn.h"

#include "lib/tls/tls.h"
#include "tests/unit/tls/bend.h"

static struct talk *opened(struct bend *b)
{
    struct talk *t = bend_open(b, TLS_1_3);

    t->server.tickets = 0;
    talk_run(t);
    bend_well(t);
    return t;
}

static void both_ways(struct talk *t)
{
    size_t had = t->data.n, taken;

    peer_data(&t->peer, SPAN_LIT("down"));
    talk_move(t);
    assert_int_equal(tls_write(t->tls, SPAN_LIT("up"), &taken), ERR_OK);
    talk_move(t);
    bend_well(t);
    assert_int_equal(t->data.n, had + 4);
}

/* RFC 9846 4.7.3: keys of each side change on their own, an answer comes where one is asked for. */
static void key_updates(void **state)
{
    struct bend b;
    struct talk *t = opened(&b);

    (void)state;
    for (unsigned i = 1; i <= 5; i++) {
        peer_key_update(&t->peer, 0);
        both_ways(t);
        assert_int_equal(tls_info(t->tls)->key_updates, i);
    }
    struct secret ours = t->tls->sched.client_traffic;
    peer_key_update(&t->peer, 0);
    both_ways(t);
    assert_memory_equal(ours.v, t->tls->sched.client_traffic.v, ours.n);
    peer_key_update(&t->peer, 1);
    both_ways(t);
    assert_memory_not_equal(ours.v, t->tls->sched.client_traffic.v, ours.n);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(tls_key_update(t->tls, i & 1), ERR_OK);
        both_ways(t);
    }
    talk_close(t);
}

/* RFC 9846 4.7.3: however many requests came, one answer is enough, ahead of the next data. */
static void one_answer(void **state)
{
    struct bend b;
    struct talk *t = opened(&b);

    (void)state;
    for (int i = 0; i < 10; i++)
        peer_key_update(&t->peer, 1);
    struct buf said = t->peer.out;
    t->peer.out = peer_new();
    assert_int_equal(tls_feed(t->tls, buf_span(&said)), ERR_OK);
    buf_free(&said);
    assert_int_equal(tls_pending(t->tls).n, 0);
    size_t taken;
    assert_int_equal(tls_write(t->tls, SPAN_LIT("x"), &taken), ERR_OK);
    assert_int_equal(tls_pending(t->tls).n, 2 * (RECORD_HEADER + 1 + 16) + 5 + 1);
    talk_move(t);
    both_ways(t);
    talk_close(t);
}

/* RFC 9846 4.7.3: what was asked for is not asked for again before the answer. */
static void asked_once(void **state)
{
    static const uint8_t asked[] = {1, 0, 0, 1};
    struct bend b;
    struct talk *t = opened(&b);

    (void)state;
    for (size_t i = 0; i < COUNT(asked); i++) {
        assert_int_equal(tls_key_update(t->tls, true), ERR_OK);
        assert_int_equal(t->tls->scratch.p[MSG_HEADER], asked[i]);
        if (i == 2)
            peer_key_update(&t->peer, 0);
        both_ways(t);
    }
    talk_close(t);
}

/* RFC 9846 4.7.3: a key is renewed 2^48 - 1 times at most; then requests are passed over. */
static void renewed_enough(void **state)
{
    struct bend b;
    struct talk *t = opened(&b);

    (void)state;
    t->tls->key_update.renewals = ((uint64_t)1 << 48) - 2;
    struct secret ours = t->tls->sched.client_traffic;
    peer_key_update(&t->peer, 1);
    both_ways(t);
    assert_memory_not_equal(ours.v, t->tls->sched.client_traffic.v, ours.n);
    ours = t->tls->sched.client_traffic;
    peer_key_update(&t->peer, 1);
    both_ways(t);
    assert_int_equal(tls_key_update(t->tls, false), ERR_OK);
    both_ways(t);
    assert_memory_equal(ours.v, t->tls->sched.client_traffic.v, ours.n);
    talk_close(t);
}

/* After our close_notify nothing is answered any more. */
static void closed(void **state)
{
    struct bend b;
    struct talk *t = opened(&b);
    size_t taken;

    (void)state;
    assert_int_equal(tls_close(t->tls), ERR_OK);
    talk_move(t);
    assert_true(t->peer.closed);
    peer_key_update(&t->peer, 1);
    peer_data(&t->peer, SPAN_LIT("more"));
    talk_move(t);
    assert_int_equal(t->err, ERR_OK);
    assert_int_equal(t->data.n, 4);
    assert_int_equal(tls_pending(t->tls).n, 0);
    assert_int_equal(tls_key_update(t->tls, false), ERR_TLS_NOT_DONE);
    assert_int_equal(tls_write(t->tls, SPAN_LIT("x"), &taken), ERR_TLS_NOT_DONE);
    assert_int_equal(tls_close(t->tls), ERR_OK);
    assert_int_equal(tls_pending(t->tls).n, 0);
    talk_close(t);
}

static void says(const uint8_t *message, size_t n, enum err e)
{
    struct bend b;
    struct talk *t = opened(&b);

    peer_plain(&t->peer, CONTENT_HANDSHAKE, span_of(message, n));
    talk_move(t);
    bend_is(t, e);
    talk_close(t);
}
#define SAYS(e, ...) says((const uint8_t[]){__VA_ARGS__}, sizeof((uint8_t[]){__VA_ARGS__}), e)

static void forms(void **state)
{
    (void)state;
    SAYS(ERR_TLS_KEY_UPDATE_VALUE, HS_KEY_UPDATE, 0, 0, 1, 2);
    SAYS(ERR_TLS_TRUNCATED, HS_KEY_UPDATE, 0, 0, 0);
    SAYS(ERR_TLS_TRAILING, HS_KEY_UPDATE, 0, 0, 2, 0, 0);
    /* RFC 9846 4.7.2: we said nothing of certificates after the handshake. */
    SAYS(ERR_TLS_UNEXPECTED_MESSAGE, HS_CERTIFICATE_REQUEST, 0, 0, 3, 0, 0, 0);
    SAYS(ERR_TLS_UNEXPECTED_MESSAGE, HS_HELLO_REQUEST, 0, 0, 0);
}

/* RFC 9846 4.7.2: a client that offered post_handshake_auth answers, up to a limit; with an empty
 * Certificate if nothing fits.  tests/cmd/peers.bats has servers check what is signed. */
static void requests(void **state)
{
    enum { MOST = 8 };
    static const uint8_t request[] = {HS_CERTIFICATE_REQUEST,    0, 0, 12, 1, 7, 0, 8, 0,
                                      TLSX_SIGNATURE_ALGORITHMS, 0, 4, 0,  2, 4, 3};
    uint8_t many[(MOST + 1) * sizeof request];

    (void)state;
    for (size_t i = 0; i <= MOST; i++) {
        memcpy(many + i * sizeof request, request, sizeof request);
        many[i * sizeof request + MSG_HEADER + 1] = (uint8_t)i;
    }
    for (size_t n = 1; n <= MOST + 1; n += MOST) {
        struct bend b;
        struct talk *t = bend_open(&b, TLS_1_3);

        t->server.tickets = 0;
        talk_identity(t, FKEY_P256_D);
        t->client.post_handshake_auth = true;
        talk_run(t);
        bend_well(t);
        assert_false(tls_info(t->tls)->client_certificate_asked);
        peer_plain(&t->peer, CONTENT_HANDSHAKE, span_of(many, n * sizeof request));
        talk_move(t);
        assert_true(tls_info(t->tls)->client_certificate_sent);
        assert_int_equal(t->err, n > MOST ? ERR_TLS_TOO_MANY_REQUESTS : ERR_TLS_ALERT_RECEIVED);
        talk_close(t);
    }
}

/* RFC 9846 4.4.2: a context is that of one request, whatever came between. */
static void contexts(void **state)
{
    static const uint8_t first[] = {HS_CERTIFICATE_REQUEST,    0, 0, 12, 1, 7, 0, 8, 0,
                                    TLSX_SIGNATURE_ALGORITHMS, 0, 4, 0,  2, 4, 3};
    static const uint8_t last[] = {7, 8, 7};

    (void)state;
    for (size_t n = 1; n <= sizeof last; n++) {
        uint8_t many[sizeof last * sizeof first];
        struct bend b;
        struct talk *t = bend_open(&b, TLS_1_3);

        for (size_t i = 0; i < n; i++) {
            memcpy(many + i * sizeof first, first, sizeof first);
            many[i * sizeof first + MSG_HEADER + 1] = last[i];
        }
        t->server.tickets = 0;
        talk_identity(t, FKEY_P256_D);
        t->client.post_handshake_auth = true;
        talk_run(t);
        bend_well(t);
        peer_plain(&t->peer, CONTENT_HANDSHAKE, span_of(many, n * sizeof first));
        talk_move(t);
        assert_int_equal(t->err, n == 3 ? ERR_TLS_CONTEXT_AGAIN : ERR_TLS_ALERT_RECEIVED);
        talk_close(t);
    }
}

static void lifetime(struct talk *t, uint32_t seconds)
{
    struct buf m = peer_new();
    const struct new_session_ticket ticket = {
        .lifetime = seconds, .nonce = SPAN_LIT("n"), .ticket = SPAN_LIT("ticket")};

    new_session_ticket13_put(&m, &ticket);
    peer_plain(&t->peer, CONTENT_HANDSHAKE, buf_span(&m));
    buf_free(&m);
    talk_move(t);
}

/* RFC 9846 4.7.1 */
static void lifetimes(void **state)
{
    struct bend b;
    struct talk *t = opened(&b);

    (void)state;
    lifetime(t, 604800);
    bend_well(t);
    assert_int_equal(t->sessions, 1);
    assert_int_equal(t->session.lifetime, 604800);
    lifetime(t, 0); /* to be thrown away */
    bend_well(t);
    assert_int_equal(t->sessions, 1);
    lifetime(t, 604801);
    bend_is(t, ERR_TLS_TICKET_LIFETIME);
    assert_int_equal(t->sessions, 1);
    talk_close(t);
}

/* Each ticket has a PSK of its own. */
static void several(void **state)
{
    struct bend b;
    struct talk *t = opened(&b);
    struct secret last = {0};

    (void)state;
    for (unsigned i = 1; i <= 4; i++) {
        peer_ticket(&t->peer);
        talk_move(t);
        bend_well(t);
        assert_int_equal(t->sessions, i);
        assert_memory_not_equal(last.v, t->session.secret.v, 32);
        last = t->session.secret;
    }
    t->resumes = t->server.resumes = true;
    talk_run(t);
    bend_well(t);
    assert_true(tls_info(t->tls)->resumed);
    talk_close(t);
}

static void unknown_ext(struct peer *p, struct buf *m)
{
    (void)p;
    edit_ext_add(m, true, 0x7777, SPAN_LIT("?"));
}

static void wrong_ext(struct peer *p, struct buf *m)
{
    (void)p;
    edit_ext_add(m, true, TLSX_KEY_SHARE, SPAN_LIT("?"));
}

/* RFC 9846 4.7.1: what is not known is passed over; 4.3: what is known and stands wrong is not. */
static void ticket_exts(void **state)
{
    struct bend b;

    (void)state;
    bend_open(&b, TLS_1_3);
    bend_run(&b, HS_NEW_SESSION_TICKET, unknown_ext, ERR_OK);
    talk_close(&b.talk);
    bend_open(&b, TLS_1_3);
    bend_run(&b, HS_NEW_SESSION_TICKET, wrong_ext, ERR_TLS_EXT_FORBIDDEN);
    talk_close(&b.talk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests),    cmocka_unit_test(contexts),
        cmocka_unit_test(key_updates), cmocka_unit_test(one_answer),
        cmocka_unit_test(asked_once),  cmocka_unit_test(renewed_enough),
        cmocka_unit_test(closed),      cmocka_unit_test(forms),
        cmocka_unit_test(lifetimes),   cmocka_unit_test(several),
        cmocka_unit_test(ticket_exts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
