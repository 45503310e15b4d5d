/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <signal.h>

#include "tests/unit/net/kit.h"

/* Without an address: both families, at one port. */
static void test_everywhere(void **state)
{
    static const struct kit_act acts[] = {{NOTHING, S("hello"), KIT_CLOSE}};
    static const char *const hosts[] = {"127.0.0.1", "::1"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct kit k;
        kit_begin(&k);
        kit_serve(&k, NULL, 0, acts, 1);
        k.request.host = hosts[i];
        kit_run(&k);
        assert_string_equal(k.seen.steps, "rcREC");
        assert_true(span_eq(buf_span(&k.seen.data), SPAN_LIT("hello")));
        assert_int_equal(k.servers[0].accepted, 1);
        kit_end(&k);
    }
}

static void nobody(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    (void)ctx;
    (void)c;
    (void)hooks;
}

static void assert_cannot(struct net_loop *l, const char *address, uint16_t port, const char *why)
{
    const struct net_serve_hooks hooks = {NULL, nobody};
    struct net_server *s;
    struct buf wrong;

    buf_init(&wrong, 1000);
    assert_int_equal(net_serve(&s, l, &(struct net_listen){address, port, 0}, &hooks, &wrong),
                     ERR_NET_LISTEN);
    assert_null(s);
    if (!span_eq(buf_span(&wrong), span_str(why)))
        fail_msg("%.*s", (int)wrong.n, (const char *)wrong.p);
    buf_free(&wrong);
}

static void test_cannot(void **state)
{
    struct kit k;
    char why[100];

    (void)state;
    kit_begin(&k);
    struct kit_server *s = kit_serve(&k, "127.0.0.1", 0, NULL, 0);
    snprintf(why, sizeof why, "127.0.0.1 port %u: address already in use", s->port);
    assert_cannot(k.loop, "127.0.0.1", s->port, why);
    snprintf(why, sizeof why, "any address port %u: address already in use", s->port);
    assert_cannot(k.loop, NULL, s->port, why);
    assert_cannot(k.loop, "192.0.2.77", 1, "192.0.2.77 port 1: address not available");
    assert_cannot(k.loop, "localhost", 1, "localhost port 1: invalid argument");
    net_serve_end(s->server);
    assert_int_equal(net_run(k.loop), ERR_OK);
    kit_end(&k);
}

/* Accepted ones know both ends, and have their own deadline. */
struct guest {
    struct net_server *server;
    struct net_end local, peer;
    char address[80], text[200];
    enum err err;
};

static void guest_ready(void *ctx, struct net_conn *c)
{
    struct guest *g = ctx;

    net_ends(c, &g->local, &g->peer);
    snprintf(g->address, sizeof g->address, "%s", net_address(c));
}

static void guest_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    struct guest *g = ctx;

    (void)c;
    g->err = e;
    snprintf(g->text, sizeof g->text, "%.*s", (int)text.n, (const char *)text.p);
    net_serve_end(g->server);
}

static void guest_accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    (void)c;
    *hooks = (struct net_hooks){.ctx = ctx, .ready = guest_ready, .failed = guest_failed};
}

static void host_ready(void *ctx, struct net_conn *c)
{
    struct guest *g = ctx;

    net_ends(c, &g->local, &g->peer);
}

static void host_eof(void *ctx, struct net_conn *c)
{
    (void)ctx;
    net_close(c);
}

