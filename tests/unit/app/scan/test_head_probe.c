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
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_true(span_eq(head_probe_read(rows[i].head), rows[i].value));
}

/* No more than the limit is kept, whatever comes, and nothing before the request. */
static void test_bound(void **state)
{
    static const uint8_t zeros[100000];
    struct head_probe probe = {0};

    (void)state;
    head_probe_init(&probe, NULL, true);
    head_probe_data(&probe, span_of(zeros, 10));
    assert_int_equal(probe.answer.n, 0);
    probe.is_sent = true;
    for (int i = 0; i < 3; i++)
        head_probe_data(&probe, span_of(zeros, sizeof zeros));
    assert_int_equal(probe.answer.n, 8 * 1024);
    assert_int_equal(probe.answer.err, ERR_OK);
    head_probe_free(&probe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_read), cmocka_unit_test(test_bound)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
