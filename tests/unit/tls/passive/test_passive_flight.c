/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both sides say out of the ordinary: old versions, alerts, renegotiation, broken messages. */
#include "config.h"

#include "lib/tls/passive/passive.h"

#include "tests/unit/tls/tape.h"

/* A record of its own, in the clear. */
static void say(struct tap *o, bool from_client, uint8_t type, struct span fragment)
{
    struct buf b;

    buf_init(&b, 1 << 17);
    buf_u8(&b, type);
    buf_u16(&b, TLS_1_2);
    buf_u16(&b, (uint16_t)fragment.n);
    buf_put(&b, fragment);
    tap_feed(o, from_client, buf_span(&b));
    buf_free(&b);
}

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

/* One of TLS 1.3, with no more than its version; or a HelloRetryRequest. */
static void say_hello13(struct tap *o, uint16_t suite, bool retries)
{
    uint8_t random[RANDOM_SIZE] = {1};
    struct server_hello hello = {.version = TLS_1_2,
                                 .random = span_of(retries ? hello_retry_random : random,
                                                   RANDOM_SIZE),
                                 .suite = suite,
                                 .exts = SPAN_LIT("\0\53\0\2\3\4"),
                                 .has_exts = true};
    struct buf b;

    buf_init(&b, 1 << 12);
    server_hello_put(&b, &hello);
    say(o, false, CONTENT_HANDSHAKE, buf_span(&b));
    buf_free(&b);
}

/* A watch that has seen the ClientHello of a tape. */
static void greeted(struct tape *t, struct tap *o, uint16_t version)
{
    tape_open(t, version);
    talk_run(&t->talk);
    tap_open(o, buf_span(&t->lines));
    tap_begin(o);
    tap_feed(o, true, tape_record(t, 0));
}

static void bye(struct tape *t, struct tap *o)
{
    tap_close(o);
    tape_close(t);
}

static const struct span ccs = {(const uint8_t *)"\1", 1};

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

/* RFC 7918: data that goes out ahead of the server's Finished does not wait for it. */
static void false_start(void **state)
{
    struct tape t;
    struct tap o;
    size_t data = 0, finished = 0;

    (void)state;
    tape_open(&t, TLS_1_2);
    talk_run(&t.talk);
    tape_chat(&t.talk);
    tap_open(&o, buf_span(&t.lines));
    tap_begin(&o);
    for (size_t i = 0; i < t.num; i++) {
        uint8_t type = tape_record(&t, i).p[0];
        if (t.records[i].from_client && type == CONTENT_HANDSHAKE)
            finished = i;
        if (t.records[i].from_client && type == CONTENT_APPLICATION_DATA && data == 0)
            data = i;
    }
    for (size_t i = 0; i < t.num; i++) {
        if (i == data)
            continue;
        tap_feed(&o, t.records[i].from_client, tape_record(&t, i));
        size_t before = o.told.content[1].n;
        if (i == finished) {
            tap_feed(&o, true, tape_record(&t, data));
            assert_true(o.told.content[1].n > before);
        }
    }
    tap_eof(&o);
    tape_same(&t, &o);
    bye(&t, &o);
}

/* The end of one side alone sets the other one free. */
static void one_end(void **state)
{
    (void)state;
    for (int side = 0; side < 2; side++) {
        struct tape t;
        struct tap o;
        tape_open(&t, TLS_1_2);
        talk_run(&t.talk);
        tap_open(&o, buf_span(&t.lines));
        tap_begin(&o);
        for (size_t i = 0; i < t.num; i++) {
            if (t.records[i].from_client == (side == 1))
                tap_feed(&o, side == 1, tape_record(&t, i));
        }
        size_t before = o.told.unread;
        assert_true(side == 1 || o.told.content[0].n == 0);
        passive_eof(o.w, side == 0);
        assert_true(o.told.unread > before);
        assert_true(o.told.content[side].n > 0);
        bye(&t, &o);
    }
}

