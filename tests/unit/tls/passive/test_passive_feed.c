/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How bytes get in: pieces, order, what stands in front, what is missing, and whatever else. */
#include "config.h"

#include "lib/tls/passive/passive.h"

#include "tests/unit/tls/tape.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* What one side sent is in the capture ahead of what it answers: it is read in order. */
static void one_side_first(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        for (int first = 0; first < 2; first++) {
            struct tape tape;
            struct talk *t = tape_open(&tape, version);
            struct tap o;
            t->server.retries = true;
            t->server.group = GROUP_SECP256R1;
            talk_run(t);
            tape_chat(t);
            tap_open(&o, buf_span(&tape.lines));
            tap_begin(&o);
            for (int side = first; side != 2 && side != -1; side += first == 0 ? 1 : -1) {
                for (size_t i = 0; i < tape.num; i++) {
                    if (tape.records[i].from_client == (side == 1))
                        tap_feed(&o, side == 1, tape_record(&tape, i));
                }
            }
            tap_eof(&o);
            tape_same(&tape, &o);
            tape_same_info(&tape, &o);
            tap_close(&o);
            tape_close(&tape);
        }
    }
}

/* A capture of one side alone. */
static void one_side_alone(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        for (int side = 0; side < 2; side++) {
            struct tape tape;
            struct talk *t = tape_chatted(&tape, version);
            struct tap o;
            tap_open(&o, buf_span(&tape.lines));
            tap_begin(&o);
            for (size_t i = 0; i < tape.num; i++) {
                if (tape.records[i].from_client == (side == 1))
                    tap_feed(&o, side == 1, tape_record(&tape, i));
            }
            tap_eof(&o);
            assert_int_equal(passive_sight(o.w), PASSIVE_CLEAR);
            assert_int_equal(o.told.content[1 - side].n, 0);
            assert_true(o.told.content[side].n > 0);
            assert_int_equal(o.told.err, ERR_OK);
            if (side == 0)
                assert_int_equal(passive_info(o.w)->version, version);
            else
                assert_true(span_eq(passive_server_name(o.w), t->client.server_name));
            tap_close(&o);
            tape_close(&tape);
        }
    }
}

