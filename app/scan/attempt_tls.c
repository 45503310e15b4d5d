/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole handshake, by our own client. */
#include "config.h"

#include "app/scan/attempt_inside.h"
#include "app/verify/peer_chain.h"
#include "lib/base/mem.h"

/* --- hooks of the client ------------------------------------------------------------------- */

static int64_t on_now(void *ctx)
{
    (void)ctx;
    return net_wall_ms();
}

static void on_event(void *ctx, const struct event *ev)
{
    struct attempt *a = ctx;

    if (a->ask.event != NULL)
        a->ask.event(a->ask.ctx, ev);
}

static void on_ticket(void *ctx, const struct session *session)
{
    struct attempt *a = ctx;

    if (a->ask.ticket != NULL)
        a->ask.ticket(a->ask.ctx, session);
}

/* Accepts any chain whose leaf decodes: the handshake needs its key. */
static void accept_leaf(const struct tls_chain *chain, struct tls_verdict *out)
{
    struct cert *leaf = MEM_NEW(struct cert);
    struct fail fail = {0};

    out->err = leaf == NULL                                     ? ERR_MEMORY
               : cert_parse(leaf, chain->leaf, &fail) != ERR_OK ? ERR_TLS_LEAF_DECODE
                                                                : ERR_OK;
    if (out->err == ERR_OK)
        peer_chain_key(out, leaf);
    mem_free(leaf, sizeof *leaf);
}

static void on_judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    struct attempt *a = ctx;

    if (a->ask.judge != NULL)
        a->ask.judge(a->ask.ctx, chain, out);
    else
        accept_leaf(chain, out);
}

/* --- bytes --------------------------------------------------------------------------------- */

/* Sends what the client has pending; false: that failed, and the attempt has ended. */
static bool pump(struct attempt *a)
{
    struct span out = tls_pending(a->tls);

    if (a->random.failed) {
        attempt_end(a, ATTEMPT_FAULT, ERR_TLS_RANDOM, (struct span){0});
        return false;
    }
    if (out.n > 0 && attempt_send(a, out))
        tls_sent(a->tls, out.n);
    return true;
}

/* Ends with close_notify, if one may be sent. */
static void leave(struct attempt *a, enum attempt_kind kind, enum err err)
{
    if (tls_phase(a->tls) != PHASE_FAILED && tls_close(a->tls) == ERR_OK && !pump(a))
        return;
    attempt_end(a, kind, err, (struct span){0});
}

/* The handshake is complete: `turn` says whether the attempt continues. */
static void follow(struct attempt *a)
{
    bool more = a->ask.turn != NULL && a->ask.turn(a->ask.ctx, a, a->tls);
    bool closed = tls_phase(a->tls) == PHASE_CLOSED;

    if (!pump(a))
        return;
    if (!more)
        leave(a, ATTEMPT_ANSWERED, ERR_OK);
    else if (closed)
        leave(a, ATTEMPT_CLOSED, ERR_NET_CLOSED);
    else
        attempt_wait(a);
}

static enum attempt_kind kind_of(enum err err)
{
    switch (err) {
    case ERR_TLS_ALERT_RECEIVED: return ATTEMPT_ALERTED;
    case ERR_TLS_NOT_TLS: return ATTEMPT_FOREIGN;
    case ERR_TLS_CLOSED_IN_HANDSHAKE:
    case ERR_TLS_TRUNCATION: return ATTEMPT_CLOSED;
    case ERR_TLS_RANDOM:
    case ERR_MEMORY: return ATTEMPT_FAULT;
    default: return ATTEMPT_BROKEN;
    }
}

/* TLS gave up: sends its alert. */
static void failed(struct attempt *a, enum err err)
{
    a->outcome.alert = tls_failure(a->tls)->alert;
    if (pump(a))
        attempt_end(a, kind_of(err), err, (struct span){0});
}

void attempt_tls_begin(struct attempt *attempt)
{
    struct tls_config *c = attempt->config;

    c->rng = rng_system(&attempt->random);
    c->ctx = attempt;
    c->now_ms = on_now;
    c->event = attempt->ask.event == NULL ? NULL : on_event;
    c->judge = on_judge;
    c->ticket = attempt->ask.ticket == NULL ? NULL : on_ticket;
    enum err e = tls_new(&attempt->tls, c);

    if (e == ERR_OK)
        e = tls_start(attempt->tls);
    mem_free(c, sizeof *c);
    attempt->config = NULL;
    if (e != ERR_OK)
        attempt_end(attempt, ATTEMPT_FAULT, e, (struct span){0});
    else
        pump(attempt);
}

void attempt_tls_feed(struct attempt *attempt, struct span bytes)
{
    enum err e = tls_feed(attempt->tls, bytes);
    enum tls_phase phase = tls_phase(attempt->tls);

    attempt->outcome.heard = tls_progress(attempt->tls).heard;
    if (e != ERR_OK) {
        failed(attempt, e);
    } else if (phase == PHASE_HANDSHAKE) {
        pump(attempt);
    } else {
        if (!attempt->outcome.is_complete)
            attempt_complete(attempt);
        follow(attempt);
    }
}

void attempt_tls_eof(struct attempt *attempt)
{
    enum err e = tls_eof(attempt->tls);

    if (e != ERR_OK)
        failed(attempt, e);
    else
        leave(attempt, ATTEMPT_CLOSED, ERR_NET_CLOSED);
}
