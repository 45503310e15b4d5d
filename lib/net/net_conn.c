/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of a connection: CONNECT, then PROXY and STARTTLS if wanted, READY, ENDED.  Handles of
 * libuv close asynchronously, so a connection is freed when the last of them is closed; sockets
 * that lost the race close in the same way.
 */
#include "config.h"

#include "lib/net/net_conn.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include <sys/socket.h>

#include "lib/base/mem.h"
#include "lib/base/wipe.h"
#include "lib/net/net_server.h"
#include "lib/net/target.h"

/* The end: all handles are closed, and the last one frees the connection. */

/* The dialogue before TLS is over, or never comes. */
static void free_talk(struct net_conn *conn)
{
    if (conn->talk != NULL)
        preamble_free(&conn->talk->preamble);
    mem_free(conn->talk, sizeof *conn->talk);
    conn->talk = NULL;
}

void net_conn_handle_closed(struct net_conn *conn)
{
    if (--conn->handles > 0)
        return;
    if (conn->prev != NULL)
        conn->prev->next = conn->next;
    else
        conn->loop->conns = conn->next;
    if (conn->next != NULL)
        conn->next->prev = conn->prev;
    struct net_hooks hooks = conn->hooks;
    bool tell = conn->tell_closed;
    free_talk(conn);
    write_free(conn);
    struct net_server *server = conn->server;
    mem_free(conn, sizeof *conn);
    if (tell && hooks.closed != NULL)
        hooks.closed(hooks.ctx);
    if (server != NULL)
        net_server_left(server);
}

static void timer_closed(uv_handle_t *handle)
{
    net_conn_handle_closed(handle->data);
}

static void sock_closed(uv_handle_t *handle)
{
    struct sock *s = handle->data;
    struct net_conn *c = s->owner;

    mem_free(s, sizeof *s);
    net_conn_handle_closed(c);
}

struct sock *sock_new(struct net_conn *conn)
{
    struct sock *s = MEM_NEW(struct sock);

    if (s == NULL)
        return NULL;
    assert(conn->stage != STAGE_ENDED);
    uv_tcp_init(&conn->loop->uv, &s->tcp);
    s->tcp.data = s;
    s->owner = conn;
    conn->handles++;
    return s;
}

void sock_close(struct sock *sock)
{
    assert(!sock->given_up);
    sock->given_up = true;
    uv_close((uv_handle_t *)&sock->tcp, sock_closed);
}

void net_conn_drop(struct net_conn *conn)
{
    if (conn->stage == STAGE_ENDED)
        return;
    assert(conn->handles > 0);
    conn->stage = STAGE_ENDED;
    connect_stop(conn);
    if (conn->sock != NULL)
        sock_close(conn->sock);
    conn->sock = NULL;
    timer_close(&conn->deadline, timer_closed);
    timer_close(&conn->timer, timer_closed);
}

static bool has_proxy(const struct net_conn *conn)
{
    return conn->talk != NULL && conn->talk->proxy.kind != PROXY_NONE;
}

void net_close(struct net_conn *conn)
{
    if (conn->stage == STAGE_ENDED)
        return;
    conn->tell_closed = true;
    net_conn_drop(conn);
}

void net_reset(struct net_conn *conn)
{
    struct sock *s = conn->sock;

    if (conn->stage == STAGE_ENDED)
        return;
    if (s != NULL && uv_tcp_close_reset(&s->tcp, sock_closed) == 0) {
        s->given_up = true;
        conn->sock = NULL;
    }
    net_close(conn);
}

void net_conn_lose(struct net_conn *conn, enum err err, const char *format, ...)
{
    struct buf text;
    va_list ap;

    if (conn->stage == STAGE_ENDED)
        return;
    /* What came instead of an answer explains the failure. */
    net_conn_tell_heard(conn, true);
    buf_init(&text, 2048);
    /* A proxy from the environment is not on the command line: name it, or its address is a
     * surprise. */
    if (conn->stage == STAGE_CONNECT && has_proxy(conn))
        buf_str(&text, "the proxy ");
    va_start(ap, format);
    buf_vprintf(&text, format, ap);
    va_end(ap);
    net_conn_drop(conn);
    if (conn->hooks.failed != NULL)
        conn->hooks.failed(conn->hooks.ctx, conn, err, buf_span(&text));
    buf_free(&text);
}

