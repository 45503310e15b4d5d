/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <unistd.h>

#include "lib/net/watch.h"

/* A loop, a pipe that it watches, and an alarm that writes into the pipe. */
struct scene {
    struct net_loop *loop;
    struct net_watch *watch;
    struct net_alarm *alarm;
    int fds[2];
    unsigned rung, reads, most; /* after `most` rings the pipe is closed */
};

static void on_rung(void *ctx)
{
    struct scene *s = ctx;

    if (s->rung++ < s->most) {
        assert_int_equal(write(s->fds[1], "x", 1), 1);
        net_alarm_set(s->alarm, 1000);
        return;
    }
    close(s->fds[1]);
    s->fds[1] = -1;
}

/* One read does not block, although the pipe is a blocking one. */
static void on_readable(void *ctx)
{
    struct scene *s = ctx;
    char byte;

    assert_int_equal(fcntl(s->fds[0], F_GETFL) & O_NONBLOCK, 0);
    if (read(s->fds[0], &byte, 1) == 1) {
        s->reads++;
        return;
    }
    net_watch_end(s->watch);
    s->watch = NULL;
}

static void open_scene(struct scene *s)
{
    *s = (struct scene){0};
    assert_int_equal(net_loop_new(&s->loop), ERR_OK);
    assert_int_equal(pipe(s->fds), 0);
    assert_int_equal(net_watch_new(&s->watch, s->loop, s->fds[0], on_readable, s), ERR_OK);
    assert_int_equal(net_alarm_new(&s->alarm, s->loop, on_rung, s), ERR_OK);
}

static void close_scene(struct scene *s)
{
    net_watch_end(s->watch);
    net_alarm_end(s->alarm);
    net_loop_free(s->loop);
    close(s->fds[0]);
    if (s->fds[1] >= 0)
        close(s->fds[1]);
}

/* Without a connection the loop turns until the pipe has ended. */
static void test_pipe_and_alarm(void **state)
{
    struct scene s;

    (void)state;
    open_scene(&s);
    s.most = 3;
    net_alarm_set(s.alarm, 1000);
    assert_int_equal(net_run(s.loop), ERR_OK);
    assert_int_equal(s.rung, 4);
    assert_int_equal(s.reads, 3);
    assert_null(s.watch);
    close_scene(&s);
}

/* A quiet watch and an alarm that was stopped leave nothing to wait for. */
static void test_nothing_to_wait_for(void **state)
{
    struct scene s;

    (void)state;
    open_scene(&s);
    net_watch_quiet(s.watch);
    net_alarm_set(s.alarm, 3600000000);
    net_alarm_stop(s.alarm);
    assert_int_equal(net_run(s.loop), ERR_OK);
    net_alarm_quiet(s.alarm);
    net_alarm_set(s.alarm, 3600000000);
    assert_int_equal(net_run(s.loop), ERR_OK);
    assert_int_equal(s.rung, 0);
    close_scene(&s);
}

/* While it is held, a watch calls nobody; what came meanwhile is seen afterwards. */
static void on_rung_let_go(void *ctx)
{
    struct scene *s = ctx;

    assert_int_equal(s->reads, 0);
    s->rung++;
    net_watch_hold(s->watch, false);
}

static void test_held(void **state)
{
    struct scene s;
    struct net_alarm *later;

    (void)state;
    open_scene(&s);
    assert_int_equal(net_alarm_new(&later, s.loop, on_rung_let_go, &s), ERR_OK);
    assert_int_equal(write(s.fds[1], "x", 1), 1);
    close(s.fds[1]);
    s.fds[1] = -1;
    net_watch_hold(s.watch, true);
    net_alarm_set(later, 5000);
    assert_int_equal(net_run(s.loop), ERR_OK);
    assert_int_equal(s.rung, 1);
    assert_int_equal(s.reads, 1);
    net_alarm_end(later);
    close_scene(&s);
}

/* A file needs no watch: it can always be read. */
static void test_regular_file(void **state)
{
    struct net_loop *loop;
    struct net_watch *watch;
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

    (void)state;
    assert_int_equal(net_loop_new(&loop), ERR_OK);
    assert_int_equal(net_watch_new(&watch, loop, fd, on_readable, NULL), ERR_NET_SYSTEM);
    assert_null(watch);
    net_watch_end(watch);
    net_alarm_end(NULL);
    net_loop_free(loop);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pipe_and_alarm),
        cmocka_unit_test(test_nothing_to_wait_for),
        cmocka_unit_test(test_held),
        cmocka_unit_test(test_regular_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
