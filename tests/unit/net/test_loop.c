/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "tests/unit/net/kit.h"

/* More than the system takes at once: queued, drained, and whole at the other end. */
struct bulk {
    struct net_server *server;
    size_t sent, back, drained;
    bool echo_eof;
};

static void bulk_drained(void *ctx, struct net_conn *c)
{
    struct bulk *b = ctx;

    assert_int_equal(net_queued(c), 0);
    b->drained++;
}

static void bulk_ready(void *ctx, struct net_conn *c)
{
    static uint8_t bytes[1 << 20];
    struct bulk *b = ctx;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7 >> 3);
    for (int i = 0; i < 16; i++) {
        assert_int_equal(net_send(c, span_of(bytes, sizeof bytes)), ERR_OK);
        b->sent += sizeof bytes;
    }
    assert_true(net_queued(c) > 0);
    net_shut(c);
    assert_int_equal(net_send(c, SPAN_LIT("x")), ERR_NET_CLOSED);
}

static void bulk_data(void *ctx, struct net_conn *c, struct span bytes)
{
    struct bulk *b = ctx;

    (void)c;
    for (size_t i = 0; i < bytes.n; i++, b->back++) {
        if (bytes.p[i] != (uint8_t)((b->back & ((1 << 20) - 1)) * 7 >> 3))
            fail_msg("byte %zu is another one", b->back);
    }
}

static void bulk_eof(void *ctx, struct net_conn *c)
{
    (void)ctx;
    net_close(c);
}

static void bulk_closed(void *ctx)
{
    struct bulk *b = ctx;

    net_serve_end(b->server);
}

/* The echo closes when everything is back. */
static void echo_eof(void *ctx, struct net_conn *c)
{
    struct bulk *b = ctx;

    b->echo_eof = true;
    if (net_queued(c) == 0)
        net_close(c);
}

static void echo_data(void *ctx, struct net_conn *c, struct span bytes)
{
    (void)ctx;
    assert_int_equal(net_send(c, bytes), ERR_OK);
}

static void echo_drained(void *ctx, struct net_conn *c)
{
    struct bulk *b = ctx;

    if (b->echo_eof)
        net_close(c);
}

static void echo_accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    (void)c;
    *hooks =
        (struct net_hooks){.ctx = ctx, .data = echo_data, .eof = echo_eof, .drained = echo_drained};
}

static void test_bulk(void **state)
{
    struct net_request request = {.host = "127.0.0.1", .timeout_us = 20 * SECOND};
    struct bulk b = {0};
    struct net_serve_hooks echo = {&b, echo_accepted};
    const struct net_hooks hooks = {.ctx = &b,
                                    .ready = bulk_ready,
                                    .data = bulk_data,
                                    .eof = bulk_eof,
                                    .closed = bulk_closed,
                                    .drained = bulk_drained};
    struct net_loop *l;
    struct net_conn *c;
    struct buf wrong = {0};

    (void)state;
    assert_int_equal(net_loop_new(&l), ERR_OK);
    assert_int_equal(
        net_serve(&b.server, l, &(struct net_listen){"127.0.0.1", 0, 20 * SECOND}, &echo, &wrong),
        ERR_OK);
    request.port = net_serve_port(b.server);
    assert_int_equal(net_open(&c, l, &request, &hooks), ERR_OK);
    assert_int_equal(net_run(l), ERR_OK);
    assert_int_equal(b.sent, 16 << 20);
    assert_int_equal(b.back, b.sent);
    assert_true(b.drained > 0);
    net_loop_free(l);
}

/* Timers: one after the other, replaced, cancelled, and gone with the connection. */
struct clocked {
    struct net_server *server;
    int a, b;
};

static void fired_b(void *ctx, struct net_conn *c)
{
    struct clocked *t = ctx;

    t->b++;
    net_timer(c, 1, fired_b);
    net_close(c);
    net_timer(c, 1, fired_b);
}