/* Starting a connection. */

/* The time of the whole connection is over: reports what it was waiting for. */
static void on_deadline(void *owner)
{
    struct net_conn *c = owner;
    char time[CONN_SECONDS_SIZE];

    net_conn_seconds(time, c->timeout_us);
    if (c->stage == STAGE_CONNECT)
        connect_late(c);
    else if (c->stage == STAGE_READY)
        net_conn_lose(c, ERR_NET_TIMEOUT, "%s: timed out after %s", c->address, time);
    else
        net_conn_lose(c, ERR_NET_TIMEOUT, "%s: no answer within %s, waiting for %s", c->address,
                      time, c->talk->preamble.waiting);
}

/* Each timer is a handle that must be closed. */
static void add_timer(struct net_conn *conn, struct timer *timer)
{
    timer_init(timer, conn->loop, conn);
    conn->handles++;
}

enum err net_conn_new(struct net_conn **out, struct net_loop *loop, uint64_t timeout_us)
{
    struct net_conn *c = MEM_NEW(struct net_conn);

    *out = NULL;
    if (c == NULL)
        return ERR_MEMORY;
    c->loop = loop;
    c->next = loop->conns;
    if (c->next != NULL)
        c->next->prev = c;
    loop->conns = c;
    add_timer(c, &c->deadline);
    add_timer(c, &c->timer);
    c->timeout_us = timeout_us;
    if (timeout_us > 0)
        timer_start(&c->deadline, on_deadline, timeout_us);
    *out = c;
    return ERR_OK;
}

static void on_start(void *owner)
{
    connect_start(owner);
}

/* Copies a host name; false if it is missing, too long or has characters that no host has. */
static bool copy_host(char out[PREAMBLE_HOST], const char *host)
{
    if (host == NULL || !target_is_host(span_str(host)))
        return false;
    memcpy(out, host, strlen(host) + 1);
    return true;
}

/* The dialogues before TLS, if there are any. */
static enum err add_talk(struct net_conn *conn, const struct net_request *request, const char *to,
                         uint16_t port)
{
    struct net_talk *t;

    if (request->proxy == NULL && request->starttls == STARTTLS_NONE)
        return ERR_OK;
    t = conn->talk = MEM_NEW(struct net_talk);
    if (t == NULL)
        return ERR_MEMORY;
    if (request->proxy != NULL)
        t->proxy = *request->proxy;
    t->to_port = port;
    t->preamble.protocol = request->starttls;
    return copy_host(t->to, to) && copy_host(t->host, request->host) ? ERR_OK : ERR_NET_HOST;
}

/* Where the race for a socket goes. */
static enum err add_race(struct net_conn *conn, const char *via, uint16_t port)
{
    struct race *r;

    if (via == NULL || !target_is_host(span_str(via)))
        return ERR_NET_HOST;
    r = conn->race = mem_new(sizeof *r + strlen(via) + 1);
    if (r == NULL)
        return ERR_MEMORY;
    add_timer(conn, &r->pace);
    r->via_port = port;
    memcpy(r->via, via, strlen(via) + 1);
    return ERR_OK;
}

enum err net_open(struct net_conn **out, struct net_loop *loop, const struct net_request *request,
                  const struct net_hooks *hooks)
{
    const char *to = request->connect_host != NULL ? request->connect_host : request->host;
    uint16_t port = request->connect_port != 0 ? request->connect_port : request->port;
    const struct proxy *proxy = request->proxy;
    struct net_conn *c;

    *out = NULL;
    TRY(net_conn_new(&c, loop, request->timeout_us));
    c->family = request->family;
    c->public_only = request->public_only;
    enum err e = proxy == NULL ? add_race(c, to, port) : add_race(c, proxy->host, proxy->port);

    if (e == ERR_OK)
        e = add_talk(c, request, to, port);
    if (e == ERR_OK && !target_is_host(span_str(request->host == NULL ? "" : request->host)))
        e = ERR_NET_HOST;
    if (e != ERR_OK) {
        net_conn_drop(c);
        return e;
    }
    c->hooks = *hooks;
    /* Started from a timer, so that no hook is called before the caller has *out. */
    timer_start(&c->race->pace, on_start, 0);
    *out = c;
    return ERR_OK;
}

