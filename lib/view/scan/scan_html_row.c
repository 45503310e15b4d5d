/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report in HTML: one target, a row of the table and its details below. */
#include "config.h"

#include <stdio.h>

#include "lib/view/cert/label.h"
#include "lib/view/scan/finding_text.h"
#include "lib/view/scan/requirement_text.h"
#include "lib/view/scan/scan_charts.h"
#include "lib/view/scan/scan_names.h"
#include "lib/view/scan/scan_totals.h"
#include "lib/view/text/html.h"

enum { TEXT_CAP = 1 << 16, CERT_CAP = 1 << 20 };

struct scan_entry {
    struct buf *out;
    const struct scan_view *view;
    enum lang lang;
};

static const char *say(const struct scan_entry *entry, const char *english)
{
    return lang_text(entry->lang, english);
}

static const char *class_of(enum mark mark)
{
    static const char *const classes[] = {
        [MARK_NONE] = "plain", [MARK_GOOD] = "good", [MARK_WARN] = "warn", [MARK_BAD] = "bad"};

    return classes[mark];
}

static void put_text(const struct scan_entry *entry, const char *tag, const char *class,
                     const char *text)
{
    buf_printf(entry->out, "<%s class=\"%s\">", tag, class);
    html_put(entry->out, span_str(text));
    buf_printf(entry->out, "</%s>", tag);
}

/* Escapes and empties a text that was put together. */
static void put_buf(const struct scan_entry *entry, struct buf *text)
{
    html_put(entry->out, buf_span(text));
    if (text->err != ERR_OK && entry->out->err == ERR_OK)
        entry->out->err = text->err;
    buf_truncate(text, 0);
}

static void open_cell(const struct scan_entry *entry, const char *english)
{
    buf_str(entry->out, "<td role=\"cell\" data-label=\"");
    html_put(entry->out, span_str(say(entry, english)));
    buf_str(entry->out, "\"><div>");
}

static void close_cell(const struct scan_entry *entry)
{
    buf_str(entry->out, "</div></td>\n");
}

/* The versions that are accepted, and those of which it is not known. */
static void put_versions(const struct scan_entry *entry)
{
    const struct scan_facts *facts = entry->view->facts;
    char name[24];

    open_cell(entry, N_("Versions"));
    for (size_t row = SCAN_VERSIONS; row-- > 0;) {
        const struct scan_version *version = &facts->versions[row];
        const struct version_row *known = version_find(version->version);
        if (version->accepted == SCAN_NO || (facts->is_quick && version->accepted != SCAN_YES))
            continue;
        bool is_known = version->accepted == SCAN_YES;
        snprintf(name, sizeof name, "%s%s", known->name, is_known ? "" : "?");
        buf_printf(entry->out, "<span class=\"chip %s\">%s</span>",
                   is_known ? class_of(scan_status_mark(known->status)) : "plain", name);
    }
    close_cell(entry);
}

static void put_exchange(const struct scan_entry *entry)
{
    static const char *const classes[SCAN_EXCHANGES] = {"good", "plain", "bad", "plain"};
    enum scan_exchange exchange = scan_exchange(entry->view->facts);

    open_cell(entry, N_("Key exchange"));
    put_text(entry, "span", classes[exchange], say(entry, scan_exchange_word(exchange)));
    close_cell(entry);
}

/* "30 days left", or why it is refused. */
static void put_certificate(const struct scan_entry *entry)
{
    static const char *const classes[SCAN_DUES] = {"bad", "bad", "warn", "plain", "plain", "plain"};
    enum scan_due due = scan_due(entry->view);
    bool is_refused;
    int64_t end;
    struct buf text;

    buf_init(&text, TEXT_CAP);
    bool is_known = scan_first_end(&end, &is_refused, entry->view->facts);
    int64_t left = end - entry->view->now;
    if (is_refused)
        buf_str(&text, say(entry, N_("refused")));
    else if (!is_known)
        buf_str(&text, say(entry, N_("not found out")));
    else
        lang_count(&text, entry->lang, N_("{n} day{s}"), (size_t)(left < 0 ? 0 : scan_days(left)));
    open_cell(entry, N_("Certificate"));
    buf_printf(entry->out, "<span class=\"%s\">", classes[due]);
    put_buf(entry, &text);
    buf_str(entry->out, "</span>");
    close_cell(entry);
    buf_free(&text);
}

static const char *level_class(enum scan_level level)
{
    return level >= SCAN_HIGH ? "bad" : level == SCAN_MEDIUM ? "warn" : "plain";
}

static const char *required_class(enum requirement_result result)
{
    static const char *const classes[] = {
        [REQUIREMENT_MET] = "good", [REQUIREMENT_UNKNOWN] = "warn", [REQUIREMENT_BROKEN] = "bad"};

    return classes[result];
}

