/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What hooks can do; what comes of it is in tests/badserver and tests/badclient. */
#include "config.h"

#include "lib/tls/core/conn.h"

#include "lib/tls/fault/fault_record.h"
#include "lib/tls/tls.h"
#include "tests/unit/tls/bend.h"

/* A connection whose client has a hook, and what left the client. */
struct faulty {
    struct bend b;
    struct tls_faults faults;
    uint8_t at;
    enum fault_stage stage;
    enum fault_act act;
    void (*mutation)(struct tls *t, struct buf *m);
    bool done;
    struct buf seen;    /* what passed the hook as a message */
    struct buf records; /* the content types that left, one byte each */
    struct buf said;    /* the handshake messages that left: their types */
};

static enum fault_act hook(void *ctx, struct tls *t, enum fault_stage stage, uint8_t message,
                           struct buf *m)
{
    struct faulty *f = ctx;

    if (stage == FAULT_MESSAGE)
        buf_u8(&f->seen, message);
    if (stage != f->stage || message != f->at || f->done)
        return FAULT_SEND;
    f->done = true;
    if (f->mutation != NULL)
        f->mutation(t, m);
    return f->act;
}

static void note(void *ctx, const struct event *e)
{
    struct faulty *f = ctx; /* the talk is its first member */

    if (e->kind == EVENT_RECORD && e->sent)
        buf_u8(&f->records, e->inner_type);
    if (e->kind == EVENT_MESSAGE && e->sent)
        buf_u8(&f->said, e->type);
}

static struct talk *begin(struct faulty *f, uint16_t version)
{
    *f = (struct faulty){.faults = {.hook = hook}};
    struct talk *t = bend_open(&f->b, version);
    struct buf *const all[] = {&f->seen, &f->records, &f->said};
    for (size_t i = 0; i < COUNT(all); i++)
        *all[i] = peer_new();
    f->faults.ctx = f;
    t->client.faults = &f->faults;
    t->client.event = note;
    return t;
}

static void end(struct faulty *f)
{
    talk_close(&f->b.talk);
    buf_free(&f->seen);
    buf_free(&f->records);
    buf_free(&f->said);
}

/* Whatever leaves passes the hook, and what happened is told. */
static void all_seen(void **state)
{
    static const uint8_t in12[] = {
        HS_CLIENT_HELLO, HS_CLIENT_KEY_EXCHANGE, FAULT_CCS, HS_FINISHED, FAULT_OPEN, FAULT_DATA,
        FAULT_ALERT};
    static const uint8_t in13[] = {HS_CLIENT_HELLO, FAULT_CCS,  HS_FINISHED, FAULT_OPEN,
                                   HS_KEY_UPDATE,   FAULT_DATA, FAULT_ALERT};
    struct faulty f;
    size_t taken;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct talk *t = begin(&f, version);
        talk_run(t);
        bend_well(t);
        if (version == TLS_1_3)
            assert_int_equal(tls_key_update(t->tls, false), ERR_OK);
        assert_int_equal(tls_write(t->tls, SPAN_LIT("data"), &taken), ERR_OK);
        assert_int_equal(tls_close(t->tls), ERR_OK);
        talk_move(t);
        assert_true(t->peer.closed && span_eq(buf_span(&t->peer.data), SPAN_LIT("data")));
        /* The Finished of TLS 1.3 is in the flight when the ChangeCipherSpec ahead of it goes. */
        struct span must =
            version == TLS_1_2 ? span_of(in12, sizeof in12) : span_of(in13, sizeof in13);
        assert_int_equal(f.seen.n, must.n);
        for (size_t i = 0; i < must.n; i++)
            assert_true(span_find(buf_span(&f.seen), must.p[i]) < must.n);
        end(&f);
    }
}

/* A hook that does nothing, or none, changes nothing. */
static void no_hook(void **state)
{
    struct faulty f;
    struct talk *t = begin(&f, TLS_1_3);

    (void)state;
    f.faults.hook = NULL;
    talk_run(t);
    bend_well(t);
    end(&f);
}

static void run(struct faulty *f, uint16_t version, uint8_t at, enum fault_act act,
                void (*mutation)(struct tls *t, struct buf *m))
{
    struct talk *t = begin(f, version);

    f->at = at;
    f->act = act;
    f->mutation = mutation;
    talk_run(t);
    assert_true(f->done);
}

static enum err servers(const struct faulty *f)
{
    return tls_failure(f->b.talk.peer.tls)->err;
}

