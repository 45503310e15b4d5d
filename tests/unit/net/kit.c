/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/net/dialogue.h"
#include "lib/net/net_conn.h"
#include "tests/unit/net/kit.h"

/* One accepted connection. */
struct visitor {
    struct kit_server *server;
    size_t act;
    struct buf said;
};

static void play(struct visitor *v, struct net_conn *c)
{
    const struct kit_server *s = v->server;

    while (v->act < s->num) {
        const struct kit_act *a = &s->acts[v->act];
        if (v->said.n < a->they.n)
            return;
        if (!span_eq(span_head(buf_span(&v->said), a->they.n), a->they))
            fail_msg("act %zu: the client says \"%.*s\"", v->act, (int)v->said.n,
                     (const char *)v->said.p);
        if (a->they.n > 0) {
            memmove(v->said.p, v->said.p + a->they.n, v->said.n - a->they.n);
            buf_truncate(&v->said, v->said.n - a->they.n);
        }
        v->act++;
        if (a->we.n > 0)
            assert_int_equal(net_send(c, a->we), ERR_OK);
        if (a->end == KIT_CLOSE)
            net_close(c);
        else if (a->end == KIT_RESET)
            net_reset(c);
        if (a->end != KIT_GO_ON)
            return;
    }
}

static void visitor_ready(void *ctx, struct net_conn *c)
{
    play(ctx, c);
}

static void visitor_data(void *ctx, struct net_conn *c, struct span bytes)
{
    struct visitor *v = ctx;

    if (v->server->acts == NULL) {
        assert_int_equal(net_send(c, bytes), ERR_OK);
        return;
    }
    buf_put(&v->said, bytes);
    play(v, c);
}

static void visitor_eof(void *ctx, struct net_conn *c)
{
    (void)ctx;
    net_close(c);
}

static void visitor_gone(void *ctx)
{
    struct visitor *v = ctx;

    buf_free(&v->said);
    free(v);
}

static void visitor_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    (void)c;
    (void)e;
    (void)text;
    visitor_gone(ctx);
}

static void accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    struct visitor *v = calloc(1, sizeof *v);

    (void)c;
    assert_non_null(v);
    v->server = ctx;
    v->server->accepted++;
    buf_init(&v->said, (size_t)1 << 24);
    *hooks = (struct net_hooks){.ctx = v,
                                .ready = visitor_ready,
                                .data = visitor_data,
                                .eof = visitor_eof,
                                .failed = visitor_failed,
                                .closed = visitor_gone};
}

struct kit_server *kit_serve(struct kit *k, const char *address, uint16_t port,
                             const struct kit_act *acts, size_t num)
{
    struct kit_server *s = &k->servers[k->num_servers++];
    struct net_serve_hooks hooks = {s, accepted};
    struct buf wrong;

    buf_init(&wrong, 1000);
    *s = (struct kit_server){.kit = k, .acts = acts, .num = num};
    if (net_serve(&s->server, k->loop, &(struct net_listen){address, port, 20 * SECOND}, &hooks,
                  &wrong) != ERR_OK)
        fail_msg("%.*s", (int)wrong.n, (const char *)wrong.p);
    s->port = net_serve_port(s->server);
    if (k->request.port == 0)
        k->request.port = s->port;
    buf_free(&wrong);
    return s;
}

/* The client. */

static void tell(struct kit *k, char what)
{
    size_t n = strlen(k->seen.steps);

    assert_true(n + 1 < sizeof k->seen.steps);
    k->seen.steps[n] = what;
    k->seen.us = net_now_us() - k->began;
}

static void on_step(void *ctx, enum net_step step)
{
    static const char letters[] = {[NET_STEP_RESOLVED] = 'r',
                                   [NET_STEP_CONNECTED] = 'c',
                                   [NET_STEP_PROXY] = 'p',
                                   [NET_STEP_STARTTLS] = 's'};

    struct kit *k = ctx;

    tell(k, letters[step]);
    if (letters[step] == k->close_at)
        net_close(k->conn);
}

static void on_dialogue(void *ctx, const struct dialogue_message *message)
{
    struct kit *k = ctx;

    buf_printf(&k->seen.talk, "%s%s ", dialogue_name(message->dialogue), message->sent ? ">" : "<");
    buf_put(&k->seen.talk, message->bytes);
    buf_u8(&k->seen.talk, '\n');
}

/* One call of net_send is one packet on its way at once. */
static void assert_no_delay(const struct net_conn *c)
{
    int fd = -1, on = 0;
    socklen_t n = sizeof on;

    assert_int_equal(uv_fileno((const uv_handle_t *)&c->sock->tcp, &fd), 0);
    assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, &n), 0);
    assert_true(on != 0);
}

