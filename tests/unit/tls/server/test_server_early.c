/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Early data at a server: taken, passed over, too much of it, and when it is over. */
#include "config.h"

#include "tests/unit/tls/server/server_early_kit.h"

static void early_taken(void **state)
{
    static const uint8_t answer[] = {HS_CLIENT_HELLO, HS_END_OF_EARLY_DATA, HS_FINISHED};
    struct pair p;

    (void)state;
    sessions_begin(&p);
    early_is(&p, EARLY_ACCEPTED);
    assert_true(sessions_info(&p, PAIR_SERVER)->resumed);
    assert_true(span_eq(buf_span(&p.ends[PAIR_SERVER].heard), span_of(answer, sizeof answer)));
    for (size_t chunk = 1; chunk < 4; chunk++) {
        p.chunk = chunk;
        early_is(&p, EARLY_ACCEPTED);
    }
    /* Nothing need come. */
    p.chunk = 0;
    sessions_are(&p, true, EARLY_ACCEPTED);
    pair_close(&p);
}

/* RFC 9846 4.5.3: a server may answer before the client has finished, where it was told so. */
static void early_answered(void **state)
{
    const struct span label = SPAN_LIT("EXPORTER-test"), answer = SPAN_LIT("already");
    uint8_t ours[16], theirs[16];

    (void)state;
    for (int on = 0; on < 2; on++) {
        enum err must = on ? ERR_OK : ERR_TLS_NOT_DONE;
        struct pair p;

        sessions_begin(&p);
        p.server.half_rtt = on != 0;
        pair_begin(&p);
        struct tls *client = p.ends[PAIR_CLIENT].tls, *server = p.ends[PAIR_SERVER].tls;
        size_t taken = 0, n = 0;
        assert_int_equal(tls_write(client, span_str(early_words), &taken), ERR_OK);
        n = tls_pending(client).n;
        assert_int_equal(tls_feed(server, tls_pending(client)), ERR_OK);
        tls_sent(client, n);
        assert_int_equal(tls_phase(server), PHASE_HANDSHAKE);
        assert_int_equal(tls_may_write(server), on);
        assert_int_equal(tls_write(server, answer, &taken), must);
        assert_int_equal(tls_export(server, ours, sizeof ours, label, false, (struct span){0}),
                         must);
        pair_move(&p);
        assert_true(pair_is_well(&p));
        assert_true(span_eq(buf_span(&p.ends[PAIR_CLIENT].data), on ? answer : (struct span){0}));
        assert_int_equal(tls_export(client, theirs, sizeof theirs, label, false, (struct span){0}),
                         ERR_OK);
        assert_true(!on || memcmp(ours, theirs, sizeof ours) == 0);
        pair_close(&p);
    }
}

/* RFC 8449 4: what this handshake has agreed on holds behind it. */
static void early_unlimited(void **state)
{
    static uint8_t data[500];
    struct pair p;

    (void)state;
    sessions_begin(&p);
    p.client.record_size_limit = 1000;
    p.host.record_size_limit = 64;
    run_early(&p, span_of(data, sizeof data));
    assert_true(pair_is_well(&p));
    assert_int_equal(p.ends[PAIR_SERVER].data.n, sizeof data);
    pair_close(&p);
}

/* Each of these takes the session, and not what came with it. */
static void early_rejected(void **state)
{
    struct pair p;

    (void)state;
    sessions_begin(&p);
    p.server.max_early_data = 0; /* the ticket allows it still */
    early_is(&p, EARLY_REJECTED);
    assert_true(sessions_info(&p, PAIR_SERVER)->resumed);
    sessions_are(&p, true, EARLY_NOT_OFFERED); /* the new ticket does not */
    pair_close(&p);

    pair_open(&p, TLS_1_3); /* a ticket that never allowed it */
    pair_identity(&p, FKEY_P256_C);
    sessions_well(&p);
    p.resumes = p.client.early_data = true;
    p.session.max_early_data = p.server.max_early_data = 1000;
    early_is(&p, EARLY_REJECTED);
    assert_true(sessions_info(&p, PAIR_SERVER)->resumed);
    pair_close(&p);

    sessions_begin(&p); /* another protocol */
    p.host.alpn = SPAN_LIT("\x08http/1.1");
    p.client.alpn = SPAN_LIT("\x02h2\x08http/1.1");
    early_is(&p, EARLY_REJECTED);
    assert_true(sessions_info(&p, PAIR_SERVER)->resumed);
    pair_close(&p);

    sessions_begin(&p); /* another suite of the same hash */
    p.host.suites = (struct numbers){{TLS_AES_128_GCM_SHA256}, 1};
    p.resumes = false;
    sessions_well(&p);
    p.resumes = true;
    p.host.suites = (struct numbers){{TLS_CHACHA20_POLY1305_SHA256}, 1};
    early_is(&p, EARLY_REJECTED);
    assert_true(sessions_info(&p, PAIR_SERVER)->resumed);
    pair_close(&p);

    sessions_begin(&p); /* a retry */
    p.server.retries = true;
    early_is(&p, EARLY_REJECTED);
    assert_true(sessions_info(&p, PAIR_SERVER)->resumed);
    p.server.cookie = SPAN_LIT("a cookie");
    early_is(&p, EARLY_REJECTED);
    pair_close(&p);

    sessions_begin(&p); /* no session at all: the keys are of nobody */
    p.session.ticket.p[0] ^= 1;
    early_is(&p, EARLY_REJECTED);
    assert_false(sessions_info(&p, PAIR_SERVER)->resumed);
    pair_close(&p);
}