static void test_guest(void **state)
{
    struct guest guest = {0}, host = {0};
    const struct net_serve_hooks hooks = {&guest, guest_accepted};
    const struct net_hooks client = {.ctx = &host, .ready = host_ready, .eof = host_eof};
    struct net_request request = {.host = "127.0.0.1"}; /* no deadline of its own */
    struct net_loop *l;
    struct net_conn *c;
    struct buf wrong = {0};
    char text[100];

    (void)state;
    assert_int_equal(net_loop_new(&l), ERR_OK);
    assert_int_equal(net_serve(&guest.server, l, &(struct net_listen){"127.0.0.1", 0, SECOND / 20},
                               &hooks, &wrong),
                     ERR_OK);
    request.port = net_serve_port(guest.server);
    assert_int_equal(net_open(&c, l, &request, &client), ERR_OK);
    assert_int_equal(net_run(l), ERR_OK);
    assert_int_equal(guest.err, ERR_NET_TIMEOUT);
    snprintf(text, sizeof text, "127.0.0.1:%u: timed out after 0.05 s", host.local.port);
    assert_string_equal(guest.text, text);
    text[strcspn(text, " ") - 1] = '\0';
    assert_string_equal(guest.address, text);
    assert_memory_equal(&guest.local, &host.peer, sizeof host.peer);
    assert_memory_equal(&guest.peer, &host.local, sizeof host.local);
    assert_int_equal(host.peer.port, request.port);
    assert_int_equal(host.peer.ip_n, 4);
    assert_memory_equal(host.peer.ip, "\x7f\0\0\1", 4);
    net_loop_free(l);
}

/* Not more than the limit at a time: the others are held by the system until one has gone. */
struct door {
    struct net_loop *loop;
    struct net_server *server;
    size_t inside, most_inside, served;
};

static void visitor_leaves(void *ctx, struct net_conn *c)
{
    (void)ctx;
    net_close(c);
}

static void visitor_ready(void *ctx, struct net_conn *c)
{
    struct door *d = ctx;

    if (++d->inside > d->most_inside)
        d->most_inside = d->inside;
    net_timer(c, 2000, visitor_leaves);
}

static void visitor_closed(void *ctx)
{
    struct door *d = ctx;

    d->inside--;
    if (++d->served == 7)
        net_serve_end(d->server);
}

static void visitor_accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    (void)c;
    *hooks = (struct net_hooks){.ctx = ctx, .ready = visitor_ready, .closed = visitor_closed};
}

static void test_most(void **state)
{
    struct door d = {0};
    const struct net_serve_hooks hooks = {&d, visitor_accepted};
    const struct net_hooks client = {.ctx = &d, .eof = host_eof};
    struct net_request request = {.host = "127.0.0.1", .timeout_us = 10 * SECOND};
    struct net_conn *c;
    struct buf wrong = {0};

    (void)state;
    assert_int_equal(net_loop_new(&d.loop), ERR_OK);
    assert_int_equal(net_serve(&d.server, d.loop, &(struct net_listen){"127.0.0.1", 0, 10 * SECOND},
                               &hooks, &wrong),
                     ERR_OK);
    net_serve_most(d.server, 2);
    request.port = net_serve_port(d.server);
    for (int i = 0; i < 7; i++)
        assert_int_equal(net_open(&c, d.loop, &request, &client), ERR_OK);
    assert_int_equal(net_run(d.loop), ERR_OK);
    assert_int_equal(d.served, 7);
    assert_int_equal(d.most_inside, 2);
    net_loop_free(d.loop);
}

/* One is waiting, and the server ends before it is accepted; then the connection that was there. */
static void test_most_end(void **state)
{
    struct door d = {0};
    const struct net_serve_hooks hooks = {&d, visitor_accepted};
    const struct net_hooks client = {.ctx = &d, .eof = host_eof};
    struct net_request request = {.host = "127.0.0.1", .timeout_us = SECOND / 10};
    struct net_conn *c;
    struct buf wrong = {0};

    (void)state;
    assert_int_equal(net_loop_new(&d.loop), ERR_OK);
    assert_int_equal(net_serve(&d.server, d.loop, &(struct net_listen){"127.0.0.1", 0, 10 * SECOND},
                               &hooks, &wrong),
                     ERR_OK);
    net_serve_most(d.server, 1);
    d.served = 6;
    request.port = net_serve_port(d.server);
    for (int i = 0; i < 3; i++)
        assert_int_equal(net_open(&c, d.loop, &request, &client), ERR_OK);
    assert_int_equal(net_run(d.loop), ERR_OK);
    /* The second was let in by the end of the first, before it ended the server. */
    assert_true(d.served == 7 || d.served == 8);
    net_loop_free(d.loop);
}

