/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/trust/trust_check.h"

#include "lib/base/lookup.h"
#include "lib/view/text/envelope.h"
#include "lib/view/text/text.h"

enum { INDENT = 2, TEXT_CAP = 1 << 20, ITEMS_SHOWN = 20, NOTES_SHOWN = 3 };

static const struct {
    enum reason reason;
    enum severity severity;
    char id[24], text[128], fix[96];
} rules[] = {
#define STORE_RULE(id, reason, severity, text, fix) \
    {REASON_##reason, SEVERITY_##severity, ROW_TEXT(#id), ROW_TEXT(text), ROW_TEXT(fix)},
#include "lib/view/trust/store_rules.def"
#undef STORE_RULE
};

enum severity store_rule_severity(enum store_rule rule)
{
    return rules[rule].severity;
}

const char *store_rule_id(enum store_rule rule)
{
    return rules[rule].id;
}

enum reason store_report_reason(const struct store_report *report)
{
    enum reason worst = REASON_OK;

    for (size_t i = 0; i < report->num; i++) {
        enum reason own = rules[report->findings[i].rule].reason;

        if (rules[report->findings[i].rule].severity == SEVERITY_ERROR &&
            reason_rank(own) > reason_rank(worst))
            worst = own;
    }
    return worst;
}

static size_t count(const struct store_report *report, enum severity severity)
{
    size_t n = 0;

    for (size_t i = 0; i < report->num; i++)
        n += rules[report->findings[i].rule].severity == severity;
    return n;
}

/* The items of one rule below its sentence: the first of them, and how many more there are. */
static void put_items(struct buf *out, const struct store_report *report, enum store_rule rule,
                      const struct style *style)
{
    size_t most = rules[rule].severity == SEVERITY_NONE ? NOTES_SHOWN : ITEMS_SHOWN, n = 0;

    for (size_t i = 0; i < report->num; i++) {
        const struct store_finding *f = &report->findings[i];

        if (f->rule == rule && f->item.n > 0 && n++ < most)
            text_prose(out, style, INK_PLAIN, 2 * INDENT, INDENT, f->item);
    }
    if (n <= most)
        return;
    text_pad(out, 2 * INDENT);
    lang_count(out, style->lang, N_("and {n} more"), n - most);
    buf_u8(out, '\n');
}

static void put_rule(struct buf *out, const struct store_report *report, enum store_rule rule,
                     const struct style *style)
{
    static const char *const words[] = {[SEVERITY_NONE] = N_("note"),
                                        [SEVERITY_WARNING] = N_("warning"),
                                        [SEVERITY_ERROR] = N_("error")};
    static const enum ink inks[] = {
        [SEVERITY_NONE] = INK_DIM, [SEVERITY_WARNING] = INK_WARN, [SEVERITY_ERROR] = INK_BAD};
    enum severity severity = rules[rule].severity;
    struct buf line;

    buf_init(&line, TEXT_CAP);
    buf_printf(&line, "%s: %s [%s]", lang_text(style->lang, words[severity]),
               lang_text(style->lang, rules[rule].text), reason_code(rules[rule].reason));
    text_prose(out, style, inks[severity], INDENT, INDENT, buf_span(&line));
    put_items(out, report, rule, style);
    if (rules[rule].fix[0] != '\0') {
        buf_truncate(&line, 0);
        buf_printf(&line, "%s%s", lang_text(style->lang, N_("fix: ")),
                   lang_text(style->lang, rules[rule].fix));
        text_prose(out, style, INK_PLAIN, 2 * INDENT, INDENT, buf_span(&line));
    }
    buf_free(&line);
}

void trust_check_text(struct buf *out, const struct store_report *report, const struct style *style)
{
    size_t errors = count(report, SEVERITY_ERROR), warnings = count(report, SEVERITY_WARNING);

    trust_shelf_heading(out, report->shelf, style);
    for (enum store_rule r = 0; r < STORE_RULE_COUNT; r++) {
        for (size_t i = 0; i < report->num; i++) {
            if (report->findings[i].rule == r) {
                put_rule(out, report, r, style);
                break;
            }
        }
    }
    text_pad(out, INDENT);
    if (errors + warnings == 0) {
        text_ink(out, style, INK_GOOD);
        buf_str(out, lang_text(style->lang, N_("nothing is wrong with it")));
        text_ink(out, style, INK_PLAIN);
    } else {
        lang_count(out, style->lang, N_("{n} error{s}, "), errors);
        lang_count(out, style->lang, N_("{n} warning{s}"), warnings);
    }
    buf_u8(out, '\n');
}

static void put_finding(struct json_writer *json, const struct store_finding *finding)
{
    static const char *const severities[] = {"info", "warning", "error"};
    static const char *const absent[] = {"error", "name", "offset", "length"};
    enum store_rule r = finding->rule;
    struct buf text;

    jw_open(json, NULL);
    jw_str(json, "code", reason_code(rules[r].reason));
    jw_str(json, "severity", severities[rules[r].severity]);
    jw_null(json, "cert");
    buf_init(&text, TEXT_CAP);
    buf_str(&text, rules[r].text);
    if (finding->item.n > 0)
        buf_str(&text, ": ");
    buf_put(&text, finding->item);
    jw_buf(json, "message", &text);
    jw_str(json, "ref", "");
    jw_str(json, "hint", rules[r].fix[0] == '\0' ? NULL : rules[r].fix);
    jw_str(json, "rule", rules[r].id);
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        jw_null(json, absent[i]);
    jw_close(json);
}

enum err trust_check_json(struct buf *out, const struct store_report *report)
{
    struct json_writer json = {.out = out};

    envelope_open(&json, "trust", report->shelf->name, store_report_reason(report));
    jw_list(&json, "findings");
    for (size_t i = 0; i < report->num; i++)
        put_finding(&json, &report->findings[i]);
    jw_list_end(&json);
    jw_str(&json, "store", report->shelf->name);
    jw_str(&json, "origin", report->shelf->origin);
    jw_int(&json, "anchors", (int64_t)report->shelf->num);
    return envelope_close(&json);
}
