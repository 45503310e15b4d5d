/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report in HTML: its head with the charts, and its end. */
#include "config.h"

#include "lib/base/cal.h"
#include "lib/view/scan/scan_charts.h"
#include "lib/view/scan/scan_names.h"
#include "lib/view/scan/scan_totals.h"
#include "lib/view/text/html.h"

enum { LINE_CAP = 1 << 16 };

/* Colours are those of html.c.  On a phone each row of the table is a card. */
static const char css[] =
    "main{max-width:74rem}\n"
    ".cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));"
    "gap:1rem;margin:0 0 1rem}\n"
    ".card{margin:0;border:1px solid var(--line);border-radius:.6em;padding:.9rem 1rem 1rem;"
    "overflow:visible}\n"
    "figcaption{font-weight:600;margin:0 0 .6rem}\n"
    "figure.card svg{max-width:none}\n"
    "svg text{font:13px system-ui,sans-serif;fill:var(--ink)}\n"
    "svg .num{font-weight:600}\n"
    ".track{fill:var(--line)}.bar{fill:var(--soft)}.bar.good{fill:var(--good)}"
    ".bar.warn{fill:var(--eye)}.bar.bad{fill:var(--bad)}\n"
    ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;"
    "list-style:none;padding:0}\n"
    ".tiles li{background:var(--fill);border-radius:.6em;padding:.7rem .9rem;color:var(--soft);"
    "line-height:1.35}\n"
    ".tiles b{display:block;font-size:1.5rem;color:var(--ink)}\n"
    ".chip{display:inline-block;border-radius:.4em;padding:0 .45em;margin:0 .25em .25em 0;"
    "font-size:.875rem;background:var(--fill);white-space:nowrap}\n"
    ".chip.good{background:var(--goodfill);color:var(--good)}"
    ".chip.warn{background:var(--eyefill);color:var(--eye)}"
    ".chip.bad{background:var(--badfill);color:var(--bad)}\n"
    "span.good{color:var(--good)}span.warn{color:var(--eye)}span.bad,div.bad{color:var(--bad)}\n"
    ".targets th{width:auto;white-space:nowrap}.targets td{padding:.5rem .75rem .35rem 0;border:0;"
    "overflow-wrap:break-word}\n"
    ".targets tbody{border-bottom:1px solid var(--line)}\n"
    ".targets "
    ".host{font-weight:600;overflow-wrap:anywhere;min-width:9rem}.nowrap{white-space:nowrap}\n"
    ".targets .more td{padding-top:0}\n"
    "details{margin:0 0 .35rem}summary{cursor:pointer;color:var(--link);font-size:.875rem}\n"
    "summary:focus-visible{outline:2px solid var(--link);outline-offset:2px}\n"
    "details h3{margin:1rem 0 .35rem}details ul{padding-left:1.2rem;margin:0 0 .75rem}\n"
    "details code{background:none;padding:0}\n"
    ".plain-list{list-style:none;padding:0}\n"
    ".plain-list li{padding:.35rem 0;border-bottom:1px solid var(--line)}\n"
    "@media(max-width:44rem){.targets,.targets tbody,.targets tr,.targets td{display:block}"
    ".targets thead{position:absolute;width:1px;height:1px;overflow:hidden;"
    "clip-path:inset(50%)}"
    ".targets tbody{border:1px solid var(--line);border-radius:.6em;padding:.5rem .9rem;"
    "margin:0 0 .75rem}.targets tr{padding:0}.targets td{padding:.15rem 0;display:flex;"
    "flex-wrap:wrap;gap:0 .5rem}.targets td[data-label]::before{content:attr(data-label);"
    "color:var(--soft);min-width:6.5rem}.targets .more td{display:block}}\n";

struct page {
    struct buf *out;
    const struct scan_totals *totals;
    enum lang lang;
};

static const char *say(const struct page *page, const char *english)
{
    return lang_text(page->lang, english);
}

static void put_tile(const struct page *page, size_t num, bool is_percent, const char *english)
{
    buf_printf(page->out, "<li><b>%zu%s</b>", num, is_percent ? " %" : "");
    html_put(page->out, span_str(say(page, english)));
    buf_str(page->out, "</li>\n");
}

static void put_tiles(const struct page *page)
{
    const struct scan_totals *totals = page->totals;

    buf_str(page->out, "<ul class=\"tiles\">\n");
    put_tile(page, totals->targets, false, N_("targets"));
    put_tile(page, totals->reached, false, N_("with TLS"));
    put_tile(page, scan_percent(totals->exchanges[SCAN_POST_QUANTUM], totals->reached), true,
             N_("have post-quantum key exchange"));
    put_tile(page, totals->levels[SCAN_CRITICAL], false, N_("with a critical finding"));
    put_tile(page, totals->levels[SCAN_HIGH], false, N_("with a high finding at most"));
    buf_str(page->out, "</ul>\n");
}