/* A secret that is not as long as it has to be is none. */
static void short_secrets(void **state)
{
    struct tape t;
    struct tap o;
    struct buf lines;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        tape_open(&t, version);
        talk_run(&t.talk);
        tape_chat(&t.talk);
        buf_init(&lines, 1 << 16);
        for (struct span left = buf_span(&t.lines); left.n > 0;) {
            struct span line = span_head(left, span_find(left, '\n'));
            left = span_tail(left, line.n + 1);
            buf_put(&lines, span_head(line, line.n - 2));
            buf_u8(&lines, '\n');
        }
        tap_open(&o, buf_span(&lines));
        tap_begin(&o);
        tap_see(&o, &t, 0);
        assert_int_equal(passive_block(o.w), PASSIVE_NO_SECRETS);
        assert_int_equal(o.told.failed, 0);
        buf_free(&lines);
        bye(&t, &o);
    }
}

/* A session that was offered and not taken: its master secret is not that of the connection. */
static void not_resumed(void **state)
{
    struct tape t;
    struct tap o;

    (void)state;
    struct talk *talk = tape_open(&t, TLS_1_2);
    talk->server.tickets = 1;
    talk_run(talk);
    tape_chat(talk);
    tap_open(&o, buf_span(&t.lines));
    tap_begin(&o);
    tap_see(&o, &t, 0);
    tape_rewind(&t);
    talk->resumes = true;
    talk->server.resumes = false;
    talk_run(talk);
    tape_chat(talk);
    assert_false(tls_info(talk->tls)->resumed);
    tap_begin(&o);
    tap_see(&o, &t, 0);
    assert_int_equal(passive_block(o.w), PASSIVE_NO_SECRETS);
    assert_int_equal(o.told.failed, 0);
    bye(&t, &o);
}

/* GREASE is no offer (RFC 8701). */
static void grease(void **state)
{
    struct tape t;
    struct tap o;

    (void)state;
    struct talk *talk = tape_open(&t, TLS_1_3);
    talk->client.grease = true;
    talk_run(talk);
    tape_chat(talk);
    tap_open(&o, buf_span(&t.lines));
    tap_begin(&o);
    tap_see(&o, &t, 0);
    tape_same(&t, &o);
    const struct tls_config *offer = passive_offer(o.w);
    assert_int_equal(offer->suites.num, talk->client.suites.num);
    assert_memory_equal(offer->suites.v, talk->client.suites.v, 2 * offer->suites.num);
    assert_int_equal(offer->groups.num, talk->client.groups.num);
    assert_memory_equal(offer->groups.v, talk->client.groups.v, 2 * offer->groups.num);
    assert_int_equal(offer->schemes.num, talk->client.schemes.num);
    assert_int_equal(offer->min_version, TLS_1_2);
    assert_int_equal(offer->max_version, TLS_1_3);
    bye(&t, &o);
}

/* The staple of TLS 1.2 comes behind the chain, and is told with it. */
static void staple(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct tape t;
        struct tap o;
        struct talk *talk = tape_open(&t, version);
        talk->client.ocsp = true;
        talk->server.staple = SPAN_LIT("staple");
        talk_run(talk);
        tape_chat(talk);
        tap_open(&o, buf_span(&t.lines));
        tap_begin(&o);
        tap_see(&o, &t, 0);
        tape_same(&t, &o);
        assert_int_equal(o.chains[0], 1);
        assert_int_equal(o.ocsp_n, 6);
        bye(&t, &o);
    }
}

static void hello_request(void *ctx, struct peer *p, enum fault_stage stage, uint8_t message,
                          struct buf *bytes)
{
    (void)ctx;
    (void)bytes;
    if (stage == FAULT_MESSAGE && message == HS_CERTIFICATE)
        peer_clear(p, CONTENT_HANDSHAKE, SPAN_LIT("\0\0\0\0"));
}

