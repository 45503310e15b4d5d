/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/net_conn.h"

#include "lib/base/wipe.h"

/*
 * What the socket takes at once is written at once, without a copy; the rest is queued.  While
 * libuv writes `flying`, `queue` takes what is added.
 *
 * A peer that is gone is told by reading, which first brings what it still sent (its alert): so a
 * write that fails is only noted, and what follows it is dropped.
 */

static void fly(struct net_conn *c);

static void do_shut(struct net_conn *c)
{
    if (c->shut || c->write_error != 0)
        return;
    c->shut = true;
    uv_shutdown(&c->shutdown, (uv_stream_t *)&c->sock->tcp, NULL);
}

static void on_write(uv_write_t *request, int status)
{
    struct sock *s = request->data;
    struct net_conn *c = s->owner;
    char why[CONN_WHY_SIZE];

    c->writing = false;
    if (s->given_up)
        return;
    buf_wipe(&c->flying);
    if (status != 0) {
        c->write_error = status;
        buf_wipe(&c->queue);
        if (c->eof) /* reading tells nothing any more */
            net_conn_lose(c, net_conn_err(status), "%s: %s", c->address, net_conn_why(why, status));
        return;
    }
    if (c->queue.n > 0) {
        fly(c);
        return;
    }
    if (c->shut_wanted)
        do_shut(c);
    if (c->stage == STAGE_READY && c->hooks.drained != NULL)
        c->hooks.drained(c->hooks.ctx, c);
}

static void fly(struct net_conn *c)
{
    struct buf b = c->flying;

    c->flying = c->queue;
    c->queue = b;
    uv_buf_t bytes = uv_buf_init((char *)c->flying.p, (unsigned)c->flying.n);
    c->write.data = c->sock;
    int status = uv_write(&c->write, (uv_stream_t *)&c->sock->tcp, &bytes, 1, on_write);
    if (status == 0)
        c->writing = true;
    else
        c->write_error = status;
}

enum err net_conn_write(struct net_conn *c, struct span bytes)
{
    if (c->write_error != 0)
        return c->eof ? net_conn_err(c->write_error) : ERR_OK;
    if (bytes.n == 0)
        return ERR_OK;
    if (!c->writing) {
        uv_buf_t b = uv_buf_init((char *)(uintptr_t)bytes.p, (unsigned)bytes.n);
        int n = uv_try_write((uv_stream_t *)&c->sock->tcp, &b, 1);
        if (n < 0 && n != UV_EAGAIN) {
            c->write_error = n;
            return c->eof ? net_conn_err(n) : ERR_OK;
        }
        bytes = span_tail(bytes, n > 0 ? (size_t)n : 0);
        if (bytes.n == 0)
            return ERR_OK;
    }
    buf_put(&c->queue, bytes);
    if (c->queue.err != ERR_OK)
        return c->queue.err;
    if (!c->writing)
        fly(c);
    return ERR_OK;
}

enum err net_send(struct net_conn *c, struct span bytes)
{
    struct loop_quiet quiet;

    if (c->stage != STAGE_READY || c->shut_wanted)
        return ERR_NET_CLOSED;
    if (c->loop->turning)
        return net_conn_write(c, bytes);
    loop_quiet_begin(&quiet);
    enum err e = net_conn_write(c, bytes);
    loop_quiet_end(&quiet);
    return e;
}

size_t net_queued(const struct net_conn *c)
{
    return c->flying.n + c->queue.n;
}

void net_shut(struct net_conn *c)
{
    if (c->stage != STAGE_READY)
        return;
    c->shut_wanted = true;
    if (!c->writing)
        do_shut(c);
}
