/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/passive/passive.h"

#include "lib/tls/core/resume.h"
#include "lib/tls/tls.h"
#include "tests/unit/tls/tape.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The tape is read whole, byte by byte, and in other pieces. */
static void looks_the_same(const struct tape *t)
{
    static const size_t chunks[] = {0, 1, 7, 1000};
    struct tap o;

    tap_open(&o, buf_span(&t->lines));
    for (size_t i = 0; i < COUNT(chunks); i++) {
        tap_begin(&o);
        tap_see(&o, t, chunks[i]);
        tape_same(t, &o);
        tape_same_info(t, &o);
    }
    tap_close(&o);
}

static void run_case(struct tape *tape)
{
    talk_run(&tape->talk);
    tape_chat(&tape->talk);
    looks_the_same(tape);
}

static const uint16_t suites[] = {
    TLS_AES_128_GCM_SHA256,
    TLS_AES_256_GCM_SHA384,
    TLS_CHACHA20_POLY1305_SHA256,
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
};

static void every_suite(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(suites); i++) {
        struct tape tape;
        bool is_13 = suite_is_13(suite_find(suites[i]));
        struct talk *t = tape_open(&tape, is_13 ? TLS_1_3 : TLS_1_2);
        t->server.suite = suites[i];
        t->client.suites.v[t->client.suites.num++] = suites[i];
        t->client.alpn = SPAN_LIT("\2h2\10http/1.1");
        t->server.alpn = SPAN_LIT("\2h2");
        t->client.ocsp = t->client.scts = true;
        t->server.staple = SPAN_LIT("staple");
        t->server.etm = i == 6;
        t->server.ems = i % 3 != 0;
        run_case(&tape);
        tape_close(&tape);
    }
}

/* With the key log, and with the key alone: then also when the session is resumed. */
static void rsa(void **state)
{
    (void)state;
    for (int ems = 0; ems < 2; ems++) {
        struct tape tape;
        struct talk *t = tape_open(&tape, TLS_1_2);
        struct tap o;
        t->server.suite = TLS_RSA_WITH_AES_128_GCM_SHA256;
        t->client.suites.v[t->client.suites.num++] = t->server.suite;
        t->client.ems.resume_without = true;
        t->server.ems = ems != 0;
        t->server.tickets = 1;
        talk_key(t, FKEY_RSA2048_A, SCHEME_RSA_PKCS1_SHA256);
        run_case(&tape);

        tap_open(&o, (struct span){0});
        o.key = t->server.key;
        tap_begin(&o);
        tap_see(&o, &tape, 0);
        tape_same(&tape, &o);
        tape_same_info(&tape, &o);
        assert_int_equal(o.chains[0], 1);

        tape_rewind(&tape);
        t->resumes = t->server.resumes = true;
        talk_run(t);
        tape_chat(t);
        assert_true(tls_info(t->tls)->resumed);
        tap_begin(&o);
        tap_see(&o, &tape, 0);
        tape_same(&tape, &o);
        tape_same_info(&tape, &o);
        tap_close(&o);

        /* Who has not seen the first connection knows nothing of the second. */
        tap_open(&o, (struct span){0});
        o.key = t->server.key;
        tap_begin(&o);
        tap_see(&o, &tape, 0);
        assert_int_equal(passive_sight(o.w), PASSIVE_CLEAR);
        assert_int_equal(passive_block(o.w), PASSIVE_NO_SECRETS);
        tap_close(&o);
        tape_close(&tape);
    }
}

static void dhe(void **state)
{
    struct tape tape;
    struct talk *t = tape_open(&tape, TLS_1_2);

    (void)state;
    t->server.suite = TLS_DHE_RSA_WITH_AES_128_GCM_SHA256;
    t->client.suites.v[t->client.suites.num++] = t->server.suite;
    talk_key(t, FKEY_RSA2048_A, SCHEME_RSA_PKCS1_SHA256);
    talk_dh(t);
    run_case(&tape);
    assert_int_equal(tls_info(t->tls)->dh_bits, 2048);
    tape_close(&tape);
}