/* What stands in front of TLS is passed over and counted. */
static void prefixes(void **state)
{
    static const struct {
        const char *client, *server, *as;
    } rows[] = {
        {"CONNECT www.example:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP"},
        {"EHLO me\r\nSTARTTLS\r\n", "220 mail ESMTP\r\n250-me\r\n220 go\r\n", "SMTP"},
        {"\x16\x03\x01 no hello\x16\x03\x01\x02\x00\x01", "* OK \x16\x03\x03\x00\x40\x02", "IMAP"},
        {"CONNECT x", "", "an HTTP proxy"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tape tape;
        (void)tape_chatted(&tape, TLS_1_3);
        struct tap o;
        for (size_t chunk = 0; chunk < 2; chunk++) {
            tap_open(&o, buf_span(&tape.lines));
            tap_begin(&o);
            if (rows[i].server[0] != 0)
                tap_feed(&o, false, span_str(rows[i].server));
            for (size_t k = 0; rows[i].client[k] != 0 && i != 2; k++)
                tap_feed(&o, true, span_of(rows[i].client + k, 1));
            if (i == 2)
                tap_feed(&o, true, span_str(rows[i].client));
            tap_see(&o, &tape, chunk);
            if (i != 3)
                assert_non_null(strstr(passive_skipped_as(o.w), rows[i].as));
            if (i != 2) {
                tape_same(&tape, &o);
                assert_int_equal(passive_skipped(o.w, true), strlen(rows[i].client));
                assert_int_equal(passive_skipped(o.w, false), strlen(rows[i].server));
            }
            tap_close(&o);
        }
        tape_close(&tape);
    }
}

/* Never TLS: looked at so long, and then no more. */
static void no_tls(void **state)
{
    struct tap o;
    uint8_t zeros[1000] = {0};

    (void)state;
    tap_open(&o, (struct span){0});
    tap_begin(&o);
    tap_feed(&o, false, SPAN_LIT("SSH-2.0-x\r\n"));
    for (int i = 0; i < 70; i++) {
        tap_feed(&o, true, span_of(zeros, sizeof zeros));
        tap_feed(&o, false, span_of(zeros, sizeof zeros));
    }
    assert_false(passive_reads(o.w, true));
    assert_false(passive_reads(o.w, false));
    assert_int_equal(passive_sight(o.w), PASSIVE_NOTHING);
    passive_gap(o.w, true, 5); /* of what is not looked at, nothing is missing */
    assert_int_equal(passive_block(o.w), PASSIVE_NO_BLOCK);
    assert_string_equal(passive_skipped_as(o.w), "SSH");
    assert_int_equal(o.told.failed, 0);
    tap_close(&o);
}

/* In the middle of a connection there is no hello any more. */
static void from_the_middle(void **state)
{
    struct tap o;

    (void)state;
    tap_open(&o, (struct span){0});
    tap_begin(&o);
    tap_feed(&o, true, SPAN_LIT("\x17\x03\x03\0\x20 and so on"));
    assert_true(passive_is_midway(o.w));
    tap_feed(&o, false, SPAN_LIT("\x15\x03\x03\0\x20 and so on"));
    assert_true(passive_is_midway(o.w));
    tap_eof(&o);
    assert_int_equal(passive_sight(o.w), PASSIVE_NOTHING);
    assert_int_equal(passive_block(o.w), PASSIVE_MIDWAY);
    assert_false(passive_is_complete(o.w) || passive_saw_begin(o.w) || passive_is_foreign(o.w));
    assert_string_equal(passive_skipped_as(o.w), "TLS without its beginning");

    /* Where one side shows otherwise, it is none; nor is what has no bytes. */
    tap_begin(&o);
    assert_false(passive_is_midway(o.w));
    tap_feed(&o, true, SPAN_LIT("\x17\x03\x03\0\x20 and so on"));
    tap_feed(&o, false, SPAN_LIT("SSH-2.0-x\r\n"));
    assert_false(passive_is_midway(o.w));
    tap_begin(&o);
    tap_feed(&o, true, SPAN_LIT("\x17\x03\x05\0\x20 and so on"));
    assert_false(passive_is_midway(o.w));
    tap_close(&o);
}

/* Missing bytes end a side, but for those that would not have been read anyway. */
/* A record of a length that none has begins nothing; nor does another type, or another version. */
static void no_hello(void **state)
{
    static const struct {
        uint8_t head[11];
        bool begins;
    } heads[] = {
        {{22, 3, 1, 0, 42, 1, 0, 0, 38, 3, 3}, true},
        {{22, 3, 0, 0x40, 0, 1, 0, 0, 38, 3, 3}, true},
        {{22, 3, 4, 0, 1, 1, 0, 0, 38, 3, 3}, true},
        {{22, 3, 1, 0, 0, 1, 0, 0, 38, 3, 3}, false},
        {{22, 3, 1, 0x40, 1, 1, 0, 0, 38, 3, 3}, false},
        {{22, 3, 5, 0, 42, 1, 0, 0, 38, 3, 3}, false},
        {{22, 2, 1, 0, 42, 1, 0, 0, 38, 3, 3}, false},
        {{22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 3}, false},
        {{23, 3, 1, 0, 42, 1, 0, 0, 38, 3, 3}, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(heads); i++) {
        struct tap o;

        tap_open(&o, (struct span){0});
        tap_begin(&o);
        tap_feed(&o, true, span_of(heads[i].head, sizeof heads[i].head));
        tap_eof(&o);
        if (passive_skipped(o.w, true) != (heads[i].begins ? 0 : sizeof heads[i].head))
            fail_msg("row %zu", i);
        tap_close(&o);
    }
}

static void gaps(void **state)
{
    struct tape tape;
    struct talk *t = tape_open(&tape, TLS_1_3);
    struct tap o;
    size_t last = 0;

    (void)state;
    talk_run(t);
    tape_chat(t);
    for (size_t i = 0; i < tape.num; i++)
        last = tape.records[i].from_client ? last : i;
    for (int secrets = 0; secrets < 2; secrets++) {
        tap_open(&o, secrets ? buf_span(&tape.lines) : (struct span){0});
        tap_begin(&o);
        for (size_t i = 0; i < tape.num; i++) {
            struct span r = tape_record(&tape, i);
            if (i == last) {
                tap_feed(&o, false, span_head(r, 10));
                passive_gap(o.w, false, 5);
                r = span_tail(r, 15);
            }
            tap_feed(&o, tape.records[i].from_client, r);
        }
        tap_eof(&o);
        assert_int_equal(passive_reads(o.w, false), !secrets);
        assert_int_equal(passive_block(o.w), secrets ? PASSIVE_MISSING : PASSIVE_NO_SECRETS);
        assert_int_equal(passive_sight(o.w), secrets ? PASSIVE_SOME : PASSIVE_CLEAR);
        assert_int_equal(o.told.err, ERR_OK);
        assert_true(passive_reads(o.w, true));
        tap_close(&o);
    }
    tape_close(&tape);
}

/* Who waits for what never comes does not keep everything. */
static void bounded(void **state)
{
    struct tape tape;
    struct talk *t = tape_open(&tape, TLS_1_2);
    struct tap o;
    uint8_t record[5 + (1 << 14)] = {23, 3, 3, 1 << 6, 0};

    (void)state;
    talk_run(t);
    tap_open(&o, buf_span(&tape.lines));
    tap_begin(&o);
    tap_feed(&o, true, tape_record(&tape, 0));
    for (int i = 0; i < 40; i++)
        tap_feed(&o, true, span_of(record, sizeof record));
    assert_int_equal(o.told.unread, 40);
    tap_close(&o);
    tape_close(&tape);
}

/* A connection in which no message has begun takes no buffers for one. */
static void small(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct tape tape;
        struct talk *t = tape_chatted(&tape, version);
        struct tap o;
        tap_open(&o, buf_span(&tape.lines));
        tap_begin(&o);
        size_t before = passive_size(o.w);
        tap_see(&o, &tape, 1);
        tape_same(&tape, &o);
        size_t chain = 2 * passive_info(o.w)->chain.n, hello = 3072;
        size_t full = passive_size(o.w), least = sizeof(struct tls_config) + chain / 2;
        assert_true(before > 0 && full < before + chain + hello);
        assert_true(passive_forget(o.w) && passive_size(o.w) + least <= full);
        assert_true(span_eq(passive_server_name(o.w), t->client.server_name));
        assert_int_equal(passive_offer(o.w)->suites.num + passive_info(o.w)->chain.n, 0);
        tap_close(&o);
        tape_close(&tape);
    }
}

/* A record without a direction. */
static void opens(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct tape tape;
        struct talk *t = tape_open(&tape, version);
        struct tap o;
        unsigned tried = 0;
        talk_run(t);
        tape_chat(t);
        tap_open(&o, buf_span(&tape.lines));
        tap_begin(&o);
        for (size_t i = 0; i < tape.num; i++) {
            struct span bytes = tape_record(&tape, i);
            struct fail fail = {0};
            struct record r;
            bool complete;
            assert_int_equal(record_split(&r, &complete, bytes, RECORD_CIPHER12_MAX, &fail),
                             ERR_OK);
            if (r.type == CONTENT_APPLICATION_DATA) {
                assert_true(passive_opens(o.w, tape.records[i].from_client, &r));
                assert_false(passive_opens(o.w, !tape.records[i].from_client, &r));
                tried++;
            }
            tap_feed(&o, tape.records[i].from_client, bytes);
        }
        tap_eof(&o);
        tape_same(&tape, &o);
        assert_true(tried >= 2);
        tap_close(&o);
        tape_close(&tape);
    }
}

