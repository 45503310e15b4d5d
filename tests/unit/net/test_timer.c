/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A loop that stood still reads first and judges times then.  Nothing here races with a clock: the
 * loop is held up by its own callback until the time is over. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/net/kit.h"

enum { LIMIT_US = 500000, TIMER_US = 200000 };

/* Two clients: when the first one speaks, the loop stands still and the second speaks. */
struct scene {
    struct net_loop *loop;
    struct net_server *server;
    int fds[2];
    struct net_conn *conns[2];
    size_t accepted, words;
    enum err failed;
    uint64_t started_us, fired_us;
};

static void stand_still(uint64_t us)
{
    const uint64_t end = net_now_us() + us;

    while (net_now_us() < end)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

static void on_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    struct scene *s = ctx;

    (void)c;
    (void)text;
    s->failed = e;
    net_serve_end(s->server);
}

static void speak(int fd)
{
    assert_int_equal(write(fd, "words", 5), 5);
}

static void on_first(void *ctx, struct net_conn *c, struct span bytes)
{
    struct scene *s = ctx;

    (void)bytes;
    speak(s->fds[1]);
    stand_still(LIMIT_US + 100000);
    net_close(c);
}

static void on_second(void *ctx, struct net_conn *c, struct span bytes)
{
    struct scene *s = ctx;

    s->words += bytes.n;
    net_close(c);
    net_serve_end(s->server);
}

static void on_accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    struct scene *s = ctx;

    s->conns[s->accepted] = c;
    *hooks = (struct net_hooks){
        .ctx = s, .data = s->accepted == 0 ? on_first : on_second, .failed = on_failed};
    if (++s->accepted == 2)
        speak(s->fds[0]);
}

static int dial(uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (const void *)&to, sizeof to), 0);
    return fd;
}

static void run(struct scene *s, uint64_t limit_us, void (*accepted)(void *, struct net_conn *,
                                                                     struct net_hooks *))
{
    const struct net_serve_hooks hooks = {.ctx = s, .accepted = accepted};
    struct buf wrong;

    buf_init(&wrong, 1000);
    assert_int_equal(net_loop_new(&s->loop), ERR_OK);
    assert_int_equal(net_serve(&s->server, s->loop, &(struct net_listen){"127.0.0.1", 0, limit_us},
                               &hooks, &wrong),
                     ERR_OK);
    for (size_t i = 0; i < 2; i++)
        s->fds[i] = dial(net_serve_port(s->server));
    assert_int_equal(net_run(s->loop), ERR_OK);
    for (size_t i = 0; i < 2; i++)
        close(s->fds[i]);
    net_loop_free(s->loop);
    buf_free(&wrong);
}

static void test_input_before_deadline(void **state)
{
    struct scene s = {0};

    (void)state;
    run(&s, LIMIT_US, on_accepted);
    assert_int_equal(s.words, 5);
    assert_int_equal(s.failed, ERR_OK);
}

/* A timer is told off by what it reads, though its time was over. */
static void on_never(void *ctx, struct net_conn *c)
{
    (void)ctx;
    (void)c;
    fail_msg("the timer overtook what had come");
}

static void on_first_timed(void *ctx, struct net_conn *c, struct span bytes)
{
    struct scene *s = ctx;

    net_timer(s->conns[1], LIMIT_US, on_never);
    on_first(ctx, c, bytes);
}

static void on_second_timed(void *ctx, struct net_conn *c, struct span bytes)
{
    net_timer(c, 0, NULL);
    on_second(ctx, c, bytes);
}

static void on_accepted_timed(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    on_accepted(ctx, c, hooks);
    hooks->data = hooks->data == on_first ? on_first_timed : on_second_timed;
}

static void test_input_before_timer(void **state)
{
    struct scene s = {0};

    (void)state;
    run(&s, 0, on_accepted_timed);
    assert_int_equal(s.words, 5);
}

/* Its time counts from when it was started, not from when the loop last looked at the clock. */
static void on_fired(void *ctx, struct net_conn *c)
{
    struct scene *s = ctx;

    s->fired_us = net_now_us();
    net_close(c);
    net_serve_end(s->server);
}

static void on_accepted_late(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    struct scene *s = ctx;

    *hooks = (struct net_hooks){.ctx = s};
    if (++s->accepted == 1) {
        net_close(c);
        return;
    }
    stand_still(2 * TIMER_US);
    s->started_us = net_now_us();
    net_timer(c, TIMER_US, on_fired);
}

static void test_counts_from_start(void **state)
{
    struct scene s = {0};

    (void)state;
    run(&s, 0, on_accepted_late);
    assert_true(s.fired_us - s.started_us >= TIMER_US - 1000); /* libuv counts milliseconds */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_input_before_deadline),
        cmocka_unit_test(test_input_before_timer),
        cmocka_unit_test(test_counts_from_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
