/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text: the verdict, what is wrong, what is sent with the part of each, what should be sent. */
#include "config.h"

#include "lib/view/cert/checks.h"
#include "lib/view/cert/label.h"
#include "lib/view/chain/sent_view.h"
#include "lib/view/text/text.h"

#include <string.h>

enum { INDENT = 2, PROSE_CAP = 1 << 20, NUMBER_COLUMNS = 4, ROLE_COLUMNS = 14, NAME_MOST = 40 };

static const char *role_text(enum sent_role role)
{
    static const char texts[SENT_ROLE_COUNT][24] = {
        [SENT_LEAF] = N_("certificate"),         [SENT_INTERMEDIATE] = N_("intermediate"),
        [SENT_ALTERNATIVE] = N_("alternative"),  [SENT_ROOT] = N_("root"),
        [SENT_DUPLICATE] = N_("duplicate"),      [SENT_OTHER_KEY] = N_("another key"),
        [SENT_DEAD_CROSS] = N_("leads nowhere"), [SENT_UNRELATED] = N_("unrelated"),
    };

    return texts[role];
}

/* A paragraph, marked, with advice in a paragraph of its own. */
static void put_marked(struct buf *out, const struct style *style, enum mark mark, struct buf *text,
                       struct buf *hint)
{
    const char *fix = lang_text(style->lang, N_("fix: "));
    int at = INDENT + 2;

    text_pad(out, INDENT);
    checks_mark(out, style, mark);
    buf_u8(out, ' ');
    text_fold(out, style, at, at, buf_span(text));
    if (hint->n > 0) {
        text_pad(out, at);
        text_ink(out, style, INK_BOLD);
        buf_str(out, fix);
        text_ink(out, style, INK_PLAIN);
        at += text_width(span_str(fix));
        text_fold(out, style, at, at, buf_span(hint));
    }
    buf_truncate(text, 0);
    buf_truncate(hint, 0);
}

static void put_ref(struct buf *text, const char *ref)
{
    buf_str(text, " [");
    for (; *ref != 0; ref++)
        buf_u8(text, *ref == ' ' ? TEXT_GLUE : (uint8_t)*ref);
    buf_u8(text, ']');
}

/* The list says more about a missing issuer than the verdict can. */
static bool list_explains(const struct sent_view *view)
{
    for (size_t i = 0; i < view->sent->num_problems; i++) {
        if (sent_rule_reason(view->sent->problems[i].rule) == view->report->reason)
            return true;
    }
    return false;
}

/* The headline of a negative verdict, unless the list explains it, and all warnings. */
static bool is_shown(const struct sent_view *view, const struct finding *finding)
{
    if (finding->severity == SEVERITY_WARNING)
        return true;
    return view->report->reason != REASON_OK && finding == path_headline(&view->report->chosen) &&
           !list_explains(view);
}

static void put_verdict(struct buf *out, const struct sent_view *view, const struct style *style,
                        struct buf *text, struct buf *hint)
{
    const struct path *path = &view->report->chosen;
    struct view_input in = *view->in;

    in.lang = style->lang;
    for (size_t i = 0; i < path->num_findings; i++) {
        const struct finding *f = &path->findings[i];

        if (!is_shown(view, f))
            continue;
        finding_message(text, f, path, &in);
        put_ref(text, finding_ref(f));
        finding_hint(hint, f, path, &in);
        put_marked(out, style, checks_severity(f->severity), text, hint);
    }
}

static void put_problems(struct buf *out, const struct sent_view *view, const struct style *style)
{
    struct buf text, hint;

    buf_init(&text, PROSE_CAP);
    buf_init(&hint, PROSE_CAP);
    put_verdict(out, view, style, &text, &hint);
    /* What the new file does not have any more needs no advice. */
    bool is_fixed = view->fixed != NULL && view->fixed->refused == REASON_OK;
    for (size_t i = 0; i < view->sent->num_problems; i++) {
        const struct sent_problem *p = &view->sent->problems[i];

        sent_problem_put(&text, p, style->lang);
        put_ref(&text, sent_rule_ref(p->rule));
        if (!is_fixed)
            sent_advice_put(&hint, view, p, style->lang);
        put_marked(out, style, is_fixed ? MARK_WARN : checks_severity(sent_rule_severity(p->rule)),
                   &text, &hint);
    }
    buf_free(&text);
    buf_free(&hint);
}

