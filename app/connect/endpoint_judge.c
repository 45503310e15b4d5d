/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connect/endpoint_judge.h"

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

/* The leaf's key passes to TLS, which verifies the handshake's signature with it. */
static enum err judge(struct endpoint *v, struct pubkey **leaf_key)
{
    const struct reference_id *host = v->plan->host != NULL ? v->plan->host : &v->peer->host;
    const struct verify_terms terms = {.now = (int64_t)time(NULL), .end_us = end_of(v)};
    struct verdict *d = &v->judged;

    TRY(verifier_judge(v->plan->verifier, &v->chain.certs, host, &terms, &v->arena, d));
    d->view.input = v->input;
    d->view.no_sni = v->plan->how != NULL && v->plan->how->no_sni;
    *leaf_key = d->leaf_key;
    d->leaf_key = NULL;
    if (!d->is_judged)
        endpoint_fail(v, d->reason, "not verified: %.*s", (int)d->message.n,
                      (const char *)d->message.p);
    return ERR_OK;
}

enum err endpoint_judge(struct endpoint *v, const struct tls_chain *chain, struct tls_verdict *out)
{
    enum err e = take_chain(v, chain);

    out->alert = ALERT_NONE;
    if (e != ERR_OK)
        return e;
    peer_chain_key(out, v->chain.certs.v[0].cert);
    if (v->plan->verifier == NULL)
        return ERR_OK;
    TRY(judge(v, &out->prepared));
    event_log_mark(&v->events, N_("judged"), net_now_us() - v->began_us);
    /* Without anchors nothing can be said, and going on in spite of it is not asked for. */
    if (endpoint_reason(v) == REASON_OK || (v->judged.is_judged && v->plan->insecure))
        return ERR_OK;
    out->alert = peer_chain_alert(endpoint_reason(v));
    return ERR_TLS_VERDICT;
}
