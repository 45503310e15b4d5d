/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pipe that is non-blocking, as another process that shares it may have made it, gets all lines:
 * its reader begins when it is full. */
#include "config.h"

#include "app/batch/line_sink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 1000, LINES = 500, LATE_US = 50000 };

struct reader {
    int fd;
    size_t n, lines;
};

static void *read_all(void *arg)
{
    struct reader *r = arg;
    uint8_t bytes[4096];
    ssize_t got = 1;

    (void)usleep(LATE_US); /* meanwhile the pipe gets full */
    while (got > 0) {
        got = read(r->fd, bytes, sizeof bytes);
        for (ssize_t i = 0; i < got; i++)
            r->lines += bytes[i] == '\n';
        r->n += got > 0 ? (size_t)got : 0;
    }
    return NULL;
}

static void test_non_blocking(void **state)
{
    static uint8_t text[LINE * LINES];
    pthread_t thread;
    int fds[2];

    (void)state;
    memset(text, 'x', sizeof text);
    for (size_t i = LINE; i <= sizeof text; i += LINE)
        text[i - 1] = '\n';
    assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
    assert_int_equal(fcntl(fds[0], F_SETFL, 0), 0);
    struct line_sink sink = {.fd = fds[1]};
    struct reader reader = {.fd = fds[0]};

    assert_int_equal(pthread_create(&thread, NULL, read_all, &reader), 0);
    assert_true(line_sink_put(&sink, span_of(text, sizeof text)));
    close(fds[1]);
    pthread_join(thread, NULL);
    close(fds[0]);
    assert_int_equal(reader.n, sizeof text);
    assert_int_equal(reader.lines, LINES);
    assert_int_equal(sink.lines, LINES);
}

/* Nothing can be written at all, and it is not tried again. */
static void test_no_file(void **state)
{
    struct line_sink sink = {.fd = -1};

    (void)state;
    assert_false(line_sink_put(&sink, SPAN_LIT("a\n")));
    assert_int_equal(sink.sys_errno, EBADF);
    assert_false(line_sink_put(&sink, SPAN_LIT("b\n")));
    assert_int_equal(sink.lines, 0);
    assert_false(sink.is_torn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_non_blocking),
        cmocka_unit_test(test_no_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
