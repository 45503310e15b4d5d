/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both sides say out of the ordinary: old versions, alerts, renegotiation, broken messages. */
#include "config.h"

#include "tests/unit/tls/passive/passive_flight_kit.h"

#include "lib/tls/fault/mutation.h"

/* A ServerHello of TLS 1.2 or before, without extensions. */
static void say_hello(struct tap *o, bool from_client, uint16_t version, uint16_t suite)
{
    uint8_t random[RANDOM_SIZE] = {1};
    struct server_hello hello = {
        .version = version, .random = span_of(random, RANDOM_SIZE), .suite = suite};
    struct buf b;

    buf_init(&b, 1 << 12);
    server_hello_put(&b, &hello);
    say(o, from_client, CONTENT_HANDSHAKE, buf_span(&b));
    buf_free(&b);
}

/* One of TLS 1.3, with no more than its version; or a HelloRetryRequest for X25519MLKEM768. */
static void say_hello13(struct tap *o, uint16_t suite, bool retries)
{
    const struct span retry = SPAN_LIT("\0\53\0\2\3\4\0\63\0\2\21\354");
    uint8_t random[RANDOM_SIZE] = {1};
    struct server_hello hello = {.version = TLS_1_2,
                                 .random =
                                     span_of(retries ? hello_retry_random : random, RANDOM_SIZE),
                                 .suite = suite,
                                 .exts = retries ? retry : SPAN_LIT("\0\53\0\2\3\4"),
                                 .has_exts = true};
    struct buf b;

    buf_init(&b, 1 << 12);
    server_hello_put(&b, &hello);
    say(o, false, CONTENT_HANDSHAKE, buf_span(&b));
    buf_free(&b);
}

/* A decoder that has seen the ClientHello of a tape. */
static void greeted(struct tape *t, struct tap *o, uint16_t version)
{
    tape_open(t, version);
    talk_run(&t->talk);
    tap_open(o, buf_span(&t->lines));
    tap_begin(o);
    tap_feed(o, true, tape_record(t, 0));
}

/* RFC 5246 E.1: what versions before 1.2 encrypt is not read, and that is said. */
static void old_versions(void **state)
{
    (void)state;
    for (uint16_t version = 0x0300; version < TLS_1_2; version++) {
        struct tape t;
        struct tap o;
        greeted(&t, &o, TLS_1_2);
        say_hello(&o, false, version, TLS_RSA_WITH_AES_128_CBC_SHA);
        say(&o, false, CONTENT_HANDSHAKE, SPAN_LIT("\16\0\0\0"));
        /* RFC 4346 7.4.8: a signature without a scheme in front */
        say(&o, true, CONTENT_HANDSHAKE, SPAN_LIT("\17\0\0\4\0\2ab"));
        say(&o, true, CONTENT_CHANGE_CIPHER_SPEC, ccs);
        say(&o, true, CONTENT_HANDSHAKE, SPAN_LIT("0123456789abcdef0123456789abcdef"));
        tap_eof(&o);
        assert_int_equal(passive_info(o.w)->version, version);
        assert_int_equal(passive_block(o.w), PASSIVE_OLD_VERSION);
        assert_int_equal(o.told.unread, 1);
        assert_int_equal(o.told.failed, 0);
        bye(&t, &o);
    }
}

/* A suite that has a name alone, and one that has none. */
static void unknown_suites(void **state)
{
    static const uint16_t suites[] = {0x0005, 0xeeee};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct tape t;
        struct tap o;
        greeted(&t, &o, TLS_1_2);
        say_hello(&o, false, TLS_1_2, suites[i]);
        say(&o, false, CONTENT_HANDSHAKE, SPAN_LIT("\16\0\0\0"));
        say(&o, true, CONTENT_CHANGE_CIPHER_SPEC, ccs);
        say(&o, true, CONTENT_HANDSHAKE, SPAN_LIT("0123456789abcdef0123456789abcdef"));
        tap_eof(&o);
        assert_int_equal(passive_block(o.w), PASSIVE_UNKNOWN_SUITE);
        assert_int_equal(o.told.failed, 0);
        bye(&t, &o);

        /* In TLS 1.3 as well, where a Finished in the clear means nothing. */
        greeted(&t, &o, TLS_1_3);
        say_hello13(&o, suites[i], false);
        say(&o, false, CONTENT_HANDSHAKE, SPAN_LIT("\24\0\0\4abcd"));
        say(&o, true, CONTENT_HANDSHAKE, SPAN_LIT("\24\0\0\4abcd"));
        tap_eof(&o);
        assert_int_equal(passive_info(o.w)->version, TLS_1_3);
        assert_int_equal(passive_finished(o.w).checked, 0);
        bye(&t, &o);

        greeted(&t, &o, TLS_1_3);
        say_hello13(&o, suites[i], true);
        assert_true(passive_info(o.w)->retried);
        assert_int_equal(passive_info(o.w)->group, 0); /* not agreed on yet */
        assert_int_equal(o.told.failed, 0);
        bye(&t, &o);
    }
}

