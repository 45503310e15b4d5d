/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/polgraph.h"

#include <stdlib.h>

#include "lib/asn1/oid.h"

static bool is_any(struct span policy)
{
    return span_eq(policy, oid_bytes(OID_CP_ANY));
}

/* Each struct that is sorted or looked up here begins with the policy that orders it. */
static int by_policy(const void *a, const void *b)
{
    const struct span *x = a, *y = b;

    return span_cmp(*x, *y);
}

static void sort(void *array, size_t num, size_t size)
{
    if (num > 1)
        qsort(array, num, size, by_policy);
}

/* The first of the elements that begin with this policy, or where it would stand. */
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

static struct polgraph_node *find_node(const struct polgraph_level *l, size_t num,
                                       struct span policy)
{
    size_t i = lower_bound(l->nodes, num, sizeof *l->nodes, policy);

    return i < num && span_eq(l->nodes[i].policy, policy) ? &l->nodes[i] : NULL;
}

static enum err add_node(struct polgraph *g, struct polgraph_level *l, struct polgraph_node node)
{
    if (!budget_take(&g->budget->comparisons, 1))
        return ERR_LIMIT;
    TRY(ARENA_GROW(g->arena, l->nodes, l->num, l->cap));
    l->nodes[l->num++] = node;
    return ERR_OK;
}

/* How many of the expects from `first` on are for the same policy. */
static size_t run_length(const struct polgraph_level *l, size_t first)
{
    size_t n = 1;

    while (first + n < l->num_expects &&
           span_eq(l->expects[first + n].policy, l->expects[first].policy))
        n++;
    return n;
}

/* Puts the level in order and spells out what its nodes expect: `mappings`, sorted, for those
 * that are mapped, their own policy for the others. */
static enum err finish(struct polgraph *g, struct polgraph_level *l,
                       const struct polgraph_mapping *mappings, size_t num)
{
    sort(l->nodes, l->num, sizeof *l->nodes);
    if (!budget_take(&g->budget->comparisons, num))
        return ERR_LIMIT;
    l->expects = arena_alloc(g->arena, l->num + num, sizeof *l->expects);
    if (l->expects == NULL)
        return ERR_LIMIT;
    l->num_expects = 0;
    for (size_t i = 0; i < l->num; i++) {
        struct span policy = l->nodes[i].policy;
        if (!l->nodes[i].mapped) {
            l->expects[l->num_expects++] = (struct polgraph_expect){policy, i};
            continue;
        }
        size_t m = lower_bound(mappings, num, sizeof *mappings, policy);
        for (; m < num && span_eq(mappings[m].from, policy); m++)
            l->expects[l->num_expects++] = (struct polgraph_expect){mappings[m].to, i};
    }
    sort(l->expects, l->num_expects, sizeof *l->expects);
    return ERR_OK;
}

enum err polgraph_init(struct polgraph *g, size_t num, struct arena *arena, struct budget *budget)
{
    *g = (struct polgraph){.arena = arena, .budget = budget};
    g->levels = arena_alloc(arena, num + 1, sizeof *g->levels);
    if (g->levels == NULL)
        return ERR_LIMIT;
    TRY(add_node(g, &g->levels[0], (struct polgraph_node){.policy = oid_bytes(OID_CP_ANY)}));
    return finish(g, &g->levels[0], NULL, 0);
}

/* RFC 5280 6.1.3 (d)(1): the certificate's policies, each under those that expect it, else under
 * anyPolicy. */
static enum err grow_named(struct polgraph *g, struct polgraph_level *l,
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
            TRY(add_node(g, l, node));
    }
    return ERR_OK;
}

/* (d)(2): anyPolicy stands for every policy that is expected and was not named. */
static enum err grow_any(struct polgraph *g, struct polgraph_level *l,
                         const struct polgraph_level *above)
{
    size_t named = l->num;

    for (size_t i = 0; i < above->num_expects;) {
        struct polgraph_node node = {
            .policy = above->expects[i].policy, .first = i, .num = run_length(above, i)};
        if (find_node(l, named, node.policy) == NULL)
            TRY(add_node(g, l, node));
        i += node.num;
    }
    return ERR_OK;
}

enum err polgraph_grow(struct polgraph *g, struct span *policies, size_t num, bool any_allowed)
{
    const struct polgraph_level *above = &g->levels[g->depth];
    struct polgraph_level *l = &g->levels[++g->depth];

