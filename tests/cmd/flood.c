/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flood MODE PORT N: clients of a server at 127.0.0.1 that do not behave.
 *
 *   slow     N of them at once send half a ClientHello and wait; prints "ready" when all have, and
 *            stays until it is killed, or the server has sent them all away
 *   garbage  N of them, some at a time, send what is no handshake, each something else, and go;
 *            prints how many the server let in
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/net/net.h"
#include "lib/tls/tls.h"

enum {
    AT_ONCE = 20,
    HELLO_MAX = 1 << 14,
    RANDOM_BYTES = 600,
    LIFETIME_US = 60 * 1000000,
    LINGER_US = 20000
};

struct flood {
    bool is_slow;
    uint16_t port;
    unsigned wanted, begun, ready;
    uint32_t seed;
    struct net_loop *loop;
    struct buf hello;
};

static void next(struct flood *f);

/* Not good, but the same each time. */
static uint32_t dice(struct flood *f, uint32_t sides)
{
    f->seed = f->seed * 1664525 + 1013904223;
    return (f->seed >> 8) % sides;
}

static void fill(void *ctx, size_t n, uint8_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)dice(ctx, 256);
}

static int64_t now_ms(void *ctx)
{
    (void)ctx;
    return net_wall_ms();
}

static void judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    (void)ctx;
    (void)chain;
    *out = (struct tls_verdict){.err = ERR_TLS_NOT_DONE};
}

static bool make_hello(struct flood *f)
{
    struct tls_config config = tls_config_default();
    struct tls *t = NULL;

    config.rng = (struct rng){f, fill};
    config.now_ms = now_ms;
    config.judge = judge;
    config.server_name = SPAN_LIT("localhost");
    bool made = tls_new(&t, &config) == ERR_OK && tls_start(t) == ERR_OK;

    if (made)
        buf_put(&f->hello, tls_pending(t));
    tls_free(t);
    return made && f->hello.err == ERR_OK;
}

/* One of the ways not to shake hands. */
static void put_garbage(struct flood *f, struct buf *out)
{
    size_t n = f->hello.n, some = 1 + dice(f, RANDOM_BYTES);

    switch (dice(f, 6)) {
    case 0: fill(f, some, buf_room(out, some)); break;
    case 1: buf_put(out, span_head(buf_span(&f->hello), dice(f, (uint32_t)n))); break;
    case 2: buf_str(out, "GET / HTTP/1.1\r\n\r\n"); break;
    case 3: /* a record that is well-formed, and nothing in it */
        buf_put(out, SPAN_LIT("\x16\x03\x01\x01\x00"));
        fill(f, 256, buf_room(out, 256));
        break;
    case 4: /* nothing that the server's flight is answered with */
        buf_put(out, buf_span(&f->hello));
        buf_put(out, SPAN_LIT("\x17\x03\x03\x00\x20"));
        fill(f, 32, buf_room(out, 32));
        break;
    default:
        buf_put(out, buf_span(&f->hello));
        out->p[dice(f, (uint32_t)n)] ^= (uint8_t)(1 + dice(f, 255));
        break;
    }
}

static void over(void *ctx, struct net_conn *c)
{
    (void)ctx;
    net_close(c);
}

static void on_ready(void *ctx, struct net_conn *c)
{
    struct flood *f = ctx;
    struct buf bytes;

    buf_init(&bytes, HELLO_MAX);
    if (f->is_slow)
        buf_put(&bytes, span_head(buf_span(&f->hello), f->hello.n / 2));
    else
        put_garbage(f, &bytes);
    if (net_send(c, buf_span(&bytes)) != ERR_OK)
        abort();
    buf_free(&bytes);
    if (++f->ready == f->wanted && f->is_slow) {
        puts("ready");
        fflush(stdout);
    }
    if (!f->is_slow)
        net_timer(c, LINGER_US, over);
}

static void on_data(void *ctx, struct net_conn *c, struct span bytes)
{
    (void)ctx;
    (void)c;
    (void)bytes;
}

static void on_eof(void *ctx, struct net_conn *c)
{
    over(ctx, c);
}

static void on_closed(void *ctx)
{
    next(ctx);
}

static void on_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    (void)c;
    (void)e;
    (void)text;
    next(ctx);
}

static void next(struct flood *f)
{
    static const struct net_hooks hooks = {.ready = on_ready,
                                           .data = on_data,
                                           .eof = on_eof,
                                           .failed = on_failed,
                                           .closed = on_closed};
    const struct net_request request = {
        .host = "127.0.0.1", .port = f->port, .timeout_us = LIFETIME_US};
    struct net_hooks own = hooks;
    struct net_conn *c = NULL;

    own.ctx = f;
    if (f->begun == f->wanted)
        return;
    f->begun++;
    if (net_open(&c, f->loop, &request, &own) != ERR_OK)
        abort();
}

int main(int argc, char **argv)
{
    struct flood f = {.seed = 20261121};

    if (argc != 4)
        return EXIT_FAILURE;
    f.is_slow = strcmp(argv[1], "slow") == 0;
    f.port = (uint16_t)atoi(argv[2]);
    f.wanted = (unsigned)atoi(argv[3]);
    buf_init(&f.hello, HELLO_MAX);
    if (!make_hello(&f) || net_loop_new(&f.loop) != ERR_OK)
        return EXIT_FAILURE;
    for (unsigned i = 0; i < (f.is_slow ? f.wanted : AT_ONCE); i++)
        next(&f);
    enum err e = net_run(f.loop);

    net_loop_free(f.loop);
    buf_free(&f.hello);
    printf("%u\n", f.ready);
    return e == ERR_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
