/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many targets: one line for each, and what they have in common below. */
#include "config.h"

#include "lib/view/scan/scan_names.h"
#include "lib/view/scan/scan_totals.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum {
    LINE_CAP = 1 << 16,
    VERSION_CELL = 4,
    PQ_CELL = 4,
    DAYS_CELL = 9,
    FINDINGS_CELL = 20,
    REQUIRED_CELL = 4,
    REQUIRED_TAKES = 2, /* of the other cells, so that 80 columns are enough */
    CELLS = SCAN_VERSIONS * VERSION_CELL + PQ_CELL + DAYS_CELL + FINDINGS_CELL,
    HOST_MIN = 20,
    HOST_MAX = 44,
    INDENT = 4,
    NAME_CHARS = 120,
};

/* The target has the columns that are left; on a narrow terminal it has a line of its own. */
static int host_width(const struct style *style, bool is_required)
{
    int room = text_columns(style) - CELLS - 1 - (is_required ? REQUIRED_CELL - REQUIRED_TAKES : 0);

    if (room < HOST_MIN)
        return INDENT;
    return room < HOST_MAX ? room : HOST_MAX;
}

/* A sign in a cell of its own. */
static void put_cell(struct buf *out, const struct style *style, enum ink ink, const char *text,
                     int width)
{
    text_ink(out, style, ink);
    buf_str(out, text);
    if (ink != INK_PLAIN)
        text_ink(out, style, INK_PLAIN);
    text_pad(out, width - text_width(span_str(text)));
}

void scan_table_head(struct buf *out, const struct style *style, bool is_required)
{
    int width = host_width(style, is_required);

    text_ink(out, style, INK_BOLD);
    const char *first = width > INDENT ? lang_text(style->lang, N_("Target")) : "";
    text_cell(out, span_str(first), width + 1);
    for (size_t row = SCAN_VERSIONS; row-- > 0;)
        text_cell(out, span_str(version_name(scan_version_numbers[row]) + 4), VERSION_CELL);
    text_cell(out, SPAN_LIT("PQ"), PQ_CELL);
    if (is_required)
        text_cell(out, SPAN_LIT("OK"), REQUIRED_CELL);
    text_cell(out, span_str(lang_text(style->lang, N_("Days"))), DAYS_CELL);
    buf_str(out, lang_text(style->lang, N_("Findings")));
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
}

static void put_version(struct buf *out, const struct style *style,
                        const struct scan_version *version)
{
    static const struct {
        enum ink ink;
        const char *utf8, *ascii;
    } signs[] = {
        [STATUS_RECOMMENDED] = {INK_GOOD, "\u2713", "+"},
        [STATUS_ACCEPTABLE] = {INK_PLAIN, "\u2713", "+"},
        [STATUS_WEAK] = {INK_WARN, "!", "!"},
        [STATUS_BROKEN] = {INK_BAD, "\u2717", "x"},
    };
    enum status status = version_find(version->version)->status;

    if (version->accepted == SCAN_UNKNOWN)
        put_cell(out, style, INK_DIM, "?", VERSION_CELL);
    else if (version->accepted == SCAN_NO)
        put_cell(out, style, INK_DIM, "-", VERSION_CELL);
    else
        put_cell(out, style, signs[status].ink,
                 style->utf8 ? signs[status].utf8 : signs[status].ascii, VERSION_CELL);
}

static void put_exchange(struct buf *out, const struct style *style, const struct scan_facts *facts)
{
    enum scan_exchange exchange = scan_exchange(facts);

    if (exchange == SCAN_POST_QUANTUM)
        put_cell(out, style, INK_GOOD, style->utf8 ? "\u2713" : "+", PQ_CELL);
    else
        put_cell(out, style, INK_DIM, exchange == SCAN_EXCHANGE_UNKNOWN ? "?" : "-", PQ_CELL);
}

static void put_required(struct buf *out, const struct style *style,
                         const struct requirement_check *check)
{
    static const struct {
        enum ink ink;
        const char *utf8, *ascii;
    } signs[] = {
        [REQUIREMENT_MET] = {INK_GOOD, "\u2713", "+"},
        [REQUIREMENT_UNKNOWN] = {INK_WARN, "?", "?"},
        [REQUIREMENT_BROKEN] = {INK_BAD, "\u2717", "x"},
    };
    enum requirement_result result = check == NULL ? REQUIREMENT_UNKNOWN : check->result;

    put_cell(out, style, signs[result].ink, style->utf8 ? signs[result].utf8 : signs[result].ascii,
             REQUIRED_CELL);
}