/* The first flight of a client, as it went over the wire. */
struct first_flight {
    struct buf bytes;
    bool is_done;
};

static void keep_flight(void *ctx, int from, struct buf *bytes)
{
    struct first_flight *f = ctx;

    if (from == PAIR_CLIENT && !f->is_done)
        buf_put(&f->bytes, buf_span(bytes));
    f->is_done = true;
}

/* RFC 9846 8: what was taken once is not taken again, by whomever it is sent. */
static void replayed(void **state)
{
    struct first_flight f = {0};
    struct pair p;
    struct tls *again;

    (void)state;
    sessions_begin(&p);
    buf_init(&f.bytes, 1 << 16);
    p.ctx = &f;
    p.bend = keep_flight;
    early_is(&p, EARLY_ACCEPTED);
    assert_int_equal(tls_new(&again, &p.host), ERR_OK);
    assert_int_equal(tls_start(again), ERR_OK);
    buf_truncate(&p.ends[PAIR_SERVER].data, 0);
    assert_int_equal(tls_feed(again, buf_span(&f.bytes)), ERR_OK);
    assert_true(tls_info(again)->resumed);
    assert_int_equal(tls_info(again)->early_data, EARLY_REJECTED);
    assert_int_equal(p.ends[PAIR_SERVER].data.n, 0);
    tls_free(again);
    buf_free(&f.bytes);
    pair_close(&p);
}

/* Early data behind the first record of the second ClientHello. */
static void put_inside(void *ctx, int from, struct buf *bytes)
{
    static const uint8_t data[RECORD_HEADER + 32] = {CONTENT_APPLICATION_DATA, 3, 3, 0, 32};
    unsigned *flights = ctx;
    struct span all = buf_span(bytes), first;
    struct buf b;

    if (from != PAIR_CLIENT || ++*flights != 2)
        return;
    size_t at = all.p[0] == CONTENT_CHANGE_CIPHER_SPEC ? RECORD_HEADER + 1 : 0;
    assert_int_equal(all.p[at], CONTENT_HANDSHAKE);
    first = span_head(all, at + RECORD_HEADER + (size_t)(all.p[at + 3] << 8 | all.p[at + 4]));
    assert_true(first.n < all.n);
    buf_init(&b, 1 << 16);
    buf_put(&b, first);
    buf_put(&b, span_of(data, sizeof data));
    buf_put(&b, span_tail(all, first.n));
    buf_truncate(bytes, 0);
    buf_put(bytes, buf_span(&b));
    buf_free(&b);
}

/* RFC 9846 5.1: what is passed over may not stand inside a message either. */
static void early_inside(void **state)
{
    unsigned flights = 0;
    struct pair p;

    (void)state;
    sessions_begin(&p);
    p.server.retries = true;
    p.client.record_max = 64;
    early_is(&p, EARLY_REJECTED);
    p.ctx = &flights;
    p.bend = put_inside;
    pair_run(&p);
    assert_int_equal(p.ends[PAIR_SERVER].err, ERR_TLS_INTERLEAVED);
    assert_int_equal(p.ends[PAIR_CLIENT].got_alert, ALERT_UNEXPECTED_MESSAGE);
    pair_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(early_taken),     cmocka_unit_test(early_answered),
        cmocka_unit_test(early_unlimited), cmocka_unit_test(early_rejected),
        cmocka_unit_test(early_age),       cmocka_unit_test(replayed),
        cmocka_unit_test(early_inside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
