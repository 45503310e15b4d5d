/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * issuer_graph: the certificates that a leaf leads to, and which certificate signed which.
 *
 * A node is a certificate, whatever its copies and their sources; an edge is a signature that
 * verifies.  All work is paid from a budget, so that a crafted mesh of cross-certificates ends with
 * `is_cut` and not in a hang.  The graph says signatures and nothing about validity: judging is
 * the work of lib/path.
 */
#ifndef TB_LIB_CHAIN_ISSUER_GRAPH_H
#define TB_LIB_CHAIN_ISSUER_GRAPH_H

#include "lib/path/judge.h"

/* Limits that no honest PKI reaches. */
enum { GRAPH_NODES_MAX = 200, GRAPH_STORES_MAX = 32, GRAPH_PATHS_MAX = 64, GRAPH_DEPTH_MAX = 20 };

/* A number of a node that there is not. */
#define GRAPH_NONE SIZE_MAX

struct graph_node {
    const struct cert *cert;
    enum source source; /* of the first copy that was found */
    const char *origin; /* likewise */
    uint32_t stores;    /* bit i: store i has it as an anchor */
    size_t *issuers;    /* the nodes whose key signed it */
    size_t num_issuers, cap_issuers;
    int level;      /* the most edges between the leaf and it, without circles */
    bool is_root;   /* self-signed, by its names and key identifiers */
    bool reaches;   /* it is an anchor, or one of its issuers reaches one */
    bool ends_dead; /* it has no issuer and is no anchor, or one above it is so */
};

/* Nodes from the leaf up. */
struct graph_path {
    size_t *nodes;
    size_t num;
    bool anchored; /* the last one is an anchor; else it has no issuer, or is an untrusted root */
};

struct issuer_graph {
    struct graph_node *nodes; /* nodes[0] is the leaf */
    size_t num, cap;
    struct graph_path *paths; /* those to anchors first, the shortest of them first */
    size_t num_paths, cap_paths;
    bool is_cut; /* a limit was reached: there may be more */
};

/* What a graph is made of: all is borrowed and must outlive it. */
struct graph_input {
    const struct cert *leaf;
    const struct link *pool; /* certificates that may be issuers, in any order */
    size_t num_pool;
    const struct anchors *stores;
    size_t num_stores; /* at most GRAPH_STORES_MAX */
    uint32_t trust;    /* purpose_trust: anchors that are unfit for it are none */
    struct budget *budget;
};

/* issuer_graph_build fills *out in the arena.  Errors: MEMORY, or LIMIT if the arena is full. */
enum err issuer_graph_build(struct issuer_graph *out, const struct graph_input *in,
                            struct arena *arena) MUST_CHECK;

/* issuer_graph_find is the node with these bytes, or GRAPH_NONE. */
size_t issuer_graph_find(const struct issuer_graph *graph, const struct cert *cert);

/* For issuer_graph.c: graph_paths_find fills the paths, `reaches`, `ends_dead` and the levels. */
enum err graph_paths_find(struct issuer_graph *graph, struct budget *budget,
                          struct arena *arena) MUST_CHECK;

/* graph_same_ca: two certificates of one CA: the same name and the same key. */
static inline bool graph_same_ca(const struct cert *a, const struct cert *b)
{
    return name_id_eq(&a->subject_id, &b->subject_id) && span_eq(a->spki, b->spki);
}

#endif
