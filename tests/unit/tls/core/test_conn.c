/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/conn.h"

#include "lib/tls/tls.h"
#include "tests/unit/tls/bend.h"

static void configurations(void **state)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_3);
    struct tls_config bad[6];
    struct tls *tls;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        bad[i] = t->client;
    bad[0].min_version = TLS_1_1;
    bad[1].max_version = TLS_1_3 + 1;
    bad[2].min_version = TLS_1_3;
    bad[2].max_version = TLS_1_2;
    bad[3].suites.num = 0;
    bad[4].num_shares = SHARES_MAX + 1;
    bad[5].suites.num = bad[5].num_shares = 0;
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(tls_new(&tls, &bad[i]), ERR_TLS_OFFER_EMPTY);
        assert_null(tls);
    }
    tls_free(NULL);
    t->client.message_max = 0; /* nothing said: the default */
    talk_run(t);
    bend_well(t);
    talk_close(t);
}

/* Before anything was said, and before the handshake is done. */
static void too_early(void **state)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_3);
    uint8_t out[8];
    size_t taken = 1;
    struct tls *tls;

    (void)state;
    assert_int_equal(tls_new(&tls, &t->client), ERR_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(tls_phase(tls), PHASE_HANDSHAKE);
        assert_false(tls_may_write(tls));
        assert_int_equal(tls_write(tls, SPAN_LIT("x"), &taken), ERR_TLS_NOT_DONE);
        assert_int_equal(taken, 0);
        assert_int_equal(tls_key_update(tls, false), ERR_TLS_NOT_DONE);
        assert_int_equal(tls_export(tls, out, 8, SPAN_LIT("l"), false, (struct span){0}),
                         ERR_TLS_NOT_DONE);
        assert_int_equal(tls_start(tls), i == 0 ? ERR_OK : ERR_TLS_NOT_DONE);
    }
    assert_true(tls_pending(tls).n > 0);
    tls_free(tls);
    talk_close(t);
}

/* What is pending may be sent in parts. */
static void in_parts(void **state)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_3);
    struct tls *tls;

    (void)state;
    assert_int_equal(tls_new(&tls, &t->client), ERR_OK);
    assert_int_equal(tls_start(tls), ERR_OK);
    peer_open(&t->peer, &t->server);
    t->tls = tls;
    while (tls_pending(tls).n > 0) {
        peer_feed(&t->peer, span_head(tls_pending(tls), 1));
        tls_sent(tls, 1);
    }
    assert_int_equal(tls->out.n, 0); /* and does not pile up */
    talk_move(t);
    bend_well(t);
    talk_close(t);
}

/* RFC 9846 7.5, RFC 5705: both sides come to the same, and it hangs on everything that goes in. */
static void exporters(void **state)
{
    struct bend b;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct talk *t = bend_open(&b, version);
        uint8_t ours[4][32], theirs[32];
        struct span label = SPAN_LIT("EXPORTER-test"), context = SPAN_LIT("c"), none = {0};
        talk_run(t);
        bend_well(t);
        assert_int_equal(tls_export(t->tls, ours[0], 32, label, true, context), ERR_OK);
        assert_int_equal(tls_export(t->tls, ours[1], 32, label, true, none), ERR_OK);
        assert_int_equal(tls_export(t->tls, ours[2], 32, label, false, none), ERR_OK);
        assert_int_equal(tls_export(t->tls, ours[3], 32, SPAN_LIT("other"), true, context), ERR_OK);
        assert_int_equal(tls_export(t->peer.tls, theirs, 32, label, true, context), ERR_OK);
        assert_memory_equal(ours[0], theirs, 32);
        assert_memory_not_equal(ours[0], ours[1], 32);
        assert_memory_not_equal(ours[0], ours[3], 32);
        /* TLS 1.2 tells no context from an empty one. */
        assert_int_equal(memcmp(ours[1], ours[2], 32) == 0, version == TLS_1_3);
        talk_close(t);
    }
}

/* Whatever is done with it now, it was given up, and nothing goes out. */
static void gone(struct tls *tls)
{
    size_t taken = 1;

    assert_int_equal(tls_phase(tls), PHASE_FAILED);
    assert_int_equal(tls_failure(tls)->err, ERR_TLS_GIVEN_UP);
    assert_int_equal(tls_start(tls), ERR_TLS_GIVEN_UP);
    assert_int_equal(tls_feed(tls, SPAN_LIT("x")), ERR_TLS_GIVEN_UP);
    assert_int_equal(tls_eof(tls), ERR_TLS_GIVEN_UP);
    assert_int_equal(tls_write(tls, SPAN_LIT("x"), &taken), ERR_TLS_GIVEN_UP);
    assert_int_equal(taken, 0);
    assert_int_equal(tls_close(tls), ERR_TLS_GIVEN_UP);
    assert_int_equal(tls_abort(tls, ALERT_INTERNAL_ERROR), ERR_TLS_GIVEN_UP);
    assert_int_equal(tls_pending(tls).n, 0);
}

