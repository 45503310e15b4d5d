/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The paths of a graph, from the leaf to an anchor, or to a dead end: a certificate whose issuer is
 * missing, or a root that is not trusted.  A search only enters nodes from which its kind of end
 * can be reached, and takes paths of one length: so the short ones are found first, whatever the
 * budget leaves of the others in a mesh. */
#include "config.h"

#include "lib/chain/issuer_graph.h"

#include <stdlib.h>

/* One depth-first search, for paths of one length. */
struct path_walk {
    struct issuer_graph *graph;
    struct budget *budget;
    struct arena *arena;
    bool anchored; /* the kind of end that is searched */
    bool is_short; /* a path ended at the length: there are longer ones */
    size_t length;
    size_t stack[GRAPH_DEPTH_MAX];
    size_t num;
};

static bool is_dead_end(const struct graph_node *node)
{
    return node->num_issuers == 0 && node->stores == 0;
}

/* Marks all nodes from which an anchor, and from which a dead end, can be reached. */
static void mark_reach(struct issuer_graph *graph)
{
    bool changed = true;

    while (changed) {
        changed = false;
        for (size_t i = graph->num; i-- > 0;) {
            struct graph_node *n = &graph->nodes[i];
            bool reaches = n->stores != 0, dead = is_dead_end(n);

            for (size_t k = 0; k < n->num_issuers; k++) {
                reaches = reaches || graph->nodes[n->issuers[k]].reaches;
                dead = dead || graph->nodes[n->issuers[k]].ends_dead;
            }
            changed = changed || reaches != n->reaches || dead != n->ends_dead;
            n->reaches = reaches;
            n->ends_dead = dead;
        }
    }
}

static enum err keep(struct path_walk *walk)
{
    struct issuer_graph *g = walk->graph;
    size_t *nodes = arena_alloc(walk->arena, walk->num, sizeof *nodes);

    if (nodes == NULL)
        return walk->arena->err;
    TRY(ARENA_GROW(walk->arena, g->paths, g->num_paths, g->cap_paths));
    memcpy(nodes, walk->stack, walk->num * sizeof *nodes);
    g->paths[g->num_paths++] = (struct graph_path){nodes, walk->num, walk->anchored};
    return ERR_OK;
}

/* RFC 4158 5.2: no name with the same key twice, which also keeps the walk from circles. */
static bool is_on_stack(const struct path_walk *walk, size_t node)
{
    const struct graph_node *nodes = walk->graph->nodes;

    for (size_t i = 0; i < walk->num; i++) {
        if (walk->stack[i] == node || graph_same_ca(nodes[walk->stack[i]].cert, nodes[node].cert))
            return true;
    }
    return false;
}

/* Is there more above the node on the stack's top?  A step beyond a limit cuts the graph. */
static bool may_go_on(struct path_walk *walk, const struct graph_node *node)
{
    if (node->num_issuers == 0)
        return false;
    if (walk->num == walk->length) {
        walk->is_short = true;
        return false;
    }
    if (walk->graph->num_paths >= GRAPH_PATHS_MAX ||
        !budget_take(&walk->budget->comparisons, walk->num)) {
        walk->graph->is_cut = true;
        return false;
    }
    return true;
}

/* Goes up from a node, and keeps the paths that end where they should. */
static enum err walk_up(struct path_walk *walk, size_t node)
{
    const struct graph_node *n = &walk->graph->nodes[node];

    walk->stack[walk->num++] = node;
    if (walk->num == walk->length && (walk->anchored ? n->stores != 0 : is_dead_end(n)))
        TRY(keep(walk));
    for (size_t i = 0; may_go_on(walk, n) && i < n->num_issuers; i++) {
        const struct graph_node *up = &walk->graph->nodes[n->issuers[i]];

        if ((walk->anchored ? up->reaches : up->ends_dead) && !is_on_stack(walk, n->issuers[i]))
            TRY(walk_up(walk, n->issuers[i]));
    }
    walk->num--;
    return ERR_OK;
}

/* Paths to anchors before others, then the shorter one; the order of the nodes decides the rest. */
static int by_length(const void *a, const void *b)
{
    const struct graph_path *x = a, *y = b;

    if (x->anchored != y->anchored)
        return x->anchored ? -1 : 1;
    if (x->num != y->num)
        return x->num < y->num ? -1 : 1;
    for (size_t i = 0; i < x->num; i++) {
        if (x->nodes[i] != y->nodes[i])
            return x->nodes[i] < y->nodes[i] ? -1 : 1;
    }
    return 0;
}

/* A node is as far from the leaf as the longest of the paths leads it. */
static void set_levels(struct issuer_graph *graph)
{
    for (size_t i = 0; i < graph->num_paths; i++) {
        const struct graph_path *p = &graph->paths[i];
        for (size_t k = 0; k < p->num; k++) {
            struct graph_node *n = &graph->nodes[p->nodes[k]];
            n->level = n->level < (int)k ? (int)k : n->level;
        }
    }
}

/* All paths to one kind of end, the shortest first. */
static enum err walk_all(struct issuer_graph *graph, struct budget *budget, struct arena *arena,
                         bool anchored)
{
    struct path_walk walk = {
        .graph = graph, .budget = budget, .arena = arena, .anchored = anchored, .is_short = true};

    if (anchored ? !graph->nodes[0].reaches : !graph->nodes[0].ends_dead)
        return ERR_OK;
    while (walk.is_short && walk.length < GRAPH_DEPTH_MAX) {
        walk.is_short = false;
        walk.length++;
        TRY(walk_up(&walk, 0));
    }
    graph->is_cut = graph->is_cut || walk.is_short;
    return ERR_OK;
}

enum err graph_paths_find(struct issuer_graph *graph, struct budget *budget, struct arena *arena)
{
    mark_reach(graph);
    TRY(walk_all(graph, budget, arena, true));
    TRY(walk_all(graph, budget, arena, false));
    if (graph->num_paths > 0)
        qsort(graph->paths, graph->num_paths, sizeof *graph->paths, by_length);
    set_levels(graph);
    return ERR_OK;
}