/* "intermediate: not met" */
static void put_verdict(const struct scan_entry *entry)
{
    const struct requirement_check *check = entry->view->check;

    if (check == NULL)
        return;
    buf_printf(entry->out, "<div class=\"small\"><span class=\"%s\">",
               required_class(check->result));
    html_put(entry->out, entry->view->required);
    html_printf(entry->out, "%s%s", say(entry, N_(": ")),
                say(entry, scan_required_word(check->result)));
    buf_str(entry->out, "</span></div>");
}

/* How many findings of each level there are, without those that are only worth knowing. */
static void put_counts(const struct scan_entry *entry)
{
    const struct scan_findings *findings = entry->view->findings;
    size_t num = findings == NULL ? 0 : findings->num, shown = 0;

    open_cell(entry, N_("Findings"));
    for (size_t i = 0, k = 0; i < num; i = k, shown++) {
        enum scan_level level = scan_rule_level(findings->v[i].rule);
        while (k < num && scan_rule_level(findings->v[k].rule) == level)
            k++;
        if (level == SCAN_INFO)
            break;
        buf_printf(entry->out, "<span class=\"chip %s\">", level_class(level));
        html_printf(entry->out, "%zu %s", k - i, say(entry, scan_level_word(level)));
        buf_str(entry->out, "</span>");
    }
    if (entry->view->facts->is_quick)
        put_text(entry, "span", "plain", say(entry, N_("one hello only")));
    else if (entry->view->facts->trouble != SCAN_WHOLE)
        put_text(entry, "span", "warn", say(entry, N_("not whole")));
    else if (shown == 0 && findings != NULL)
        put_text(entry, "span", "good", say(entry, N_("none")));
    put_verdict(entry);
    close_cell(entry);
}

static void put_heading(const struct scan_entry *entry, const char *english)
{
    buf_str(entry->out, "<h3>");
    html_put(entry->out, span_str(say(entry, english)));
    buf_str(entry->out, "</h3>\n");
}

static void put_name(const struct scan_entry *entry, const struct scan_name *name)
{
    buf_str(entry->out, "<li><code>");
    html_put(entry->out, span_str(name->text));
    buf_str(entry->out, "</code> ");
    put_text(entry, "span", class_of(scan_status_mark(name->status)), say(entry, name->note));
    buf_str(entry->out, "</li>\n");
}

static void put_suites(const struct scan_entry *entry)
{
    const struct scan_facts *facts = entry->view->facts;

    for (size_t i = 0; i < SCAN_VERSIONS; i++) {
        enum scan_version_row row = (enum scan_version_row)(SCAN_VERSIONS - 1 - i);
        size_t num = scan_num_accepted(facts, row);
        if (facts->versions[row].accepted != SCAN_YES || num == 0)
            continue;
        put_heading(entry, version_name(facts->versions[row].version));
        buf_str(entry->out, "<ul>\n");
        for (size_t k = 0; k < num; k++) {
            struct scan_name name = scan_accepted(facts, row, k);
            put_name(entry, &name);
        }
        buf_str(entry->out, "</ul>\n");
    }
}

static void put_uses(const struct scan_entry *entry, const char *title, const struct scan_use *uses,
                     size_t num, struct scan_name (*name_of)(uint16_t id))
{
    if (num == 0)
        return;
    put_heading(entry, title);
    buf_str(entry->out, "<ul>\n");
    for (size_t i = 0; i < num; i++) {
        struct scan_name name = name_of(uses[i].id);
        put_name(entry, &name);
    }
    buf_str(entry->out, "</ul>\n");
}

static void put_groups(const struct scan_entry *entry)
{
    struct scan_use uses[SCAN_USES_MAX];
    size_t num = scan_groups(uses, entry->view->facts);

    put_uses(entry, N_("Key exchange"), uses, num, scan_group_name);
    num = scan_schemes(uses, entry->view->facts);
    put_uses(entry, N_("Signatures of the handshake"), uses, num, scan_scheme_name);
}

/* How an answer about a feature looks. */
struct feature_class {
    enum scan_kind kind;
    const char *title;
    const char *classes[SCAN_YES + 1];
};
static const struct feature_class feature_classes[] = {
    {SCAN_ABLE, N_("Features"), {[SCAN_YES] = "plain", [SCAN_NO] = "plain"}},
    {SCAN_TOLERANT, N_("Tolerance"), {[SCAN_YES] = "good", [SCAN_NO] = "warn"}},
    {SCAN_WEAK, N_("Weaknesses"), {[SCAN_YES] = "bad", [SCAN_NO] = "good"}},
};