/* Reading, and the dialogues before TLS. */

/* The function for the dialogue of the current stage, PROXY or STARTTLS. */
static enum preamble_state (*preamble_of(const struct net_conn *conn))(struct preamble *)
{
    if (conn->stage == STAGE_STARTTLS)
        return starttls_talk;
    return conn->talk->proxy.kind == PROXY_HTTP ? proxy_http_talk : proxy_socks5_talk;
}

static void step(struct net_conn *conn, enum net_step step)
{
    if (conn->hooks.step != NULL)
        conn->hooks.step(conn->hooks.ctx, step);
}

/* Enters a stage with a dialogue: with the proxy about the target, or with the target. */
static void begin_talk(struct net_conn *conn, enum conn_stage stage)
{
    bool proxy = stage == STAGE_PROXY;
    struct net_talk *t = conn->talk;

    conn->stage = stage;
    preamble_reset(&t->preamble);
    memcpy(t->preamble.host, proxy ? t->to : t->host, PREAMBLE_HOST);
    t->preamble.port = t->to_port;
    t->preamble.proxy = &t->proxy;
    net_ends(conn, &t->preamble.local, &(struct net_end){0});
}

/* Enters the stage after the one that is done: proxy, STARTTLS, ready.  A hook may have ended the
 * connection in between. */
static void next_stage(struct net_conn *conn)
{
    if (conn->stage == STAGE_CONNECT) {
        step(conn, NET_STEP_CONNECTED);
        if (conn->stage == STAGE_CONNECT && has_proxy(conn)) {
            begin_talk(conn, STAGE_PROXY);
            return;
        }
    } else if (conn->stage == STAGE_PROXY) {
        wipe(&conn->talk->proxy, sizeof conn->talk->proxy);
        step(conn, NET_STEP_PROXY);
    } else {
        step(conn, NET_STEP_STARTTLS);
    }
    if (conn->stage < STAGE_STARTTLS && conn->talk != NULL &&
        conn->talk->preamble.protocol != STARTTLS_NONE)
        begin_talk(conn, STAGE_STARTTLS);
    else if (conn->stage != STAGE_ENDED)
        conn->stage = STAGE_READY;
}

/* Sends what the dialogue has written, after those who listen have got what came before it.  It may
 * hold a password, so it is wiped. */
static void send_talk(struct net_conn *conn)
{
    struct buf *out = &conn->talk->preamble.out;

    if (out->n == 0)
        return;
    net_conn_tell_heard(conn, false);
    net_conn_tell(conn, true, buf_span(out));
    net_conn_write(conn, buf_span(out));
    buf_wipe(out);
}

/* Continues the dialogue of the stage with the bytes that are there, then the next ones.  When the
 * connection is ready the hooks take over. */
static void come_on(struct net_conn *conn)
{
    while (conn->stage == STAGE_PROXY || conn->stage == STAGE_STARTTLS) {
        enum preamble_state state = preamble_of(conn)(&conn->talk->preamble);
        send_talk(conn);
        if (state == PREAMBLE_MORE)
            return;
        if (state == PREAMBLE_FAILED) {
            const struct preamble *p = &conn->talk->preamble;

            net_conn_lose(conn, p->err, "%s: %.*s", conn->address, (int)p->why.n,
                          p->why.p == NULL ? "" : (const char *)p->why.p);
            return;
        }
        net_conn_tell_heard(conn, false);
        next_stage(conn);
    }
    if (conn->stage != STAGE_READY)
        return;
    if (conn->hooks.ready != NULL)
        conn->hooks.ready(conn->hooks.ctx, conn);
    /* Bytes after a proxy's answer are the first bytes of the server (RFC 9110 9.3.6). */
    if (conn->stage == STAGE_READY && conn->talk != NULL && conn->talk->preamble.in.n > 0 &&
        conn->hooks.data != NULL)
        conn->hooks.data(conn->hooks.ctx, conn, buf_span(&conn->talk->preamble.in));
    if (conn->stage == STAGE_READY)
        free_talk(conn);
}