/* In TLS 1.2 the key log tells of the first connection only: who has seen that one can read those
 * that go on with its session. */
static void resumed(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        for (int ids = 0; ids < 2; ids++) {
            struct tape tape;
            struct talk *t = tape_open(&tape, version);
            struct tap o;
            t->server.tickets = ids == 0 || version == TLS_1_3;
            t->server.session_ids = ids != 0;
            run_case(&tape);
            tap_open(&o, buf_span(&tape.lines));
            tap_begin(&o);
            tap_see(&o, &tape, 0);
            t->resumes = t->server.resumes = true;
            for (int again = 0; again < 3; again++) {
                tape_rewind(&tape);
                talk_run(t);
                tape_chat(t);
                assert_true(tls_info(t->tls)->resumed);
                assert_int_equal(secret_index_add(&o.secrets, buf_span(&tape.lines)), ERR_OK);
                tap_begin(&o);
                tap_see(&o, &tape, 0);
                tape_same(&tape, &o);
                tape_same_info(&tape, &o);
            }
            tap_close(&o);
            tape_close(&tape);
        }
    }
}

static void retried(void **state)
{
    struct tape tape;
    struct talk *t = tape_open(&tape, TLS_1_3);

    (void)state;
    t->server.tickets = 1;
    t->server.retries = true;
    t->server.cookie = SPAN_LIT("cookie");
    t->server.group = GROUP_SECP384R1;
    run_case(&tape);
    assert_true(tls_info(t->tls)->retried);
    tape_rewind(&tape);
    t->resumes = t->server.resumes = true;
    run_case(&tape);
    assert_true(tls_info(t->tls)->retried && tls_info(t->tls)->resumed);
    tape_close(&tape);
}

static void client_certificate(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        for (int with = 0; with < 2; with++) {
            struct tape tape;
            struct talk *t = tape_open(&tape, version);
            struct tap o;
            t->server.asks_certificate = true;
            if (with)
                talk_identity(t, FKEY_P256_A);
            run_case(&tape);
            tap_open(&o, buf_span(&tape.lines));
            tap_begin(&o);
            tap_see(&o, &tape, 0);
            assert_int_equal(o.chains[0], 1);
            assert_int_equal(o.chains[1], with);
            tap_close(&o);
            tape_close(&tape);
        }
    }
}

/* Messages in pieces, many in a record, records with padding. */
static void cut(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        for (int i = 0; i < 2; i++) {
            struct tape tape;
            struct talk *t = tape_open(&tape, version);
            t->server.cut = i == 0 ? 50 : 0;
            t->server.pack = i == 1;
            t->server.padding = 10;
            t->client.padding = 3;
            t->client.record_max = 60;
            t->server.compat = true;
            run_case(&tape);
            tape_close(&tape);
        }
    }
}

static void key_updates(void **state)
{
    struct tape tape;
    struct talk *t = tape_open(&tape, TLS_1_3);

    (void)state;
    t->server.tickets = 2;
    talk_run(t);
    assert_int_equal(tls_key_update(t->tls, true), ERR_OK);
    talk_move(t);
    peer_key_update(&t->peer, 1);
    peer_data(&t->peer, SPAN_LIT("under the next key"));
    talk_move(t);
    assert_int_equal(tls_key_update(t->tls, false), ERR_OK);
    tape_chat(t);
    looks_the_same(&tape);
    tape_close(&tape);
}

/* A connection whose data goes out before the server has said a word. */
static void run_early(struct tape *tape)
{
    struct talk *t = &tape->talk;
    size_t taken;

    tls_free(t->tls);
    t->tls = NULL;
    peer_close(&t->peer);
    tape_rewind(tape);
    t->resumes = t->server.resumes = t->client.early_data = true;
    t->client.session = &t->session;
    buf_truncate(&t->data, 0);
    peer_open(&t->peer, &t->server);
    assert_int_equal(tls_new(&t->tls, &t->client), ERR_OK);
    assert_int_equal(tls_start(t->tls), ERR_OK);
    assert_int_equal(tls_write(t->tls, SPAN_LIT("early"), &taken), ERR_OK);
    assert_int_equal(taken, 5);
    talk_move(t);
    tape_chat(t);
}

