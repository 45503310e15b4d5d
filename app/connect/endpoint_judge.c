/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connect/endpoint_judge.h"

#include <stdio.h>
#include <time.h>

#include "app/verify/peer_chain.h"

/* say_broken names the first helper that is broken, and counts the others: a server may send any
 * number of them. */
static void say_broken(struct endpoint *v)
{
    struct output *out = v->plan->out;
    const struct chain_certs *c = &v->chain.certs;

    if (c->num_broken > 0)
        output_say(out, "%s: certificate %zu of the chain: %s; ignored", v->peer->label,
                   c->broken_at, err_text(c->broken.err));
    if (c->num_broken > 1)
        output_say(out, "%s: further certificates that do not decode: %zu", v->peer->label,
                   c->num_broken - 1);
}

/* take_chain copies the chain and decodes it; helpers that are broken are said and left out. */
static enum err take_chain(struct endpoint *v, const struct tls_chain *chain)
{
    v->chain.is_13 = chain->is_13;
    TRY(arena_copy(&v->arena, &v->chain.list, chain->list));
    TRY(peer_chain_certs(&v->chain.certs, &v->arena, v->chain.list, chain->is_13));
    TRY(arena_copy(&v->arena, &v->chain.certs.evidence.tls_scts, chain->scts));
    struct tls_chain kept = *chain;
    kept.list = v->chain.list;
    TRY(peer_chain_staples(&v->chain.certs, &v->arena, &kept));
    say_broken(v);
    return ERR_OK;
}

/* When judging has to end, so that the answer goes out before the connection's time is over. */
static uint64_t end_of(const struct endpoint *v)
{
    uint64_t now = net_now_us(),
             left = v->client.deadline_us > now ? v->client.deadline_us - now : 1;

    return v->client.deadline_us == 0 ? 0 : now + left - left / 10;
}

static struct verify_terms terms_of(const struct endpoint *v)
{
    const struct connect_setup *how = v->plan->how;

    return (struct verify_terms){.dane = v->plan->dane,
                                 .is_smtp = how != NULL && how->starttls == STARTTLS_SMTP,
                                 .now = (int64_t)time(NULL),
                                 .end_us = end_of(v)};
}

static const struct reference_id *host_of(const struct endpoint *v)
{
    return v->plan->host != NULL ? v->plan->host : &v->peer->host;
}

/* What a verdict is to TLS.  The leaf's key passes to TLS, which verifies the handshake's signature
 * with it. */
static enum err conclude(struct endpoint *v, struct tls_verdict *out)
{
    struct verdict *d = &v->judged;

    d->view.input = v->input;
    d->view.no_sni = v->plan->how != NULL && v->plan->how->no_sni;
    out->prepared = d->leaf_key;
    d->leaf_key = NULL;
    if (!d->is_judged)
        endpoint_fail(v, d->reason, "not verified: %.*s", (int)d->message.n,
                      (const char *)d->message.p);
    event_log_mark(&v->events, N_("judged"), net_now_us() - v->began_us);
    /* Without anchors nothing can be said, and going on in spite of it is not asked for. */
    if (endpoint_reason(v) == REASON_OK || (d->is_judged && v->plan->insecure))
        return ERR_OK;
    out->alert = peer_chain_alert(endpoint_reason(v));
    return ERR_TLS_VERDICT;
}

static void begin_verdict(const struct endpoint *v, struct tls_verdict *out)
{
    *out = (struct tls_verdict){.alert = ALERT_NONE};
    peer_chain_key(out, v->chain.certs.v[0].cert);
}

static void on_gathered(void *ctx, enum err err)
{
    struct endpoint *v = ctx;
    struct tls_verdict verdict;

    v->gather = NULL;
    net_hold(v->conn, false);
    begin_verdict(v, &verdict);
    verdict.err = err != ERR_OK ? err : conclude(v, &verdict);
    v->judging(v, &verdict);
}

/* Judges with what is fetched meanwhile: the verdict is pending.  Nothing is read until then, since
 * TLS would only keep it. */
static enum err gather(struct endpoint *v, struct tls_verdict *out)
{
    const struct verify_terms terms = terms_of(v);
    const struct gather_chain chain = {.settings = v->plan->fetching,
                                       .certs = &v->chain.certs,
                                       .host = host_of(v),
                                       .terms = &terms,
                                       .arena = &v->arena,
                                       .verdict = &v->judged};

    if (v->fetcher == NULL)
        TRY(fetcher_new(&v->fetcher, v->loop, &v->plan->fetching->how));
    TRY(gather_start(&v->gather, v->fetcher, v->plan->verifier, &chain, on_gathered, v));
    snprintf(v->client.step, sizeof v->client.step, "fetching what the verdict lacks");
    net_hold(v->conn, true);
    out->pending = true;
    return ERR_OK;
}

enum err endpoint_judge(struct endpoint *v, const struct tls_chain *chain, struct tls_verdict *out,
                        void (*judged)(struct endpoint *v, const struct tls_verdict *verdict))
{
    enum err e = take_chain(v, chain);

    out->alert = ALERT_NONE;
    if (e != ERR_OK)
        return e;
    begin_verdict(v, out);
    if (v->plan->verifier == NULL)
        return ERR_OK;
    v->judging = judged;
    if (v->plan->fetching != NULL)
        return gather(v, out);
    const struct verify_terms terms = terms_of(v);

    TRY(verifier_judge(v->plan->verifier, &v->chain.certs, host_of(v), &terms, &v->arena,
                       &v->judged));
    return conclude(v, out);
}

void endpoint_judge_end(struct endpoint *v)
{
    gather_drop(v->gather);
    v->gather = NULL;
    fetcher_free(v->fetcher);
    v->fetcher = NULL;
}