/* The days until the first certificate ends; "x" in front of them if one is refused. */
static void put_days(struct buf *out, const struct style *style, const struct scan_view *view)
{
    static const enum ink inks[] = {
        [SCAN_DUE_REFUSED] = INK_BAD,   [SCAN_DUE_WEEK] = INK_BAD,    [SCAN_DUE_MONTH] = INK_WARN,
        [SCAN_DUE_QUARTER] = INK_PLAIN, [SCAN_DUE_LATER] = INK_PLAIN, [SCAN_DUE_UNKNOWN] = INK_DIM,
    };
    bool is_refused;
    int64_t end;
    struct buf text;

    buf_init(&text, LINE_CAP);
    bool is_known = scan_first_end(&end, &is_refused, view->facts);
    if (is_refused)
        buf_str(&text, style->utf8 ? "\u2717 " : "x ");
    if (is_known)
        buf_printf(&text, "%lld", (long long)scan_days(end - view->now));
    else if (!is_refused)
        buf_str(&text, "?");
    buf_u8(&text, 0);
    put_cell(out, style, inks[scan_due(view)], text.p == NULL ? "" : (const char *)text.p,
             DAYS_CELL);
    buf_free(&text);
}

/* "2 critical, 3 high": the two highest levels. */
static void put_findings(struct buf *out, const struct style *style, const struct scan_view *view)
{
    static const enum ink inks[] = {
        [SCAN_INFO] = INK_DIM, [SCAN_LOW] = INK_PLAIN,    [SCAN_MEDIUM] = INK_WARN,
        [SCAN_HIGH] = INK_BAD, [SCAN_CRITICAL] = INK_BAD,
    };
    const struct scan_findings *findings = view->findings;
    size_t num = findings == NULL ? 0 : findings->num, shown = 0;

    for (size_t i = 0, k = 0; i < num && shown < 2; i = k, shown++) {
        enum scan_level level = scan_rule_level(findings->v[i].rule);
        while (k < num && scan_rule_level(findings->v[k].rule) == level)
            k++;
        if (level == SCAN_INFO)
            break;
        buf_str(out, shown > 0 ? ", " : "");
        text_ink(out, style, inks[level]);
        buf_printf(out, "%zu %s", k - i, lang_text(style->lang, scan_level_word(level)));
        if (inks[level] != INK_PLAIN)
            text_ink(out, style, INK_PLAIN);
    }
    if (shown == 0 && findings != NULL && view->facts->trouble == SCAN_WHOLE &&
        !view->facts->is_quick)
        put_cell(out, style, INK_GOOD, lang_text(style->lang, N_("none")), 0);
    if (view->facts->trouble != SCAN_WHOLE)
        put_cell(out, style, INK_WARN, lang_text(style->lang, N_(" (not whole)")) + (shown == 0),
                 0);
}

/* Why there is nothing to show. */
static void put_trouble(struct buf *out, const struct style *style, const struct scan_facts *facts,
                        int width)
{
    struct buf line;

    buf_init(&line, LINE_CAP);
    if (facts->message.n > 0)
        safe_put(&line, scan_trouble_text(facts));
    else
        buf_str(&line, lang_text(style->lang, reason_meaning(facts->reason)));
    text_ink(out, style, INK_DIM);
    text_fold(out, style, width + 1, width + 1, buf_span(&line));
    text_ink(out, style, INK_PLAIN);
    buf_free(&line);
}

void scan_table_row(struct buf *out, const struct scan_view *view, const struct style *style,
                    bool is_required)
{
    const struct scan_facts *facts = view->facts;
    int width = host_width(style, is_required);
    struct scan_facts seen;
    struct buf name;

    buf_init(&name, LINE_CAP);
    safe_cut(&name, facts->input, NAME_CHARS);
    text_cell(out, buf_span(&name), width);
    if (text_width(buf_span(&name)) > width) {
        buf_u8(out, '\n');
        text_pad(out, width);
    }
    buf_free(&name);
    buf_u8(out, ' ');
    if (!scan_is_reached(facts)) {
        put_trouble(out, style, facts, width);
        return;
    }
    scan_seen(&seen, facts);
    for (size_t row = SCAN_VERSIONS; row-- > 0;)
        put_version(out, style, &seen.versions[row]);
    put_exchange(out, style, &seen);
    if (is_required)
        put_required(out, style, view->check);
    put_days(out, style, view);
    put_findings(out, style, view);
    buf_u8(out, '\n');
}

