/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificates of all paths as boxes, in columns by their distance from the leaf; an arrow goes
 * from a certificate to one that its key signed. */
#include "config.h"

#include "lib/view/cert/label.h"
#include "lib/view/chain/sent_view.h"
#include "lib/view/text/html.h"
#include "lib/view/text/safe.h"

enum {
    MARGIN = 24,
    TOP = 56,
    BOX_WIDTH = 232,
    BOX_HEIGHT = 66,
    GAP_ACROSS = 64,
    GAP_DOWN = 22,
    TEXT_CHARS = 30,
    LINE = 19,
    TIP = 9,
    TEXT_CAP = 1 << 16,
};

static const char head[] =
    "<style>\n"
    "text { font: 13px system-ui, sans-serif; fill: #222 }\n"
    ".page { fill: #fff }\n"
    ".box { fill: #f4f6fa; stroke: #667; stroke-width: 1.5 }\n"
    ".anchor { fill: #e8f5ec; stroke: #17803d; stroke-width: 2.5 }\n"
    ".missing { fill: none; stroke: #c22; stroke-width: 2; stroke-dasharray: 5 4 }\n"
    ".unsent { stroke-dasharray: 5 4 }\n"
    ".edge { fill: none; stroke: #667; stroke-width: 1.5 }\n"
    ".tip { fill: #667 }\n"
    ".dim { fill: #667 }\n"
    ".bad { fill: #c22 }\n"
    ".bold { font-weight: 600 }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "text { fill: #eee }\n"
    ".page { fill: #16181d }\n"
    ".box { fill: #23262e }\n"
    ".anchor { fill: #183324; stroke: #5c8 }\n"
    ".edge { stroke: #99a }\n"
    ".tip { fill: #99a }\n"
    ".dim { fill: #99a }\n"
    ".bad { fill: #f77 }\n"
    "}\n"
    "</style>\n";

/* Where a box stands.  Numbers from graph->num on are issuers that are missing. */
struct svg_box {
    int column, row;
    bool is_used;
};

enum { BOXES_MAX = 2 * GRAPH_NODES_MAX };

struct drawing {
    struct buf *out;
    const struct sent_view *view;
    const struct issuer_graph *graph;
    enum lang lang;
    struct svg_box boxes[BOXES_MAX];
    int rows[GRAPH_DEPTH_MAX + 2]; /* of each column */
    int columns, most_rows;
};

static int left_of(const struct svg_box *box)
{
    return MARGIN + box->column * (BOX_WIDTH + GAP_ACROSS);
}

/* Columns are centred. */
static int top_of(const struct drawing *d, const struct svg_box *box)
{
    int unused = (d->most_rows - d->rows[box->column]) * (BOX_HEIGHT + GAP_DOWN) / 2;

    return TOP + unused + box->row * (BOX_HEIGHT + GAP_DOWN);
}

static void use(struct drawing *d, size_t box, int column)
{
    if (d->boxes[box].is_used)
        return;
    d->boxes[box] = (struct svg_box){column, d->rows[column]++, true};
    if (d->rows[column] > d->most_rows)
        d->most_rows = d->rows[column];
    if (column + 1 > d->columns)
        d->columns = column + 1;
}

/* The issuer of the last certificate of a path is missing. */
static bool lacks_issuer(const struct issuer_graph *graph, const struct graph_path *path)
{
    const struct graph_node *last = &graph->nodes[path->nodes[path->num - 1]];

    return !path->anchored && !last->is_root;
}

static void place_boxes(struct drawing *d)
{
    use(d, 0, 0);
    for (size_t i = 0; i < d->graph->num_paths; i++) {
        const struct graph_path *p = &d->graph->paths[i];
        size_t last = p->nodes[p->num - 1];

        for (size_t k = 0; k < p->num; k++)
            use(d, p->nodes[k], d->graph->nodes[p->nodes[k]].level);
        if (lacks_issuer(d->graph, p))
            use(d, d->graph->num + last, d->graph->nodes[last].level + 1);
    }
}

static void put_text(const struct drawing *d, int x, int y, const char *kind, struct span text)
{
    struct buf cut;

    buf_init(&cut, TEXT_CAP);
    safe_cut(&cut, text, TEXT_CHARS);
    buf_printf(d->out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, kind);
    html_put(d->out, buf_span(&cut));
    buf_str(d->out, "</text>\n");
    buf_free(&cut);
}

/* A curve from an issuer's box to that of what it signed, with a triangle there. */
static void put_edge(const struct drawing *d, size_t subject, size_t issuer)
{
    const struct svg_box *a = &d->boxes[subject], *b = &d->boxes[issuer];
    int x1 = left_of(b), y1 = top_of(d, b) + BOX_HEIGHT / 2;
    int x2 = left_of(a) + BOX_WIDTH, y2 = top_of(d, a) + BOX_HEIGHT / 2;
    int bend = GAP_ACROSS / 2;

    buf_printf(d->out, "<path class=\"edge\" d=\"M%d %d C%d %d %d %d %d %d\"/>\n", x1, y1,
               x1 - bend, y1, x2 + bend, y2, x2 + TIP, y2);
    buf_printf(d->out, "<path class=\"tip\" d=\"M%d %d L%d %d L%d %d Z\"/>\n", x2, y2, x2 + TIP,
               y2 - TIP / 2, x2 + TIP, y2 + TIP / 2);
}

/* An earlier path has this edge, too. */
static bool is_drawn(const struct issuer_graph *graph, size_t path, size_t k)
{
    const size_t *edge = graph->paths[path].nodes + k;

    for (size_t i = 0; i < path; i++) {
        const struct graph_path *p = &graph->paths[i];
        for (size_t j = 0; j + 1 < p->num; j++) {
            if (memcmp(p->nodes + j, edge, 2 * sizeof *edge) == 0)
                return true;
        }
    }
    return false;
}

static void put_edges(const struct drawing *d)
{
    for (size_t i = 0; i < d->graph->num_paths; i++) {
        const struct graph_path *p = &d->graph->paths[i];
        size_t last = p->nodes[p->num - 1];

        for (size_t k = 0; k + 1 < p->num; k++) {
            if (!is_drawn(d->graph, i, k))
                put_edge(d, p->nodes[k], p->nodes[k + 1]);
        }
        if (lacks_issuer(d->graph, p))
            put_edge(d, last, d->graph->num + last);
    }
}

static void put_box(const struct drawing *d, const struct svg_box *box, const char *kind)
{
    buf_printf(d->out,
               "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n", kind,
               left_of(box), top_of(d, box), BOX_WIDTH, BOX_HEIGHT);
}

/* The last line of a box: until when, in red if that is over. */
static void put_until(const struct drawing *d, const struct cert *cert, int x, int y)
{
    bool ended = d->view->sent->time > cert->not_after;
    struct buf text;

    buf_init(&text, TEXT_CAP);
    buf_str(&text, lang_text(d->lang, ended ? N_("expired on ") : N_("until ")));
    label_date(&text, cert->has_not_after, cert->not_after);
    put_text(d, x, y, ended ? "bad" : "dim", buf_span(&text));
    buf_free(&text);
}

static void put_node(const struct drawing *d, size_t i)
{
    const struct graph_node *n = &d->graph->nodes[i];
    const struct svg_box *box = &d->boxes[i];
    size_t place = sent_place(d->view->sent, n->cert);
    int x = left_of(box) + 12, y = top_of(d, box) + LINE;
    struct buf text;

    put_box(d, box, n->stores != 0 ? "anchor" : place == 0 ? "box unsent" : "box");
    buf_init(&text, TEXT_CAP);
    label_cert(&text, n->cert);
    put_text(d, x, y, "bold", buf_span(&text));
    buf_truncate(&text, 0);
    if (n->stores != 0) {
        buf_str(&text, lang_text(d->lang, N_("trusted by ")));
        sent_stores_put(&text, d->view, n->stores);
    } else if (place > 0) {
        lang_count(&text, d->lang, N_("sent as {n}"), place);
    } else {
        buf_str(&text,
                lang_text(d->lang, n->is_root ? N_("a root that no store has") : N_("not sent")));
    }
    put_text(d, x, y + LINE, "dim", buf_span(&text));
    buf_free(&text);
    put_until(d, n->cert, x, y + 2 * LINE);
}

static void put_missing(const struct drawing *d, size_t child)
{
    const struct svg_box *box = &d->boxes[d->graph->num + child];
    int x = left_of(box) + 12, y = top_of(d, box) + LINE;
    struct buf text;

    put_box(d, box, "missing");
    buf_init(&text, TEXT_CAP);
    label_name(&text, d->graph->nodes[child].cert->issuer);
    put_text(d, x, y, "bold", buf_span(&text));
    put_text(d, x, y + LINE, "bad", span_str(lang_text(d->lang, N_("missing"))));
    buf_free(&text);
}

static void put_boxes(const struct drawing *d)
{
    for (size_t i = 0; i < d->graph->num; i++) {
        if (d->boxes[i].is_used)
            put_node(d, i);
        if (d->boxes[d->graph->num + i].is_used)
            put_missing(d, i);
    }
}

void graph_svg(struct buf *out, const struct sent_view *view, enum lang lang)
{
    struct drawing d = {.out = out, .view = view, .graph = view->sent->graph, .lang = lang};
    struct buf title;

    place_boxes(&d);
    int width = 2 * MARGIN + d.columns * (BOX_WIDTH + GAP_ACROSS) - GAP_ACROSS;
    int height = TOP + d.most_rows * (BOX_HEIGHT + GAP_DOWN) + MARGIN - GAP_DOWN;

    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
               "height=\"%d\" role=\"img\">\n<title>certificate paths</title>\n",
               width, height, width, height);
    buf_str(out, head);
    buf_printf(out, "<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n", width, height);
    buf_init(&title, TEXT_CAP);
    buf_str(&title, label_input(view->input));
    put_text(&d, MARGIN, TOP - 24, "bold", buf_span(&title));
    buf_free(&title);
    put_edges(&d);
    put_boxes(&d);
    buf_str(out, "</svg>\n");
}