/* What is held back comes later, and all of it. */
struct held {
    struct net_server *server;
    bool continues;
    size_t early, late;
};

static void held_continues(void *ctx, struct net_conn *c)
{
    struct held *h = ctx;

    h->continues = true;
    net_hold(c, false);
}

static void held_ready(void *ctx, struct net_conn *c)
{
    net_hold(c, true);
    net_timer(c, 20000, held_continues);
    (void)ctx;
}

static void held_data(void *ctx, struct net_conn *c, struct span bytes)
{
    struct held *h = ctx;

    (void)c;
    *(h->continues ? &h->late : &h->early) += bytes.n;
}

static void held_eof(void *ctx, struct net_conn *c)
{
    struct held *h = ctx;

    net_close(c);
    net_serve_end(h->server);
}

static void held_accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    (void)c;
    *hooks =
        (struct net_hooks){.ctx = ctx, .ready = held_ready, .data = held_data, .eof = held_eof};
}

static void says_much(void *ctx, struct net_conn *c)
{
    static const uint8_t bytes[100000];

    (void)ctx;
    assert_int_equal(net_send(c, span_of(bytes, sizeof bytes)), ERR_OK);
    net_shut(c);
}

static void test_hold(void **state)
{
    struct held h = {0};
    const struct net_serve_hooks hooks = {&h, held_accepted};
    const struct net_hooks client = {.ready = says_much, .eof = host_eof};
    struct net_request request = {.host = "127.0.0.1", .timeout_us = 10 * SECOND};
    struct net_loop *l;
    struct net_conn *c;
    struct buf wrong = {0};

    (void)state;
    assert_int_equal(net_loop_new(&l), ERR_OK);
    assert_int_equal(
        net_serve(&h.server, l, &(struct net_listen){"127.0.0.1", 0, 10 * SECOND}, &hooks, &wrong),
        ERR_OK);
    request.port = net_serve_port(h.server);
    assert_int_equal(net_open(&c, l, &request, &client), ERR_OK);
    assert_int_equal(net_run(l), ERR_OK);
    assert_int_equal(h.early, 0);
    assert_int_equal(h.late, 100000);
    net_loop_free(l);
}

/* A signal is told instead of ending the process; without net_on_stop nothing is touched. */
static void asked_to_stop(void *ctx)
{
    struct door *d = ctx;

    d->served++;
    net_serve_end(d->server);
}

static void test_stop(void **state)
{
    static const int signals[] = {SIGINT, SIGTERM};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct door d = {0};
        const struct net_serve_hooks hooks = {&d, visitor_accepted};
        struct buf wrong = {0};
        struct sigaction action;

        assert_int_equal(net_loop_new(&d.loop), ERR_OK);
        assert_int_equal(
            net_serve(&d.server, d.loop, &(struct net_listen){"127.0.0.1", 0, 0}, &hooks, &wrong),
            ERR_OK);
        assert_int_equal(net_on_stop(d.loop, asked_to_stop, &d), ERR_OK);
        assert_int_equal(raise(signals[i]), 0);
        assert_int_equal(net_run(d.loop), ERR_OK);
        assert_int_equal(d.served, 1);
        /* The next one of its kind ends the process again. */
        assert_int_equal(sigaction(signals[i], NULL, &action), 0);
        assert_true(action.sa_handler == SIG_DFL);
        net_loop_free(d.loop);
        assert_int_equal(sigaction(SIGTERM, NULL, &action), 0);
        assert_true(action.sa_handler == SIG_DFL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everywhere), cmocka_unit_test(test_cannot),
        cmocka_unit_test(test_guest),      cmocka_unit_test(test_most),
        cmocka_unit_test(test_most_end),   cmocka_unit_test(test_hold),
        cmocka_unit_test(test_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
