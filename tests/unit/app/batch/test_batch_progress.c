/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "app/batch/batch_progress.h"

enum { LINE_MAX_BYTES = 4096 };

static void assert_line(const struct batch_progress *progress, const struct tally *tally,
                        uint64_t now_us, const char *expected)
{
    struct buf line;

    buf_init(&line, LINE_MAX_BYTES);
    batch_progress_put(&line, progress, tally, now_us);
    buf_u8(&line, '\0');
    assert_string_equal((const char *)line.p, expected);
    buf_free(&line);
}

static void test_line(void **state)
{
    struct batch_progress p = {.began_us = 1000000};
    struct tally t = {.results = {[REASON_OK] = 900,
                                  [REASON_EXPIRED] = 60,
                                  [REASON_REVOKED] = 30,
                                  [REASON_UNDECODABLE] = 10}};
    (void)state;

    assert_line(&p, &(struct tally){0}, 1000000, "0 done, 0/s");
    assert_line(&p, &t, 3000000, "1000 done, 500/s, ok 90.0%, expired 6.0%, revoked 3.0%");
    p.input_n = 4000;
    p.done_n = 1000;
    assert_line(&p, &t, 3000000,
                "1000 done, 500/s, 25%, 0:06 left, ok 90.0%, expired 6.0%, revoked 3.0%");
    p.input_n = 4000000;
    assert_line(&p, &(struct tally){.results = {[REASON_OK] = 3}}, 3000000,
                "3 done, 2/s, 0%, 2:13:18 left, ok 100.0%");
    p.done_n = 5000000; /* the file has grown */
    assert_line(&p, &(struct tally){0}, 3000000, "0 done, 0/s, 100%, 0:00 left");
}

/* The most frequent first; those that do not occur are left out. */
static void test_order(void **state)
{
    struct tally t = {.results = {[REASON_OK] = 5, [REASON_EXPIRED] = 7, [REASON_LIMIT] = 5}};
    enum reason reasons[REASON_COUNT];
    (void)state;

    assert_int_equal(tally_order(&t, reasons), 3);
    assert_int_equal(reasons[0], REASON_EXPIRED);
    assert_int_equal(reasons[1], REASON_OK);
    assert_int_equal(reasons[2], REASON_LIMIT);
    assert_int_equal(tally_results(&t), 17);
}

static void test_exit(void **state)
{
    struct tally t = {.results = {[REASON_OK] = 5}};
    (void)state;

    assert_int_equal(tally_exit(&t, false), 0);
    t.results[REASON_EXPIRED] = 1;
    assert_int_equal(tally_exit(&t, false), 1);
    assert_int_equal(tally_exit(&t, true), 0);
    t.results[REASON_LIMIT] = 1;
    assert_int_equal(tally_exit(&t, true), 6);
    t.results[REASON_UNDECODABLE] = 1;
    assert_int_equal(tally_exit(&t, true), 3);
    assert_int_equal(tally_exit(&t, false), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_exit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
