/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a whole scan sends that browsers do not: the list in man/tlsbox-scan.1, counted by a server
 * that accepts all of it.  What the probes for weaknesses send is counted in test_weak.c,
 * test_robot.c and test_resume12.c.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/wire/msg.h"
#include "tests/unit/app/scan/host_trial.h"

enum { FALLBACK = 0x5600, FREE_VERSION = 0x0305, FREE_EXTENSION = 31337, VERSIONS = 6 };

/* Hellos of all connections, by what is odd about them. */
static struct {
    unsigned total, ssl2, of_version[VERSIONS]; /* by the minor version of client_version */
    unsigned grease, free_extension, deflate, fallback, nameless, large;
    size_t first_n, longest, longest_record;
} seen;

static bool has_suite(const struct client_hello *hello, uint16_t mask, uint16_t value)
{
    for (size_t i = 0; i + 1 < hello->suites.n; i += 2) {
        uint16_t suite = (uint16_t)(hello->suites.p[i] << 8 | hello->suites.p[i + 1]);

        if ((suite & mask) == value)
            return true;
    }
    return false;
}

/* Joins the records of a hello; returns the length of the longest one's content. */
static size_t join(struct buf *out, struct span bytes)
{
    size_t longest = 0;

    while (bytes.n > RECORD_HEADER) {
        size_t n = (size_t)(bytes.p[3] << 8 | bytes.p[4]);

        longest = n > longest ? n : longest;
        buf_put(out, span_head(span_tail(bytes, RECORD_HEADER), n));
        bytes = span_tail(bytes, RECORD_HEADER + n);
    }
    return longest;
}

static void count(struct span message, size_t record_n)
{
    struct client_hello hello;
    struct fail fail = {0};
    struct span data;

    assert_int_equal(message.p[0], HS_CLIENT_HELLO);
    assert_int_equal(client_hello_parse(&hello, span_tail(message, MSG_HEADER), &fail), ERR_OK);
    assert_int_equal(hello.version >> 8, 3);
    assert_in_range(hello.version & 0xff, 0, VERSIONS - 1);
    seen.of_version[hello.version & 0xff]++;
    seen.grease += has_suite(&hello, 0x0f0f, 0x0a0a);
    seen.fallback += has_suite(&hello, 0xffff, FALLBACK);
    seen.deflate += hello.compression.n > 1;
    seen.free_extension += hello.has_exts && ext_get(hello.exts, FREE_EXTENSION, &data);
    seen.nameless += hello.has_exts && !ext_get(hello.exts, TLSX_SERVER_NAME, &data);
    seen.large += message.n >= 2000;
    if (message.n > seen.longest) {
        seen.longest = message.n;
        seen.longest_record = record_n;
    }
    seen.first_n = seen.total == 1 ? message.n : seen.first_n;
}

/* SSL 2.0 has no records of this kind: the high bit of the length is set (RFC 5246 E.2). */
static enum mood_act note(struct mood_kit *k, unsigned number, struct span hello)
{
    struct buf message;

    (void)k;
    (void)number;
    if (hello.n == 0)
        return MOOD_WAIT;
    seen.total++;
    if ((hello.p[0] & 0x80) != 0) {
        seen.ssl2++;
        return MOOD_TLS;
    }
    buf_init(&message, 1 << 16);
    size_t longest = join(&message, hello);
    count(buf_span(&message), longest);
    buf_free(&message);
    return MOOD_TLS;
}

static void scan(struct host_trial *t, uint16_t version)
{
    memset(&seen, 0, sizeof seen);
    host_trial_begin(t, NULL, 0, note);
    t->k.pair.host.max_version = version;
    pair_identity(&t->k.pair, FKEY_RSA2048_A);
    t->plan.timeout_us = 5 * SECOND;
    host_trial_by_name(t);
    host_trial_run(t);
    host_trial_came_to(t, SCAN_WHOLE, REASON_OK, "");
    assert_int_equal(seen.total, t->k.accepted);
}

static void check_common(void)
{
    assert_in_range(seen.ssl2, 1, 2); /* our server hangs up: it is asked again */
    assert_int_equal(seen.of_version[0], 1);
    assert_int_equal(seen.of_version[1], 1);
    assert_int_equal(seen.of_version[2], 1);
    assert_int_equal(seen.of_version[FREE_VERSION & 0xff], 1);
    assert_int_equal(seen.of_version[4], 0);
    assert_int_equal(seen.grease, 1);
    assert_int_equal(seen.free_extension, 1);
    assert_int_equal(seen.large, 1);
    assert_int_equal(seen.longest, 2500);
    assert_int_equal(seen.longest_record, 200);
    assert_int_equal(seen.deflate, 1);
    assert_in_range(seen.first_n, 1000, 1300);
}

static void test_both(void **state)
{
    struct host_trial t;

    (void)state;
    scan(&t, TLS_1_3);
    check_common();
    assert_int_equal(seen.fallback, 1);
    assert_int_equal(seen.nameless, 2);
    host_trial_end(&t);
}

/* With one version alone no client falls back. */
static void test_old(void **state)
{
    struct host_trial t;

    (void)state;
    scan(&t, TLS_1_2);
    check_common();
    assert_int_equal(seen.fallback, 0);
    assert_int_equal(seen.nameless, 2);
    host_trial_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both),
        cmocka_unit_test(test_old),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
