/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Early data: its limits, its end, and keys that it is not under. */
#include "config.h"

#include "tests/unit/tls/server/server_early_kit.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(early_too_long), cmocka_unit_test(early_in_parts),
        cmocka_unit_test(second_key),     cmocka_unit_test(early_is_over),
        cmocka_unit_test(early_unasked),  cmocka_unit_test(end_of_early),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