/* "TLS 1.3   820   91 %" */
static void put_label_share(struct buf *out, const char *label, size_t num, size_t all)
{
    if (num == 0)
        return;
    buf_str(out, "  ");
    text_cell(out, span_str(label), 22);
    buf_printf(out, "%7zu  %3zu %%\n", num, all == 0 ? 0 : (num * 100 + all / 2) / all);
}

static void put_share(struct buf *out, const struct style *style, const char *english, size_t num,
                      size_t all)
{
    put_label_share(out, lang_text(style->lang, english), num, all);
}

static void put_heading(struct buf *out, const struct style *style, const char *english)
{
    buf_u8(out, '\n');
    text_ink(out, style, INK_BOLD);
    buf_str(out, lang_text(style->lang, english));
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
}

/* Why there is nothing to show about some targets, by the codes of `tlsbox explain`. */
static void put_reasons(struct buf *out, const struct scan_totals *totals,
                        const struct style *style)
{
    if (totals->reached == totals->targets)
        return;
    put_heading(out, style, N_("Without TLS"));
    for (size_t i = 0; i < REASON_COUNT; i++)
        put_label_share(out, reason_code((enum reason)i), totals->reasons[i], totals->targets);
}

/* What the heads and signs of the table stand for. */
static void put_legend(struct buf *out, const struct scan_totals *totals, const struct style *style)
{
    static const char *const parts[] = {
        N_("PQ: post-quantum key exchange"),
        N_("Days: until the first certificate ends"),
        N_("-: not accepted"),
        N_("?: not found out"),
        N_("OK: meets the requirement"),
    };
    size_t num = sizeof parts / sizeof parts[0] - (scan_has_required(totals) ? 0 : 1);
    struct buf line;

    buf_init(&line, LINE_CAP);
    for (size_t i = 0; i < num; i++)
        buf_printf(&line, "%s%s", i > 0 ? lang_text(style->lang, N_("; ")) : "",
                   lang_text(style->lang, parts[i]));
    buf_u8(out, '\n');
    text_prose(out, style, INK_DIM, 0, 0, buf_span(&line));
    buf_free(&line);
}

void scan_table_sum(struct buf *out, const struct scan_totals *totals, const struct style *style)
{
    if (totals->reached > 0)
        put_legend(out, totals, style);
    buf_u8(out, '\n');
    lang_count(out, style->lang, N_("{n} target{s}"), totals->targets);
    buf_str(out, lang_text(style->lang, N_("; ")));
    lang_count(out, style->lang, N_("{n} with TLS"), totals->reached);
    buf_str(out, lang_text(style->lang, N_("; ")));
    lang_count(out, style->lang, N_("{n} connection{s}"), (size_t)totals->connections);
    buf_u8(out, '\n');
    put_reasons(out, totals, style);
    if (totals->reached == 0)
        return;
    put_heading(out, style, N_("Versions"));
    for (size_t row = SCAN_VERSIONS; row-- > 0;)
        put_share(out, style, version_name(scan_version_numbers[row]), totals->versions[row],
                  totals->reached);
    put_heading(out, style, N_("Key exchange"));
    for (int i = 0; i < SCAN_EXCHANGES; i++)
        put_share(out, style, scan_exchange_word((enum scan_exchange)i), totals->exchanges[i],
                  totals->reached);
    put_heading(out, style, N_("Certificates"));
    for (int i = 0; i < SCAN_DUES; i++)
        put_share(out, style, scan_due_word((enum scan_due)i), totals->dues[i], totals->reached);
    put_heading(out, style, N_("Highest finding"));
    for (size_t i = SCAN_CRITICAL + 1; i-- > 0;)
        put_share(out, style, scan_level_word((enum scan_level)i), totals->levels[i],
                  totals->reached);
    put_share(out, style, N_("none"), totals->levels[SCAN_NO_LEVEL], totals->reached);
    if (!scan_has_required(totals))
        return;
    put_heading(out, style, N_("Requirement"));
    for (size_t i = REQUIREMENT_BROKEN + 1; i-- > 0;)
        put_share(out, style, scan_required_word((enum requirement_result)i), totals->required[i],
                  totals->reached);
}
