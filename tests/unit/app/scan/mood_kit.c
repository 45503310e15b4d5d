/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/app/scan/mood_kit.h"

enum { DRIP_US = 20000, LIMIT_US = 20000000 };

struct guest {
    struct mood_kit *k;
    unsigned number;
    struct tls *tls;
    size_t dripped;
    bool heard;
};

static void drip(void *ctx, struct net_conn *c)
{
    struct guest *g = ctx;
    struct span left = span_tail(g->k->words, g->dripped);

    if (left.n == 0)
        return;
    g->dripped++;
    assert_int_equal(net_send(c, span_head(left, 1)), ERR_OK);
    net_timer(c, DRIP_US, drip);
}

static void start_tls(struct guest *g)
{
    struct tls_config c = g->k->pair.host;

    c.event = NULL;
    assert_int_equal(tls_new(&g->tls, &c), ERR_OK);
    assert_int_equal(tls_start(g->tls), ERR_OK);
}

static void act(struct guest *g, struct net_conn *c, enum mood_act what)
{
    switch (what) {
    case MOOD_WAIT: break;
    case MOOD_TLS: start_tls(g); break;
    case MOOD_SAY: assert_int_equal(net_send(c, g->k->words), ERR_OK); break;
    case MOOD_SAY_AND_CLOSE:
        assert_int_equal(net_send(c, g->k->words), ERR_OK);
        net_close(c);
        break;
    case MOOD_CLOSE: net_close(c); break;
    case MOOD_RESET: net_reset(c); break;
    case MOOD_DRIP: drip(g, c); break;
    case MOOD_GONE:
        mood_kit_close(g->k);
        net_reset(c);
        break;
    }
}

static void on_ready(void *ctx, struct net_conn *c)
{
    struct guest *g = ctx;

    act(g, c, g->k->mood(g->k, g->number, (struct span){0}));
}

static void on_data(void *ctx, struct net_conn *c, struct span bytes)
{
    struct guest *g = ctx;

    g->k->received += bytes.n;
    if (!g->heard) {
        g->heard = true;
        g->k->greeted++;
        act(g, c, g->k->mood(g->k, g->number, bytes));
    }
    if (g->tls == NULL)
        return;
    bool failed = tls_feed(g->tls, bytes) != ERR_OK;
    bool over = failed || (tls_phase(g->tls) == PHASE_CLOSED && tls_close(g->tls) == ERR_OK);
    struct span out = tls_pending(g->tls);

    if (out.n > 0 && !(failed && g->k->closes))
        assert_int_equal(net_send(c, out), ERR_OK);
    tls_sent(g->tls, out.n);
    if (over)
        net_close(c);
}

static void on_eof(void *ctx, struct net_conn *c)
{
    (void)ctx;
    net_close(c);
}

static void on_closed(void *ctx)
{
    struct guest *g = ctx;

    tls_free(g->tls);
    free(g);
}

static void on_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    (void)c;
    (void)e;
    (void)text;
    on_closed(ctx);
}

static void on_accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    struct mood_kit *k = ctx;
    struct guest *g = calloc(1, sizeof *g);

    (void)c;
    assert_non_null(g);
    g->k = k;
    g->number = ++k->accepted;
    *hooks = (struct net_hooks){.ctx = g,
                                .ready = on_ready,
                                .data = on_data,
                                .eof = on_eof,
                                .failed = on_failed,
                                .closed = on_closed};
}

enum mood_act mood_good(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    (void)number;
    return hello.n == 0 ? MOOD_WAIT : MOOD_TLS;
}

enum mood_act mood_silent(struct mood_kit *k, unsigned number, struct span hello)
{
    (void)k;
    (void)number;
    (void)hello;
    return MOOD_WAIT;
}

void mood_kit_begin(struct mood_kit *k, uint16_t version,
                    enum mood_act (*mood)(struct mood_kit *k, unsigned number, struct span hello))
{
    struct net_serve_hooks hooks = {k, on_accepted};
    struct buf wrong;

    *k = (struct mood_kit){.mood = mood};
    buf_init(&wrong, 1000);
    pair_open(&k->pair, version);
    pair_identity(&k->pair, FKEY_P256_C);
    assert_int_equal(net_loop_new(&k->loop), ERR_OK);
    if (net_serve(&k->server, k->loop, &(struct net_listen){"127.0.0.1", 0, LIMIT_US}, &hooks,
                  &wrong) != ERR_OK)
        fail_msg("%.*s", (int)wrong.n, (const char *)wrong.p);
    k->port = net_serve_port(k->server);
    buf_free(&wrong);
}

void mood_kit_close(struct mood_kit *k)
{
    if (k->server != NULL)
        net_serve_end(k->server);
    k->server = NULL;
}

void mood_kit_end(struct mood_kit *k)
{
    mood_kit_close(k);
    assert_int_equal(net_run(k->loop), ERR_OK);
    net_loop_free(k->loop);
    pair_close(&k->pair);
}
