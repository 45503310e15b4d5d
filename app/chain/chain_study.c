/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sent is judged first, then everything that is known.  The graph of both shows the paths;
 * each path without its anchor is an offer, which is judged alone with every store. */
#include "config.h"

#include "app/chain/chain_study.h"

#include "lib/path/purpose.h"

/* A list as what is judged: its first certificate, with the others as helpers. */
static enum err certs_of(const struct chain_study *study, const struct link *const *links,
                         size_t num, struct chain_certs *out)
{
    *out = (struct chain_certs){.v = arena_alloc(study->arena, num, sizeof *out->v), .num = num};
    if (out->v == NULL)
        return study->arena->err;
    for (size_t i = 0; i < num; i++)
        out->v[i] = *links[i];
    out->v[0].source = SOURCE_LEAF;
    return ERR_OK;
}

enum err chain_study_judge(const struct chain_study *study, struct verifier *verifier,
                           const struct link *const *links, size_t num, struct verdict *out)
{
    const struct verify_terms terms = {.now = study->now, .end_us = study->end_us};
    struct chain_certs certs;

    TRY(certs_of(study, links, num, &certs));
    return verifier_judge(verifier, &certs, &verifier->settings->host, &terms, study->arena, out);
}

/* The leaf, then the others of what is sent, then `more` of the helpers. */
static enum err known_links(const struct chain_study *study, size_t more, const struct link ***out,
                            size_t *num)
{
    const struct chain_source *s = study->source;
    const struct link **links = arena_alloc(study->arena, s->num_links + more, sizeof *links);

    if (links == NULL)
        return study->arena->err;
    links[0] = &s->links[s->leaf];
    *num = 1;
    for (size_t i = 0; i < s->num_links; i++) {
        if (i != s->leaf)
            links[(*num)++] = &s->links[i];
    }
    for (size_t i = 0; i < more; i++)
        links[(*num)++] = &study->helpers[i];
    *out = links;
    return ERR_OK;
}

static enum err judge_known(const struct chain_study *study, struct verifier *verifier, size_t more,
                            struct verdict *out)
{
    const struct link **links;
    size_t num;

    TRY(known_links(study, more, &links, &num));
    return chain_study_judge(study, verifier, links, num, out);
}

enum err chain_study_certs(const struct chain_study *study, struct chain_certs *out)
{
    const struct link **links;
    size_t num;

    TRY(known_links(study, study->num_helpers, &links, &num));
    return certs_of(study, links, num, out);
}

/* All certificates that may be issuers, those that are sent first. */
static enum err make_graph(struct chain_study *study)
{
    const struct chain_source *s = study->source;
    size_t num = s->num_links + study->num_helpers;
    struct link *pool = arena_alloc(study->arena, num, sizeof *pool);
    struct budget budget = budget_default();
    const enum purpose purpose = (enum purpose)study->verifier->settings->purpose;

    if (pool == NULL)
        return study->arena->err;
    for (size_t i = 0; i < num; i++)
        pool[i] = i < s->num_links ? s->links[i] : study->helpers[i - s->num_links];
    const struct graph_input in = {.leaf = s->links[s->leaf].cert,
                                   .pool = pool,
                                   .num_pool = num,
                                   .stores = study->stores->anchors,
                                   .num_stores = study->stores->num,
                                   .trust = purpose_trust(purpose),
                                   .budget = &budget};

    return issuer_graph_build(&study->graph, &in, study->arena);
}

/* Judges a list with every store.  One store alone is what decides anyway. */
static enum err reach(const struct chain_study *study, struct chain_offer *offer)
{
    struct verdict *v = ARENA_NEW(study->arena, struct verdict);

    if (v == NULL)
        return study->arena->err;
    TRY(chain_study_judge(study, study->verifier, offer->links, offer->num, v));
    offer->reason = v->reason;
    if (v->reason == REASON_OK) {
        const struct cert *first = path_first_to_end(&v->report.chosen);
        offer->until = first == NULL ? 0 : first->not_after;
        offer->anchor = v->report.chosen.links[v->report.chosen.num - 1].cert;
    }
    for (size_t i = 0; i < study->stores->num; i++) {
        enum reason reason = v->reason;

        if (study->stores->num > 1) {
            TRY(chain_study_judge(study, &study->stores->v[i].verifier, offer->links, offer->num,
                                  v));
            reason = v->reason;
        }
        if (reason == REASON_OK)
            offer->stores |= UINT32_C(1) << i;
    }
    return ERR_OK;
}

/* Adds a list unless it is there already, and judges it. */
static enum err add_offer(struct chain_study *study, const struct chain_offer *offer)
{
    for (size_t i = 0; i < study->num_offers; i++) {
        if (chain_offer_same(&study->offers[i], offer))
            return ERR_OK;
    }
    if (study->num_offers == CHAIN_OFFERS_MAX) {
        study->graph.is_cut = true;
        return ERR_OK;
    }
    TRY(ARENA_GROW(study->arena, study->offers, study->num_offers, study->cap_offers));
    study->offers[study->num_offers] = *offer;
    return reach(study, &study->offers[study->num_offers++]);
}