static enum scan_tone status_tone(enum status status)
{
    static const enum scan_tone tones[] = {
        [STATUS_RECOMMENDED] = TONE_GOOD, [STATUS_ACCEPTABLE] = TONE_PLAIN,
        [STATUS_WEAK] = TONE_WARN,        [STATUS_BROKEN] = TONE_BAD,
        [STATUS_SIGNAL] = TONE_PLAIN,
    };

    return tones[status];
}

static void put_outcomes(const struct page *page)
{
    const struct scan_totals *totals = page->totals;
    const struct scan_bar bars[] = {
        {say(page, N_("scanned")), totals->reached - totals->partial, TONE_GOOD},
        {say(page, N_("not whole")), totals->partial, TONE_WARN},
        {say(page, N_("without TLS")), totals->foreign, TONE_PLAIN},
        {say(page, N_("not reached")), totals->targets - totals->reached - totals->foreign,
         TONE_PLAIN},
    };

    scan_chart_put(page->out, &(struct scan_chart){say(page, N_("Targets")), bars,
                                                   sizeof bars / sizeof bars[0], totals->targets});
}

static void put_keys(const struct page *page)
{
    struct scan_bar bars[SCAN_KEYS];

    for (size_t i = 0; i < SCAN_KEYS; i++)
        bars[i] = (struct scan_bar){say(page, scan_key_word((enum scan_key)i)),
                                    page->totals->keys[i], TONE_PLAIN};
    scan_chart_put(page->out, &(struct scan_chart){say(page, N_("Keys of certificates")), bars,
                                                   SCAN_KEYS, page->totals->reached});
}

static void put_versions(const struct page *page)
{
    struct scan_bar bars[SCAN_VERSIONS];

    for (size_t i = 0; i < SCAN_VERSIONS; i++) {
        size_t row = SCAN_VERSIONS - 1 - i;
        const struct version_row *version = version_find(scan_version_numbers[row]);
        bars[i] = (struct scan_bar){version->name, page->totals->versions[row],
                                    status_tone(version->status)};
    }
    scan_chart_put(page->out, &(struct scan_chart){say(page, N_("Versions")), bars, SCAN_VERSIONS,
                                                   page->totals->reached});
}

static void put_exchanges(const struct page *page)
{
    static const enum scan_tone tones[SCAN_EXCHANGES] = {TONE_GOOD, TONE_PLAIN, TONE_BAD,
                                                         TONE_PLAIN};
    struct scan_bar bars[SCAN_EXCHANGES];

    for (size_t i = 0; i < SCAN_EXCHANGES; i++)
        bars[i] = (struct scan_bar){say(page, scan_exchange_word((enum scan_exchange)i)),
                                    page->totals->exchanges[i], tones[i]};
    scan_chart_put(page->out, &(struct scan_chart){say(page, N_("Best key exchange")), bars,
                                                   SCAN_EXCHANGES, page->totals->reached});
}

static void put_dues(const struct page *page)
{
    static const enum scan_tone tones[SCAN_DUES] = {TONE_BAD,   TONE_BAD,  TONE_WARN,
                                                    TONE_PLAIN, TONE_GOOD, TONE_PLAIN};
    struct scan_bar bars[SCAN_DUES];

    for (size_t i = 0; i < SCAN_DUES; i++)
        bars[i] = (struct scan_bar){say(page, scan_due_word((enum scan_due)i)),
                                    page->totals->dues[i], tones[i]};
    scan_chart_put(page->out, &(struct scan_chart){say(page, N_("Certificates are valid for")),
                                                   bars, SCAN_DUES, page->totals->reached});
}

static void put_levels(const struct page *page)
{
    static const enum scan_tone tones[SCAN_LEVELS] = {
        [SCAN_INFO] = TONE_PLAIN, [SCAN_LOW] = TONE_PLAIN,    [SCAN_MEDIUM] = TONE_WARN,
        [SCAN_HIGH] = TONE_BAD,   [SCAN_CRITICAL] = TONE_BAD, [SCAN_NO_LEVEL] = TONE_GOOD};
    struct scan_bar bars[SCAN_LEVELS];

    for (size_t i = 0; i <= SCAN_CRITICAL; i++) {
        size_t level = SCAN_CRITICAL - i;
        bars[i] = (struct scan_bar){say(page, scan_level_word((enum scan_level)level)),
                                    page->totals->levels[level], tones[level]};
    }
    bars[SCAN_NO_LEVEL] =
        (struct scan_bar){say(page, N_("none")), page->totals->levels[SCAN_NO_LEVEL], TONE_GOOD};
    scan_chart_put(page->out, &(struct scan_chart){say(page, N_("Highest finding")), bars,
                                                   SCAN_LEVELS, page->totals->reached});
}

