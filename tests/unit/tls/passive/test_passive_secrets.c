/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passive decoding without secrets, with other secrets, and a wrong Finished. */
#include "config.h"

#include "lib/tls/passive/passive.h"

#include "lib/tls/core/resume.h"
#include "lib/tls/tls.h"
#include "tests/unit/tls/tape.h"

/* Without secrets all that is in the clear is told, and no more. */
static void no_secrets(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct tape tape;
        struct talk *t = tape_chatted(&tape, version);
        struct tap o;
        for (size_t chunk = 0; chunk < 9; chunk++) {
            tap_open(&o, (struct span){0});
            tap_begin(&o);
            tap_see(&o, &tape, chunk);
            assert_int_equal(o.told.err, ERR_OK);
            assert_int_equal(passive_sight(o.w), PASSIVE_CLEAR);
            assert_int_equal(passive_block(o.w), PASSIVE_NO_SECRETS);
            assert_int_equal(passive_info(o.w)->version, version);
            assert_ptr_equal(passive_info(o.w)->suite, tls_info(t->tls)->suite);
            assert_int_equal(o.chains[0], version == TLS_1_2);
            assert_int_equal(passive_finished(o.w).checked, 0);
            assert_int_equal(o.told.steps, 0);
            assert_true(o.told.unread >= 5);
            tap_close(&o);
        }
        tape_close(&tape);
    }
}

/* Secrets of somewhere else open nothing, and that is said, once for each side. */
static void other_secrets(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct tape tape;
        (void)tape_chatted(&tape, version);
        struct tap o;
        /* The last digit of each secret is another one. */
        for (size_t i = 0; i < tape.lines.n; i++) {
            if (tape.lines.p[i] == '\n')
                tape.lines.p[i - 1] = tape.lines.p[i - 1] == '0' ? '1' : '0';
        }
        tap_open(&o, buf_span(&tape.lines));
        tap_begin(&o);
        tap_see(&o, &tape, 0);
        assert_int_equal(o.told.failed, 2);
        assert_int_equal(o.told.err, ERR_TLS_BAD_RECORD_MAC);
        assert_int_equal(passive_block(o.w), PASSIVE_OTHER_SECRETS);
        assert_int_equal(passive_failure(o.w)->err, ERR_TLS_BAD_RECORD_MAC);
        assert_int_equal(passive_sight(o.w), PASSIVE_CLEAR);
        tap_close(&o);
        tape_close(&tape);
    }
}

/* Where a message was changed on its way in the clear, both Finished messages are wrong: here what
 * the decoder has seen is not what the ends have. */
static void wrong_finished(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct tape tape;
        struct talk *t = tape_open(&tape, version);
        struct tap o;
        t->client.alpn = SPAN_LIT("\10http/1.1");
        talk_run(t);
        tape_chat(t);
        for (size_t i = 0; i + 8 < tape.records[0].n; i++) {
            if (memcmp(tape.bytes.p + i, "http/1.1", 8) == 0)
                tape.bytes.p[i + 7] = '2';
        }
        tap_open(&o, buf_span(&tape.lines));
        tap_begin(&o);
        tap_see(&o, &tape, 0);
        assert_int_equal(o.told.err, ERR_TLS_FINISHED);
        assert_int_equal(passive_finished(o.w).checked, 2);
        assert_int_equal(passive_finished(o.w).wrong, 2);
        /* It reads on all the same. */
        assert_int_equal(o.told.unread, 0);
        assert_int_equal(passive_sight(o.w), PASSIVE_ALL);
        tap_close(&o);
        tape_close(&tape);
    }
}

/* A HelloRetryRequest with a suite of another hash than the ServerHello's (RFC 9846 4.2.4 forbids
 * that): both Finished are wrong, and their length is that of the ServerHello's hash. */
static void retry_other_hash(void **state)
{
    struct tape tape;
    struct talk *t = tape_open(&tape, TLS_1_3);
    struct tap o;

    (void)state;
    t->server.retries = true;
    t->server.group = GROUP_SECP256R1;
    t->server.suite = TLS_AES_128_GCM_SHA256;
    talk_run(t);
    tape_chat(t);
    size_t i = 0;
    while (tape.records[i].from_client)
        i++;
    uint8_t *retry = tape.bytes.p + tape.records[i].at;
    size_t suite = RECORD_HEADER + MSG_HEADER + 2 + RANDOM_SIZE;
    suite += 1 + retry[suite];
    assert_int_equal(retry[suite] << 8 | retry[suite + 1], TLS_AES_128_GCM_SHA256);
    retry[suite + 1] = TLS_AES_256_GCM_SHA384 & 0xff;
    tap_open(&o, buf_span(&tape.lines));
    tap_begin(&o);
    tap_see(&o, &tape, 0);
    assert_int_equal(o.told.err, ERR_TLS_FINISHED);
    assert_int_equal(passive_finished(o.w).wrong, 2);
    assert_int_equal(passive_sight(o.w), PASSIVE_ALL);
    tap_close(&o);
    tape_close(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_secrets),
        cmocka_unit_test(other_secrets),
        cmocka_unit_test(wrong_finished),
        cmocka_unit_test(retry_other_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
