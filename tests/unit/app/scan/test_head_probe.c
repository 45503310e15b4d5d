/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The field Server in the heads of responses, good and odd ones. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/scan/head_probe.h"

#define S(text) SPAN_INIT(text)

static const struct {
    struct span head, value;
} rows[] = {
    {S("HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n"), S("nginx")},
    {S("HTTP/1.1 200 OK\nsErVeR:\t a b  \n\n"), S("a b")},
    {S("HTTP/1.0 500 x\r\nX-Server: no\r\nServer: yes\r\n\r\n"), S("yes")},
    {S("HTTP/1.1 200 OK\r\nServer:\r\n\r\n"), {NULL, 0}},
    {S("HTTP/1.1 200 OK\r\nServer"), {NULL, 0}},
    {S("HTTP/1.1 200 OK\r\nX: y\r\n\r\nServer: body\r\n"), {NULL, 0}},
    {S("220 mail\r\nServer: no\r\n\r\n"), {NULL, 0}},
    {S(""), {NULL, 0}},
    {S("HTTP/1.1"), {NULL, 0}},
};

static void test_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct head_probe probe = {0};

        head_probe_init(&probe, NULL, true);
        probe.is_sent = true;
        head_probe_data(&probe, rows[i].head);
        assert_true(span_eq(buf_span(&probe.answer.server), rows[i].value));
        head_probe_free(&probe);
    }
}

/* No more than the limit is kept, whatever comes, and nothing before the request. */
static void test_bound(void **state)
{
    static uint8_t letters[100000];
    struct head_probe probe = {0};

    (void)state;
    memset(letters, 'a', sizeof letters);
    head_probe_init(&probe, NULL, true);
    head_probe_data(&probe, span_of(letters, 10));
    assert_int_equal(probe.received, 0);
    probe.is_sent = true;
    head_probe_data(&probe, SPAN_LIT("HTTP/1.1 200 OK\r\nX: "));
    for (int i = 0; i < 3; i++)
        head_probe_data(&probe, span_of(letters, sizeof letters));
    assert_int_equal(probe.received, 8 * 1024);
    assert_true(probe.answer.line.n <= 8 * 1024);
    assert_int_equal(probe.answer.line.err, ERR_OK);
    head_probe_free(&probe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_read), cmocka_unit_test(test_bound)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