/* RFC 9846 6.1: behind a close_notify there is no alert; before the ClientHello nobody to send it
 * to. */
static void abort_unheard(void **state)
{
    struct bend b;
    struct tls *tls;

    (void)state;
    struct talk *t = bend_open(&b, TLS_1_3);
    talk_run(t);
    assert_int_equal(tls_close(t->tls), ERR_OK);
    talk_move(t);
    assert_int_equal(tls_abort(t->tls, ALERT_INTERNAL_ERROR), ERR_OK);
    gone(t->tls);
    assert_int_equal(tls_new(&tls, &t->client), ERR_OK);
    assert_int_equal(tls_abort(tls, ALERT_INTERNAL_ERROR), ERR_OK);
    gone(tls);
    tls_free(tls);
    talk_close(t);
}

static void close_at_flight(struct peer *p, struct buf *m)
{
    struct bend *b = p->c.ctx;

    (void)m;
    assert_int_equal(tls_close(b->talk.tls), ERR_OK);
}

/* A handshake does not go on behind our close_notify, but for what it needs of the other side. */
static void closed_too_soon(void **state)
{
    static const struct {
        uint16_t version;
        uint8_t message;
    } cases[] = {{TLS_1_2, HS_SERVER_HELLO_DONE}, {TLS_1_3, HS_FINISHED}};
    struct bend b;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct talk *t = bend_open(&b, cases[i].version);
        bend_mutation(&b, cases[i].message, close_at_flight);
        talk_run(t);
        assert_true(b.done);
        bend_is(t, ERR_TLS_GIVEN_UP);
        assert_int_equal(t->peer.client_flight.n, 1); /* the ClientHello */
        talk_close(t);
    }
}

static void endings(void **state)
{
    struct bend b;
    struct tls *tls;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct talk *t = bend_open(&b, version);
        talk_run(t);
        talk_eof(t);
        bend_is(t, ERR_TLS_TRUNCATION);
        talk_run(t);
        assert_int_equal(tls_abort(t->tls, ALERT_INTERNAL_ERROR), ERR_OK);
        assert_int_equal(tls_phase(t->tls), PHASE_FAILED);
        talk_move(t);
        assert_int_equal(t->peer.alert_level, 2);
        assert_int_equal(t->peer.alert, ALERT_INTERNAL_ERROR);
        gone(t->tls);
        talk_close(t);
    }
    struct talk *t = bend_open(&b, TLS_1_3);
    assert_int_equal(tls_new(&tls, &t->client), ERR_OK);
    assert_int_equal(tls_close(tls), ERR_OK); /* nobody is there yet */
    assert_int_equal(tls_pending(tls).n, 0);
    assert_int_equal(tls_start(tls), ERR_OK);
    tls_sent(tls, tls_pending(tls).n);
    assert_int_equal(tls_eof(tls), ERR_TLS_CLOSED_IN_HANDSHAKE);
    assert_int_equal(tls_pending(tls).n, 0);
    tls_free(tls);
    talk_close(t);
}

/* --- failing -------------------------------------------------------------------------------- */

struct witness {
    struct bend b;
    enum err err;
    uint8_t at[64];
    size_t at_n;
    unsigned failures;
    struct secret secrets[64];
    size_t num_secrets;
};

static void watch(void *ctx, const struct event *e)
{
    struct witness *w = ctx;

    if (e->kind == EVENT_FAILED) {
        w->failures++;
        w->err = e->err;
        w->at_n = e->at.n < sizeof w->at ? e->at.n : sizeof w->at;
        if (w->at_n > 0)
            memcpy(w->at, e->at.p, w->at_n);
    }
    if (e->kind == EVENT_STEP && e->step->out.n >= 32 && w->num_secrets < COUNT(w->secrets)) {
        struct secret *s = &w->secrets[w->num_secrets++];
        s->n = 32;
        memcpy(s->v, e->step->out.p, s->n);
    }
}

static void break_finished(struct peer *p, struct buf *m)
{
    (void)p;
    m->p[m->n - 1] ^= 1;
}

