/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The paths as a tree of boxes that grows downwards, leaf first: below a box stand its issuers,
 * each at a branch.  Paths that begin with the same certificates share their boxes; an anchor, and
 * a root, has a double border.
 */
#include "config.h"

#include "lib/view/cert/label.h"
#include "lib/view/chain/sent_view.h"
#include "lib/view/text/text.h"

enum { BOX_MOST = 56, BOX_LEAST = 20, TEXT_CAP = 1 << 16 };

/* What boxes and branches are drawn with, plain or double, in ASCII or not. */
struct box_shape {
    char left_top[8], right_top[8], left_bottom[8], right_bottom[8], across[8], down[8];
};

static const struct box_shape shapes[2][2] = {
    {{"+", "+", "+", "+", "-", "|"}, {"+", "+", "+", "+", "=", "|"}},
    {{"\u250c", "\u2510", "\u2514", "\u2518", "\u2500", "\u2502"},
     {"\u2554", "\u2557", "\u255a", "\u255d", "\u2550", "\u2551"}},
};

static const struct branch_shape {
    char fork[16], last[16], pass[16], up[8];
} branches[2] = {
    {"  +--", "  `--", "  |  ", "  ^"},
    {"  \u251c\u2500\u2500", "  \u2514\u2500\u2500", "  \u2502  ", "  \u25b2"},
};

struct box_tree {
    struct buf *out;
    const struct sent_view *view;
    const struct issuer_graph *graph;
    const struct style *style;
    int width;       /* inside a box */
    struct buf lead; /* what stands before the lines of the current box but its first */
};

/* Text of exactly this width: cut between characters, or padded. */
static void put_fitted(struct buf *out, struct span text, int width)
{
    while (text_width(text) > width) {
        text.n--;
        while (text.n > 0 && (text.p[text.n] & 0xc0) == 0x80)
            text.n--;
    }
    text_cell(out, text, width);
}

/* The second line of a box: where the certificate is, and until when it is valid. */
static void put_about(struct buf *out, const struct box_tree *tree, const struct graph_node *node)
{
    enum lang lang = tree->style->lang;
    size_t place = sent_place(tree->view->sent, node->cert);
    bool ended = tree->view->sent->time > node->cert->not_after;

    if (place > 0)
        lang_count(out, lang, N_("sent as {n}"), place);
    else
        buf_str(out, lang_text(lang, node->stores != 0 ? N_("trust anchor") : N_("not sent")));
    buf_str(out, ", ");
    buf_str(out, lang_text(lang, ended ? N_("expired on ") : N_("until ")));
    label_date(out, node->cert->has_not_after, node->cert->not_after);
}

/* The third line of an anchor's box, and of that of a root which is none. */
static void put_trust(struct buf *out, const struct box_tree *tree, const struct graph_node *node)
{
    enum lang lang = tree->style->lang;

    if (node->stores != 0) {
        buf_str(out, lang_text(lang, N_("trusted by ")));
        sent_stores_put(out, tree->view, node->stores);
    } else if (node->is_root) {
        buf_str(out, lang_text(lang, N_("a root that no store has")));
    }
}

static void (*const box_lines[])(struct buf *, const struct box_tree *,
                                 const struct graph_node *) = {put_about, put_trust};

static void put_border(struct box_tree *tree, const char *left, const char *across,
                       const char *right)
{
    buf_str(tree->out, left);
    for (int i = 0; i < tree->width + 2; i++)
        buf_str(tree->out, across);
    buf_printf(tree->out, "%s\n", right);
}

static void put_line(struct box_tree *tree, const struct box_shape *shape, struct buf *text,
                     enum ink ink)
{
    if (text->n == 0)
        return;
    buf_put(tree->out, buf_span(&tree->lead));
    buf_printf(tree->out, "%s ", shape->down);
    text_ink(tree->out, tree->style, ink);
    put_fitted(tree->out, buf_span(text), tree->width);
    text_ink(tree->out, tree->style, INK_PLAIN);
    buf_printf(tree->out, " %s\n", shape->down);
    buf_truncate(text, 0);
}

/* The cursor is where the first line of the box begins. */
static void put_box(struct box_tree *tree, const struct graph_node *node)
{
    const struct box_shape *s = &shapes[tree->style->utf8][node->stores != 0 || node->is_root];
    struct buf text;

    buf_init(&text, TEXT_CAP);
    put_border(tree, s->left_top, s->across, s->right_top);
    label_cert(&text, node->cert);
    put_line(tree, s, &text, INK_BOLD);
    for (size_t i = 0; i < sizeof box_lines / sizeof box_lines[0]; i++) {
        box_lines[i](&text, tree, node);
        put_line(tree, s, &text, INK_DIM);
    }
    buf_put(tree->out, buf_span(&tree->lead));
    put_border(tree, s->left_bottom, s->across, s->right_bottom);
    buf_free(&text);
}