    if (!budget_take(&g->budget->comparisons, num))
        return ERR_LIMIT;
    num = polgraph_sort(policies, num);
    TRY(grow_named(g, l, above, policies, num));
    if (any_allowed && polgraph_has(policies, num, oid_bytes(OID_CP_ANY)))
        TRY(grow_any(g, l, above));
    return finish(g, l, NULL, 0);
}

/* RFC 5280 6.1.4 (b)(1): what is mapped expects the other domain's policies from now on. */
static enum err map_from(struct polgraph *g, struct polgraph_level *l, size_t num_nodes,
                         struct span from)
{
    struct polgraph_node *node = find_node(l, num_nodes, from);

    if (node != NULL) {
        node->mapped = true;
        return ERR_OK;
    }
    if (find_node(l, num_nodes, oid_bytes(OID_CP_ANY)) == NULL)
        return ERR_OK;
    return add_node(g, l, (struct polgraph_node){.policy = from, .from_any = true, .mapped = true});
}

/* (b)(2): what may not be mapped is deleted. */
static void delete_mapped(struct polgraph_level *l, const struct polgraph_mapping *mappings,
                          size_t num)
{
    size_t n = 0;

    for (size_t i = 0; i < l->num; i++) {
        size_t m = lower_bound(mappings, num, sizeof *mappings, l->nodes[i].policy);
        if (m == num || !span_eq(mappings[m].from, l->nodes[i].policy))
            l->nodes[n++] = l->nodes[i];
    }
    l->num = n;
}

enum err polgraph_map(struct polgraph *g, struct polgraph_mapping *mappings, size_t num,
                      bool inhibited)
{
    struct polgraph_level *l = &g->levels[g->depth];
    size_t num_nodes = l->num;

    sort(mappings, num, sizeof *mappings);
    if (inhibited) {
        delete_mapped(l, mappings, num);
        return finish(g, l, NULL, 0);
    }
    for (size_t i = 0; i < num; i++) {
        if (i == 0 || !span_eq(mappings[i - 1].from, mappings[i].from))
            TRY(map_from(g, l, num_nodes, mappings[i].from));
    }
    return finish(g, l, mappings, num);
}

bool polgraph_empty(const struct polgraph *g)
{
    return g->levels[g->depth].num == 0;
}

/* Marks what the nodes of the deepest level descend from. */
static void connect(struct polgraph *g)
{
    struct polgraph_level *last = &g->levels[g->depth];

    for (size_t i = 0; i < last->num; i++)
        last->nodes[i].connected = true;
    for (size_t depth = g->depth; depth > 0; depth--) {
        const struct polgraph_level *l = &g->levels[depth];
        struct polgraph_level *above = &g->levels[depth - 1];
        struct polgraph_node *any = find_node(above, above->num, oid_bytes(OID_CP_ANY));
        for (size_t i = 0; i < l->num; i++) {
            const struct polgraph_node *n = &l->nodes[i];
            if (n->connected && n->from_any && any != NULL)
                any->connected = true;
            for (size_t e = n->first; n->connected && e < n->first + n->num; e++)
                above->nodes[above->expects[e].node].connected = true;
        }
    }
}

/*
 * The policies that stand directly under anyPolicy: below them are their mappings in the terms of
 * other domains.
 */
enum err polgraph_authority(struct polgraph *g, struct span **out, size_t *num)
{
    const struct polgraph_level *last = &g->levels[g->depth];
    size_t n = 0, room = 1;

    connect(g);
    for (size_t depth = 1; depth <= g->depth; depth++)
        room += g->levels[depth].num;
    struct span *set = arena_alloc(g->arena, room, sizeof *set);
    if (set == NULL)
        return ERR_LIMIT;
    for (size_t depth = 1; depth <= g->depth; depth++) {
        for (size_t i = 0; i < g->levels[depth].num; i++) {
            const struct polgraph_node *node = &g->levels[depth].nodes[i];
            if (node->connected && node->from_any)
                set[n++] = node->policy;
        }
    }
    if (find_node(last, last->num, oid_bytes(OID_CP_ANY)) != NULL)
        set[n++] = oid_bytes(OID_CP_ANY);
    *num = polgraph_sort(set, n);
    *out = set;
    return ERR_OK;
}