static void on_ready(void *ctx, struct net_conn *c)
{
    struct kit *k = ctx;

    tell(k, 'R');
    assert_no_delay(c);
    assert_null(c->race); /* RFC 8305 5: the losers are closed */
    if (k->close_at == 'R') {
        net_close(c);
        return;
    }
    snprintf(k->seen.address, sizeof k->seen.address, "%s", net_address(c));
    if (k->say.n > 0)
        assert_int_equal(net_send(c, k->say), ERR_OK);
}

static void on_data(void *ctx, struct net_conn *c, struct span bytes)
{
    struct kit *k = ctx;

    buf_put(&k->seen.data, bytes);
    if (k->until.n > 0 && k->seen.data.n >= k->until.n)
        net_close(c);
}

static void on_eof(void *ctx, struct net_conn *c)
{
    tell(ctx, 'E');
    net_close(c);
}

static void over(struct kit *k, char what)
{
    tell(k, what);
    k->conn = NULL;
    for (size_t i = 0; i < k->num_servers; i++)
        net_serve_end(k->servers[i].server);
}

static void on_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    struct kit *k = ctx;

    assert_ptr_equal(c, k->conn);
    k->seen.err = e;
    snprintf(k->seen.text, sizeof k->seen.text, "%.*s", (int)text.n, (const char *)text.p);
    net_close(c); /* has to do nothing */
    over(k, 'F');
}

static void on_closed(void *ctx)
{
    over(ctx, 'C');
}

void kit_begin(struct kit *k)
{
    *k = (struct kit){.request = {.host = "127.0.0.1", .timeout_us = 10 * SECOND}};
    buf_init(&k->seen.data, (size_t)1 << 26);
    buf_init(&k->seen.talk, (size_t)1 << 18);
    assert_int_equal(net_loop_new(&k->loop), ERR_OK);
}

void kit_run(struct kit *k)
{
    const struct net_hooks hooks = {.ctx = k,
                                    .step = on_step,
                                    .dialogue = on_dialogue,
                                    .ready = on_ready,
                                    .data = on_data,
                                    .eof = on_eof,
                                    .failed = on_failed,
                                    .closed = on_closed};

    k->began = net_now_us();
    assert_int_equal(net_open(&k->conn, k->loop, &k->request, &hooks), ERR_OK);
    assert_string_equal(k->seen.steps, "");
    assert_int_equal(net_run(k->loop), ERR_OK);
    assert_null(k->conn);
}

void kit_end(struct kit *k)
{
    net_loop_free(k->loop);
    buf_free(&k->seen.data);
    buf_free(&k->seen.talk);
}

void kit_talked(const struct kit *k, struct span talk)
{
    if (!span_eq(buf_span(&k->seen.talk), talk))
        fail_msg("the dialogue is \"%.*s\"", (int)k->seen.talk.n, (const char *)k->seen.talk.p);
}

void kit_failed(const struct kit *k, enum err e, const char *text)
{
    assert_string_equal(k->seen.text, text);
    assert_string_equal(err_id(k->seen.err), err_id(e));
    assert_int_equal(k->seen.steps[strlen(k->seen.steps) - 1], 'F');
}

/* Ports. */

static int bound(bool v6, uint16_t port, struct sockaddr_in6 *at)
{
    struct sockaddr_in6 a6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    struct sockaddr_in a4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t n = sizeof *at;
    int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

    a6.sin6_addr = in6addr_loopback;
    a4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    assert_int_equal(v6 ? bind(fd, (struct sockaddr *)&a6, sizeof a6)
                        : bind(fd, (struct sockaddr *)&a4, sizeof a4),
                     0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)at, &n), 0);
    return fd;
}

/* IPv4 and IPv6 have it at the same place. */
static uint16_t port_of(const struct sockaddr_in6 *at)
{
    return ntohs(at->sin6_port);
}

uint16_t kit_free_port(void)
{
    struct sockaddr_in6 at;
    int fd = bound(false, 0, &at);

    close(fd);
    return port_of(&at);
}

void kit_full_port(struct kit_full *f, bool v6, uint16_t port)
{
    struct sockaddr_in6 at;
    struct pollfd done;

    f->fds[0] = bound(v6, port, &at);
    f->port = port_of(&at);
    assert_int_equal(listen(f->fds[0], 0), 0);
    for (int i = 1; i < KIT_FULL; i++) {
        f->fds[i] = socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        assert_true(f->fds[i] >= 0);
        connect(f->fds[i], (struct sockaddr *)&at, v6 ? sizeof at : sizeof(struct sockaddr_in));
    }
    /* The queue is full where the last one still waits. */
    done = (struct pollfd){.fd = f->fds[KIT_FULL - 1], .events = POLLOUT};
    assert_int_equal(poll(&done, 1, 20), 0);
}

void kit_close_full(struct kit_full *f)
{
    for (int i = 0; i < KIT_FULL; i++)
        close(f->fds[i]);
}