/* The pending error of a socket, as a libuv code; 0: none.  libuv reports a reset that directly
 * follows data as an end of file. */
static int error_left(const struct sock *sock)
{
    int fd = -1, e = 0;
    socklen_t n = sizeof e;

    if (uv_fileno((const uv_handle_t *)&sock->tcp, &fd) != 0 ||
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n) != 0)
        return 0;
    return uv_translate_sys_error(e);
}

/* The peer has ended its side.  A pending error turns this into a failure, and so does a dialogue
 * that was not finished. */
static void ended(struct net_conn *conn)
{
    char why[CONN_WHY_SIZE];
    int e = conn->write_error != 0 ? conn->write_error : error_left(conn->sock);

    conn->eof = true;
    if (e != 0)
        net_conn_lose(conn, net_conn_err(e), "%s: %s", conn->address, net_conn_why(why, e));
    else if (conn->stage != STAGE_READY)
        net_conn_lose(conn, ERR_NET_CLOSED, "%s: closed the connection instead of %s",
                      conn->address, conn->talk->preamble.waiting);
    else if (conn->hooks.eof != NULL)
        conn->hooks.eof(conn->hooks.ctx, conn);
}

/* Bytes go to the dialogue until the connection is ready, then to the hooks. */
static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *room)
{
    struct sock *s = stream->data;
    struct net_conn *c = s->owner;
    char why[CONN_WHY_SIZE];

    if (s->given_up || n == 0)
        return;
    if (n == UV_EOF) {
        ended(c);
        return;
    }
    if (n < 0) {
        net_conn_lose(c, net_conn_err((int)n), "%s: %s", c->address, net_conn_why(why, (int)n));
        return;
    }
    struct span bytes = span_of(room->base, (size_t)n);
    if (c->stage == STAGE_READY) {
        if (c->hooks.data != NULL)
            c->hooks.data(c->hooks.ctx, c, bytes);
        return;
    }
    if (!preamble_feed(&c->talk->preamble, bytes)) {
        net_conn_lose(c, c->stage == STAGE_PROXY ? ERR_NET_PROXY : ERR_NET_STARTTLS,
                      "%s: sent too much data instead of %s", c->address,
                      c->talk->preamble.waiting);
        return;
    }
    come_on(c);
}

void net_conn_take(struct net_conn *conn, struct sock *sock)
{
    int status;

    conn->sock = sock;
    addr_text(&sock->addr, conn->address);
    uv_tcp_nodelay(&sock->tcp, 1);
    status = uv_read_start((uv_stream_t *)&sock->tcp, loop_alloc, on_read);
    if (status != 0) {
        char why[CONN_WHY_SIZE];
        net_conn_lose(conn, net_conn_err(status), "%s: %s", conn->address,
                      net_conn_why(why, status));
        return;
    }
    next_stage(conn);
    come_on(conn);
}

void net_hold(struct net_conn *conn, bool hold)
{
    if (conn->stage != STAGE_READY || conn->eof)
        return;
    if (hold)
        uv_read_stop((uv_stream_t *)&conn->sock->tcp);
    else
        uv_read_start((uv_stream_t *)&conn->sock->tcp, loop_alloc, on_read);
}

static void on_timer(void *owner)
{
    struct net_conn *c = owner;

    c->fired(c->hooks.ctx, c);
}

void net_timer(struct net_conn *conn, uint64_t us, void (*fired)(void *ctx, struct net_conn *conn))
{
    if (conn->stage == STAGE_ENDED)
        return;
    timer_stop(&conn->timer);
    conn->fired = fired;
    if (us > 0)
        timer_start(&conn->timer, on_timer, us);
}

const char *net_address(const struct net_conn *conn)
{
    return conn->address;
}

void net_ends(const struct net_conn *conn, struct net_end *local, struct net_end *peer)
{
    struct sockaddr_storage ss;
    struct addr a;
    int n = sizeof ss;

    *local = *peer = (struct net_end){0};
    if (conn->sock == NULL)
        return;
    *peer = addr_end(&conn->sock->addr);
    if (uv_tcp_getsockname(&conn->sock->tcp, (struct sockaddr *)&ss, &n) == 0 &&
        addr_from(&a, (struct sockaddr *)&ss))
        *local = addr_end(&a);
}