/* A number that there is not is no feature that is missing. */
static bool is_listed(const struct scan_entry *entry, const struct feature_class *class,
                      enum scan_feature feature, enum scan_answer answer)
{
    enum scan_kind kind = scan_feature_row(feature)->kind;
    bool is_of = kind == class->kind || (kind == SCAN_NUMBER && class->kind == SCAN_ABLE);

    if (!is_of || entry->view->facts->features[feature].answer != answer)
        return false;
    if (answer == SCAN_UNKNOWN)
        return !scan_feature_is_moot(entry->view->facts, feature);
    return kind != SCAN_NUMBER || answer == SCAN_YES;
}

/* "yes: resumption by ticket, lifetime of tickets in seconds: 300" */
static void put_answers(const struct scan_entry *entry, const struct feature_class *class,
                        enum scan_answer answer)
{
    static const char *const words[] = {
        [SCAN_UNKNOWN] = N_("not found out"), [SCAN_NO] = N_("no"), [SCAN_YES] = N_("yes")};
    bool is_first = true;

    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        const struct scan_feature_row *row = scan_feature_row((enum scan_feature)i);
        if (!is_listed(entry, class, (enum scan_feature)i, answer))
            continue;
        if (is_first) {
            buf_str(entry->out, "<li>");
            put_text(entry, "span", answer == SCAN_UNKNOWN ? "plain" : class->classes[answer],
                     say(entry, words[answer]));
        }
        html_printf(entry->out, "%s%s", say(entry, is_first ? N_(": ") : N_(", ")),
                    say(entry, row->title));
        if (row->kind == SCAN_NUMBER && answer == SCAN_YES)
            html_printf(entry->out, "%s%u", say(entry, N_(": ")),
                        (unsigned)entry->view->facts->features[i].value);
        is_first = false;
    }
    buf_str(entry->out, is_first ? "" : "</li>\n");
}

static void put_features(const struct scan_entry *entry)
{
    for (size_t i = 0; i < sizeof feature_classes / sizeof feature_classes[0]; i++) {
        put_heading(entry, feature_classes[i].title);
        buf_str(entry->out, "<ul>\n");
        put_answers(entry, &feature_classes[i], SCAN_YES);
        put_answers(entry, &feature_classes[i], SCAN_NO);
        put_answers(entry, &feature_classes[i], SCAN_UNKNOWN);
        buf_str(entry->out, "</ul>\n");
    }
}

static void put_leaf(const struct scan_entry *entry, const struct scan_chain *chain,
                     struct arena *arena)
{
    struct cert *cert = ARENA_NEW(arena, struct cert);
    struct fail fail = {0};
    struct buf text;

    buf_init(&text, TEXT_CAP);
    buf_printf(&text, "%s ", chain->key == NULL ? "" : chain->key);
    if (cert != NULL && chain->num > 0 && cert_parse(cert, chain->certs[0], &fail) == ERR_OK) {
        label_cert(&text, cert);
        buf_printf(&text, "%s%s", say(entry, N_("; ")), say(entry, N_("issued by ")));
        label_name(&text, cert->issuer);
        buf_str(&text, say(entry, N_("; ")));
        label_left(&text, cert, entry->view->now, entry->lang);
    } else {
        buf_str(&text, say(entry, N_("not readable")));
    }
    buf_str(entry->out, "<li>");
    put_buf(entry, &text);
    if (chain->reason != REASON_OK) {
        buf_str(entry->out, "<div class=\"bad\">");
        html_put(entry->out, chain->sentence.n > 0
                                 ? chain->sentence
                                 : span_str(say(entry, reason_meaning(chain->reason))));
        buf_str(entry->out, "</div>");
    }
    buf_str(entry->out, "</li>\n");
    buf_free(&text);
}

static void put_chains(const struct scan_entry *entry)
{
    const struct scan_facts *facts = entry->view->facts;
    struct arena arena;

    if (facts->num_chains == 0)
        return;
    arena_init(&arena, CERT_CAP);
    put_heading(entry, N_("Certificates"));
    buf_str(entry->out, "<ul>\n");
    for (size_t i = 0; i < facts->num_chains; i++) {
        put_leaf(entry, &facts->chains[i], &arena);
        arena_reset(&arena);
    }
    buf_str(entry->out, "</ul>\n");
    arena_free(&arena);
}