/* The width of the longest line of all boxes. */
static int box_width(const struct box_tree *tree)
{
    int most = BOX_LEAST;
    struct buf text;

    buf_init(&text, TEXT_CAP);
    for (size_t i = 0; i < tree->graph->num; i++) {
        const struct graph_node *n = &tree->graph->nodes[i];

        for (size_t k = 0; k <= sizeof box_lines / sizeof box_lines[0]; k++) {
            buf_truncate(&text, 0);
            if (k == 0)
                label_cert(&text, n->cert);
            else
                box_lines[k - 1](&text, tree, n);
            int width = text_width(buf_span(&text));
            most = width > most ? width : most;
        }
    }
    buf_free(&text);
    return most < BOX_MOST ? most : BOX_MOST;
}

static bool same_start(const struct graph_path *a, const struct graph_path *b, size_t n)
{
    return a->num >= n && b->num >= n && memcmp(a->nodes, b->nodes, n * sizeof *a->nodes) == 0;
}

/* The next path from index `from` on that has the first n nodes of path `of`, and after them one
 * that no earlier such path has there; num_paths if there is none. */
static size_t next_child(const struct issuer_graph *graph, size_t from, size_t of, size_t n)
{
    for (size_t i = from; i < graph->num_paths; i++) {
        size_t k = 0;

        if (graph->paths[i].num <= n || !same_start(&graph->paths[i], &graph->paths[of], n))
            continue;
        while (k < i && !same_start(&graph->paths[k], &graph->paths[i], n + 1))
            k++;
        if (k == i)
            return i;
    }
    return graph->num_paths;
}

/* The line in place of the box of an issuer that is missing. */
static void put_missing(struct box_tree *tree, const struct graph_node *node)
{
    const struct branch_shape *b = &branches[tree->style->utf8];

    buf_put(tree->out, buf_span(&tree->lead));
    buf_printf(tree->out, "%s\n", b->up);
    buf_put(tree->out, buf_span(&tree->lead));
    buf_printf(tree->out, "%s ", b->last);
    text_ink(tree->out, tree->style, INK_BAD);
    buf_str(tree->out, lang_text(tree->style->lang, N_("missing: ")));
    label_name(tree->out, node->cert->issuer);
    text_ink(tree->out, tree->style, INK_PLAIN);
    buf_u8(tree->out, '\n');
}

static void put_children(struct box_tree *tree, size_t of, size_t n);

/* The boxes above node n - 1 of a path, in a branch each. */
static void put_branch(struct box_tree *tree, size_t child, size_t n, bool is_last)
{
    const struct branch_shape *b = &branches[tree->style->utf8];
    size_t lead_n = tree->lead.n;
    const struct graph_path *p = &tree->graph->paths[child];

    buf_put(tree->out, buf_span(&tree->lead));
    buf_str(tree->out, is_last ? b->last : b->fork);
    buf_str(&tree->lead, is_last ? "     " : b->pass);
    put_box(tree, &tree->graph->nodes[p->nodes[n]]);
    put_children(tree, child, n + 1);
    buf_truncate(&tree->lead, lead_n);
}

static void put_children(struct box_tree *tree, size_t of, size_t n)
{
    const struct issuer_graph *g = tree->graph;
    const struct graph_node *node = &g->nodes[g->paths[of].nodes[n - 1]];
    size_t i = next_child(g, 0, of, n);

    if (i == g->num_paths && !g->paths[of].anchored && !node->is_root)
        put_missing(tree, node);
    if (i == g->num_paths)
        return;
    buf_put(tree->out, buf_span(&tree->lead));
    buf_printf(tree->out, "%s\n", branches[tree->style->utf8].up);
    while (i < g->num_paths) {
        size_t after = next_child(g, i + 1, of, n);

        put_branch(tree, i, n, after == g->num_paths);
        i = after;
    }
}

void graph_text(struct buf *out, const struct sent_view *view, const struct style *style)
{
    struct box_tree tree = {.out = out, .view = view, .graph = view->sent->graph, .style = style};

    buf_init(&tree.lead, TEXT_CAP);
    tree.width = box_width(&tree);
    put_box(&tree, &tree.graph->nodes[0]);
    if (tree.graph->num_paths > 0)
        put_children(&tree, 0, 1);
    if (tree.graph->is_cut) {
        buf_u8(out, '\n');
        text_prose(
            out, style, INK_WARN, 0, 0,
            span_str(lang_text(style->lang, N_("A limit was reached: there may be more paths."))));
    }
    buf_free(&tree.lead);
}
