/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accepting connections.  With a limit, libuv is kept from accepting more: the connection that is
 * waiting stays with libuv, and all others in the system's backlog. */
#include "config.h"

#include "lib/net/net_server.h"

#include "lib/base/mem.h"
#include "lib/net/net_conn.h"

enum { BACKLOG = 1024 };

/* The listening socket is closed: connections that it accepted may outlive it. */
static void net_server_closed(uv_handle_t *handle)
{
    struct net_server *s = handle->data;

    for (struct net_conn *c = s->loop->conns; c != NULL; c = c->next)
        c->server = c->server == s ? NULL : c->server;
    if (s->prev != NULL)
        s->prev->next = s->next;
    else
        s->loop->servers = s->next;
    if (s->next != NULL)
        s->next->prev = s->prev;
    mem_free(s, sizeof *s);
}

void net_serve_end(struct net_server *server)
{
    if (server != NULL && !uv_is_closing((uv_handle_t *)&server->tcp))
        uv_close((uv_handle_t *)&server->tcp, net_server_closed);
}

/* Accepts the connection that is waiting.  One that has gone already is dropped.  Without memory
 * for it, it waits until another one has ended. */
static void take(struct net_server *server)
{
    uv_stream_t *stream = (uv_stream_t *)&server->tcp;
    struct sockaddr_storage ss;
    struct net_conn *c;
    int n = sizeof ss;

    if (net_conn_new(&c, server->loop, server->timeout_us) != ERR_OK) {
        server->waits = true;
        return;
    }
    c->server = server;
    server->num++;
    struct sock *sock = sock_new(c);
    if (sock == NULL) {
        net_conn_drop(c);
        return;
    }
    c->sock = sock;
    if (uv_accept(stream, (uv_stream_t *)&sock->tcp) != 0 ||
        uv_tcp_getpeername(&sock->tcp, (struct sockaddr *)&ss, &n) != 0 ||
        !addr_from(&sock->addr, (struct sockaddr *)&ss)) {
        net_conn_drop(c);
        return;
    }
    server->hooks.accepted(server->hooks.ctx, c, &c->hooks);
    if (c->stage != STAGE_ENDED)
        net_conn_take(c, sock);
}

/* libuv polls for further connections only after this one was accepted, so others stay in the
 * backlog of the system. */
static void on_connection(uv_stream_t *stream, int status)
{
    struct net_server *s = stream->data;

    s->waits = status == 0 && s->most != 0 && s->num >= s->most;
    if (status == 0 && !s->waits)
        take(s);
}

void net_server_left(struct net_server *server)
{
    server->num--;
    if (!server->waits || uv_is_closing((uv_handle_t *)&server->tcp))
        return;
    server->waits = false;
    take(server);
}

void net_serve_most(struct net_server *server, size_t most)
{
    server->most = most;
}

static int listen_at(struct net_server *server, const char *address, uint16_t port)
{
    struct addr a;
    int status;

    if (!addr_parse(&a, address, port))
        return UV_EINVAL;
    status = uv_tcp_bind(&server->tcp, &a.u.any, 0);
    return status != 0 ? status : uv_listen((uv_stream_t *)&server->tcp, BACKLOG, on_connection);
}

/* The port that the system has chosen. */
static uint16_t port_of(const struct net_server *server)
{
    struct sockaddr_storage ss;
    struct addr a;
    int n = sizeof ss;

    return uv_tcp_getsockname(&server->tcp, (struct sockaddr *)&ss, &n) == 0 &&
                   addr_from(&a, (struct sockaddr *)&ss)
               ? addr_end(&a).port
               : 0;
}

enum err net_serve(struct net_server **out, struct net_loop *loop, const struct net_listen *at,
                   const struct net_serve_hooks *hooks, struct buf *wrong)
{
    struct net_server *s = MEM_NEW(struct net_server);
    char why[CONN_WHY_SIZE];
    int status;

    *out = NULL;
    if (s == NULL)
        return ERR_MEMORY;
    uv_tcp_init(&loop->uv, &s->tcp);
    s->tcp.data = s;
    s->loop = loop;
    s->hooks = *hooks;
    s->timeout_us = at->timeout_us;
    s->next = loop->servers;
    if (s->next != NULL)
        s->next->prev = s;
    loop->servers = s;
    /* "::" accepts IPv4, too; on a machine without IPv6 it cannot be bound. */
    status = listen_at(s, at->address == NULL ? "::" : at->address, at->port);
    if (status == UV_EAFNOSUPPORT && at->address == NULL)
        status = listen_at(s, "0.0.0.0", at->port);
    if (status != 0) {
        buf_printf(wrong, "%s port %u: %s", at->address == NULL ? "any address" : at->address,
                   at->port, net_conn_why(why, status));
        net_serve_end(s);
        return ERR_NET_LISTEN;
    }
    s->port = port_of(s);
    *out = s;
    return ERR_OK;
}

uint16_t net_serve_port(const struct net_server *server)
{
    return server->port;
}
