/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was fetched joins the helpers of the study: it is as untrusted as they are.  Each URL is
 * fetched once. */
#include "config.h"

#include "app/chain/chain_fetch.h"

#include "app/fetch/fetch_body.h"
#include "lib/view/cert/label.h"

/* One URL, and what came. */
struct issuer_fetch {
    struct fetch_request request;
    const char *url;
    struct span body;
    enum err err;
    struct chain_fetch *all;
};

struct chain_fetch {
    struct chain_study *study;
    struct output *out;
    struct fetcher *fetcher;
    struct issuer_fetch fetches[CHAIN_FETCHES_MAX];
    size_t num;
    struct link *helpers;
    size_t num_helpers, cap_helpers;
};

static void on_done(void *ctx, const struct fetch_result *result)
{
    struct issuer_fetch *f = ctx;

    f->err = result->err;
    if (result->err == ERR_OK)
        f->err = arena_copy(f->all->study->arena, &f->body, result->body);
    else
        fetch_say(f->all->out, f->url, result->err, result->text);
}

static bool is_tried(const struct chain_fetch *all, struct span url)
{
    for (size_t i = 0; i < all->num; i++) {
        if (span_eq(all->fetches[i].request.url, url))
            return true;
    }
    return false;
}

/* The URL as a string, for the origin of what comes from it. */
static enum err name_origin(struct issuer_fetch *f, struct arena *arena)
{
    char *text = arena_alloc(arena, f->request.url.n + 1, 1);

    if (text == NULL)
        return arena->err;
    memcpy(text, f->request.url.p, f->request.url.n);
    f->url = text;
    return ERR_OK;
}

/* Starts to fetch the issuer of a certificate at the top of what is known. */
static enum err start(struct chain_fetch *all, const struct cert *cert)
{
    const struct chain_study *study = all->study;
    struct span url = label_first_url(cert, OID_AD_CA_ISSUERS);
    struct fetch *running = NULL;

    if (url.n == 0 || all->num == CHAIN_FETCHES_MAX || is_tried(all, url))
        return ERR_OK;
    struct issuer_fetch *f = &all->fetches[all->num++];

    *f = (struct issuer_fetch){
        .request = {.kind = FETCH_ISSUER, .url = url, .end_us = study->end_us, .now = study->now},
        .all = all};
    TRY(name_origin(f, study->arena));
    return fetch_start(&running, all->fetcher, &f->request, on_done, f);
}

/* Adds the certificates of a body: DER, or a PKCS#7 with certificates alone. */
static enum err take_body(struct chain_fetch *all, const struct issuer_fetch *f)
{
    struct arena *arena = all->study->arena;
    struct cert_input in;
    enum err e = fetch_body_read(&in, f->body, f->url, CERT_INPUT_CERTS, arena);

    if (e == ERR_LIMIT || e == ERR_MEMORY)
        return e;
    if (e != ERR_OK)
        output_say(all->out, "%s: %s", f->url, err_text(e));
    for (size_t i = 0; e == ERR_OK && i < in.num_certs; i++) {
        TRY(ARENA_GROW(arena, all->helpers, all->num_helpers, all->cap_helpers));
        all->helpers[all->num_helpers++] = in.certs[i];
    }
    return ERR_OK;
}

/* Fetches what the graph lacks.  *more: something came. */
static enum err fetch_round(struct chain_fetch *all, struct net_loop *loop, bool *more)
{
    const struct issuer_graph *g = &all->study->graph;
    size_t first = all->num, had = all->num_helpers;

    for (size_t i = 0; i < g->num; i++) {
        const struct graph_node *n = &g->nodes[i];

        if (n->num_issuers == 0 && n->stores == 0 && !n->is_root)
            TRY(start(all, n->cert));
    }
    if (all->num > first)
        TRY(net_run(loop));
    for (size_t i = first; i < all->num; i++) {
        if (all->fetches[i].err == ERR_OK)
            TRY(take_body(all, &all->fetches[i]));
    }
    *more = all->num_helpers > had;
    all->study->helpers = all->helpers;
    all->study->num_helpers = all->num_helpers;
    return ERR_OK;
}

static enum err run_rounds(struct chain_fetch *all, struct net_loop *loop)
{
    bool more = true;

    for (int round = 0; round < CHAIN_FETCH_ROUNDS && more; round++) {
        TRY(chain_study_run(all->study));
        if (!all->study->sent_verdict.is_judged || all->study->best != GRAPH_NONE)
            return ERR_OK;
        TRY(fetch_round(all, loop, &more));
    }
    return more ? chain_study_run(all->study) : ERR_OK;
}

enum err chain_fetch_run(struct chain_study *study, const struct fetch_settings *settings,
                         struct output *out)
{
    struct chain_fetch *all = ARENA_NEW(study->arena, struct chain_fetch);
    struct net_loop *loop = NULL;

    if (all == NULL)
        return study->arena->err;
    all->study = study;
    all->out = out;
    for (size_t i = 0; i < study->num_helpers; i++) {
        TRY(ARENA_GROW(study->arena, all->helpers, all->num_helpers, all->cap_helpers));
        all->helpers[all->num_helpers++] = study->helpers[i];
    }
    TRY(net_loop_new(&loop));
    enum err e = fetcher_new(&all->fetcher, loop, settings);

    if (e == ERR_OK)
        e = run_rounds(all, loop);
    fetcher_free(all->fetcher);
    net_loop_free(loop);
    return e;
}
