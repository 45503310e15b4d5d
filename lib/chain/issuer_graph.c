/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nodes are found from the leaf up, in the order in which they are numbered: the issuers of
 * each are searched once, by its issuer's name, among the pool and the anchors of every store. */
#include "config.h"

#include "lib/chain/issuer_graph.h"

#include "lib/path/keyring.h"

/* One building of a graph. */
struct graph_work {
    struct issuer_graph *graph;
    const struct graph_input *in;
    struct keyring keys;
    struct arena *arena;
};

/* The names are the same, and the key identifiers do not contradict that (RFC 5280 4.2.1.1). */
static bool is_root(const struct cert *cert)
{
    return cert->self_issued && (cert->aki.key_id.n == 0 || cert->key_id.n == 0 ||
                                 span_eq(cert->aki.key_id, cert->key_id));
}

size_t issuer_graph_find(const struct issuer_graph *graph, const struct cert *cert)
{
    for (size_t i = 0; i < graph->num; i++) {
        if (graph->nodes[i].cert == cert || span_eq(graph->nodes[i].cert->der, cert->der))
            return i;
    }
    return GRAPH_NONE;
}

/* The node of a certificate, which is made at its first sight; GRAPH_NONE beyond the limit. */
static enum err node_of(struct graph_work *work, const struct link *link, size_t *out)
{
    struct issuer_graph *g = work->graph;

    *out = issuer_graph_find(g, link->cert);
    if (*out != GRAPH_NONE)
        return ERR_OK;
    if (g->num == GRAPH_NODES_MAX) {
        g->is_cut = true;
        return ERR_OK;
    }
    TRY(ARENA_GROW(work->arena, g->nodes, g->num, g->cap));
    *out = g->num++;
    g->nodes[*out] = (struct graph_node){.cert = link->cert,
                                         .source = link->source,
                                         .origin = link->origin,
                                         .is_root = is_root(link->cert)};
    return ERR_OK;
}

static bool has_issuer(const struct graph_node *node, size_t issuer)
{
    for (size_t i = 0; i < node->num_issuers; i++) {
        if (node->issuers[i] == issuer)
            return true;
    }
    return false;
}

/* Adds the edge to a certificate that has the issuer's name, if its key made the signature.
 * *issuer is its node, or GRAPH_NONE. */
static enum err try_issuer(struct graph_work *work, size_t node, const struct link *link,
                           size_t *issuer)
{
    struct issuer_graph *g = work->graph;
    const struct cert *cert = g->nodes[node].cert;

    *issuer = GRAPH_NONE;
    /* A certificate above another one of the same CA adds nothing (RFC 4158 5.2). */
    if (graph_same_ca(cert, link->cert))
        return ERR_OK;
    enum err e = keyring_issued(&work->keys, cert, link->cert);

    if (e == ERR_LIMIT)
        g->is_cut = true;
    if (e != ERR_OK)
        return e == ERR_MEMORY ? e : ERR_OK;
    TRY(node_of(work, link, issuer));
    if (*issuer == GRAPH_NONE || has_issuer(&g->nodes[node], *issuer))
        return ERR_OK;
    struct graph_node *n = &g->nodes[node];

    TRY(ARENA_GROW(work->arena, n->issuers, n->num_issuers, n->cap_issuers));
    n->issuers[n->num_issuers++] = *issuer;
    return ERR_OK;
}

/* The anchors of one store that may have signed the node, and the node itself if it is one. */
static enum err try_store(struct graph_work *work, size_t node, size_t store)
{
    const struct anchors *s = &work->in->stores[store];
    const struct cert *cert = work->graph->nodes[node].cert;
    const struct anchor_name issuer = anchor_name_of(cert->issuer, &cert->issuer_id);
    const struct link *anchor = NULL;
    size_t at;

    for (size_t i = 0; (anchor = s->find(s->store, &issuer, i)) != NULL; i++) {
        if (!budget_take(&work->in->budget->candidates, 1)) {
            work->graph->is_cut = true;
            return ERR_OK;
        }
        if ((anchor->unfit & work->in->trust) != 0)
            continue;
        TRY(try_issuer(work, node, anchor, &at));
        if (at != GRAPH_NONE)
            work->graph->nodes[at].stores |= UINT32_C(1) << store;
    }
    return ERR_OK;
}

/* Is the leaf itself an anchor?  Other nodes are marked when they are found as issuers. */
static void mark_self(struct graph_work *work, size_t node)
{
    const struct cert *cert = work->graph->nodes[node].cert;
    const struct anchor_name subject = anchor_name_of(cert->subject, &cert->subject_id);

    for (size_t k = 0; k < work->in->num_stores; k++) {
        const struct anchors *s = &work->in->stores[k];
        const struct link *anchor = NULL;

        for (size_t i = 0; (anchor = s->find(s->store, &subject, i)) != NULL &&
                           budget_take(&work->in->budget->candidates, 1);
             i++) {
            if ((anchor->unfit & work->in->trust) == 0 && span_eq(anchor->cert->der, cert->der))
                work->graph->nodes[node].stores |= UINT32_C(1) << k;
        }
    }
}

/* Certificates of the pool come first: they are what was sent, in its order. */
static enum err find_issuers(struct graph_work *work, size_t node)
{
    const struct graph_input *in = work->in;
    const struct cert *cert = work->graph->nodes[node].cert;
    size_t at;

    mark_self(work, node);
    for (size_t i = 0; i < in->num_pool; i++) {
        if (!name_id_eq(&in->pool[i].cert->subject_id, &cert->issuer_id))
            continue;
        if (!budget_take(&in->budget->candidates, 1)) {
            work->graph->is_cut = true;
            return ERR_OK;
        }
        TRY(try_issuer(work, node, &in->pool[i], &at));
    }
    for (size_t i = 0; i < in->num_stores; i++)
        TRY(try_store(work, node, i));
    return ERR_OK;
}

enum err issuer_graph_build(struct issuer_graph *out, const struct graph_input *in,
                            struct arena *arena)
{
    struct graph_work work = {.graph = out, .in = in, .arena = arena};
    const struct link leaf = {.cert = in->leaf, .source = SOURCE_LEAF};
    size_t at;

    *out = (struct issuer_graph){0};
    keyring_init(&work.keys, arena, in->budget);
    enum err e = node_of(&work, &leaf, &at);

    for (size_t i = 0; i < out->num && e == ERR_OK; i++)
        e = find_issuers(&work, i);
    keyring_free(&work.keys);
    return e == ERR_OK ? graph_paths_find(out, in->budget, arena) : e;
}
