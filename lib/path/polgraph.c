/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/polgraph.h"

#include <assert.h>
#include <stdlib.h>

#include "lib/asn1/oid.h"

static bool is_any(struct span policy)
{
    return span_eq(policy, oid_bytes(OID_CP_ANY));
}

/* Compares elements by the policy at their beginning: every struct that is sorted or searched here
 * begins with a span. */
static int by_policy(const void *a, const void *b)
{
    const struct span *x = a, *y = b;

    return span_cmp(*x, *y);
}

/* qsort must not get a NULL array. */
static void sort(void *array, size_t num, size_t size)
{
    if (num > 1)
        qsort(array, num, size, by_policy);
}

/* Binary search: the index of the first element with this policy, or where it would be. */
static size_t lower_bound(const void *array, size_t num, size_t size, struct span policy)
{
    size_t low = 0, high = num;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (by_policy((const uint8_t *)array + mid * size, &policy) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

size_t polgraph_sort(struct span *policies, size_t num)
{
    size_t n = 0;

    sort(policies, num, sizeof *policies);
    for (size_t i = 0; i < num; i++) {
        if (n == 0 || !span_eq(policies[n - 1], policies[i]))
            policies[n++] = policies[i];
    }
    return n;
}

bool polgraph_has(const struct span *policies, size_t num, struct span policy)
{
    size_t i = lower_bound(policies, num, sizeof *policies, policy);

    return i < num && span_eq(policies[i], policy);
}

/* The node of a policy among the first num nodes, which are sorted; NULL if there is none. */
static struct polgraph_node *find_node(const struct polgraph_level *level, size_t num,
                                       struct span policy)
{
    size_t i = lower_bound(level->nodes, num, sizeof *level->nodes, policy);

    return i < num && span_eq(level->nodes[i].policy, policy) ? &level->nodes[i] : NULL;
}

/* Appends a node, which the caller sorts in later.  Each node is paid for. */
static enum err add_node(struct polgraph *graph, struct polgraph_level *level,
                         struct polgraph_node node)
{
    if (!budget_take(&graph->budget->comparisons, 1))
        return ERR_LIMIT;
    TRY(ARENA_GROW(graph->arena, level->nodes, level->num, level->cap));
    level->nodes[level->num++] = node;
    return ERR_OK;
}

/* The number of expectations from `first` on that have the same policy. */
static size_t run_length(const struct polgraph_level *level, size_t first)
{
    assert(first < level->num_expects);
    size_t n = 1;

    while (first + n < level->num_expects &&
           span_eq(level->expects[first + n].policy, level->expects[first].policy))
        n++;
    return n;
}

/* Completes a level: sorts the nodes and lists what each expects below it.  A mapped node expects
 * the targets of its mappings (which are sorted by `from`), any other node its own policy. */
static enum err finish(struct polgraph *graph, struct polgraph_level *level,
                       const struct polgraph_mapping *mappings, size_t num)
{
    sort(level->nodes, level->num, sizeof *level->nodes);
    if (!budget_take(&graph->budget->comparisons, num))
        return ERR_LIMIT;
    level->expects = arena_alloc(graph->arena, level->num + num, sizeof *level->expects);
    if (level->expects == NULL)
        return ERR_LIMIT;
    level->num_expects = 0;
    for (size_t i = 0; i < level->num; i++) {
        struct span policy = level->nodes[i].policy;
        if (!level->nodes[i].mapped) {
            level->expects[level->num_expects++] = (struct polgraph_expect){policy, i};
            continue;
        }
        /* All mappings from this policy are neighbours. */
        size_t m = lower_bound(mappings, num, sizeof *mappings, policy);
        for (; m < num && span_eq(mappings[m].from, policy); m++)
            level->expects[level->num_expects++] = (struct polgraph_expect){mappings[m].to, i};
    }
    assert(level->num_expects <= level->num + num); /* each mapping is from one policy */
    sort(level->expects, level->num_expects, sizeof *level->expects);
    return ERR_OK;
}

enum err polgraph_init(struct polgraph *graph, size_t num, struct arena *arena,
                       struct budget *budget)
{
    *graph = (struct polgraph){.arena = arena, .budget = budget};
    graph->levels = arena_alloc(arena, num + 1, sizeof *graph->levels);
    if (graph->levels == NULL)
        return ERR_LIMIT;
    TRY(add_node(graph, &graph->levels[0],
                 (struct polgraph_node){.policy = oid_bytes(OID_CP_ANY)}));
    return finish(graph, &graph->levels[0], NULL, 0);
}

/* RFC 5280 6.1.3 (d)(1): adds a node for each policy of the certificate.  Its parents are the nodes
 * that expect the policy or, if there are none, the anyPolicy node above. */
static enum err grow_named(struct polgraph *graph, struct polgraph_level *level,
                           const struct polgraph_level *above, const struct span *policies,
                           size_t num)
{
    bool any_above = find_node(above, above->num, oid_bytes(OID_CP_ANY)) != NULL;

    for (size_t i = 0; i < num; i++) {
        struct polgraph_node node = {.policy = policies[i]};
        if (is_any(policies[i]))
            continue;
        node.first =
            lower_bound(above->expects, above->num_expects, sizeof *above->expects, policies[i]);
        if (node.first < above->num_expects &&
            span_eq(above->expects[node.first].policy, policies[i]))
            node.num = run_length(above, node.first);
        node.from_any = node.num == 0;
        if (node.num > 0 || any_above)
            TRY(add_node(graph, level, node));
    }
    return ERR_OK;
}

/* (d)(2): the certificate has anyPolicy, so every policy that is expected and was not named gets a
 * node, too. */
static enum err grow_any(struct polgraph *graph, struct polgraph_level *level,
                         const struct polgraph_level *above)
{
    size_t named = level->num;

    for (size_t i = 0; i < above->num_expects;) {
        struct polgraph_node node = {
            .policy = above->expects[i].policy, .first = i, .num = run_length(above, i)};
        if (find_node(level, named, node.policy) == NULL)
            TRY(add_node(graph, level, node));
        i += node.num;
    }
    return ERR_OK;
}

enum err polgraph_grow(struct polgraph *graph, struct span *policies, size_t num, bool any_allowed)
{
    const struct polgraph_level *above = &graph->levels[graph->depth];
    struct polgraph_level *l = &graph->levels[++graph->depth];

    if (!budget_take(&graph->budget->comparisons, num))
        return ERR_LIMIT;
    num = polgraph_sort(policies, num);
    TRY(grow_named(graph, l, above, policies, num));
    if (any_allowed && polgraph_has(policies, num, oid_bytes(OID_CP_ANY)))
        TRY(grow_any(graph, l, above));
    return finish(graph, l, NULL, 0);
}

/* RFC 5280 6.1.4 (b)(1): the node of a mapped policy expects the subject domain's policies from now
 * on.  Without a node, anyPolicy stands for it and gets it as a new node. */
static enum err map_from(struct polgraph *graph, struct polgraph_level *level, size_t num_nodes,
                         struct span from)
{
    struct polgraph_node *node = find_node(level, num_nodes, from);

    if (node != NULL) {
        node->mapped = true;
        return ERR_OK;
    }
    if (find_node(level, num_nodes, oid_bytes(OID_CP_ANY)) == NULL)
        return ERR_OK;
    return add_node(graph, level,
                    (struct polgraph_node){.policy = from, .from_any = true, .mapped = true});
}

/* (b)(2): mapping is inhibited, so the nodes of mapped policies are deleted. */
static void delete_mapped(struct polgraph_level *level, const struct polgraph_mapping *mappings,
                          size_t num)
{
    size_t n = 0;

    for (size_t i = 0; i < level->num; i++) {
        size_t m = lower_bound(mappings, num, sizeof *mappings, level->nodes[i].policy);
        if (m == num || !span_eq(mappings[m].from, level->nodes[i].policy))
            level->nodes[n++] = level->nodes[i];
    }
    level->num = n;
}

enum err polgraph_map(struct polgraph *graph, struct polgraph_mapping *mappings, size_t num,
                      bool inhibited)
{
    struct polgraph_level *l = &graph->levels[graph->depth];
    /* map_from adds nodes; only those from before are searched. */
    size_t num_nodes = l->num;

    sort(mappings, num, sizeof *mappings);
    if (inhibited) {
        delete_mapped(l, mappings, num);
        return finish(graph, l, NULL, 0);
    }
    for (size_t i = 0; i < num; i++) {
        if (i == 0 || !span_eq(mappings[i - 1].from, mappings[i].from))
            TRY(map_from(graph, l, num_nodes, mappings[i].from));
    }
    return finish(graph, l, mappings, num);
}

bool polgraph_empty(const struct polgraph *graph)
{
    return graph->levels[graph->depth].num == 0;
}

/* Marks all ancestors of the nodes of the deepest level, one level at a time from the bottom up. */
static void connect(struct polgraph *graph)
{
    struct polgraph_level *last = &graph->levels[graph->depth];

    for (size_t i = 0; i < last->num; i++)
        last->nodes[i].connected = true;
    for (size_t depth = graph->depth; depth > 0; depth--) {
        const struct polgraph_level *l = &graph->levels[depth];
        struct polgraph_level *above = &graph->levels[depth - 1];
        struct polgraph_node *any = find_node(above, above->num, oid_bytes(OID_CP_ANY));
        for (size_t i = 0; i < l->num; i++) {
            const struct polgraph_node *n = &l->nodes[i];
            /* A node has either one anyPolicy parent or a range of expecting parents. */
            if (n->connected && n->from_any && any != NULL)
                any->connected = true;
            for (size_t e = n->first; n->connected && e < n->first + n->num; e++)
                above->nodes[above->expects[e].node].connected = true;
        }
    }
}

/* The policies directly under an anyPolicy node that lead to the deepest level.  Nodes below them
 * are their mappings, in the terms of other domains. */
enum err polgraph_authority(struct polgraph *graph, struct span **out, size_t *num)
{
    const struct polgraph_level *last = &graph->levels[graph->depth];
    size_t n = 0, room = 1;

    connect(graph);
    for (size_t depth = 1; depth <= graph->depth; depth++)
        room += graph->levels[depth].num;
    struct span *set = arena_alloc(graph->arena, room, sizeof *set);
    if (set == NULL)
        return ERR_LIMIT;
    for (size_t depth = 1; depth <= graph->depth; depth++) {
        for (size_t i = 0; i < graph->levels[depth].num; i++) {
            const struct polgraph_node *node = &graph->levels[depth].nodes[i];
            if (node->connected && node->from_any)
                set[n++] = node->policy;
        }
    }
    /* anyPolicy at the bottom: every policy of the first CA is acceptable. */
    if (find_node(last, last->num, oid_bytes(OID_CP_ANY)) != NULL)
        set[n++] = oid_bytes(OID_CP_ANY);
    *num = polgraph_sort(set, n);
    *out = set;
    return ERR_OK;
}
