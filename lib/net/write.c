/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/net_conn.h"

#include "lib/base/mem.h"

/* The most bytes that may be queued. */
#define QUEUE_MAX ((size_t)256 * 1024 * 1024)

/*
 * Bytes that the socket accepts are written at once, without a copy; the rest is queued.  While
 * libuv writes `flying`, new bytes go to `queue`.
 *
 * If the peer is gone, reading reports it, after the bytes that the peer still sent (its alert).  A
 * write that fails is therefore only noted, and what follows it is dropped.
 */

static void fly(struct net_conn *conn);

/* Ends the sending side, once. */
static void do_shut(struct net_conn *conn)
{
    if (conn->shut || conn->write_error != 0)
        return;
    conn->shut = true;
    uv_shutdown(&conn->shutdown, (uv_stream_t *)&conn->sock->tcp, NULL);
}

/* libuv has written `flying`: sends the queue, or ends the sending side, or reports that all is
 * sent. */
static void on_write(uv_write_t *request, int status)
{
    struct sock *s = request->data;
    struct net_conn *c = s->owner;
    char why[CONN_WHY_SIZE];

    c->writing = false;
    if (s->given_up)
        return;
    buf_wipe(&c->out->flying);
    if (status != 0) {
        c->write_error = status;
        buf_wipe(&c->out->queue);
        if (c->eof) /* reading has ended and cannot report it */
            net_conn_lose(c, net_conn_err(status), "%s: %s", c->address, net_conn_why(why, status));
        return;
    }
    if (c->out->queue.n > 0) {
        fly(c);
        return;
    }
    if (c->shut_wanted)
        do_shut(c);
    if (c->stage == STAGE_READY && c->hooks.drained != NULL)
        c->hooks.drained(c->hooks.ctx, c);
}

/* Hands the queue to libuv: the two buffers change places. */
static void fly(struct net_conn *conn)
{
    struct outgoing *o = conn->out;
    struct buf b = o->flying;

    o->flying = o->queue;
    o->queue = b;
    uv_buf_t bytes = uv_buf_init((char *)o->flying.p, (unsigned)o->flying.n);
    o->write.data = conn->sock;
    int status = uv_write(&o->write, (uv_stream_t *)&conn->sock->tcp, &bytes, 1, on_write);
    if (status == 0)
        conn->writing = true;
    else
        conn->write_error = status;
}

static enum err add_outgoing(struct net_conn *conn)
{
    struct outgoing *o = conn->out;

    if (o != NULL)
        return ERR_OK;
    o = conn->out = MEM_NEW(struct outgoing);
    if (o == NULL)
        return ERR_MEMORY;
    buf_init(&o->queue, QUEUE_MAX);
    buf_init(&o->flying, QUEUE_MAX);
    return ERR_OK;
}

void write_free(struct net_conn *conn)
{
    if (conn->out == NULL)
        return;
    buf_wipe(&conn->out->queue);
    buf_wipe(&conn->out->flying);
    mem_free(conn->out, sizeof *conn->out);
    conn->out = NULL;
}

enum err net_conn_write(struct net_conn *conn, struct span bytes)
{
    /* Once reading has ended, nothing else can report the failure: then the caller gets it here. */
    if (conn->write_error != 0)
        return conn->eof ? net_conn_err(conn->write_error) : ERR_OK;
    if (bytes.n == 0)
        return ERR_OK;
    if (!conn->writing) {
        uv_buf_t b = uv_buf_init((char *)(uintptr_t)bytes.p, (unsigned)bytes.n);
        int n = uv_try_write((uv_stream_t *)&conn->sock->tcp, &b, 1);
        if (n < 0 && n != UV_EAGAIN) {
            conn->write_error = n;
            return conn->eof ? net_conn_err(n) : ERR_OK;
        }
        bytes = span_tail(bytes, n > 0 ? (size_t)n : 0);
        if (bytes.n == 0)
            return ERR_OK;
    }
    TRY(add_outgoing(conn));
    buf_put(&conn->out->queue, bytes);
    if (conn->out->queue.err != ERR_OK)
        return conn->out->queue.err;
    if (!conn->writing)
        fly(conn);
    return ERR_OK;
}

enum err net_send(struct net_conn *conn, struct span bytes)
{
    struct loop_quiet quiet;

    if (conn->stage != STAGE_READY || conn->shut_wanted)
        return ERR_NET_CLOSED;
    if (conn->loop->turning)
        return net_conn_write(conn, bytes);
    loop_quiet_begin(&quiet);
    enum err e = net_conn_write(conn, bytes);
    loop_quiet_end(&quiet);
    return e;
}

size_t net_queued(const struct net_conn *conn)
{
    return conn->out == NULL ? 0 : conn->out->flying.n + conn->out->queue.n;
}

void net_shut(struct net_conn *conn)
{
    if (conn->stage != STAGE_READY)
        return;
    conn->shut_wanted = true;
    if (!conn->writing)
        do_shut(conn);
}
