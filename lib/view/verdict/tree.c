/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Paths that start with the same certificates share their nodes.  A level draws the children of one
 * node: the paths that end there, then the others, grouped by their next certificate.
 */
#include "config.h"

#include "lib/view/verdict/tree.h"

#include "lib/base/hex.h"
#include "lib/view/cert/checks.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/text.h"

/* At most this many paths are drawn; the others are only counted. */
enum { TREE_PATHS = 100, PROSE_CAP = 1 << 20 };

struct tree {
    struct buf *out;
    const struct view_input *in;
    const struct style *style;
    const struct report *r;
    const struct path *paths[TREE_PATHS];
    size_t num;
    struct buf lead; /* the vertical lines in front of the current level */
};

/* The pieces that the tree's lines are drawn with, each of three columns. */
struct shape {
    const char *fork, *last, *pass, *blank;
};

static const struct shape *shape(const struct style *style)
{
    static const struct shape utf8 = {"\u251c\u2500 ", "\u2514\u2500 ", "\u2502  ", "   "};
    static const struct shape ascii = {"|- ", "`- ", "|  ", "   "};

    return style->utf8 ? &utf8 : &ascii;
}

/* True if the first n certificates of both paths are the same. */
static bool same_start(const struct path *a, const struct path *b, size_t n)
{
    if (a->num < n || b->num < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (a->links[i].cert != b->links[i].cert &&
            !span_eq(a->links[i].cert->der, b->links[i].cert->der))
            return false;
    }
    return true;
}

/* Finds the next path from index `from` on that shares the first n certificates of path `of` and
 * continues with a certificate that no earlier path has at this place.  tree->num if there is
 * none. */
static size_t next_branch(const struct tree *tree, size_t from, size_t of, size_t n)
{
    for (size_t i = from; i < tree->num; i++) {
        if (!same_start(tree->paths[i], tree->paths[of], n) || tree->paths[i]->num <= n)
            continue;
        size_t k = 0;
        while (k < i && !same_start(tree->paths[k], tree->paths[i], n + 1))
            k++;
        if (k == i)
            return i;
    }
    return tree->num;
}

/* Finds the next path from index `from` on that consists of the first n certificates of path `of`.
 * tree->num if there is none. */
static size_t next_end(const struct tree *tree, size_t from, size_t of, size_t n)
{
    for (size_t i = from; i < tree->num; i++) {
        if (tree->paths[i]->num == n && same_start(tree->paths[i], tree->paths[of], n))
            return i;
    }
    return tree->num;
}

/* Appends text after the branch and `taken` more columns.  Continuation lines are indented to the
 * same column.  Frees the text. */
static void put_hanging(struct tree *tree, int taken, struct buf *text)
{
    size_t lead_n = tree->lead.n;
    int at = text_width(buf_span(&tree->lead)) + taken;

    buf_str(&tree->lead, "  ");
    text_fold_lead(tree->out, tree->style, at, buf_span(&tree->lead), buf_span(text));
    buf_truncate(&tree->lead, lead_n);
    buf_free(text);
}

/* A certificate of the tree. */
static void put_node(struct tree *tree, const struct path *path, size_t i)
{
    const struct cert *c = path->links[i].cert;
    uint8_t digest[DIGEST_MAX_SIZE];
    enum lang lang = tree->style->lang;
    struct buf text;

    buf_init(&text, PROSE_CAP);
    label_cert(&text, c);
    buf_str(&text, lang_text(lang, N_(" (")));
    keyinfo_print(&text, &c->key);
    buf_str(&text, lang_text(lang, N_(", until ")));
    label_date(&text, c->has_not_after, c->not_after);
    /* Only the digest tells cross-signed certificates apart. */
    digest_of(DIGEST_SHA256, digest, c->der);
    buf_str(&text, lang_text(lang, N_(", sha256 ")));
    hex_encode(&text, span_of(digest, 4), 0);
    if (path->anchored && i + 1 == path->num)
        buf_str(&text, lang_text(lang, N_(", trust anchor")));
    buf_str(&text, lang_text(lang, N_(")")));
    put_hanging(tree, 0, &text);
}

/* The outcome of a path: accepted, or its headline error. */
static void put_end(struct tree *tree, const struct path *path)
{
    const struct finding *f = path_headline(path);
    struct view_input said = *tree->in;
    size_t more = 0;
    struct buf text;

    said.lang = tree->style->lang;
    checks_mark(tree->out, tree->style, f == NULL ? MARK_GOOD : MARK_BAD);
    buf_u8(tree->out, ' ');
    if (f == NULL) {
        buf_str(tree->out, lang_text(tree->style->lang, N_("accepted")));
        buf_u8(tree->out, '\n');
        return;
    }
    for (size_t i = 0; i < path->num_findings; i++)
        more += path->findings[i].severity == SEVERITY_ERROR && &path->findings[i] != f;
    buf_init(&text, PROSE_CAP);
    buf_printf(&text, "%s: ", reason_code(rule_reason(f->rule)));
    finding_message(&text, f, path, &said);
    if (more > 0)
        lang_count(&text, tree->style->lang, N_(" (and {n} more error{s})"), more);
    put_hanging(tree, 2, &text);
}

/* Draws everything that follows the first n certificates of path `of`: paths that end here first,
 * then branches.  The recursion is as deep as the longest path, which the path builder limits. */
static void put_level(struct tree *tree, size_t of, size_t n)
{
    const struct shape *s = shape(tree->style);
    size_t end = next_end(tree, 0, of, n), branch = next_branch(tree, 0, of, n);

    while (end < tree->num || branch < tree->num) {
        size_t now = end < tree->num ? end : branch;
        bool is_end = end < tree->num;
        if (is_end)
            end = next_end(tree, end + 1, of, n);
        else
            branch = next_branch(tree, branch + 1, of, n);
        bool last = end >= tree->num && branch >= tree->num;
        size_t lead_n = tree->lead.n;
        buf_put(tree->out, buf_span(&tree->lead));
        buf_str(tree->out, last ? s->last : s->fork);
        buf_str(&tree->lead, last ? s->blank : s->pass);
        if (is_end) {
            put_end(tree, tree->paths[now]);
        } else {
            put_node(tree, tree->paths[now], n);
            put_level(tree, now, n + 1);
        }
        buf_truncate(&tree->lead, lead_n);
    }
}

/* The rejected paths come first and the chosen one last: one place in the table is kept free for
 * it. */
void tree_put(struct buf *out, const struct report *report, const struct view_input *in,
              const struct style *style)
{
    struct tree t = {.out = out, .in = in, .style = style, .r = report};
    size_t left_out = 0;

    for (size_t i = 0; i < report->num_rejected; i++) {
        if (t.num < TREE_PATHS - 1 && report->rejected[i].num > 0)
            t.paths[t.num++] = &report->rejected[i];
        else
            left_out++;
    }
    if (report->chosen.num > 0)
        t.paths[t.num++] = &report->chosen;
    lang_count(out, style->lang, N_("  paths tried: {n}"), (size_t)report->paths_tried);
    lang_count(out, style->lang, N_(", signatures checked: {n}"),
               (size_t)report->signatures_checked);
    buf_u8(out, '\n');
    if (t.num == 0)
        return;
    buf_init(&t.lead, PROSE_CAP);
    buf_str(&t.lead, "  ");
    buf_str(out, "  ");
    put_node(&t, t.paths[0], 0);
    put_level(&t, 0, 1);
    buf_free(&t.lead);
    if (left_out > 0)
        buf_printf(out, "  and %zu more\n", left_out);
}