static void acts(void **state)
{
    struct faulty f;

    (void)state;
    run(&f, TLS_1_2, HS_CLIENT_KEY_EXCHANGE, FAULT_DROP, NULL);
    assert_true(span_eq(buf_span(&f.said), SPAN_LIT("\x01\x14")));
    assert_int_equal(servers(&f), ERR_TLS_CCS);
    end(&f);
    run(&f, TLS_1_2, HS_CLIENT_KEY_EXCHANGE, FAULT_TWICE, NULL);
    assert_true(span_eq(buf_span(&f.said), SPAN_LIT("\x01\x10\x10\x14")));
    assert_int_equal(servers(&f), ERR_TLS_UNEXPECTED_MESSAGE);
    end(&f);
    /* Held, it is hashed where it stood, and goes out behind the next. */
    run(&f, TLS_1_2, HS_CLIENT_KEY_EXCHANGE, FAULT_HOLD, NULL);
    assert_true(span_eq(buf_span(&f.said), SPAN_LIT("\x01\x10\x14")));
    assert_true(span_eq(buf_span(&f.records), SPAN_LIT("\x16\x14\x16")));
    end(&f);
    run(&f, TLS_1_3, HS_FINISHED, FAULT_CLEAR, NULL);
    assert_int_equal(servers(&f), ERR_TLS_RECORD_OUTER_TYPE);
    end(&f);
    run(&f, TLS_1_3, FAULT_CCS, FAULT_DROP, NULL);
    bend_well(&f.b.talk);
    assert_true(span_eq(buf_span(&f.records), SPAN_LIT("\x16\x16")));
    end(&f);
    run(&f, TLS_1_3, FAULT_CCS, FAULT_TWICE, NULL);
    bend_well(&f.b.talk);
    assert_true(span_eq(buf_span(&f.records), SPAN_LIT("\x16\x14\x14\x16")));
    end(&f);
}

/* Each message has a record of its own, where that is wanted. */
static void apart(void **state)
{
    (void)state;
    for (int is_apart = 0; is_apart < 2; is_apart++) {
        struct faulty f;
        struct talk *t = begin(&f, TLS_1_3);
        t->server.asks_certificate = true;
        talk_identity(t, FKEY_P256_D);
        f.faults.apart = is_apart == 1;
        talk_run(t);
        bend_well(t);
        assert_true(span_eq(buf_span(&f.records), is_apart ? SPAN_LIT("\x16\x14\x16\x16\x16")
                                                           : SPAN_LIT("\x16\x14\x16")));
        end(&f);
    }
}

static void another_random(struct tls *t, struct buf *m)
{
    (void)t;
    m->p[EDIT_RANDOM] ^= 1;
}

static void server_random(struct peer *p, struct buf *m)
{
    (void)p;
    m->p[EDIT_RANDOM] ^= 1;
}

/* What was changed is what was said: the keys come out alike on both sides. */
static void followed(void **state)
{
    struct faulty f;
    struct bend b;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        run(&f, version, HS_CLIENT_HELLO, FAULT_SEND, another_random);
        bend_well(&f.b.talk);
        end(&f);
        bend_open(&b, version);
        bend_run(&b, HS_SERVER_HELLO, server_random, ERR_OK);
        talk_close(&b.talk);
    }
}

static void say(struct tls *t, struct buf *m)
{
    (void)m;
    fault_record(t, CONTENT_APPLICATION_DATA, SPAN_LIT("one"));
    fault_record(t, CONTENT_APPLICATION_DATA, SPAN_LIT("two"));
}

static void say_long(struct tls *t, struct buf *m)
{
    static const uint8_t bytes[RECORD_PLAIN_MAX + 1];

    (void)m;
    fault_record(t, CONTENT_APPLICATION_DATA, span_of(bytes, sizeof bytes));
}

static void say_clear(struct tls *t, struct buf *m)
{
    (void)m;
    fault_record_clear(t, CONTENT_APPLICATION_DATA, SPAN_LIT("data"));
}

static void say_raw(struct tls *t, struct buf *m)
{
    (void)m;
    fault_raw(t, SPAN_LIT("\x63\x03\x03\x00\x00"));
}

static void empty(struct tls *t, struct buf *m)
{
    (void)t;
    buf_truncate(m, 0);
}

static void stop(struct tls *t, struct buf *m)
{
    (void)m;
    fault_stop(t);
}