static void fired_a(void *ctx, struct net_conn *c)
{
    struct clocked *t = ctx;

    t->a++;
    net_timer(c, 1, fired_a);
    net_timer(c, 0, NULL);
    net_timer(c, 1, fired_a);
    net_timer(c, 20000, fired_b);
}

static void clocked_ready(void *ctx, struct net_conn *c)
{
    (void)ctx;
    net_timer(c, 1, fired_a);
}

static void clocked_closed(void *ctx)
{
    struct clocked *t = ctx;

    net_serve_end(t->server);
}

static void quiet_accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    (void)c;
    *hooks = (struct net_hooks){.ctx = ctx, .eof = bulk_eof};
}

static void test_timer(void **state)
{
    struct net_serve_hooks quiet = {NULL, quiet_accepted};
    struct net_request request = {.host = "127.0.0.1", .timeout_us = 10 * SECOND};
    struct clocked t = {0};
    const struct net_hooks hooks = {.ctx = &t, .ready = clocked_ready, .closed = clocked_closed};
    struct net_loop *l;
    struct net_conn *c;
    struct buf wrong = {0};

    (void)state;
    assert_int_equal(net_loop_new(&l), ERR_OK);
    assert_int_equal(
        net_serve(&t.server, l, &(struct net_listen){"127.0.0.1", 0, SECOND}, &quiet, &wrong),
        ERR_OK);
    request.port = net_serve_port(t.server);
    assert_int_equal(net_open(&c, l, &request, &hooks), ERR_OK);
    assert_int_equal(net_run(l), ERR_OK);
    assert_int_equal(t.a, 1);
    assert_int_equal(t.b, 1);
    net_loop_free(l);
}

/* Writing to a peer that has gone neither kills the process nor leaves the signal behind: the first
 * write after the end is answered by a reset, the second one raises it. */
static void pipe_write(void *ctx, struct net_conn *c)
{
    struct clocked *t = ctx;

    t->a++;
    t->b += net_send(c, SPAN_LIT("x")) == ERR_NET_RESET;
    if (t->b > 0)
        net_close(c);
    else
        net_timer(c, 1000, pipe_write);
}

static void gone_accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    (void)ctx;
    (void)hooks;
    net_close(c);
}

static void test_sigpipe(void **state)
{
    struct net_serve_hooks gone = {NULL, gone_accepted};
    struct net_request request = {.host = "127.0.0.1", .timeout_us = 10 * SECOND};
    struct clocked t = {0};
    const struct net_hooks hooks = {
        .ctx = &t,
        .eof = pipe_write,
        .closed = clocked_closed,
    };
    struct net_loop *l;
    struct net_conn *c;
    struct buf wrong = {0};
    sigset_t before, after;

    (void)state;
    assert_true(signal(SIGPIPE, SIG_DFL) != SIG_ERR);
    sigprocmask(SIG_SETMASK, NULL, &before);
    assert_int_equal(net_loop_new(&l), ERR_OK);
    assert_int_equal(
        net_serve(&t.server, l, &(struct net_listen){"127.0.0.1", 0, SECOND}, &gone, &wrong),
        ERR_OK);
    request.port = net_serve_port(t.server);
    assert_int_equal(net_open(&c, l, &request, &hooks), ERR_OK);
    assert_int_equal(net_run(l), ERR_OK);
    assert_int_equal(t.b, 1);
    assert_true(t.a > 1);
    net_loop_free(l);
    sigprocmask(SIG_SETMASK, NULL, &after);
    assert_int_equal(sigismember(&after, SIGPIPE), sigismember(&before, SIGPIPE));
    sigpending(&after);
    assert_false(sigismember(&after, SIGPIPE));
}

/* A thousand at once: each says its number and hears it. */
enum { MANY = 1000 };
struct many {
    struct net_server *server;
    size_t open, most, good;
};
struct one {
    struct many *all;
    char text[24];
    struct buf back;
};

