/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/capture/capture_dialogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void feed(struct capture_dialogue *d, bool from_client, const char *text, uint64_t us)
{
    capture_dialogue_feed(d, from_client, span_str(text), us);
}

/* The event is such a message, at this time. */
static void is(const struct event_log *log, size_t i, bool sent, const char *text, uint64_t us)
{
    assert_true(i < log->num);
    assert_int_equal(log->v[i].event.kind, EVENT_DIALOGUE);
    assert_int_equal(log->v[i].event.sent, sent);
    assert_true(span_eq(log->v[i].event.bytes, span_str(text)));
    assert_int_equal(log->v[i].us, us);
}

static void test_turns(void **state)
{
    const uint64_t skipped[2] = {UINT64_MAX, 16};
    struct capture_dialogue d;
    struct event_log log;

    (void)state;
    capture_dialogue_init(&d);
    event_log_init(&log, false, false);
    log.side = EVENT_LOG_WATCHER;
    feed(&d, false, "220 mx", 10);
    feed(&d, false, "\r\n", 11);
    feed(&d, true, "EHLO a\r\n", 20);
    feed(&d, false, "250 STARTTLS\r\n", 30);
    feed(&d, true, "STLS \r\n\n", 40);
    feed(&d, false, "220 go\r\n", 50);
    feed(&d, true, "\x16\3\1", 60);
    capture_dialogue_flush(&d, &log, skipped);
    assert_int_equal(log.num, 5);
    is(&log, 0, false, "220 mx\r\n", 10);
    is(&log, 1, true, "EHLO a\r\n", 20);
    is(&log, 2, false, "250 STARTTLS\r\n", 30);
    is(&log, 3, true, "STLS \r\n\n", 40);
    is(&log, 4, false, "220 go\r\n", 50);
    assert_int_equal(log.v[0].event.type, DIALOGUE_SMTP);
    /* Nothing more is kept. */
    feed(&d, true, "more", 70);
    assert_int_equal(d.bytes.room, 0);
    event_log_free(&log);
}

static void test_password(void **state)
{
    const uint64_t skipped[2] = {UINT64_MAX, UINT64_MAX};
    struct capture_dialogue d;
    struct event_log log;

    (void)state;
    capture_dialogue_init(&d);
    event_log_init(&log, false, false);
    feed(&d, true, "CONNECT a:443 HTTP/1.1\r\nProxy-Authorization: Basic dTpw\r\n\r\n", 1);
    feed(&d, false, "HTTP/1.1 200 OK\r\n\r\n", 2);
    capture_dialogue_flush(&d, &log, skipped);
    assert_int_equal(log.num, 2);
    is(&log, 0, true, "CONNECT a:443 HTTP/1.1\r\nProxy-Authorization: ********\r\n\r\n", 1);
    event_log_free(&log);
}

/* What is unknown, long, or has many turns leaves nothing in the log. */
static void test_others(void **state)
{
    static char text[CAPTURE_TURN_BYTES];
    const uint64_t skipped[2] = {UINT64_MAX, UINT64_MAX};

    (void)state;
    memset(text, 'a', sizeof text - 1);
    for (int i = 0; i < 3; i++) {
        struct capture_dialogue d;
        struct event_log log;
        capture_dialogue_init(&d);
        event_log_init(&log, false, false);
        feed(&d, true, i == 0 ? "GET / HTTP/1.1\r\n" : "EHLO a\r\n", 1);
        feed(&d, false, i == 0 ? "HTTP/1.1 101 TLS\r\n" : "220 a\r\n", 2);
        for (size_t k = 0; i == 1 && k < CAPTURE_TURNS; k++)
            feed(&d, k % 2 == 0, "x", 3);
        if (i == 2)
            feed(&d, false, text, 3);
        capture_dialogue_flush(&d, &log, skipped);
        assert_int_equal(log.num, 0);
        assert_int_equal(d.bytes.room, 0);
        event_log_free(&log);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_turns),
        cmocka_unit_test(test_password),
        cmocka_unit_test(test_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