static void put_title(struct buf *out, const struct style *style, const char *english)
{
    buf_u8(out, '\n');
    text_ink(out, style, INK_BOLD);
    buf_str(out, lang_text(style->lang, english));
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
}

/* "until 2027-01-01", or the start of a validity that has not begun. */
static void put_dates(struct buf *out, const struct sent_chain *sent, const struct cert *cert,
                      const struct style *style)
{
    bool early = cert->has_not_before && sent->time < cert->not_before;
    bool ended = cert->has_not_after && sent->time > cert->not_after;

    text_ink(out, style, early || ended ? INK_BAD : INK_DIM);
    buf_str(out, lang_text(style->lang, early   ? N_("from ")
                                        : ended ? N_("expired on ")
                                                : N_("until ")));
    label_date(out, early ? cert->has_not_before : cert->has_not_after,
               early ? cert->not_before : cert->not_after);
    text_ink(out, style, INK_PLAIN);
}

/* The columns that the longest name takes. */
static int name_columns(const struct sent_view *view)
{
    int most = 0;
    struct buf text;

    buf_init(&text, PROSE_CAP);
    for (size_t i = 0; i < view->sent->num + view->sent->wanted->num; i++) {
        buf_truncate(&text, 0);
        label_cert(&text, i < view->sent->num
                              ? view->sent->certs[i].link->cert
                              : view->sent->wanted->links[i - view->sent->num]->cert);
        int width = text_width(buf_span(&text));
        most = width > most ? width : most;
    }
    buf_free(&text);
    return most < NAME_MOST ? most : NAME_MOST;
}

static void put_name(struct buf *out, const struct cert *cert, int columns)
{
    struct buf text;

    buf_init(&text, PROSE_CAP);
    label_cert(&text, cert);
    text_cell(out, buf_span(&text), columns + 2);
    buf_free(&text);
}

static void put_sent(struct buf *out, const struct sent_view *view, const struct style *style,
                     int columns)
{
    put_title(out, style, N_("Sent"));
    for (size_t i = 0; i < view->sent->num; i++) {
        const struct sent_cert *s = &view->sent->certs[i];
        bool good = s->role <= SENT_ALTERNATIVE && !s->is_misplaced;

        buf_printf(out, "%*zu  ", NUMBER_COLUMNS, i + 1);
        put_name(out, s->link->cert, columns);
        text_ink(out, style, good ? INK_PLAIN : INK_BAD);
        text_cell(out, span_str(lang_text(style->lang, role_text(s->role))), ROLE_COLUMNS);
        text_ink(out, style, INK_PLAIN);
        put_dates(out, view->sent, s->link->cert, style);
        buf_u8(out, '\n');
    }
}

/* Where a certificate of the right list is now. */
static void put_place(struct buf *out, const struct sent_view *view, const struct link *link,
                      const struct style *style)
{
    size_t place = sent_place(view->sent, link->cert);

    if (place > 0) {
        lang_count(out, style->lang, N_("sent as {n}"), place);
        return;
    }
    buf_str(out, lang_text(style->lang, N_("missing; from ")));
    if (link->origin != NULL)
        safe_put(out, span_str(link->origin));
    else
        buf_str(out, label_source(link->source));
}

/* Why this list and no other, in a sentence. */
static const char *why_text(enum offer_why why)
{
    static const char texts[OFFER_WHY_COUNT][80] = {
        [OFFER_ONLY] = N_("no other list is accepted"),
        [OFFER_STORES] = N_("chosen because more stores accept it than any other list"),
        [OFFER_SHORTER] = N_("chosen because no list that as many stores accept is shorter"),
        [OFFER_LONGER_LIVED] =
            N_("chosen because it is valid for longer than others of its length"),
        [OFFER_FIRST] = N_("another list is as good"),
    };

    return texts[why];
}