static void put_finding(const struct scan_entry *entry, const struct scan_finding *finding)
{
    enum scan_level level = scan_rule_level(finding->rule);
    const char *ref = scan_rule_ref(finding->rule);
    struct buf text;

    buf_init(&text, TEXT_CAP);
    buf_printf(entry->out, "<li><span class=\"chip %s\">", level_class(level));
    html_put(entry->out, span_str(say(entry, scan_level_word(level))));
    buf_str(entry->out, "</span> ");
    finding_text(&text, finding, entry->view->facts, entry->lang);
    put_buf(entry, &text);
    if (*ref != 0)
        html_printf(entry->out, " [%s]", ref);
    buf_str(entry->out, "<div class=\"small\">");
    finding_why(&text, finding, entry->lang);
    put_buf(entry, &text);
    buf_str(entry->out, "</div>");
    finding_fix(&text, finding, entry->lang);
    scan_prose_put(entry->out, buf_span(&text));
    buf_str(entry->out, "</li>\n");
    buf_free(&text);
}

static void put_findings(const struct scan_entry *entry)
{
    const struct scan_findings *findings = entry->view->findings;

    if (findings == NULL || findings->num == 0)
        return;
    put_heading(entry, N_("Findings"));
    buf_str(entry->out, "<ul class=\"plain-list\">\n");
    for (size_t i = 0; i < findings->num; i++)
        put_finding(entry, &findings->v[i]);
    buf_str(entry->out, "</ul>\n");
}

/* What does not meet the requirement, or may not. */
static void put_unmet(const struct scan_entry *entry)
{
    const struct requirement_check *check = entry->view->check;
    struct buf text;

    if (check == NULL || check->result == REQUIREMENT_MET)
        return;
    put_heading(entry, N_("Requirement"));
    buf_str(entry->out, "<ul>\n");
    buf_init(&text, TEXT_CAP);
    for (size_t i = 0; i < check->num; i++) {
        if (check->v[i].result == REQUIREMENT_MET)
            continue;
        buf_printf(entry->out, "<li><span class=\"%s\">", required_class(check->v[i].result));
        requirement_line_key(&text, &check->v[i]);
        put_buf(entry, &text);
        buf_str(entry->out, "</span>");
        buf_str(&text, say(entry, N_(": ")));
        requirement_line_text(&text, &check->v[i], entry->view->facts, entry->lang);
        put_buf(entry, &text);
        buf_str(entry->out, "</li>\n");
    }
    buf_free(&text);
    buf_str(entry->out, "</ul>\n");
}

/* The address, and what the server says it is. */
static void put_server(const struct scan_entry *entry)
{
    const struct scan_facts *facts = entry->view->facts;

    buf_str(entry->out, "<p class=\"small\">");
    html_put(entry->out, facts->address);
    if (facts->software.n > 0) {
        buf_str(entry->out, say(entry, N_("; ")));
        html_put(entry->out, facts->software);
    }
    if (facts->message.n > 0) {
        buf_str(entry->out, "<span class=\"bad\"> ");
        html_put(entry->out, facts->message);
        buf_str(entry->out, "</span>");
    }
    buf_str(entry->out, "</p>\n");
}

static void put_details(const struct scan_entry *entry)
{
    buf_str(entry->out, "<tr class=\"more\" role=\"row\"><td role=\"cell\" colspan=\"5\">");
    buf_str(entry->out, entry->view->is_only ? "<details open>" : "<details>");
    buf_str(entry->out, "<summary>");
    html_put(entry->out, span_str(say(entry, N_("Details"))));
    buf_str(entry->out, "</summary>\n");
    put_server(entry);
    put_findings(entry);
    put_unmet(entry);
    put_chains(entry);
    put_suites(entry);
    put_groups(entry);
    if (!entry->view->facts->is_quick)
        put_features(entry);
    buf_str(entry->out, "</details></td></tr>\n");
}

void scan_html_row(struct buf *out, const struct scan_view *view, enum lang lang)
{
    const struct scan_facts *facts = view->facts;
    struct scan_view shown = *view;
    const struct scan_entry entry = {out, &shown, lang};
    struct scan_facts seen;

    scan_seen(&seen, facts);
    shown.facts = &seen;

    buf_str(out, "<tbody role=\"rowgroup\"><tr role=\"row\">");
    buf_str(out, "<td class=\"host\" role=\"cell\">");
    html_put(out, facts->input);
    buf_str(out, "</td>\n");
    if (scan_is_reached(facts)) {
        put_versions(&entry);
        put_exchange(&entry);
        put_certificate(&entry);
        put_counts(&entry);
        buf_str(out, "</tr>\n");
        put_details(&entry);
    } else {
        buf_str(out, "<td role=\"cell\" colspan=\"4\">");
        html_put(out, facts->message.n > 0 ? scan_trouble_text(facts)
                                           : span_str(say(&entry, reason_meaning(facts->reason))));
        buf_str(out, "</td></tr>\n");
    }
    buf_str(out, "</tbody>\n");
}