/* RFC 5246 7.4.1.1: a HelloRequest is not hashed. */
static void requested(void **state)
{
    struct tape t;
    struct tap o;

    (void)state;
    struct talk *talk = tape_open(&t, TLS_1_2);
    talk->server.hook = hello_request;
    talk_run(talk);
    tape_chat(talk);
    tap_open(&o, buf_span(&t.lines));
    tap_begin(&o);
    tap_see(&o, &t, 0);
    tape_same(&t, &o);
    bye(&t, &o);
}

/* A ChangeCipherSpec under protection: other keys follow, which nobody has. */
static void renegotiated(void **state)
{
    struct tape t;
    struct tap o;

    (void)state;
    tape_open(&t, TLS_1_2);
    talk_run(&t.talk);
    peer_plain(&t.talk.peer, CONTENT_CHANGE_CIPHER_SPEC, ccs);
    talk_move(&t.talk);
    tap_open(&o, buf_span(&t.lines));
    tap_begin(&o);
    for (size_t i = 0; i < t.num; i++)
        tap_feed(&o, t.records[i].from_client, tape_record(&t, i));
    assert_int_equal(o.told.unread, 0);
    say(&o, false, CONTENT_HANDSHAKE, SPAN_LIT("0123456789abcdef0123456789abcdef"));
    tap_eof(&o);
    assert_int_equal(o.told.unread, 1);
    assert_int_equal(passive_block(o.w), PASSIVE_NEW_HANDSHAKE);
    assert_int_equal(o.told.failed, 0);
    bye(&t, &o);
}

/* The messages of a renegotiation are reported, and those of its suite are not read by the suite of
 * the first handshake. */
static void renegotiated_otherwise(void **state)
{
    struct tape t;
    struct tap o;

    (void)state;
    tape_open(&t, TLS_1_2);
    talk_run(&t.talk);
    struct tls_info first = *tls_info(t.talk.tls);
    peer_plain(&t.talk.peer, CONTENT_HANDSHAKE, SPAN_LIT("\14\0\0\7\0\1\x17\0\1\2\0"));
    talk_move(&t.talk);
    tap_open(&o, buf_span(&t.lines));
    tap_begin(&o);
    tap_see(&o, &t, 0);
    assert_int_equal(o.told.unread, 0);
    assert_int_equal(o.told.failed, 0);
    assert_int_equal(passive_info(o.w)->group, first.group);
    assert_int_equal(passive_info(o.w)->scheme, first.scheme);
    bye(&t, &o);
}

/* Secrets that cannot be looked for are not said to be unknown. */
static void no_client(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct tape t;
        struct tap o;
        tape_open(&t, version);
        talk_run(&t.talk);
        tape_chat(&t.talk);
        tap_open(&o, buf_span(&t.lines));
        tap_begin(&o);
        for (size_t i = 0; i < t.num; i++) {
            if (!t.records[i].from_client)
                tap_feed(&o, false, tape_record(&t, i));
        }
        tap_eof(&o);
        assert_int_equal(passive_block(o.w), PASSIVE_NO_CLIENT_HELLO);
        bye(&t, &o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(old_versions), cmocka_unit_test(unknown_suites),
        cmocka_unit_test(no_master),    cmocka_unit_test(resumed_without_id),
        cmocka_unit_test(cut_messages), cmocka_unit_test(ssl2_hello),
        cmocka_unit_test(alerts),       cmocka_unit_test(broken_messages),
        cmocka_unit_test(wrong_side),   cmocka_unit_test(false_start),
        cmocka_unit_test(one_end),      cmocka_unit_test(short_secrets),
        cmocka_unit_test(not_resumed),  cmocka_unit_test(grease),
        cmocka_unit_test(staple),       cmocka_unit_test(requested),
        cmocka_unit_test(renegotiated), cmocka_unit_test(renegotiated_otherwise),
        cmocka_unit_test(no_client),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