/* The anchor, and which stores have it. */
static void put_reach(struct buf *out, const struct sent_view *view, const struct style *style)
{
    const struct chain_offer *w = view->sent->wanted;
    struct buf text;

    buf_init(&text, PROSE_CAP);
    buf_str(&text, lang_text(style->lang, N_("trust anchor: ")));
    label_cert(&text, w->anchor);
    buf_str(&text, lang_text(style->lang, N_("; accepted by ")));
    sent_stores_put(&text, view, w->stores);
    if (chain_offer_count(w->stores) < view->num_stores) {
        buf_str(&text, lang_text(style->lang, N_("; not accepted by ")));
        sent_stores_put(&text, view, ~w->stores);
    }
    buf_str(&text, lang_text(style->lang, N_("; ")));
    buf_str(&text, lang_text(style->lang, why_text(view->why)));
    text_prose(out, style, INK_DIM, INDENT, 0, buf_span(&text));
    buf_free(&text);
}

/* What is sent is the right list, in its order if it has one. */
static bool is_right(const struct sent_view *view)
{
    const struct chain_offer *w = view->sent->wanted;
    bool same = w->num == view->sent->num;

    for (size_t i = 0; i < w->num && same; i++)
        same = sent_place(view->sent, w->links[i]->cert) > 0 && !view->sent->certs[i].is_misplaced;
    return same;
}

static void put_wanted(struct buf *out, const struct sent_view *view, const struct style *style,
                       int columns)
{
    const struct chain_offer *w = view->sent->wanted;

    bool is_new = !is_right(view);

    if (is_new)
        put_title(out, style,
                  view->has_best ? N_("Should be sent") : N_("Known of the right list"));
    for (size_t i = 0; i < w->num && is_new; i++) {
        buf_printf(out, "%*zu  ", NUMBER_COLUMNS, i + 1);
        put_name(out, w->links[i]->cert, columns);
        put_place(out, view, w->links[i], style);
        buf_u8(out, '\n');
    }
    if (view->has_best)
        put_reach(out, view, style);
}

/* Whether the file was written. */
static void put_fixed(struct buf *out, const struct sent_view *view, const struct style *style)
{
    const struct sent_fixed *f = view->fixed;
    struct buf text, hint;

    if (f == NULL)
        return;
    buf_u8(out, '\n');
    buf_init(&text, PROSE_CAP);
    buf_init(&hint, PROSE_CAP);
    safe_put(&text, span_str(f->path));
    if (f->refused == REASON_OK) {
        lang_count(&text, style->lang, N_(": {n} certificate{s} written as "), f->num);
        buf_str(&text, f->form);
        if (strcmp(f->form, "pkcs12") == 0)
            buf_str(&text, lang_text(style->lang, f->has_key ? N_(", with the private key")
                                                             : N_(", without a private key")));
    } else {
        buf_str(&text, lang_text(style->lang, N_(": not written, because this cannot be fixed: ")));
        buf_put(&text, f->why);
    }
    put_marked(out, style, f->refused == REASON_OK ? MARK_GOOD : MARK_BAD, &text, &hint);
    buf_free(&text);
    buf_free(&hint);
}

void sent_quiet(struct buf *out, const struct sent_view *view, const struct style *style)
{
    verdict_line(out, view->input, view->reason, style);
}

void sent_text(struct buf *out, const struct sent_view *view, const struct style *style)
{
    int columns = name_columns(view);

    verdict_line(out, view->input, view->reason, style);
    put_problems(out, view, style);
    put_sent(out, view, style, columns);
    put_wanted(out, view, style, columns);
    put_fixed(out, view, style);
    sent_hints(out, view, style);
}
