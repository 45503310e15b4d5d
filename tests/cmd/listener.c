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

struct listener {
    const char *mode;
    struct file file;
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
}

static void on_data(void *ctx, struct net_conn *c, struct span bytes)
{
    const struct listener *l = ctx;

    (void)bytes;
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
    (void)ctx;
    net_close(c);
}

static void on_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    (void)ctx;
    (void)c;
    (void)e;
    (void)text;
}

static void on_closed(void *ctx)
{
    (void)ctx;
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
    if (net_loop_new(&loop) != ERR_OK ||
        net_serve(&server, loop, &(struct net_listen){"127.0.0.1", 0, LIFETIME_US}, &hooks,
                  &wrong) != ERR_OK)
        return EXIT_FAILURE;
    printf("%d\n", net_serve_port(server));
    fflush(stdout);
    return net_run(loop) == ERR_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
