/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listener MODE [FILE]: something that listens and does not behave.  Prints its port, and runs
 * until it is killed.
 *
 *   silent       says nothing, ever
 *   greet FILE   sends the file at once
 *   answer FILE  sends the file when something came
 *   hang-up FILE sends the file when something came, and closes
 *   reset FILE   sends the file when something came, and resets
 *   endless FILE sends the file when something came, again and again
 *   relay FILE PORT  plays a proxy or a server with STARTTLS: each line of the file is an answer,
 *                the first one to the connection itself, the others to what comes; "|" stands for
 *                the end of a line there.  Then it passes bytes on, to and from this port.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/file.h"
#include "lib/net/net.h"

enum {
    FILE_MAX = 64 << 20,
    LIFETIME_US = 60 * 1000000,
    TICK_US = 1000,
    TIMES = 1000,
    QUEUED = 1 << 20
};

/* A connection of the relay: the answers that are left, and where it passes bytes on to. */
struct relay {
    struct net_conn *client, *server;
    struct span answers;
    struct buf waiting; /* what came before the server was reached */
    bool ready;
};

struct listener {
    const char *mode;
    struct file file;
    uint16_t port;
    struct net_loop *loop;
    struct relay relay; /* of the one connection at a time */
};

static bool is(const struct listener *l, const char *mode)
{
    return strcmp(l->mode, mode) == 0;
}

static void say(const struct listener *l, struct net_conn *c)
{
    if (net_send(c, l->file.bytes) != ERR_OK)
        net_close(c);
}

/* Sends the next answer. */
static void answer(struct relay *r)
{
    struct span line = span_head(r->answers, span_find(r->answers, '\n'));
    struct buf out;

    r->answers = span_tail(r->answers, line.n + 1);
    buf_init(&out, FILE_MAX);
    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == '|')
            buf_str(&out, "\r\n");
        else
            buf_u8(&out, line.p[i]);
    }
    if (out.n > 0 && net_send(r->client, buf_span(&out)) != ERR_OK)
        net_close(r->client);
    buf_free(&out);
}

static void pass_ready(void *ctx, struct net_conn *c)
{
    struct relay *r = ctx;

    r->ready = true;
    if (net_send(c, buf_span(&r->waiting)) != ERR_OK)
        net_close(c);
    buf_free(&r->waiting);
}

static void pass_back(void *ctx, struct net_conn *c, struct span bytes)
{
    struct relay *r = ctx;

    (void)c;
    if (r->client != NULL && net_send(r->client, bytes) != ERR_OK)
        net_close(r->client);
}

static void pass_eof(void *ctx, struct net_conn *c)
{
    struct relay *r = ctx;

    if (r->client != NULL)
        net_shut(r->client);
    net_close(c);
}

static void pass_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    (void)c;
    (void)e;
    (void)text;
    ((struct relay *)ctx)->server = NULL;
}

static void pass_closed(void *ctx)
{
    ((struct relay *)ctx)->server = NULL;
}

/* Passes bytes on to the server, which is reached with the first of them. */
static void pass_on(struct listener *l, struct span bytes)
{
    const struct net_request request = {
        .host = "127.0.0.1", .port = l->port, .timeout_us = LIFETIME_US};
    const struct net_hooks hooks = {.ctx = &l->relay,
                                    .ready = pass_ready,
                                    .data = pass_back,
                                    .eof = pass_eof,
                                    .failed = pass_failed,
                                    .closed = pass_closed};
    struct relay *r = &l->relay;

    if (r->server != NULL && r->ready) {
        if (net_send(r->server, bytes) != ERR_OK)
            net_close(r->server);
        return;
    }
    buf_put(&r->waiting, bytes);
    if (r->server == NULL && net_open(&r->server, l->loop, &request, &hooks) != ERR_OK)
        net_close(r->client);
}

static void relay_begin(struct listener *l, struct net_conn *c)
{
    l->relay = (struct relay){.client = c, .answers = l->file.bytes};
    buf_init(&l->relay.waiting, FILE_MAX);
    answer(&l->relay);
}

static void relay_data(struct listener *l, struct span bytes)
{
    if (l->relay.answers.n > 0)
        answer(&l->relay);
    else
        pass_on(l, bytes);
}

static void tick(void *ctx, struct net_conn *c)
{
    for (int i = 0; i < TIMES && net_queued(c) < QUEUED; i++)
        say(ctx, c);
    net_timer(c, TICK_US, tick);
}

static void on_ready(void *ctx, struct net_conn *c)
{
    if (is(ctx, "greet"))
        say(ctx, c);
    else if (is(ctx, "relay"))
        relay_begin(ctx, c);
}

static void on_data(void *ctx, struct net_conn *c, struct span bytes)
{
    struct listener *l = ctx;

    if (is(l, "relay"))
        relay_data(l, bytes);
    if (is(l, "endless"))
        tick(ctx, c);
    else if (is(l, "answer") || is(l, "hang-up") || is(l, "reset"))
        say(l, c);
    if (is(l, "hang-up"))
        net_close(c);
    else if (is(l, "reset"))
        net_reset(c);
}

static void on_eof(void *ctx, struct net_conn *c)
{
    struct listener *l = ctx;

    if (is(l, "relay") && l->relay.server != NULL)
        net_close(l->relay.server);
    l->relay.client = NULL;
    net_close(c);
}

static void on_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    ((struct listener *)ctx)->relay.client = NULL;
    (void)c;
    (void)e;
    (void)text;
}

static void on_closed(void *ctx)
{
    ((struct listener *)ctx)->relay.client = NULL;
}

static void on_accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    (void)c;
    *hooks = (struct net_hooks){.ctx = ctx,
                                .ready = on_ready,
                                .data = on_data,
                                .eof = on_eof,
                                .failed = on_failed,
                                .closed = on_closed};
}

int main(int argc, char **argv)
{
    struct listener l = {.mode = argc > 1 ? argv[1] : "silent"};
    const struct net_serve_hooks hooks = {.ctx = &l, .accepted = on_accepted};
    struct net_loop *loop = NULL;
    struct net_server *server = NULL;
    struct buf wrong;

    buf_init(&wrong, BUFSIZ);
    if (argc > 2 && file_read(&l.file, argv[2], FILE_MAX) != ERR_OK)
        return EXIT_FAILURE;
    if (argc > 3)
        l.port = (uint16_t)atoi(argv[3]);
    if (net_loop_new(&loop) != ERR_OK ||
        net_serve(&server, loop, &(struct net_listen){"127.0.0.1", 0, LIFETIME_US}, &hooks,
                  &wrong) != ERR_OK)
        return EXIT_FAILURE;
    l.loop = loop;
    printf("%d\n", net_serve_port(server));
    fflush(stdout);
    return net_run(loop) == ERR_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
