/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passive decoding: ends of handshakes, resumption, renegotiation. */
#include "config.h"

#include "tests/unit/tls/passive/passive_flight_kit.h"

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
    talk->client.hello.grease = true;
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
        cmocka_unit_test(false_start),
        cmocka_unit_test(one_end),
        cmocka_unit_test(short_secrets),
        cmocka_unit_test(not_resumed),
        cmocka_unit_test(grease),
        cmocka_unit_test(staple),
        cmocka_unit_test(requested),
        cmocka_unit_test(renegotiated),
        cmocka_unit_test(renegotiated_otherwise),
        cmocka_unit_test(no_client),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