/* Where a certificate of the graph came from; the leaf keeps its own link. */
static enum err link_of(const struct chain_study *study, size_t node, const struct link **out)
{
    const struct graph_node *n = &study->graph.nodes[node];
    struct link *link = ARENA_NEW(study->arena, struct link);

    if (link == NULL)
        return study->arena->err;
    *link = (struct link){.cert = n->cert, .source = n->source, .origin = n->origin};
    *out = node == 0 ? &study->source->links[study->source->leaf] : link;
    return ERR_OK;
}

/* The first num nodes of a path as a list. */
static enum err offer_of_nodes(const struct chain_study *study, struct chain_offer *out,
                               const size_t *nodes, size_t num)
{
    *out = (struct chain_offer){.links = arena_alloc(study->arena, num, sizeof *out->links),
                                .num = num};
    if (out->links == NULL)
        return study->arena->err;
    for (size_t i = 0; i < num; i++)
        TRY(link_of(study, nodes[i], &out->links[i]));
    return ERR_OK;
}

/* The path that the verdict with everything chose, without its anchor or root, and no further than
 * the signatures verify.  *is_open: the issuer of its last certificate is missing. */
static enum err chosen_part(const struct chain_study *study, struct chain_offer *out, bool *is_open)
{
    const struct path *p = &study->full_verdict.report.chosen;
    size_t *nodes = arena_alloc(study->arena, p->num + 1, sizeof *nodes), num = 1;

    if (nodes == NULL)
        return study->arena->err;
    nodes[0] = 0;
    for (; num < p->num; num++) {
        nodes[num] = issuer_graph_find(&study->graph, p->links[num].cert);
        if (nodes[num] == GRAPH_NONE)
            break;
    }
    const struct graph_node *top = &study->graph.nodes[nodes[num - 1]];
    bool is_end = top->is_root || top->stores != 0;

    *is_open = !is_end && top->num_issuers == 0;
    return offer_of_nodes(study, out, nodes, num - (is_end && num > 1));
}

static enum err find_offers(struct chain_study *study)
{
    struct chain_offer offer;
    bool is_open;

    if (study->full_verdict.reason == REASON_OK) {
        TRY(chosen_part(study, &offer, &is_open));
        TRY(add_offer(study, &offer));
    }
    for (size_t i = 0; i < study->graph.num_paths; i++) {
        const struct graph_path *p = &study->graph.paths[i];

        if (!p->anchored)
            continue;
        TRY(offer_of_nodes(study, &offer, p->nodes, p->num > 1 ? p->num - 1 : 1));
        TRY(add_offer(study, &offer));
    }
    study->best = chain_offer_best(study->offers, study->num_offers, &study->why);
    return ERR_OK;
}

/* The stores that accept what is sent. */
static enum err find_reach(struct chain_study *study)
{
    struct verdict *v = ARENA_NEW(study->arena, struct verdict);

    if (v == NULL)
        return study->arena->err;
    for (size_t i = 0; i < study->stores->num; i++) {
        enum reason reason = study->sent_verdict.reason;

        if (study->stores->num > 1) {
            TRY(judge_known(study, &study->stores->v[i].verifier, 0, v));
            reason = v->reason;
        }
        if (reason == REASON_OK)
            study->sent.stores |= UINT32_C(1) << i;
    }
    return ERR_OK;
}

/* Holds what is sent against the best list. */
static enum err find_roles(struct chain_study *study)
{
    const struct chain_source *s = study->source;
    struct sent_chain *sent = &study->sent;
    bool is_open = false;

    *sent =
        (struct sent_chain){.certs = arena_alloc(study->arena, s->num_links, sizeof *sent->certs),
                            .num = s->num_links,
                            .leaf = s->leaf,
                            .num_unreadable = s->num_unreadable,
                            .time = study->sent_verdict.judge.time,
                            .graph = &study->graph,
                            .offers = study->offers,
                            .num_offers = study->num_offers,
                            .verdict = study->sent_verdict.reason};
    if (sent->certs == NULL)
        return study->arena->err;
    for (size_t i = 0; i < s->num_links; i++)
        sent->certs[i] = (struct sent_cert){.link = &s->links[i], .place = s->places[i]};
    if (study->best == GRAPH_NONE)
        TRY(chosen_part(study, &study->partial, &is_open));
    sent->wanted = study->best == GRAPH_NONE ? &study->partial : &study->offers[study->best];
    sent->is_whole = !is_open;
    TRY(find_reach(study));
    return sent_chain_judge(sent, study->arena);
}

enum err chain_study_run(struct chain_study *study)
{
    study->offers = NULL;
    study->num_offers = study->cap_offers = 0;
    study->best = GRAPH_NONE;
    TRY(judge_known(study, study->verifier, 0, &study->sent_verdict));
    if (!study->sent_verdict.is_judged)
        return ERR_OK;
    TRY(judge_known(study, study->verifier, study->num_helpers, &study->full_verdict));
    TRY(make_graph(study));
    TRY(find_offers(study));
    return find_roles(study);
}

enum reason chain_study_reason(const struct chain_study *study)
{
    if (study->sent_verdict.reason != REASON_OK)
        return study->sent_verdict.reason;
    return sent_chain_is_wrong(&study->sent) ? REASON_WRONG_CHAIN : REASON_OK;
}