static void one_ready(void *ctx, struct net_conn *c)
{
    struct one *o = ctx;

    o->all->open++;
    if (o->all->open > o->all->most)
        o->all->most = o->all->open;
    assert_int_equal(net_send(c, span_str(o->text)), ERR_OK);
}

static void one_data(void *ctx, struct net_conn *c, struct span bytes)
{
    struct one *o = ctx;

    buf_put(&o->back, bytes);
    if (o->back.n == strlen(o->text)) {
        o->all->good += span_eq(buf_span(&o->back), span_str(o->text));
        net_timer(c, 100000, bulk_eof); /* so that all are open together */
    }
}

static void one_closed(void *ctx)
{
    struct one *o = ctx;

    buf_free(&o->back);
    if (--o->all->open == 0)
        net_serve_end(o->all->server);
}

static void one_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    (void)ctx;
    (void)c;
    fail_msg("%s: %.*s", err_id(e), (int)text.n, (const char *)text.p);
}

static void many_accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    (void)c;
    *hooks = (struct net_hooks){.ctx = ctx, .data = echo_data, .eof = bulk_eof};
}

static void test_many(void **state)
{
    struct many all = {0};
    struct net_serve_hooks echo = {&all, many_accepted};
    struct net_request request = {.host = "127.0.0.1", .timeout_us = 60 * SECOND};
    struct one *ones = calloc(MANY, sizeof *ones);
    struct net_loop *l;
    struct net_conn *c;
    struct buf wrong = {0};
    struct rlimit files;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = files.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
    assert_true(files.rlim_cur >= 2 * MANY + 100);
    assert_int_equal(net_loop_new(&l), ERR_OK);
    assert_int_equal(
        net_serve(&all.server, l, &(struct net_listen){"127.0.0.1", 0, 60 * SECOND}, &echo, &wrong),
        ERR_OK);
    request.port = net_serve_port(all.server);
    for (int i = 0; i < MANY; i++) {
        const struct net_hooks hooks = {.ctx = &ones[i],
                                        .ready = one_ready,
                                        .data = one_data,
                                        .closed = one_closed,
                                        .failed = one_failed};
        ones[i].all = &all;
        snprintf(ones[i].text, sizeof ones[i].text, "number %d", i);
        buf_init(&ones[i].back, 100);
        assert_int_equal(net_open(&c, l, &request, &hooks), ERR_OK);
    }
    assert_int_equal(net_run(l), ERR_OK);
    assert_int_equal(all.good, MANY);
    assert_true(all.most > MANY / 2);
    net_loop_free(l);
    free(ones);
}

/* A loop goes with everything that runs in it, and calls nobody. */
static void test_loop_free(void **state)
{
    struct net_serve_hooks quiet = {NULL, quiet_accepted};
    struct net_request request = {.host = "127.0.0.1", .timeout_us = 10 * SECOND};
    const struct net_hooks hooks = {.failed = one_failed};
    struct net_server *server;
    struct net_loop *l;
    struct net_conn *c;
    struct buf wrong = {0};

    (void)state;
    net_loop_free(NULL);
    assert_int_equal(net_loop_new(&l), ERR_OK);
    assert_int_equal(
        net_serve(&server, l, &(struct net_listen){"127.0.0.1", 0, SECOND}, &quiet, &wrong),
        ERR_OK);
    request.port = net_serve_port(server);
    assert_int_equal(net_open(&c, l, &request, &hooks), ERR_OK);
    request.host = "slow.invalid";
    assert_int_equal(net_open(&c, l, &request, &hooks), ERR_OK);
    assert_int_equal(net_send(c, SPAN_LIT("too early")), ERR_NET_CLOSED);
    net_loop_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bulk),      cmocka_unit_test(test_timer),
        cmocka_unit_test(test_sigpipe),   cmocka_unit_test(test_many),
        cmocka_unit_test(test_loop_free),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