static void early(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct tape tape;
        struct talk *t = tape_open(&tape, TLS_1_3);
        /* Among the suites that are tried there may be one that nobody knows. */
        t->client.hello.grease = i == 1;
        t->server.suite = suites[i];
        t->server.tickets = 1;
        t->server.max_early = 100;
        talk_run(t);
        run_early(&tape);
        assert_int_equal(tls_info(t->tls)->early_data, EARLY_ACCEPTED);
        looks_the_same(&tape);

        /* A retry: the second hello is in the clear, and what was not taken is readable all the
         * same, for who has its secret. */
        t->server.retries = true;
        t->server.group = GROUP_SECP256R1;
        run_early(&tape);
        assert_int_equal(tls_info(t->tls)->early_data, EARLY_REJECTED);
        assert_true(tls_info(t->tls)->retried);
        looks_the_same(&tape);

        t->server.retries = false;
        t->server.group = GROUP_X25519;
        t->server.max_early = 0;
        run_early(&tape);
        assert_int_equal(tls_info(t->tls)->early_data, EARLY_REJECTED);
        looks_the_same(&tape);
        tape_close(&tape);
    }
}

/* Early data of a session whose suite has another hash is rejected.  When it comes after the
 * ServerHello, looking for its keys must not disturb those of the handshake. */
static void early_other_hash(void **state)
{
    struct tape tape;
    struct talk *t = tape_open(&tape, TLS_1_3);
    struct tap o;
    size_t data = 0, hello = 0;

    (void)state;
    t->server.suite = TLS_AES_256_GCM_SHA384;
    t->server.tickets = 1;
    t->server.max_early = 100;
    talk_run(t);
    t->server.suite = TLS_AES_128_GCM_SHA256;
    t->server.max_early = 0;
    run_early(&tape);
    assert_int_equal(tls_info(t->tls)->early_data, EARLY_REJECTED);
    while (tape_record(&tape, data).p[0] != CONTENT_APPLICATION_DATA)
        data++;
    while (tape.records[hello].from_client)
        hello++;
    assert_true(data < hello);
    tap_open(&o, buf_span(&tape.lines));
    tap_begin(&o);
    for (size_t i = 0; i < data; i++)
        tap_feed(&o, true, tape_record(&tape, i));
    tap_feed(&o, false, tape_record(&tape, hello));
    for (size_t i = data; i < tape.num; i++) {
        if (i != hello)
            tap_feed(&o, tape.records[i].from_client, tape_record(&tape, i));
    }
    tap_eof(&o);
    tape_same(&tape, &o);
    tap_close(&o);
    tape_close(&tape);
}

/* The lines of the tape's key log without those that begin like this. */
static void without(struct buf *out, const struct tape *t, const char *label)
{
    struct span text = buf_span(&t->lines);

    while (text.n > 0) {
        struct span line = span_head(text, span_find(text, '\n') + 1);
        if (!span_starts(line, span_str(label)))
            buf_put(out, line);
        text = span_tail(text, line.n);
    }
}

/* Early data without its secret is stepped over, and the rest is read. */
static void early_unknown(void **state)
{
    struct tape tape;
    struct talk *t = tape_open(&tape, TLS_1_3);

    (void)state;
    t->server.tickets = 1;
    t->server.max_early = 100;
    talk_run(t);
    for (int takes = 1; takes >= 0; takes--) {
        struct tap o;
        struct buf lines;
        t->server.max_early = takes ? 100 : 0;
        run_early(&tape);
        buf_init(&lines, 1 << 16);
        without(&lines, &tape, "CLIENT_EARLY");
        tap_open(&o, buf_span(&lines));
        tap_begin(&o);
        tap_see(&o, &tape, 0);
        assert_int_equal(o.told.err, ERR_OK);
        assert_int_equal(passive_sight(o.w), PASSIVE_SOME);
        assert_true(span_eq(buf_span(&o.told.content[0]), buf_span(&tape.client.content[0])));
        /* EndOfEarlyData is under the key that is not known: so nothing that counts it can be
         * checked. */
        assert_int_equal(o.told.unread, takes ? 2 : 1);
        tap_close(&o);
        buf_free(&lines);
    }
    tape_close(&tape);
}

