/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Early data at a server: taken, passed over, too much of it, and when it is over. */
#include "config.h"

#include "tests/unit/tls/sessions.h"

#include "lib/tls/core/outbound.h"
#include "lib/tls/session/session_cache.h"
#include "lib/tls/tls.h"

/* --- early data ---------------------------------------------------------------------------- */

static const char early_words[] = "before the handshake";

/* A connection whose client writes at once. */
static void run_early(struct pair *p, struct span data)
{
    size_t taken = 0;

    pair_begin(p);
    if (tls_may_write(p->ends[PAIR_CLIENT].tls))
        assert_int_equal(tls_write(p->ends[PAIR_CLIENT].tls, data, &taken), ERR_OK);
    assert_int_equal(taken, data.n);
    pair_move(p);
}

static void early_is(struct pair *p, enum early_data early)
{
    struct span said = span_str(early_words);

    run_early(p, said);
    if (!pair_is_well(p))
        fail_msg("client %s, server %s", err_id(p->ends[0].err), err_id(p->ends[1].err));
    assert_int_equal(sessions_info(p, PAIR_SERVER)->early_data, early);
    assert_int_equal(sessions_info(p, PAIR_CLIENT)->early_data, early);
    assert_true(span_eq(buf_span(&p->ends[PAIR_SERVER].data),
                        early == EARLY_ACCEPTED ? said : (struct span){0}));
    assert_true(span_eq(tls_unwritten(p->ends[PAIR_CLIENT].tls),
                        early == EARLY_REJECTED ? said : (struct span){0}));
    buf_truncate(&p->ends[PAIR_SERVER].data, 0);
    assert_true(pair_carries(p));
}

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