/* A Finished that can be read, and no master secret to compare it with. */
static void no_master(void **state)
{
    struct tape t;
    struct tap o;

    (void)state;
    tape_open(&t, TLS_1_2);
    talk_run(&t.talk);
    tap_open(&o, (struct span){0});
    tap_begin(&o);
    tap_feed(&o, true, tape_record(&t, 0));
    say_hello(&o, false, TLS_1_2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    say(&o, false, CONTENT_HANDSHAKE, SPAN_LIT("\16\0\0\0"));
    say(&o, true, CONTENT_HANDSHAKE, SPAN_LIT("\24\0\0\14abcdefghijkl"));
    tap_eof(&o);
    assert_int_equal(passive_finished(o.w).checked, 0);
    assert_int_equal(o.told.failed, 0);
    bye(&t, &o);
}

/* RFC 5077 3.4: a server that takes a ticket need not send the id back: its ChangeCipherSpec comes
 * at once. */
static void resumed_without_id(void **state)
{
    struct tape t;
    struct tap o;

    (void)state;
    for (int done = 0; done < 2; done++) {
        greeted(&t, &o, TLS_1_2);
        say_hello(&o, false, TLS_1_2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        if (done) {
            say(&o, false, CONTENT_HANDSHAKE, SPAN_LIT("\16\0\0\0"));
            say(&o, true, CONTENT_CHANGE_CIPHER_SPEC, ccs);
        }
        say(&o, false, CONTENT_CHANGE_CIPHER_SPEC, ccs);
        tap_eof(&o);
        assert_int_equal(passive_info(o.w)->resumed, !done);
        bye(&t, &o);
    }
}

/* RFC 9846 5.1: a record ends within the message behind the first. */
static void cut_messages(void **state)
{
    struct tape t;
    struct tap o;
    uint8_t random[RANDOM_SIZE] = {1};
    struct server_hello hello = {.version = TLS_1_2,
                                 .random = span_of(random, RANDOM_SIZE),
                                 .suite = TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 12);
    server_hello_put(&b, &hello);
    buf_put(&b, SPAN_LIT("\16\0"));
    greeted(&t, &o, TLS_1_2);
    say(&o, false, CONTENT_HANDSHAKE, buf_span(&b));
    say(&o, false, CONTENT_HANDSHAKE, SPAN_LIT("\0\0"));
    say(&o, true, CONTENT_CHANGE_CIPHER_SPEC, ccs);
    say(&o, false, CONTENT_CHANGE_CIPHER_SPEC, ccs);
    tap_eof(&o);
    assert_int_equal(o.told.failed, 0);
    assert_false(passive_info(o.w)->resumed);
    bye(&t, &o);
    buf_free(&b);
}

/* RFC 5246 E.2 */
static void ssl2_hello(void **state)
{
    static const uint8_t hello[] = {0x80, 0x10, 1, 3, 1, 0, 3, 0, 0, 0, 4, 0, 0, 5, 1, 2, 3, 4};
    struct tap o;

    (void)state;
    tap_open(&o, (struct span){0});
    tap_begin(&o);
    tap_feed(&o, true, span_of(hello, sizeof hello));
    say_hello(&o, false, 0x0301, TLS_RSA_WITH_AES_128_CBC_SHA);
    assert_int_equal(passive_info(o.w)->version, 0x0301);
    assert_non_null(strstr(passive_skipped_as(o.w), "SSL 2.0"));
    say(&o, true, CONTENT_ALERT, SPAN_LIT("\2\50"));
    assert_int_equal(o.told.content[1].n, 7);
    tap_close(&o);
}

/* An alert is told at once, whoever's turn it is; one that is none is said to be wrong. */
static void alerts(void **state)
{
    struct tape t;
    struct tap o;

    (void)state;
    greeted(&t, &o, TLS_1_3);
    size_t before = o.told.content[1].n;
    say(&o, true, CONTENT_ALERT, SPAN_LIT("\2\132"));
    assert_int_equal(o.told.content[1].n, before + 7);
    say(&o, true, CONTENT_ALERT, SPAN_LIT("\2\132\0"));
    assert_int_equal(o.told.err, ERR_TLS_ALERT_FORM);
    tap_close(&o);

    /* Instead of a hello, from both; not behind something else of a client. */
    tap_open(&o, (struct span){0});
    tap_begin(&o);
    say(&o, true, CONTENT_ALERT, SPAN_LIT("\2\50"));
    say(&o, false, CONTENT_ALERT, SPAN_LIT("\2\50"));
    tap_eof(&o);
    assert_int_equal(o.told.content[0].n, 7);
    assert_int_equal(o.told.content[1].n, 7);
    for (uint8_t minor = 0; minor < 7; minor++) {
        const uint8_t alert[] = {CONTENT_ALERT, 3, minor, 0, 2, 2, 40};
        tap_begin(&o);
        tap_feed(&o, true, span_of(alert, sizeof alert));
        tap_eof(&o);
        assert_int_equal(o.told.content[1].n, minor <= 4 ? 7 : 0);
    }
    tap_begin(&o);
    tap_feed(&o, true, SPAN_LIT("QUIT"));
    say(&o, true, CONTENT_ALERT, SPAN_LIT("\2\50"));
    tap_eof(&o);
    assert_int_equal(o.told.content[1].n, 0);
    tap_begin(&o);
    tap_feed(&o, false, SPAN_LIT("220 hello\r\n"));
    say(&o, false, CONTENT_ALERT, SPAN_LIT("\2\50"));
    tap_eof(&o);
    assert_int_equal(o.told.content[0].n, 7);
    assert_int_equal(passive_skipped(o.w, false), 11);
    bye(&t, &o);
}

static void broken_messages(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        enum err err;
    } rows[] = {
        {"\13\xff\xff\xff", 4, ERR_TLS_MESSAGE_TOO_LONG},
        {"\2\0\0\2\3\3", 6, ERR_TLS_TRUNCATED},
        {"\2\0\0\6\3\3\0\0\0\0", 10, ERR_TLS_TRUNCATED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tape t;
        struct tap o;
        greeted(&t, &o, TLS_1_2);
        if (i == 0)
            say_hello(&o, false, TLS_1_2, TLS_RSA_WITH_AES_128_CBC_SHA);
        say(&o, false, CONTENT_HANDSHAKE, span_of(rows[i].bytes, rows[i].n));
        assert_int_equal(o.told.err, rows[i].err);
        assert_int_equal(passive_failure(o.w)->err, rows[i].err);
        tap_eof(&o);
        bye(&t, &o);
    }
}

/* A message of the other side changes nothing. */
static void wrong_side(void **state)
{
    struct tape t;
    struct tap o;

    (void)state;
    greeted(&t, &o, TLS_1_2);
    say_hello(&o, false, TLS_1_2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    say(&o, true, CONTENT_HANDSHAKE, SPAN_LIT("\4\0\0\7\0\0\0\1\0\1x"));
    tap_eof(&o);
    assert_int_equal(passive_info(o.w)->tickets, 0);
    assert_int_equal(o.told.failed, 0);
    bye(&t, &o);
    greeted(&t, &o, TLS_1_2);
    say_hello(&o, true, TLS_1_2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    tap_feed(&o, false, tape_record(&t, 0));
    tap_eof(&o);
    assert_int_equal(passive_info(o.w)->version, 0);
    assert_int_equal(o.told.failed, 0);
    bye(&t, &o);
}

/* In place of its Certificate the server sends many that are compressed: each is zeros. */
enum { BOMBS = 12, BOMB = MESSAGE_MAX_DEFAULT / 4 };
static void send_bombs(void *ctx, struct peer *p, enum fault_stage stage, uint8_t message,
                       struct buf *bytes)
{
    struct mutation_args args = {.n = BOMB, .v = BOMB};
    struct buf all = peer_new(), once = peer_new();

    (void)ctx;
    (void)p;
    if (stage == FAULT_MESSAGE && message == HS_CERTIFICATE) {
        mutation_compressed_zeros.apply(&(struct mutation_context){.m = &once, .row = &args});
        for (int i = 0; i < BOMBS; i++)
            buf_put(&all, buf_span(&once));
        buf_truncate(bytes, 0);
        buf_put(bytes, buf_span(&all));
    }
    buf_free(&once);
    buf_free(&all);
}

/* Whoever made the capture can have as many of them decompressed as one long one costs. */
static void many_compressed(void **state)
{
    struct tape tape;
    struct talk *t = tape_open(&tape, TLS_1_3);
    struct tap o;

    (void)state;
    t->server.hook = send_bombs;
    talk_run(t);
    tap_open(&o, buf_span(&tape.lines));
    tap_begin(&o);
    tap_see(&o, &tape, 0);
    assert_int_equal(o.told.failed, BOMBS);
    assert_in_range(o.told.content[0].n, MESSAGE_MAX_DEFAULT, MESSAGE_MAX_DEFAULT + (1 << 15));
    tap_close(&o);
    tape_close(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(old_versions), cmocka_unit_test(unknown_suites),
        cmocka_unit_test(no_master),    cmocka_unit_test(resumed_without_id),
        cmocka_unit_test(cut_messages), cmocka_unit_test(ssl2_hello),
        cmocka_unit_test(alerts),       cmocka_unit_test(broken_messages),
        cmocka_unit_test(wrong_side),   cmocka_unit_test(many_compressed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