/* Of the lines of the tape's key log those whose bits are set. */
static void some_lines(struct buf *out, const struct tape *t, unsigned bits)
{
    struct span text = buf_span(&t->lines);

    for (; text.n > 0; bits >>= 1) {
        struct span line = span_head(text, span_find(text, '\n') + 1);
        if ((bits & 1) != 0)
            buf_put(out, line);
        text = span_tail(text, line.n);
    }
}

/* Whichever of its secrets are known, what cannot be read of a sound connection is not said to be
 * broken. */
static void in_part(struct tape *tape, enum early_data became)
{
    unsigned num = 0;

    assert_int_equal(tls_info(tape->talk.tls)->early_data, became);
    for (size_t i = 0; i < tape->lines.n; i++)
        num += tape->lines.p[i] == '\n';
    for (unsigned bits = 0; bits < 1u << num; bits++) {
        struct tap o;
        struct buf lines;
        buf_init(&lines, 1 << 16);
        some_lines(&lines, tape, bits);
        tap_open(&o, buf_span(&lines));
        tap_begin(&o);
        tap_see(&o, tape, 0);
        if (o.told.err != ERR_OK)
            fail_msg("%s, with the lines %x", err_id(o.told.err), bits);
        assert_int_equal(passive_finished(o.w).wrong, 0);
        tap_close(&o);
        buf_free(&lines);
    }
}

static void early_in_part(void **state)
{
    struct tape tape;
    struct talk *t = tape_open(&tape, TLS_1_3);

    (void)state;
    t->server.tickets = 1;
    t->server.max_early = 100;
    talk_run(t);
    run_early(&tape);
    in_part(&tape, EARLY_ACCEPTED);
    t->server.retries = true;
    t->server.group = GROUP_SECP256R1;
    run_early(&tape);
    in_part(&tape, EARLY_REJECTED);
    t->server.retries = false;
    t->server.group = GROUP_X25519;
    t->server.max_early = 0;
    run_early(&tape);
    in_part(&tape, EARLY_REJECTED);
    tape_close(&tape);
}

static bool counted_secret(void *ctx, struct span label, const uint8_t random[RANDOM_SIZE],
                           struct secret *out)
{
    (void)random;
    ++*(unsigned *)ctx;
    *out = (struct secret){.n = 32};
    return span_eq(label, SPAN_LIT("CLIENT_EARLY_TRAFFIC_SECRET"));
}

/* Early data that does not open is not tried again with whatever comes behind it. */
static void early_shut(void **state)
{
    struct tape tape;
    struct talk *t = tape_open(&tape, TLS_1_3);
    unsigned asked = 0;
    const struct passive_config config = {.ctx = &asked, .secret = counted_secret};
    struct passive *w;

    (void)state;
    t->server.tickets = 1;
    t->server.max_early = 100;
    talk_run(t);
    run_early(&tape);
    assert_int_equal(passive_new(&w, &config), ERR_OK);
    for (size_t i = 0; tape.records[i].from_client; i++)
        passive_feed(w, true, tape_record(&tape, i));
    unsigned once = asked;
    assert_true(once > 0);
    for (int i = 0; i < 100; i++)
        passive_feed(w, true, SPAN_LIT("\x17\x03\x03\0\1x"));
    assert_int_equal(asked, once);
    passive_free(w);
    tape_close(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_suite),
        cmocka_unit_test(rsa),
        cmocka_unit_test(dhe),
        cmocka_unit_test(resumed),
        cmocka_unit_test(retried),
        cmocka_unit_test(client_certificate),
        cmocka_unit_test(cut),
        cmocka_unit_test(key_updates),
        cmocka_unit_test(early),
        cmocka_unit_test(early_other_hash),
        cmocka_unit_test(early_unknown),
        cmocka_unit_test(early_in_part),
        cmocka_unit_test(early_shut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