/* RFC 9846 8.3: the age that the client tells is the time that has gone by here, about. */
static void early_age(void **state)
{
    static const struct {
        int64_t off_ms;
        enum early_data early;
    } rows[] = {
        {0, EARLY_ACCEPTED},
        {SESSION_CACHE_FRESH_MS, EARLY_ACCEPTED},
        {SESSION_CACHE_FRESH_MS + 1, EARLY_REJECTED},
        {-SESSION_CACHE_FRESH_MS, EARLY_ACCEPTED},
        {-SESSION_CACHE_FRESH_MS - 1, EARLY_REJECTED},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pair p;

        sessions_begin(&p);
        p.now_ms += 60 * 1000;
        p.session.received_ms += rows[i].off_ms;
        early_is(&p, rows[i].early);
        assert_true(sessions_info(&p, PAIR_SERVER)->resumed);
        pair_close(&p);
    }
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

/* More than the ticket allows, of what is taken and of what is not (RFC 9846 4.3.10). */
static void early_too_long(void **state)
{
    static uint8_t data[20000];
    struct pair p;

    (void)state;
    sessions_begin(&p);
    run_early(&p, span_of(data, 1000));
    assert_true(pair_is_well(&p));
    assert_int_equal(p.ends[PAIR_SERVER].data.n, 1000);
    p.session.max_early_data = 1001;
    run_early(&p, span_of(data, 1001));
    assert_int_equal(p.ends[PAIR_SERVER].err, ERR_TLS_EARLY_DATA_LENGTH);
    assert_int_equal(p.ends[PAIR_CLIENT].got_alert, ALERT_UNEXPECTED_MESSAGE);
    pair_close(&p);

    for (int retries = 0; retries < 2; retries++) {
        sessions_begin(&p);
        p.server.retries = retries;
        p.server.max_early_data = 0;
        p.session.max_early_data = sizeof data;
        run_early(&p, span_of(data, 16000));
        assert_true(pair_is_well(&p));
        pair_close(&p);

        sessions_begin(&p);
        p.server.retries = retries;
        p.server.max_early_data = 0;
        p.session.max_early_data = sizeof data;
        run_early(&p, span_of(data, sizeof data));
        assert_int_equal(p.ends[PAIR_SERVER].err, ERR_TLS_EARLY_DATA_LENGTH);
        pair_close(&p);
    }
}

/* RFC 9846 4.3.10: the second pre-shared key will do, but not for early data. */
struct two {
    struct pair *p;
    bool done;
};

static enum fault_act offer_two(void *ctx, struct tls *t, enum fault_stage stage, uint8_t message,
                                struct buf *bytes)
{
    struct two *two = ctx;
    const struct session *s = &two->p->session;
    struct psk_offer offer;
    struct psk_identity id;
    struct client_hello m;
    struct fail f = {0};
    struct span data;
    struct buf psk, exts, hello;
    uint8_t hash[DIGEST_MAX_SIZE], binder[SECRET_MAX];
    enum digest d = suite_find(s->suite)->hash;
    size_t n = digest_size(d), binders_n = 2 + 2 * (1 + n);

    (void)t;
    if (stage != FAULT_MESSAGE || message != HS_CLIENT_HELLO || two->done)
        return FAULT_SEND;
    two->done = true;
    buf_init(&psk, 1 << 16);
    buf_init(&exts, 1 << 16);
    buf_init(&hello, 1 << 16);
    assert_int_equal(client_hello_parse(&m, span_tail(buf_span(bytes), MSG_HEADER), &f), ERR_OK);
    assert_true(ext_get(m.exts, TLSX_PRE_SHARED_KEY, &data));
    assert_int_equal(ext_psk_parse(&offer, data, &f), ERR_OK);
    struct rd r = rd_init(offer.identities, &f);
    assert_true(ext_psk_identity_next(&r, &id));
    /* All but the last extension, and another last one: who knows, and the one that is known. */
    buf_put(&exts, span_head(m.exts, m.exts.n - data.n - 4));
    buf_u16(&psk, (uint16_t)(2 + 1 + 4 + 2 + id.identity.n + 4));
    buf_u16(&psk, 1);
    buf_u8(&psk, 'x');
    buf_u32(&psk, 0);
    buf_u16(&psk, (uint16_t)id.identity.n);
    buf_put(&psk, id.identity);
    buf_u32(&psk, id.obfuscated_age);
    buf_u16(&psk, (uint16_t)(binders_n - 2));
    for (int i = 0; i < 2; i++) {
        static const uint8_t zeros[SECRET_MAX];
        buf_u8(&psk, (uint8_t)n);
        buf_put(&psk, span_of(zeros, n));
    }
    ext_put(&exts, TLSX_PRE_SHARED_KEY, buf_span(&psk));
    m.exts = buf_span(&exts);
    client_hello_put(&hello, &m);
    struct sched13 sched = {0};
    digest_of(d, hash, span_head(buf_span(&hello), hello.n - binders_n));
    sched13_early(&sched, d, span_of(s->secret.v, s->secret.n));
    sched13_binder(&sched, binder, false, span_of(hash, n));
    memcpy(hello.p + hello.n - n, binder, n);
    buf_truncate(bytes, 0);
    buf_put(bytes, buf_span(&hello));
    buf_free(&psk);
    buf_free(&exts);
    buf_free(&hello);
    return FAULT_SEND;
}

static void second_key(void **state)
{
    struct two two = {0};
    struct tls_faults faults = {.ctx = &two, .hook = offer_two};
    struct pair p;

    (void)state;
    sessions_begin(&p);
    two.p = &p;
    p.client.faults = &faults;
    pair_run(&p);
    assert_true(sessions_info(&p, PAIR_SERVER)->resumed);
    assert_int_equal(p.ends[PAIR_SERVER].tls->psk_index, 1);
    assert_int_equal(sessions_info(&p, PAIR_SERVER)->early_data, EARLY_REJECTED);
    /* The client had offered one, and knows of no other. */
    assert_int_equal(p.ends[PAIR_CLIENT].err, ERR_TLS_PSK_INDEX);
    pair_close(&p);
}

/* It is all of it that counts. */
static void early_in_parts(void **state)
{
    static uint8_t data[600];
    struct pair p;
    size_t taken;

    (void)state;
    sessions_begin(&p);
    p.session.max_early_data = 1200;
    pair_begin(&p);
    for (int i = 0; i < 2; i++)
        assert_int_equal(tls_write(p.ends[PAIR_CLIENT].tls, span_of(data, sizeof data), &taken),
                         ERR_OK);
    pair_move(&p);
    assert_int_equal(p.ends[PAIR_SERVER].err, ERR_TLS_EARLY_DATA_LENGTH);
    assert_int_equal(p.ends[PAIR_SERVER].data.n, sizeof data);
    pair_close(&p);
}

/* Once something has opened, what does not is an attack: nothing is passed over any more. */
struct injector {
    unsigned says;
};

static void inject(void *ctx, int from, struct buf *bytes)
{
    static const uint8_t junk[] = {23, 3, 3, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0,
                                   0,  0, 0, 0, 0,  0, 0, 0, 0, 0, 0, 0};
    struct injector *in = ctx;

    if (from == PAIR_CLIENT && ++in->says > 1)
        buf_put(bytes, span_of(junk, sizeof junk));
}

static void early_is_over(void **state)
{
    struct injector in = {0};
    struct pair p;

    (void)state;
    sessions_begin(&p);
    p.server.max_early_data = 0;
    p.ctx = &in;
    p.bend = inject;
    pair_run(&p);
    assert_int_equal(p.ends[PAIR_SERVER].err, ERR_TLS_BAD_RECORD_MAC);
    pair_close(&p);
}

/* Without an offer there is nothing to pass over. */
static void early_unasked(void **state)
{
    struct injector in = {1};
    struct pair p;

    (void)state;
    sessions_begin(&p);
    p.client.early_data = false;
    p.ctx = &in;
    p.bend = inject;
    pair_run(&p);
    assert_int_equal(p.ends[PAIR_SERVER].err, ERR_TLS_BAD_RECORD_MAC);
    pair_close(&p);
}

/* RFC 9846 4.6: it has no body, and is alone in its record; the handshake waits for it. */
static void end_of_early(void **state)
{
    static const uint8_t bodied[] = {HS_END_OF_EARLY_DATA, 0, 0, 1, 0};
    static const uint8_t finished[] = {HS_FINISHED, 0, 0, 0};
    static const struct {
        struct span message;
        enum err err;
    } rows[] = {
        {{bodied, sizeof bodied}, ERR_TLS_TRAILING},
        {{finished, sizeof finished}, ERR_TLS_UNEXPECTED_MESSAGE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pair p;

        sessions_begin(&p);
        pair_begin(&p);
        assert_int_equal(outbound_message(p.ends[PAIR_CLIENT].tls, rows[i].message), ERR_OK);
        assert_int_equal(outbound_flush(p.ends[PAIR_CLIENT].tls), ERR_OK);
        pair_move(&p);
        assert_int_equal(p.ends[PAIR_SERVER].err, rows[i].err);
        pair_close(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(early_taken),     cmocka_unit_test(early_answered),
        cmocka_unit_test(early_unlimited), cmocka_unit_test(early_rejected),
        cmocka_unit_test(early_age),       cmocka_unit_test(replayed),
        cmocka_unit_test(early_inside),    cmocka_unit_test(early_too_long),
        cmocka_unit_test(early_in_parts),  cmocka_unit_test(second_key),
        cmocka_unit_test(early_is_over),   cmocka_unit_test(early_unasked),
        cmocka_unit_test(end_of_early),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