/* Whatever bytes come, in whatever order: nothing breaks. */
static void mutated(void **state)
{
    struct tape tape;
    struct talk *t = tape_open(&tape, TLS_1_3);
    struct peer_random random = {.state = 5};
    const struct rng rng = peer_random(&random);

    (void)state;
    for (unsigned run = 0; run < 600; run++) {
        struct tap o;
        struct buf kept;
        uint8_t dice[64];
        if (run % 100 == 0) {
            t->server.version = run % 200 == 0 ? TLS_1_2 : TLS_1_3;
            t->server.suite = peer_config_default(t->server.version).suite;
            tape_rewind(&tape);
            talk_run(t);
            tape_chat(t);
        }
        buf_init(&kept, tape.bytes.n);
        buf_put(&kept, buf_span(&tape.bytes));
        rng_fill(&rng, dice, sizeof dice);
        for (size_t i = 0; i + 3 < sizeof dice && i < 4 * (1 + run % 6); i += 4)
            tape.bytes.p[(size_t)(dice[i] << 16 | dice[i + 1] << 8 | dice[i + 2]) % kept.n] =
                dice[i + 3];
        tap_open(&o, run % 3 == 0 ? (struct span){0} : buf_span(&tape.lines));
        tap_begin(&o);
        tap_see(&o, &tape, dice[63] % 40);
        tap_close(&o);
        memcpy(tape.bytes.p, kept.p, kept.n);
        buf_free(&kept);
    }
    tape_close(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_side_first),  cmocka_unit_test(one_side_alone),
        cmocka_unit_test(prefixes),        cmocka_unit_test(no_tls),
        cmocka_unit_test(from_the_middle), cmocka_unit_test(no_hello), cmocka_unit_test(gaps),
        cmocka_unit_test(bounded),         cmocka_unit_test(small),
        cmocka_unit_test(opens),           cmocka_unit_test(mutated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