/* Only a run with --require has it. */
static void put_required(const struct page *page)
{
    static const enum scan_tone tones[] = {[REQUIREMENT_MET] = TONE_GOOD,
                                           [REQUIREMENT_UNKNOWN] = TONE_WARN,
                                           [REQUIREMENT_BROKEN] = TONE_BAD};
    struct scan_bar bars[REQUIREMENT_BROKEN + 1];

    if (!scan_has_required(page->totals))
        return;
    for (size_t i = 0; i <= REQUIREMENT_BROKEN; i++)
        bars[i] = (struct scan_bar){say(page, scan_required_word((enum requirement_result)i)),
                                    page->totals->required[i], tones[i]};
    scan_chart_put(page->out, &(struct scan_chart){say(page, N_("Requirement")), bars,
                                                   REQUIREMENT_BROKEN + 1, page->totals->reached});
}

/* Whether change a comes before b: more targets need it, or it removes what is worse. */
static bool is_before(const struct scan_totals *totals, size_t a, size_t b)
{
    if (totals->changes[a] != totals->changes[b])
        return totals->changes[a] > totals->changes[b];
    return totals->worst[a] != totals->worst[b] ? totals->worst[a] > totals->worst[b] : a < b;
}

/* The first change that a target needs of those after `after`, or of all; SCAN_CHANGE_COUNT stands
 * for all, and is returned if there is none. */
static size_t next_change(const struct scan_totals *totals, size_t after)
{
    size_t best = SCAN_CHANGE_COUNT;

    for (size_t i = 0; i < SCAN_CHANGE_COUNT; i++) {
        bool is_left = after == SCAN_CHANGE_COUNT || is_before(totals, after, i);
        if (is_left && totals->changes[i] > 0 &&
            (best == SCAN_CHANGE_COUNT || is_before(totals, i, best)))
            best = i;
    }
    return best;
}

static void put_change(const struct page *page, enum scan_change change)
{
    enum scan_level level = page->totals->worst[change];
    size_t num = page->totals->changes[change];

    buf_printf(page->out, "<li><span class=\"chip %s\">",
               level >= SCAN_HIGH     ? "bad"
               : level == SCAN_MEDIUM ? "warn"
                                      : "plain");
    html_put(page->out, span_str(say(page, scan_level_word(level))));
    buf_str(page->out, "</span> ");
    scan_prose_put(page->out, span_str(say(page, scan_change_text(change))));
    buf_str(page->out, " <span class=\"small nowrap\">");
    html_printf(page->out, "%zu (%u %%)", num, scan_percent(num, page->totals->reached));
    buf_str(page->out, "</span></li>\n");
}

static void put_changes(const struct page *page)
{
    size_t change = next_change(page->totals, SCAN_CHANGE_COUNT);

    if (change == SCAN_CHANGE_COUNT)
        return;
    buf_str(page->out, "<h2>");
    html_put(page->out, span_str(say(page, N_("What most targets should change"))));
    buf_str(page->out, "</h2>\n<ul class=\"plain-list\">\n");
    while (change != SCAN_CHANGE_COUNT) {
        put_change(page, (enum scan_change)change);
        change = next_change(page->totals, change);
    }
    buf_str(page->out, "</ul>\n");
}

static void put_table_head(const struct page *page)
{
    static const char *const heads[] = {N_("Target"), N_("Versions"), N_("Key exchange"),
                                        N_("Certificate"), N_("Findings")};

    buf_str(page->out, "<h2>");
    html_put(page->out, span_str(say(page, N_("All targets"))));
    buf_str(page->out, "</h2>\n<table class=\"targets\" role=\"table\">\n"
                       "<thead role=\"rowgroup\"><tr role=\"row\">");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        buf_str(page->out, "<th role=\"columnheader\" scope=\"col\">");
        html_put(page->out, span_str(say(page, heads[i])));
        buf_str(page->out, "</th>");
    }
    buf_str(page->out, "</tr></thead>\n");
}

void scan_html_open(struct buf *out, const struct scan_totals *totals, int64_t now, enum lang lang)
{
    const struct page page = {out, totals, lang};
    const char *title = say(&page, N_("TLS of servers"));
    char when[CAL_TEXT_SIZE];

    cal_format(when, now);
    html_open_styled(out, lang_code(lang), title, css);
    buf_str(out, "<h1>");
    html_put(out, span_str(title));
    buf_str(out, "</h1>\n<p class=\"small\">");
    html_printf(out, "%.10s %.8s UTC, tlsbox %s", when, when + 11, PACKAGE_VERSION);
    buf_str(out, "</p>\n");
    put_tiles(&page);
    if (totals->reached > 0) {
        buf_str(out, "<div class=\"cards\">\n");
        put_outcomes(&page);
        put_versions(&page);
        put_exchanges(&page);
        put_keys(&page);
        put_dues(&page);
        put_levels(&page);
        put_required(&page);
        buf_str(out, "</div>\n");
        put_changes(&page);
    }
    put_table_head(&page);
}

void scan_html_close(struct buf *out, enum lang lang)
{
    buf_str(out, "</table>\n<p class=\"small\">");
    html_put(out, span_str(lang_text(
                      lang, N_("What was not found out is shown as unknown and counts as neither "
                               "good nor bad."))));
    buf_str(out, "</p>\n");
    html_close(out);
}
