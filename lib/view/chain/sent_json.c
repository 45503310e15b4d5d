/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Besides the keys of a verdict: files, sent, wanted, stores, graph and fixed (tlsbox-json(5)). */
#include "config.h"

#include "lib/view/cert/label.h"
#include "lib/view/chain/sent_view.h"
#include "lib/view/text/envelope.h"
#include "lib/view/verdict/report_json.h"

enum { TEXT_CAP = 1 << 20 };

/* A problem has the keys of every finding, and its place in the list that is sent. */
static void put_problem(struct json_writer *json, const struct sent_view *view,
                        const struct sent_problem *p)
{
    static const char *const absent[] = {"error", "name", "offset", "length"};
    bool is_error = sent_rule_severity(p->rule) == SEVERITY_ERROR && view->reason != REASON_OK;
    struct buf text;

    jw_open(json, NULL);
    jw_str(json, "code", reason_code(sent_rule_reason(p->rule)));
    jw_str(json, "severity", is_error ? "error" : "warning");
    jw_null(json, "cert");
    buf_init(&text, TEXT_CAP);
    sent_problem_put(&text, p, LANG_EN);
    jw_buf(json, "message", &text);
    jw_str(json, "ref", sent_rule_ref(p->rule));
    buf_init(&text, TEXT_CAP);
    sent_advice_put(&text, view, p, LANG_EN);
    jw_buf(json, "hint", &text);
    jw_str(json, "rule", sent_rule_id(p->rule));
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        jw_null(json, absent[i]);
    if (p->cert != NULL && sent_place(view->sent, p->cert) > 0)
        jw_int(json, "number", (int64_t)p->number);
    else
        jw_null(json, "number");
    jw_close(json);
}

static void put_findings(struct json_writer *json, const struct sent_view *view)
{
    jw_list(json, "findings");
    for (size_t i = 0; i < view->sent->num_problems; i++)
        put_problem(json, view, &view->sent->problems[i]);
    report_json_findings(json, view->report, view->in);
    jw_list_end(json);
}

static void put_names(struct json_writer *json, const char *key, const struct sent_view *view,
                      uint32_t stores)
{
    jw_list(json, key);
    for (size_t i = 0; i < view->num_stores; i++) {
        if ((stores & UINT32_C(1) << i) != 0)
            jw_text(json, NULL, span_str(view->stores[i]));
    }
    jw_list_end(json);
}

static void put_link(struct json_writer *json, const struct sent_view *view,
                     const struct link *link)
{
    size_t node = issuer_graph_find(view->sent->graph, link->cert);

    report_json_cert(json, link->cert);
    jw_str(json, "source", label_source(link->source));
    jw_str(json, "origin", link->origin);
    jw_bool(json, "anchor", node != GRAPH_NONE && view->sent->graph->nodes[node].stores != 0);
}

static void put_sent(struct json_writer *json, const struct sent_view *view)
{
    jw_list(json, "sent");
    for (size_t i = 0; i < view->sent->num; i++) {
        const struct sent_cert *s = &view->sent->certs[i];

        jw_open(json, NULL);
        jw_str(json, "role", sent_role_name(s->role));
        jw_bool(json, "misplaced", s->is_misplaced);
        jw_bool(json, "outdated", s->is_outdated);
        if (s->role == SENT_DUPLICATE)
            jw_int(json, "same_as", (int64_t)s->same_as + 1);
        else
            jw_null(json, "same_as");
        put_link(json, view, s->link);
        jw_close(json);
    }
    jw_list_end(json);
    put_names(json, "sent_reaches", view, view->sent->stores);
}

/* Without a good list it is what is known of it, and reaches nothing. */
static void put_wanted(struct json_writer *json, const struct sent_view *view)
{
    static const char whys[OFFER_WHY_COUNT][16] = {
        [OFFER_ONLY] = "only",       [OFFER_STORES] = "more-stores",
        [OFFER_SHORTER] = "shorter", [OFFER_LONGER_LIVED] = "longer-lived",
        [OFFER_FIRST] = "first",
    };
    const struct chain_offer *w = view->sent->wanted;

    jw_list(json, "wanted");
    for (size_t i = 0; i < w->num; i++) {
        size_t place = sent_place(view->sent, w->links[i]->cert);

        jw_open(json, NULL);
        if (place > 0)
            jw_int(json, "number", (int64_t)place);
        else
            jw_null(json, "number");
        put_link(json, view, w->links[i]);
        jw_close(json);
    }
    jw_list_end(json);
    put_names(json, "wanted_reaches", view, w->stores);
    jw_str(json, "why", view->has_best ? whys[view->why] : NULL);
}

/* The certificates of all paths, and the paths as numbers of them from 0. */
static void put_graph(struct json_writer *json, const struct sent_view *view)
{
    const struct issuer_graph *g = view->sent->graph;

    jw_open(json, "graph");
    jw_bool(json, "complete", !g->is_cut);
    jw_list(json, "certificates");
    for (size_t i = 0; i < g->num; i++) {
        const struct graph_node *n = &g->nodes[i];

        jw_open(json, NULL);
        report_json_cert(json, n->cert);
        put_names(json, "anchor_of", view, n->stores);
        jw_close(json);
    }
    jw_list_end(json);
    jw_list(json, "paths");
    for (size_t i = 0; i < g->num_paths; i++) {
        jw_open(json, NULL);
        jw_bool(json, "anchored", g->paths[i].anchored);
        jw_list(json, "certificates");
        for (size_t k = 0; k < g->paths[i].num; k++)
            jw_int(json, NULL, (int64_t)g->paths[i].nodes[k]);
        jw_list_end(json);
        jw_close(json);
    }
    jw_list_end(json);
    jw_close(json);
}

static void put_fixed(struct json_writer *json, const struct sent_fixed *fixed)
{
    if (fixed == NULL) {
        jw_null(json, "fixed");
        return;
    }
    jw_open(json, "fixed");
    jw_str(json, "file", fixed->path);
    jw_str(json, "form", fixed->form);
    jw_bool(json, "written", fixed->refused == REASON_OK);
    jw_int(json, "certificates", fixed->refused == REASON_OK ? (int64_t)fixed->num : 0);
    jw_bool(json, "key", fixed->refused == REASON_OK && fixed->has_key);
    jw_str(json, "refused", fixed->refused == REASON_OK ? NULL : reason_code(fixed->refused));
    if (fixed->refused == REASON_OK)
        jw_null(json, "message");
    else
        jw_text(json, "message", fixed->why);
    jw_close(json);
}

enum err sent_json(struct buf *out, const struct sent_view *view)
{
    struct json_writer j = {.out = out};

    envelope_open(&j, "chain", view->input, view->reason);
    put_findings(&j, view);
    report_json_keys(&j, view->report, view->in);
    jw_list(&j, "files");
    for (size_t i = 0; i < view->num_files; i++)
        jw_text(&j, NULL, span_str(view->files[i]));
    jw_list_end(&j);
    put_sent(&j, view);
    put_wanted(&j, view);
    put_names(&j, "stores", view, UINT32_MAX);
    put_graph(&j, view);
    put_fixed(&j, view->fixed);
    return envelope_close(&j);
}