static void in_between(void **state)
{
    static const enum err in_clear[] = {ERR_TLS_BAD_RECORD_MAC, ERR_TLS_BAD_RECORD_MAC};
    struct faulty f;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        run(&f, version, FAULT_OPEN, FAULT_SEND, say);
        bend_well(&f.b.talk);
        assert_true(span_eq(buf_span(&f.b.talk.peer.data), SPAN_LIT("onetwo")));
        end(&f);
        run(&f, version, FAULT_OPEN, FAULT_SEND, say_long);
        assert_int_equal(servers(&f), ERR_TLS_RECORD_OVERFLOW);
        end(&f);
        run(&f, version, FAULT_OPEN, FAULT_SEND, say_clear);
        assert_int_equal(servers(&f), in_clear[version == TLS_1_3]);
        end(&f);
        run(&f, version, FAULT_OPEN, FAULT_SEND, say_raw);
        assert_int_equal(servers(&f), ERR_TLS_RECORD_TYPE);
        end(&f);
        run(&f, version, HS_FINISHED, FAULT_SEND, stop);
        assert_false(f.b.talk.peer.finished);
        assert_int_equal(tls_pending(f.b.talk.tls).n, 0);
        end(&f);
        run(&f, version, HS_FINISHED, FAULT_SEND, empty);
        assert_false(f.b.talk.peer.finished);
        end(&f);
    }
}

static void warn(struct tls *t, struct buf *m)
{
    (void)m;
    fault_record_clear(t, CONTENT_ALERT, SPAN_LIT("\x01\x5a"));
}

/* What a hook says while a flight goes out stands ahead of the present record. */
static void ahead(void **state)
{
    struct faulty f;
    struct talk *t = begin(&f, TLS_1_2);

    (void)state;
    f.stage = FAULT_RECORD;
    f.at = HS_CLIENT_KEY_EXCHANGE;
    f.mutation = warn;
    talk_run(t);
    assert_true(f.done && t->peer.alerted && t->peer.alert == ALERT_USER_CANCELED);
    assert_int_equal(servers(&f), ERR_OK);
    assert_true(t->peer.finished);
    assert_true(span_eq(buf_span(&f.records), SPAN_LIT("\x16\x15\x16\x14\x16")));
    end(&f);
}

static void say_ccs(struct tls *t, struct buf *m)
{
    (void)m;
    fault_record_clear(t, CONTENT_CHANGE_CIPHER_SPEC, SPAN_LIT("\x01"));
}

/* … and behind the messages that were collected before. */
static void behind(void **state)
{
    struct faulty f;
    struct talk *t = begin(&f, TLS_1_3);

    (void)state;
    t->server.asks_certificate = true;
    talk_identity(t, FKEY_P256_D);
    f.at = HS_CERTIFICATE_VERIFY;
    f.mutation = say_ccs;
    talk_run(t);
    bend_well(t);
    assert_true(span_eq(buf_span(&f.records), SPAN_LIT("\x16\x14\x16\x14\x16")));
    end(&f);
}

/* Records: left out, sent twice, changed; and what a hook says meanwhile. */
static void records(void **state)
{
    static const struct {
        enum fault_act act;
        void (*mutation)(struct tls *t, struct buf *m);
        enum err err;
    } rows[] = {
        {FAULT_SEND, NULL, ERR_OK},
        {FAULT_DROP, NULL, ERR_OK},
        {FAULT_SEND, empty, ERR_OK},
        {FAULT_TWICE, NULL, ERR_TLS_BAD_RECORD_MAC},
        {FAULT_SEND, say_raw, ERR_TLS_RECORD_TYPE},
        {FAULT_DROP, say, ERR_TLS_BAD_RECORD_MAC}, /* the one left out had a number */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct faulty f;
        struct talk *t = begin(&f, TLS_1_3);
        size_t taken;
        talk_run(t);
        bend_well(t);
        f.stage = FAULT_RECORD;
        f.at = FAULT_DATA;
        f.act = rows[i].act;
        f.mutation = rows[i].mutation;
        assert_int_equal(tls_write(t->tls, SPAN_LIT("data"), &taken), ERR_OK);
        assert_true(f.done);
        talk_move(t);
        assert_int_equal(servers(&f), rows[i].err);
        assert_int_equal(t->peer.data.n, i == 0 || i == 3 ? 4 : 0);
        end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_seen), cmocka_unit_test(no_hook),  cmocka_unit_test(acts),
        cmocka_unit_test(apart),    cmocka_unit_test(followed), cmocka_unit_test(in_between),
        cmocka_unit_test(records),  cmocka_unit_test(ahead),    cmocka_unit_test(behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
