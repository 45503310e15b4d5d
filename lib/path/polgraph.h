/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * polgraph: the valid_policy_graph of RFC 9618 5, level by level.
 *
 * There is one node for each policy of a level, and there are no lists of edges: the parents of a
 * node are those nodes of the level above that expect its policy, which are neighbours in that
 * level's sorted `expects`. A level is at most as large as the certificate's policies and the
 * expectations above it together, so the graph never grows faster than the input.
 *
 * Nothing is pruned while the graph grows: growing looks only at the deepest level, which pruning
 * never changes. polgraph_authority walks back from there and finds what is still connected.
 */
#ifndef TB_LIB_PATH_POLGRAPH_H
#define TB_LIB_PATH_POLGRAPH_H

#include "lib/base/arena.h"
#include "lib/base/budget.h"

struct polgraph_node {
    struct span policy; /* valid_policy */
    size_t first, num;  /* parents: this range of the expects above */
    bool from_any;      /* the parent is the anyPolicy node above */
    bool mapped;        /* expects the targets of mappings, not its own policy */
    bool connected;     /* set by polgraph_authority */
};

struct polgraph_expect {
    struct span policy; /* a member of the node's expected_policy_set */
    size_t node;
};

struct polgraph_level {
    struct polgraph_node *nodes; /* sorted by policy */
    size_t num, cap;
    struct polgraph_expect *expects; /* sorted by policy */
    size_t num_expects;
};

/* policyMappings: from the issuer's domain to the subject's. */
struct polgraph_mapping {
    struct span from, to;
};

struct polgraph {
    struct arena *arena;
    struct budget *budget;
    struct polgraph_level *levels; /* depth + 1 of them; a level without nodes is the NULL graph */
    size_t depth;
};

/* polgraph_init makes level 0, the anyPolicy node, and room for num more levels.  This and the
 * functions below: ERR_LIMIT if the arena or the budget is used up. */
enum err polgraph_init(struct polgraph *graph, size_t num, struct arena *arena,
                       struct budget *budget) MUST_CHECK;

/* polgraph_grow adds a level for a certificate's policies (RFC 5280 6.1.3 (d)). any_allowed: its
 * anyPolicy counts.  The array of policies is sorted in place. */
enum err polgraph_grow(struct polgraph *graph, struct span *policies, size_t num,
                       bool any_allowed) MUST_CHECK;

/*
 * polgraph_map applies mappings to the deepest level (6.1.4 (b)).  If mapping is inhibited, it
 * deletes the policies that would be mapped.  Call it at most once for a level, before growing
 * further.
 */
enum err polgraph_map(struct polgraph *graph, struct polgraph_mapping *mappings, size_t num,
                      bool inhibited) MUST_CHECK;

/* polgraph_empty: the graph is NULL. */
bool polgraph_empty(const struct polgraph *graph);

/* polgraph_authority computes the policies that all CAs accept, in the terms of the first of them
 * (6.1.5 (g)): in the arena, sorted. anyPolicy is among them if every policy is acceptable. */
enum err polgraph_authority(struct polgraph *graph, struct span **out, size_t *num) MUST_CHECK;

/* polgraph_sort sorts policies and drops duplicates; returns how many are left. */
size_t polgraph_sort(struct span *policies, size_t num);

/* polgraph_has searches a sorted array for a policy. */
bool polgraph_has(const struct span *policies, size_t num, struct span policy);

#endif