/* What failed is told once, with its bytes, its state and its message; and no secret is left. */
static void told(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        static struct witness w;
        w = (struct witness){0};
        struct talk *t = bend_open(&w.b, version);
        t->client.event = watch;
        bend_run(&w.b, HS_FINISHED, break_finished, ERR_TLS_FINISHED);
        const struct tls_failure *f = tls_failure(t->tls);
        assert_false(f->has_extension);
        assert_int_equal(w.failures, 1);
        assert_int_equal(w.err, ERR_TLS_FINISHED);
        assert_string_equal(f->state, "WAIT_FINISHED");
        assert_true(f->has_message);
        assert_int_equal(f->message, HS_FINISHED);
        assert_int_equal(w.at_n, version == TLS_1_3 ? 32 : VERIFY_DATA_SIZE);
        assert_int_equal(f->at.n, w.at_n);
        assert_memory_equal(f->at.p, w.at, w.at_n);
        assert_true(w.num_secrets > 0);
        const uint8_t *inside = (const uint8_t *)t->tls;
        for (size_t i = 0; i < w.num_secrets; i++)
            assert_null(memmem(inside, sizeof *t->tls, w.secrets[i].v, w.secrets[i].n));
        talk_close(t);
    }
}

static void change_alpn(struct peer *p, struct buf *m)
{
    edit_ext_set(m, p->c.version == TLS_1_3, TLSX_ALPN, SPAN_LIT("\0\3\2h3"));
}

/* And which extension it was. */
static void told_extension(void **state)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_3);

    (void)state;
    t->client.record_size_limit = 1000;
    t->client.alpn = t->server.alpn = SPAN_LIT("\2h2");
    bend_run(&b, HS_ENCRYPTED_EXTENSIONS, change_alpn, ERR_TLS_ALPN);
    assert_true(tls_failure(t->tls)->has_extension);
    assert_int_equal(tls_failure(t->tls)->extension, TLSX_ALPN);
    talk_close(t);
}

/* What is wrong can be looked at when the caller's bytes are gone. */
static void told_later(void **state)
{
    uint8_t bytes[] = {99, 3, 3, 0, 1, 'x'};
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_3);
    struct tls *tls;

    (void)state;
    assert_int_equal(tls_new(&tls, &t->client), ERR_OK);
    assert_int_equal(tls_start(tls), ERR_OK);
    assert_int_equal(tls_feed(tls, span_of(bytes, sizeof bytes)), ERR_TLS_NOT_TLS);
    memset(bytes, 0, sizeof bytes);
    assert_int_equal(tls_failure(tls)->at.n, sizeof bytes);
    assert_int_equal(tls_failure(tls)->at.p[0], 99);
    tls_free(tls);
    talk_close(t);
}

/* The judge's alert goes out in place of the error's own. */
static void verdicts(void **state)
{
    struct bend b;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct talk *t = bend_open(&b, version);
        t->verdict = ERR_TLS_VERDICT;
        talk_run(t);
        bend_is(t, ERR_TLS_VERDICT);
        t->verdict_alert = ALERT_CERTIFICATE_EXPIRED;
        talk_run(t);
        assert_int_equal(t->err, ERR_TLS_VERDICT);
        assert_int_equal(t->peer.alert, ALERT_CERTIFICATE_EXPIRED);
        talk_close(t);
    }
}

/* No alert follows a close_notify (RFC 9846 6.1). */
static void after_close(void **state)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_3);

    (void)state;
    talk_run(t);
    assert_int_equal(tls_close(t->tls), ERR_OK);
    talk_move(t);
    peer_plain(&t->peer, CONTENT_HANDSHAKE, (struct span){0});
    talk_move(t);
    assert_int_equal(t->err, ERR_TLS_RECORD_EMPTY);
    assert_true(t->peer.closed);
    assert_false(t->peer.alerted);
    talk_close(t);
}

/* A connection without an event hook and without a ticket hook is one all the same. */
static void deaf(void **state)
{
    struct bend b;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct talk *t = bend_open(&b, version);
        t->client.event = NULL;
        t->client.ticket = NULL;
        t->server.tickets = 1;
        talk_run(t);
        bend_well(t);
        assert_int_equal(tls_info(t->tls)->tickets, 1);
        talk_close(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(configurations), cmocka_unit_test(too_early),
        cmocka_unit_test(in_parts),       cmocka_unit_test(exporters),
        cmocka_unit_test(endings),        cmocka_unit_test(told),
        cmocka_unit_test(abort_unheard),  cmocka_unit_test(closed_too_soon),
        cmocka_unit_test(told_later),     cmocka_unit_test(told_extension),
        cmocka_unit_test(verdicts),       cmocka_unit_test(after_close),
        cmocka_unit_test(deaf),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
